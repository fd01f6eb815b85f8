/* The plan's variables as columns, its scales over them. */
#include "model.h"

#include <string.h>

gint compare_keyed(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->row < y->row ? -1 : 1;
}

static gboolean value_is_missing(const GPtrArray *missing, const PlanValue *value)
{
    for (guint i = 0; missing != NULL && i < missing->len; i++) {
        const PlanValue *other = g_ptr_array_index(missing, i);
        if (other->is_text == value->is_text &&
            (value->is_text ? strcmp(other->text, value->text) == 0
                            : other->number == value->number))
            return TRUE;
    }
    return FALSE;
}

static void add_level(Column *column, PlanValue *value)
{
    guint l = column->n_levels++;
    gboolean whole = !value->is_text && value->number > -1e6 && value->number < 1e6 &&
                     value->number == (double)(gint64)value->number;
    column->written[l] = value;
    column->value[l] = whole ? (gint64)value->number : 0;
    column->whole = column->whole && whole;
}

static gboolean take_levels(const Model *model, Column *column, Diagnostics *diagnostics)
{
    const PlanVariable *variable = column->plan;
    for (guint i = 0; variable->levels != NULL && i < variable->levels->len; i++) {
        PlanClass *level = g_ptr_array_index(variable->levels, i);
        if (value_is_missing(variable->missing, &level->key) ||
            value_is_missing(model->plan->missing, &level->key))
            continue;
        if (column->n_levels == MAX_LEVELS) {
            diagnostics_error(diagnostics, variable->name.place,
                              "variable '%s' has more than %d levels; synth makes answers for as "
                              "many at most",
                              column->name, MAX_LEVELS);
            return FALSE;
        }
        add_level(column, &level->key);
    }
    if (column->n_levels > 0)
        return TRUE;
    diagnostics_error(diagnostics, variable->name.place,
                      "variable '%s' has no `levels:`; synth makes answers from them",
                      column->name);
    return FALSE;
}

static void describe_column(Model *model, const Column *column)
{
    Variable *variable = codebook_add(model->codebook, column->name);
    Language language = model->plan->language;
    variable->label = g_strdup(text_in(&column->plan->label, language, NULL));
    variable->measure = MEASURE_NOMINAL;
    for (guint l = 0; l < column->n_levels; l++)
        variable->is_string = variable->is_string || column->written[l]->is_text;
    for (guint i = 0; i < column->plan->levels->len; i++) {
        const PlanClass *level = g_ptr_array_index(column->plan->levels, i);
        const char *label = text_in(&level->label, language, NULL);
        const char *text = variable->is_string ? level->key.text : NULL;
        if (text != NULL)
            variable->width = MAX(variable->width, (guint)strlen(text));
        if (label != NULL)
            variable_add_label(variable, level->key.number, text, label);
    }
}

static void add_columns(Model *model, Diagnostics *diagnostics)
{
    for (guint i = 0; i < model->plan->variables->len; i++) {
        const PlanVariable *variable = g_ptr_array_index(model->plan->variables, i);
        if (variable->derivation != DERIVE_NONE)
            continue;
        Column column = {.plan = variable, .name = variable->name.text, .whole = TRUE};
        if (!take_levels(model, &column, diagnostics))
            continue;
        column.level = g_new0(guint8, model->n);
        column.block = g_new0(guint8, model->n);
        column.unit = G_MAXUINT;
        g_array_append_val(model->columns, column);
        describe_column(model, &column);
    }
}

static void scale_init(Scale *scale, guint n)
{
    scale->k = g_new0(guint, n);
    scale->sum = g_new0(gint64, n);
}

static void add_scale(Model *model, const FrameVariable *variable)
{
    Scale scale = {.name = variable->name,
                   .items = g_array_new(FALSE, FALSE, sizeof(guint)),
                   .reversed = g_array_new(FALSE, FALSE, sizeof(gboolean)),
                   .min_answered = MAX(1, variable->min_answered),
                   .low = (gint64)variable->low,
                   .high = (gint64)variable->high,
                   .is_sum = variable->scale->score == SCORE_SUM,
                   .is_usable = variable->scale->score != SCORE_MEDIAN};
    for (guint i = 0; i < variable->items->len; i++) {
        const FrameVariable *item =
            frame_variable(model->frame, g_array_index(variable->items, gint, i));
        gint column = model_column(model, item->name);
        scale.is_usable = scale.is_usable && column >= 0 && COLUMN(model, column)->whole;
        if (column < 0)
            continue;
        g_array_append_val(scale.items, column);
        g_array_append_val(scale.reversed, g_array_index(variable->reversed, gboolean, i));
        if (COLUMN(model, column)->unit == G_MAXUINT)
            COLUMN(model, column)->unit = model->scales->len;
    }
    scale_init(&scale, model->n);
    g_array_append_val(model->scales, scale);
}

