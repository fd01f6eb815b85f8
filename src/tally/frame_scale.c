/* Scales: items, reversed items, range, and how many must be answered. */
#include "base/number.h"
#include "frame_build.h"

#include <math.h>

/* A derived variable made of this scale cannot be one of its items. */
static gboolean made_of(const Frame *frame, gint index, gint scale)
{
    while (index >= 0 && frame_variable(frame, index)->kind == FRAME_DERIVED)
        index = frame_variable(frame, index)->from;
    return index == scale || (index >= 0 && frame_variable(frame, index)->kind == FRAME_SCALE);
}

static void take_items(Frame *frame, FrameVariable *variable, gint self, Diagnostics *diagnostics)
{
    const PlanScale *scale = variable->scale;
    g_autoptr(GArray) items = frame_expand(frame, scale->items, FALSE, diagnostics);
    for (guint i = 0; i < items->len; i++) {
        gint index = g_array_index(items, gint, i);
        const FrameVariable *item = frame_variable(frame, index);
        const char *wrong = !frame_takes_numbers(frame, index)
                                ? "a string variable; expected a numeric variable, or one that "
                                  "`variables` derives by recode: {1: text, 2: text, …}"
                            : made_of(frame, index, self)
                                ? "itself made of a scale; expected a numeric variable"
                                : NULL;
        if (wrong != NULL) {
            diagnostics_error(diagnostics, frame_ref_place(frame, scale->items, index),
                              "item '%s' of scale '%s' is %s", item->name, variable->name, wrong);
            continue;
        }
        gboolean reversed = FALSE;
        g_array_append_val(variable->items, index);
        g_array_append_val(variable->reversed, reversed);
    }
}

static void take_reversed(const Frame *frame, FrameVariable *variable, Diagnostics *diagnostics)
{
    const PlanScale *scale = variable->scale;
    if (scale->reverse == NULL || scale->reverse->len == 0)
        return;
    g_autoptr(GArray) reverse = frame_expand(frame, scale->reverse, FALSE, diagnostics);
    for (guint r = 0; r < reverse->len; r++) {
        gint index = g_array_index(reverse, gint, r);
        gboolean found = FALSE;
        for (guint i = 0; i < variable->items->len; i++)
            if (g_array_index(variable->items, gint, i) == index)
                found = g_array_index(variable->reversed, gboolean, i) = TRUE;
        if (!found)
            diagnostics_error(diagnostics, frame_ref_place(frame, scale->reverse, index),
                              "'%s' is reversed, but it is no item of scale '%s'",
                              frame_variable(frame, index)->name, variable->name);
    }
}

/* Lowest and highest labelled valid value; FALSE when fewer than two are labelled. */
static gboolean labelled_range(const FrameVariable *item, double *low, double *high)
{
    guint n = 0;
    for (guint i = 0; i < item->levels->len; i++) {
        const FrameLevel *level = &g_array_index(item->levels, FrameLevel, i);
        if (level->state != CELL_VALID)
            continue;
        *low = n == 0 ? level->number : MIN(*low, level->number);
        *high = n == 0 ? level->number : MAX(*high, level->number);
        n++;
    }
    return n >= 2;
}

static void report_ranges(const FrameVariable *scale, const FrameVariable *item, double low,
                          double high, Diagnostics *diagnostics)
{
    char a[NUMBER_BUFFER], b[NUMBER_BUFFER], c[NUMBER_BUFFER], d[NUMBER_BUFFER];
    diagnostics_error(diagnostics, scale->scale->name.place,
                      "the items of scale '%s' are labelled %s to %s, but '%s' is labelled %s to "
                      "%s; expected `range: [low, high]`",
                      scale->name, number_format(scale->low, a), number_format(scale->high, b),
                      item->name, number_format(low, c), number_format(high, d));
}

static void take_labelled_range(const Frame *frame, FrameVariable *variable,
                                Diagnostics *diagnostics)
{
    gboolean found = FALSE;
    for (guint i = 0; i < variable->items->len; i++) {
        const FrameVariable *item = frame_variable(frame, g_array_index(variable->items, gint, i));
        double low = 0, high = 0;
        if (!labelled_range(item, &low, &high))
            continue;
        if (found && (low != variable->low || high != variable->high)) {
            report_ranges(variable, item, low, high, diagnostics);
            return;
        }
        variable->low = low;
        variable->high = high;
        found = TRUE;
    }
    if (!found)
        diagnostics_error(diagnostics, variable->scale->name.place,
                          "scale '%s' needs `range: [low, high]`: its items have no value labels",
                          variable->name);
}

static void take_range(const Frame *frame, FrameVariable *variable, Diagnostics *diagnostics)
{
    const PlanScale *scale = variable->scale;
    if (scale->has_range) {
        variable->low = scale->low;
        variable->high = scale->high;
        if (!(scale->low < scale->high))
            diagnostics_error(diagnostics, scale->range_place,
                              "the range of scale '%s' is empty; expected [low, high] with low "
                              "below high",
                              variable->name);
    } else if (variable->items->len > 0 && scale->range_place.line == 0) {
        take_labelled_range(frame, variable, diagnostics);
    }
}

static void take_min_answered(FrameVariable *variable, Diagnostics *diagnostics)
{
    const PlanScale *scale = variable->scale;
    guint k = variable->items->len;
    /* 0.3 × 10 is 3.0000000000000004 in doubles: a share that names a whole number means it. */
    double needed =
        scale->min_is_share ? ceil(scale->min_answered * k - 1e-9) : ceil(scale->min_answered);
    if (k > 0 && needed > k) {
        diagnostics_error(diagnostics, scale->min_place,
                          "min_answered is %g, but scale '%s' has %u item%s", needed,
                          variable->name, k, k == 1 ? "" : "s");
        return;
    }
    variable->min_answered = (guint)MAX(needed, 1);
}

void frame_resolve_scales(Frame *frame, Diagnostics *diagnostics)
{
    for (guint i = 0; i < frame->variables->len; i++) {
        FrameVariable *variable = g_ptr_array_index(frame->variables, i);
        if (variable->kind != FRAME_SCALE)
            continue;
        guint before = diagnostics_n_errors(diagnostics);
        take_items(frame, variable, (gint)i, diagnostics);
        if (diagnostics_n_errors(diagnostics) > before)
            continue; /* what follows would be mistakes of the same mistake */
        take_reversed(frame, variable, diagnostics);
        take_range(frame, variable, diagnostics);
        take_min_answered(variable, diagnostics);
    }
}
