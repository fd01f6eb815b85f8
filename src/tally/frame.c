/* A plan resolved against a codebook; see tally/frame.h. */
#include "tally/frame.h"

#include "frame_build.h"

static void variable_free(gpointer data)
{
    FrameVariable *variable = data;
    g_free(variable->name);
    text_clear(&variable->label);
    g_clear_pointer(&variable->items, g_array_unref);
    g_clear_pointer(&variable->reversed, g_array_unref);
    g_array_unref(variable->levels);
    g_free(variable);
}

FrameVariable *frame_variable_new(const char *name, FrameKind kind)
{
    FrameVariable *variable = g_new0(FrameVariable, 1);
    variable->name = g_strdup(name);
    variable->kind = kind;
    variable->from = -1;
    variable->levels = g_array_new(FALSE, TRUE, sizeof(FrameLevel));
    g_array_set_clear_func(variable->levels, frame_level_clear);
    return variable;
}

FrameVariable *frame_add(Frame *frame, FrameVariable *variable)
{
    if (g_hash_table_contains(frame->by_name, variable->name)) {
        variable_free(variable);
        return NULL;
    }
    g_ptr_array_add(frame->variables, variable);
    g_hash_table_insert(frame->by_name, variable->name, GUINT_TO_POINTER(frame->variables->len));
    return variable;
}

static void add_source_variables(Frame *frame)
{
    const GPtrArray *variables = frame->codebook->variables;
    for (guint i = 0; i < variables->len; i++) {
        const Variable *source = g_ptr_array_index(variables, i);
        FrameVariable *variable = frame_variable_new(source->name, FRAME_SOURCE);
        variable->source = source;
        variable->is_string = source->is_string;
        variable->plan = plan_variable(frame->plan, source->name);
        if (variable->plan != NULL && variable->plan->derivation != DERIVE_NONE)
            variable->plan = NULL; /* a name that clashes; reported by add_derived_variables() */
        if (variable->plan != NULL) {
            variable->several = variable->plan->several;
            variable->label = text_copy(&variable->plan->label);
        }
        if (text_is_empty(&variable->label) && source->label != NULL) {
            text_clear(&variable->label);
            variable->label = text_same(source->label);
        }
        frame_level_source(variable, frame->plan);
        frame_add(frame, variable);
    }
}

static gboolean is_derived(const PlanVariable *plan)
{
    return plan->from.text != NULL || plan->cuts != NULL || plan->recode != NULL ||
           plan->equal != NULL;
}

/* One whose derivation was a mistake has a name that the plan may use: that is no second mistake.
 */
static void add_derived_variables(Frame *frame, Diagnostics *diagnostics)
{
    for (guint i = 0; i < frame->plan->variables->len; i++) {
        const PlanVariable *plan = g_ptr_array_index(frame->plan->variables, i);
        gboolean reported =
            plan->derivation == DERIVE_NONE && frame_find(frame, plan->name.text) >= 0;
        if (!is_derived(plan) || reported)
            continue;
        FrameVariable *variable = frame_variable_new(plan->name.text, FRAME_DERIVED);
        variable->plan = plan;
        variable->several = plan->several;
        variable->label = text_copy(&plan->label);
        frame_level_derived(variable);
        if (frame_add(frame, variable) == NULL)
            diagnostics_error(diagnostics, plan->name.place,
                              "the data already have a variable '%s'; a derived variable needs a "
                              "name of its own",
                              plan->name.text);
    }
}

static void add_scales(Frame *frame, Diagnostics *diagnostics)
{
    for (guint i = 0; i < frame->plan->scales->len; i++) {
        const PlanScale *scale = g_ptr_array_index(frame->plan->scales, i);
        FrameVariable *variable = frame_variable_new(scale->name.text, FRAME_SCALE);
        variable->scale = scale;
        variable->label = text_copy(&scale->label);
        variable->items = g_array_new(FALSE, TRUE, sizeof(gint));
        variable->reversed = g_array_new(FALSE, TRUE, sizeof(gboolean));
        if (frame_add(frame, variable) == NULL)
            diagnostics_error(diagnostics, scale->name.place,
                              "there is already a variable '%s'; a scale needs a name of its own",
                              scale->name.text);
    }
}

/* Whether some variable could ever hold a value that the plan's `missing` lists. */
static void check_override(const Frame *frame, const PlanVariable *plan, Diagnostics *diagnostics)
{
    gint index = frame_resolve(frame, &plan->name, "of `variables`", diagnostics);
    if (index < 0)
        return;
    const FrameVariable *variable = frame_variable(frame, index);
    if (variable->kind == FRAME_SCALE)
        diagnostics_error(diagnostics, plan->name.place,
                          "'%s' is a scale; its label belongs under `scales`", plan->name.text);
    for (guint i = 0; plan->levels != NULL && i < plan->levels->len; i++) {
        const PlanClass *class = g_ptr_array_index(plan->levels, i);
        frame_check_value(variable, &class->key, "level {value: label}", diagnostics);
    }
    for (guint i = 0; plan->missing != NULL && i < plan->missing->len; i++)
        frame_check_value(variable, g_ptr_array_index(plan->missing, i), "missing code",
                          diagnostics);
}

