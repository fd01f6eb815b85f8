/* What derived variables are made of: their source, its type, and that they end somewhere. */
#include "frame_build.h"

static void check_values(const FrameVariable *source, const GPtrArray *values, const char *what,
                         Diagnostics *diagnostics)
{
    for (guint i = 0; values != NULL && i < values->len; i++)
        frame_check_value(source, g_ptr_array_index(values, i), what, diagnostics);
}

static void check_source(Frame *frame, FrameVariable *variable, Diagnostics *diagnostics)
{
    const PlanVariable *plan = variable->plan;
    if (plan->from.text == NULL)
        return; /* the plan's reader has said so */
    variable->from = frame_resolve(frame, &plan->from, "to derive from", diagnostics);
    if (variable->from < 0)
        return;
    const FrameVariable *source = frame_variable(frame, variable->from);
    if (plan->derivation == DERIVE_CUT && !frame_takes_numbers(frame, variable->from)) {
        diagnostics_error(diagnostics, plan->from.place,
                          "cannot cut the string variable '%s'; expected a numeric one, or recode",
                          source->name);
        return;
    }
    if (plan->recode != NULL)
        frame_check_recode(plan, source, diagnostics);
    check_values(source, plan->equal, "value", diagnostics);
    frame_level_inherit(variable, source);
}

/* Whether the chain of sources from INDEX comes to TARGET; STEPS bounds the walk. Chains end at
 * scales: an item made of a scale is a mistake of its own. */
static gboolean leads_to(const Frame *frame, gint index, gint target, guint steps)
{
    if (index < 0 || steps == 0)
        return FALSE;
    if (index == target)
        return TRUE;
    const FrameVariable *variable = frame_variable(frame, index);
    if (variable->kind == FRAME_DERIVED)
        return leads_to(frame, variable->from, target, steps - 1);
    return FALSE;
}

void frame_check_derived(Frame *frame, Diagnostics *diagnostics)
{
    guint n = frame->variables->len;
    for (guint i = 0; i < n; i++) {
        FrameVariable *variable = g_ptr_array_index(frame->variables, i);
        if (variable->kind == FRAME_DERIVED)
            check_source(frame, variable, diagnostics);
    }
    g_autofree gboolean *cyclic = g_new0(gboolean, n + 1);
    for (guint i = 0; i < n; i++) {
        const FrameVariable *variable = frame_variable(frame, (gint)i);
        cyclic[i] =
            variable->kind == FRAME_DERIVED && leads_to(frame, variable->from, (gint)i, n + 1);
    }
    for (guint i = 0; i < n; i++) {
        FrameVariable *variable = g_ptr_array_index(frame->variables, i);
        if (!cyclic[i])
            continue;
        if (variable->from == (gint)i) { /* the plan's reader has said so */
            variable->from = -1;
            continue;
        }
        diagnostics_error(diagnostics, variable->plan->from.place,
                          "'%s' is derived from itself, by way of '%s'", variable->name,
                          variable->plan->from.text);
        variable->from = -1;
    }
}
