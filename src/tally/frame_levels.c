/* Levels that are known before the data are read, and their labels: the plan's over the file's. */
#include "base/number.h"
#include "frame_build.h"

#include <string.h>

void frame_level_clear(gpointer data)
{
    FrameLevel *level = data;
    g_free(level->text);
    text_clear(&level->label);
}

static gint compare_levels(gconstpointer a, gconstpointer b)
{
    const FrameLevel *x = a, *y = b;
    if (x->tag != y->tag)
        return x->tag < y->tag ? -1 : 1;
    if (x->text != NULL && y->text != NULL)
        return strcmp(x->text, y->text);
    return (x->number > y->number) - (x->number < y->number);
}

static gboolean same_value(const FrameLevel *level, char tag, double number, const char *text)
{
    if (level->tag != tag)
        return FALSE;
    if (text != NULL || level->text != NULL)
        return g_strcmp0(level->text, text) == 0;
    return tag != '\0' || level->number == number;
}

static FrameLevel *find_level(const FrameVariable *variable, char tag, double number,
                              const char *text)
{
    for (guint i = 0; i < variable->levels->len; i++) {
        FrameLevel *level = &g_array_index(variable->levels, FrameLevel, i);
        if (same_value(level, tag, number, text))
            return level;
    }
    return NULL;
}

/* The level of a value of the plan, added when it is new. */
static FrameLevel *plan_level(FrameVariable *variable, const PlanValue *value)
{
    const char *text = variable->is_string ? value->text : NULL;
    double number = variable->is_string ? 0 : value->number;
    FrameLevel *level = find_level(variable, '\0', number, text);
    if (level != NULL)
        return level;
    FrameLevel fresh = {number, g_strdup(text), CELL_VALID, '\0', {{NULL, NULL}}};
    g_array_append_val(variable->levels, fresh);
    return &g_array_index(variable->levels, FrameLevel, variable->levels->len - 1);
}

static void relabel(FrameLevel *level, const Text *label)
{
    if (text_is_empty(label))
        return;
    text_clear(&level->label);
    level->label = text_copy(label);
}

static void apply_plan_levels(FrameVariable *variable)
{
    const GPtrArray *levels = variable->plan != NULL ? variable->plan->levels : NULL;
    for (guint i = 0; levels != NULL && i < levels->len; i++) {
        const PlanClass *class = g_ptr_array_index(levels, i);
        if (variable->is_string || !class->key.is_text)
            relabel(plan_level(variable, &class->key), &class->label);
    }
}

/* Codes that the plan declares missing; a level that nobody labelled need not be known. */
static void apply_missing(FrameVariable *variable, const GPtrArray *missing)
{
    for (guint i = 0; missing != NULL && i < missing->len; i++) {
        const PlanValue *value = g_ptr_array_index(missing, i);
        if (!variable->is_string && value->is_text)
            continue;
        FrameLevel *level = find_level(variable, '\0', variable->is_string ? 0 : value->number,
                                       variable->is_string ? value->text : NULL);
        if (level != NULL && level->state == CELL_VALID)
            level->state = CELL_USER_MISSING;
    }
}

static void add_file_level(FrameVariable *variable, const ValueLabel *label)
{
    FrameLevel level = {label->number, g_strdup(label->text), label->state, label->tag,
                        text_same(label->label)};
    if (level.state == CELL_VALID &&
        variable_declares_missing(variable->source, label->number, label->text))
        level.state = CELL_USER_MISSING;
    g_array_append_val(variable->levels, level);
}

void frame_level_source(FrameVariable *variable, const Plan *plan)
{
    const GPtrArray *labels = variable->source->value_labels;
    for (guint i = 0; labels != NULL && i < labels->len; i++)
        add_file_level(variable, g_ptr_array_index(labels, i));
    apply_plan_levels(variable);
    apply_missing(variable, plan->missing);
    apply_missing(variable, variable->plan != NULL ? variable->plan->missing : NULL);
    g_array_sort(variable->levels, compare_levels);
}