static void resolve_where(Frame *frame, Diagnostics *diagnostics)
{
    for (guint i = 0; i < frame->plan->where->len; i++) {
        const PlanWhere *where = g_ptr_array_index(frame->plan->where, i);
        gint index = frame_resolve(frame, &where->variable, "of `where`", diagnostics);
        g_array_append_val(frame->where, index);
        if (index < 0)
            continue;
        const FrameVariable *variable = frame_variable(frame, index);
        if (variable->kind == FRAME_SCALE)
            diagnostics_error(diagnostics, where->variable.place,
                              "`where` cannot filter by the scale '%s'; expected a variable",
                              variable->name);
        for (guint v = 0; v < where->values->len; v++)
            frame_check_value(variable, g_ptr_array_index(where->values, v), "value", diagnostics);
        frame_warn_of_strangers(variable, where->values, "`where`", diagnostics);
    }
}

/* A numeric variable of the file, as weights and design variables are. */
static gint resolve_source(const Frame *frame, const PlanWord *name, const char *what,
                           gboolean numeric, Diagnostics *diagnostics)
{
    if (name->text == NULL)
        return -1;
    gint index = frame_resolve(frame, name, what, diagnostics);
    if (index < 0)
        return -1;
    const FrameVariable *variable = frame_variable(frame, index);
    if (variable->kind != FRAME_SOURCE) {
        diagnostics_error(diagnostics, name->place, "'%s' %s must be a variable of the data file",
                          name->text, what);
        return -1;
    }
    if (numeric && !frame_takes_numbers(frame, index)) {
        diagnostics_error(diagnostics, name->place,
                          "'%s' %s is a string variable; expected a numeric one", name->text, what);
        return -1;
    }
    return index;
}

static void resolve_weight(Frame *frame, Diagnostics *diagnostics)
{
    const PlanData *data = &frame->plan->data;
    frame->weight = resolve_source(frame, &data->weight, "as weight", TRUE, diagnostics);
    gboolean of_one = data->weight.text == NULL; /* weights of 1, to be raked */
    frame->weight_kind = frame->weight >= 0 || of_one ? data->weight_kind : WEIGHT_NONE;
    const char *declared = frame->codebook->weight;
    if (declared != NULL && g_strcmp0(declared, data->weight.text) != 0)
        diagnostics_warning(diagnostics, data->place,
                            "the file declares '%s' as its weight, and the plan does not name it: "
                            "it is not used",
                            declared);
}

static void resolve_design(Frame *frame, Diagnostics *diagnostics)
{
    const PlanDesign *design = &frame->plan->data.design;
    frame->design.strata = resolve_source(frame, &design->strata, "as strata", FALSE, diagnostics);
    for (guint i = 0; design->fpc != NULL && i < MIN(design->fpc->len, MOST_FPC); i++)
        frame->design.fpc[i] =
            resolve_source(frame, g_ptr_array_index(design->fpc, i), "as fpc", TRUE, diagnostics);
    for (guint i = 0; design->cluster != NULL && i < design->cluster->len; i++) {
        const PlanWord *name = g_ptr_array_index(design->cluster, i);
        gint index = resolve_source(frame, name, "as cluster", FALSE, diagnostics);
        g_array_append_val(frame->design.clusters, index);
    }
    if (design->replicates == NULL || design->replicates->len == 0)
        return;
    g_array_unref(frame->design.replicates);
    frame->design.replicates = frame_expand(frame, design->replicates, FALSE, diagnostics);
    for (guint i = 0; i < frame->design.replicates->len; i++) {
        gint index = g_array_index(frame->design.replicates, gint, i);
        PlanWord name = {frame_variable(frame, index)->name, design->place};
        resolve_source(frame, &name, "as replicate weight", TRUE, diagnostics);
    }
}

static void resolve_collapse(Frame *frame, Diagnostics *diagnostics)
{
    for (guint i = 0; i < frame->plan->collapse->len; i++) {
        PlanCollapse *collapse = g_ptr_array_index(frame->plan->collapse, i);
        g_autoptr(GArray) items = frame_expand(frame, collapse->items, FALSE, diagnostics);
        for (guint k = 0; k < items->len; k++) {
            gint index = g_array_index(items, gint, k);
            frame_check_collapse(frame, collapse, index, diagnostics);
            if (!g_hash_table_contains(frame->collapse_of, GINT_TO_POINTER(index)))
                g_hash_table_insert(frame->collapse_of, GINT_TO_POINTER(index), collapse);
        }
    }
}

static void margin_free(gpointer data)
{
    FrameMargin *margin = data;
    g_array_unref(margin->variables);
    g_free(margin);
}

