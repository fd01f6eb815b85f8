/* Variables beside the plan's: what `check` counts to see what a report may have done. */
#include "frame_build.h"

#include <math.h>
#include <string.h>

static gint append(Frame *frame, FrameVariable *variable)
{
    g_ptr_array_add(frame->variables, variable);
    return (gint)frame->variables->len - 1;
}

gint frame_add_flipped(Frame *frame, gint scale, guint item)
{
    const FrameVariable *from = frame_variable(frame, scale);
    g_return_val_if_fail(from->kind == FRAME_SCALE && item < from->items->len, -1);
    FrameVariable *to = frame_variable_new(from->name, FRAME_SCALE);
    to->label = text_copy(&from->label);
    to->scale = from->scale;
    to->items = g_array_copy(from->items);
    to->reversed = g_array_copy(from->reversed);
    to->low = from->low;
    to->high = from->high;
    to->min_answered = from->min_answered;
    gboolean *reversed = &g_array_index(to->reversed, gboolean, item);
    *reversed = !*reversed;
    return append(frame, to);
}

gint frame_add_complete(Frame *frame, const gint *variables, guint n)
{
    FrameVariable *to = frame_variable_new("complete", FRAME_COMPLETE);
    to->items = g_array_sized_new(FALSE, TRUE, sizeof(gint), n);
    g_array_append_vals(to->items, variables, n);
    to->low = -INFINITY; /* no range: nothing of its items is outside */
    to->high = INFINITY;
    return append(frame, to);
}

static gboolean class_holds(const PlanClass *class, const SummaryLevel *level)
{
    for (guint i = 0; i < class->values->len; i++) {
        const PlanValue *value = g_ptr_array_index(class->values, i);
        if (level->text != NULL ? g_strcmp0(level->text, value->text) == 0
                                : !value->is_text && value->number == level->number)
            return TRUE;
    }
    return FALSE;
}

gint *frame_classes(const PlanCollapse *collapse, const SummaryLevel *levels, guint n)
{
    gint *class_of = g_new(gint, MAX(n, 1));
    for (guint l = 0; l < n; l++) {
        class_of[l] = -1;
        for (guint c = 0; c < collapse->classes->len && class_of[l] < 0; c++)
            if (class_holds(g_ptr_array_index(collapse->classes, c), &levels[l]))
                class_of[l] = (gint)c;
    }
    return class_of;
}