static void add_scales(Model *model)
{
    for (guint i = 0; i < model->frame->variables->len; i++) {
        const FrameVariable *variable = frame_variable(model->frame, (gint)i);
        if (variable->kind == FRAME_SCALE)
            add_scale(model, variable);
    }
}

/* Sum of four uniform numbers: mean 0, standard deviation 1, 2^32 = one unit. */
static void draw_persons(Model *model)
{
    Random random = model_random(model, "person", "");
    for (guint i = 0; i < model->n; i++) {
        gint64 sum = 0;
        for (guint j = 0; j < 4; j++)
            sum += random_u32(&random);
        model->person[i] = (sum - (G_GINT64_CONSTANT(1) << 33)) * 7 / 4;
    }
}

Model *model_new(const Plan *plan, guint64 seed, Diagnostics *diagnostics)
{
    if (plan->respondents <= 0 || plan->respondents > 1000000) {
        diagnostics_error(diagnostics, (Place){plan->file, 0, 0},
                          "synth needs to know how many respondents to make: `respondents: 749` "
                          "(1 to 1,000,000)");
        return NULL;
    }
    Model *model = g_new0(Model, 1);
    *model = (Model){.plan = plan, .seed = seed, .n = (guint)plan->respondents};
    model->codebook = codebook_new(NULL, "synthetic");
    model->columns = g_array_new(FALSE, TRUE, sizeof(Column));
    model->scales = g_array_new(FALSE, TRUE, sizeof(Scale));
    model->shares = g_array_new(FALSE, TRUE, sizeof(Share));
    model->scores = g_array_new(FALSE, TRUE, sizeof(Score));
    model->comparisons = g_array_new(FALSE, TRUE, sizeof(Comparison));
    model->associations = g_array_new(FALSE, TRUE, sizeof(Association));
    model->ties = g_array_new(FALSE, TRUE, sizeof(Tie));
    model->person = g_new0(gint64, model->n);
    add_columns(model, diagnostics);
    model->frame = frame_new(plan, model->codebook, diagnostics);
    if (diagnostics_n_errors(diagnostics) > 0) {
        model_free(model);
        return NULL;
    }
    add_scales(model);
    draw_persons(model);
    return model;
}

void model_free(Model *model)
{
    if (model == NULL)
        return;
    for (guint i = 0; i < model->columns->len; i++) {
        g_free(COLUMN(model, i)->level);
        g_free(COLUMN(model, i)->block);
        if (model->ties_of != NULL)
            g_ptr_array_unref(model->ties_of[i]);
    }
    for (guint i = 0; i < model->scales->len; i++) {
        g_array_unref(SCALE(model, i)->items);
        g_array_unref(SCALE(model, i)->reversed);
        g_free(SCALE(model, i)->k);
        g_free(SCALE(model, i)->sum);
    }
    GArray *arrays[] = {model->columns,     model->scales,       model->shares, model->scores,
                        model->comparisons, model->associations, model->ties};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_free(model->ties_of);
    g_free(model->person);
    g_clear_pointer(&model->frame, frame_free);
    g_clear_pointer(&model->codebook, codebook_free);
    g_free(model);
}

gint model_column(const Model *model, const char *name)
{
    for (guint i = 0; name != NULL && i < model->columns->len; i++)
        if (strcmp(COLUMN(model, i)->name, name) == 0)
            return (gint)i;
    return -1;
}

Random model_random(const Model *model, const char *step, const char *name)
{
    return random_block(random_key(model->seed, (const char *[]){"synth", step, name}, 3), 0);
}

void shuffle(Random *random, guint *order, guint n)
{
    for (guint i = n; i > 1; i--) {
        guint j = (guint)random_below(random, i), kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

gint64 fixed(gint64 num, gint64 den)
{
    gint64 whole = num / den, rest = num % den;
    if (rest < 0) {
        rest += den;
        whole--;
    }
    return whole * (G_GINT64_CONSTANT(1) << 32) + (rest << 32) / den;
}

gint64 item_value(const Model *model, const Scale *scale, guint item, guint level)
{
    const Column *column = COLUMN(model, g_array_index(scale->items, guint, item));
    gint64 value = column->value[level - 1];
    return g_array_index(scale->reversed, gboolean, item) ? scale->low + scale->high - value
                                                          : value;
}

gint64 answered_sum(const Model *model, const Scale *scale, guint row)
{
    gint64 sum = 0;
    for (guint item = 0; item < scale->items->len; item++) {
        guint level = COLUMN(model, g_array_index(scale->items, guint, item))->level[row];
        sum += level == 0 ? 0 : item_value(model, scale, item, level);
    }
    return sum;
}

gboolean scale_score(const Scale *scale, guint row, gint64 *score)
{
    guint k = scale->k[row];
    if (k < scale->min_answered)
        return FALSE;
    *score = fixed(scale->sum[row] * (scale->is_sum ? (gint64)scale->items->len : 1), k);
    return TRUE;
}