/* FALSE after a mistake. */
static gboolean resolve_margin_variable(const Frame *frame, FrameMargin *margin, guint at,
                                        Diagnostics *diagnostics)
{
    const PlanWord *name = g_ptr_array_index(margin->plan->by, at);
    gint index = frame_resolve(frame, name, "of a margin", diagnostics);
    if (index < 0)
        return FALSE;
    const FrameVariable *variable = frame_variable(frame, index);
    for (guint i = 0; i < margin->variables->len; i++)
        if (g_array_index(margin->variables, gint, i) == index) {
            diagnostics_error(diagnostics, name->place, "'%s' stands twice in one margin",
                              name->text);
            return FALSE;
        }
    if (variable->kind == FRAME_SCALE) {
        diagnostics_error(diagnostics, name->place,
                          "'%s' is a scale; expected a variable, such as one cut from it",
                          name->text);
        return FALSE;
    }
    g_array_append_val(margin->variables, index);
    for (guint i = 0; i < margin->plan->cells->len; i++) {
        const PlanMarginCell *cell = g_ptr_array_index(margin->plan->cells, i);
        if (!frame_check_value(variable, g_ptr_array_index(cell->values, at), "level", diagnostics))
            return FALSE;
    }
    return TRUE;
}

static void resolve_calibration(Frame *frame, Diagnostics *diagnostics)
{
    const PlanCalibration *plan = &frame->plan->data.calibration;
    frame->calibrated =
        frame->weight_kind == WEIGHT_SAMPLING && (plan->trims || plan->kind != CALIBRATE_NONE);
    for (guint i = 0; plan->margins != NULL && i < plan->margins->len; i++) {
        FrameMargin *margin = g_new0(FrameMargin, 1);
        margin->plan = g_ptr_array_index(plan->margins, i);
        margin->variables = g_array_new(FALSE, FALSE, sizeof(gint));
        g_ptr_array_add(frame->margins, margin);
        for (guint v = 0; v < margin->plan->by->len; v++)
            if (!resolve_margin_variable(frame, margin, v, diagnostics))
                break;
    }
}

static Frame *frame_empty(const Plan *plan, const Codebook *codebook)
{
    Frame *frame = g_new0(Frame, 1);
    frame->plan = plan;
    frame->codebook = codebook;
    frame->variables = g_ptr_array_new_with_free_func(variable_free);
    frame->weight = -1;
    frame->design.strata = frame->design.fpc[0] = frame->design.fpc[1] = -1;
    frame->design.clusters = g_array_new(FALSE, TRUE, sizeof(gint));
    frame->design.replicates = g_array_new(FALSE, TRUE, sizeof(gint));
    frame->margins = g_ptr_array_new_with_free_func(margin_free);
    frame->where = g_array_new(FALSE, TRUE, sizeof(gint));
    frame->wordy = g_array_new(FALSE, TRUE, sizeof(gint));
    frame->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    frame->collapse_of = g_hash_table_new(NULL, NULL);
    return frame;
}

Frame *frame_new(const Plan *plan, const Codebook *codebook, Diagnostics *diagnostics)
{
    Frame *frame = frame_empty(plan, codebook);
    add_source_variables(frame);
    add_derived_variables(frame, diagnostics);
    add_scales(frame, diagnostics);
    for (guint i = 0; i < plan->variables->len; i++)
        check_override(frame, g_ptr_array_index(plan->variables, i), diagnostics);
    frame_check_missing(frame, diagnostics);
    frame_check_derived(frame, diagnostics);
    frame_resolve_scales(frame, diagnostics);
    resolve_where(frame, diagnostics);
    resolve_weight(frame, diagnostics);
    resolve_design(frame, diagnostics);
    resolve_calibration(frame, diagnostics);
    resolve_collapse(frame, diagnostics);
    return frame;
}

void frame_free(Frame *frame)
{
    if (frame == NULL)
        return;
    g_array_unref(frame->wordy);
    g_hash_table_unref(frame->by_name);
    g_hash_table_unref(frame->collapse_of);
    g_ptr_array_unref(frame->variables);
    g_array_unref(frame->design.clusters);
    g_array_unref(frame->design.replicates);
    g_ptr_array_unref(frame->margins);
    g_array_unref(frame->where);
    g_free(frame);
}

const FrameVariable *frame_variable(const Frame *frame, gint index)
{
    g_return_val_if_fail(index >= 0 && (guint)index < frame->variables->len, NULL);
    return g_ptr_array_index(frame->variables, index);
}

gint frame_find(const Frame *frame, const char *name)
{
    return (gint)GPOINTER_TO_UINT(g_hash_table_lookup(frame->by_name, name)) - 1;
}

const PlanCollapse *frame_collapse(const Frame *frame, gint variable)
{
    return g_hash_table_lookup(frame->collapse_of, GINT_TO_POINTER(variable));
}