static void add_number_level(FrameVariable *variable, double number, Text label)
{
    FrameLevel level = {number, NULL, CELL_VALID, '\0', label};
    g_array_append_val(variable->levels, level);
}

/* "< 35", "35 – < 60", "≥ 60", with the decimal mark of each language. */
static Text cut_label(const PlanValue *low, const PlanValue *high)
{
    char a[NUMBER_BUFFER] = "", b[NUMBER_BUFFER] = "";
    if (low != NULL)
        number_format(low->number, a);
    if (high != NULL)
        number_format(high->number, b);
    char *english = low == NULL    ? g_strdup_printf("< %s", b)
                    : high == NULL ? g_strdup_printf("≥ %s", a)
                                   : g_strdup_printf("%s – < %s", a, b);
    Text label;
    label.in[LANGUAGE_EN] = english;
    label.in[LANGUAGE_FR] = g_strdelimit(g_strdup(english), ".", ',');
    return label;
}

static void cut_levels(FrameVariable *variable)
{
    const GPtrArray *cuts = variable->plan->cuts;
    for (guint i = 0; i <= cuts->len; i++) {
        const PlanValue *low = i > 0 ? g_ptr_array_index(cuts, i - 1) : NULL;
        const PlanValue *high = i < cuts->len ? g_ptr_array_index(cuts, i) : NULL;
        add_number_level(variable, i + 1, cut_label(low, high));
    }
}

static void recode_levels(FrameVariable *variable)
{
    const GPtrArray *classes = variable->plan->recode;
    for (guint i = 0; i < classes->len; i++) {
        const PlanClass *class = g_ptr_array_index(classes, i);
        double number = class->key.is_text ? i + 1 : class->key.number;
        FrameLevel *level = find_level(variable, '\0', number, NULL);
        if (level != NULL) {
            relabel(level, &class->label);
            continue;
        }
        Text label = text_copy(&class->label);
        if (class->key.is_text && text_is_empty(&label)) {
            text_clear(&label);
            label = text_same(class->key.text);
        }
        add_number_level(variable, number, label);
    }
}

void frame_level_derived(FrameVariable *variable)
{
    switch (variable->plan->derivation) {
    case DERIVE_CUT:
        cut_levels(variable);
        break;
    case DERIVE_RECODE:
        recode_levels(variable);
        break;
    case DERIVE_EQUAL:
        add_number_level(variable, 0, (Text){{NULL, NULL}});
        add_number_level(variable, 1, (Text){{NULL, NULL}});
        break;
    case DERIVE_NONE:
        break;
    }
    apply_plan_levels(variable);
    apply_missing(variable, variable->plan->missing);
    g_array_sort(variable->levels, compare_levels);
}

static Text label_of_value(const FrameVariable *source, const PlanValue *value)
{
    const char *text = source->is_string ? value->text : NULL;
    const FrameLevel *level = find_level(source, '\0', source->is_string ? 0 : value->number, text);
    if (level != NULL && !text_is_empty(&level->label))
        return text_copy(&level->label);
    return text != NULL ? text_same(text) : (Text){{NULL, NULL}};
}

void frame_level_inherit(FrameVariable *variable, const FrameVariable *source)
{
    const GPtrArray *classes = variable->plan->recode;
    for (guint i = 0; classes != NULL && i < classes->len; i++) {
        const PlanClass *class = g_ptr_array_index(classes, i);
        FrameLevel *level =
            class->key.is_text ? NULL : find_level(variable, '\0', class->key.number, NULL);
        if (level != NULL && class->values->len == 1 && text_is_empty(&level->label))
            level->label = label_of_value(source, g_ptr_array_index(class->values, 0));
    }
}

const char *frame_level_label(const FrameVariable *variable, CellState state, char tag,
                              double number, const char *text, Language language)
{
    if (state == CELL_SYSTEM_MISSING)
        return NULL;
    const FrameLevel *level = find_level(variable, tag, number, text);
    return level != NULL ? text_in(&level->label, language, NULL) : NULL;
}
