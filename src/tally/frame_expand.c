/* Names, ranges and keywords of a plan resolved to variables. */
#include "frame_build.h"

#include <string.h>

enum { FEWEST_ITEM_LEVELS = 2, MOST_ITEM_LEVELS = 11 };

/* The variable's name nearest to WORD, or NULL. */
static const char *nearest_variable(const Frame *frame, const char *word)
{
    guint n = frame->variables->len;
    g_autofree const char **names = g_new(const char *, n + 1);
    for (guint i = 0; i < n; i++)
        names[i] = frame_variable(frame, (gint)i)->name;
    return nearest_name(word, names, n);
}

gint frame_resolve(const Frame *frame, const PlanWord *name, const char *what,
                   Diagnostics *diagnostics)
{
    gint index = frame_find(frame, name->text);
    if (index >= 0)
        return index;
    const char *nearest = nearest_variable(frame, name->text);
    g_autofree char *after = what != NULL ? g_strdup_printf(" %s", what) : g_strdup("");
    g_autofree char *hint =
        nearest != NULL ? g_strdup_printf("; did you mean '%s'?", nearest) : g_strdup("");
    diagnostics_error(diagnostics, name->place, "unknown variable '%s'%s%s", name->text, after,
                      hint);
    return -1;
}

gboolean frame_check_value(const FrameVariable *variable, const PlanValue *value, const char *what,
                           Diagnostics *diagnostics)
{
    if (variable->is_string || !value->is_text)
        return TRUE;
    diagnostics_error(diagnostics, value->place,
                      "%s '%s' is no number, and '%s' is a numeric variable; expected a number",
                      what, value->text, variable->name);
    return FALSE;
}

static void append_once(GArray *list, gint index)
{
    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, gint, i) == index)
            return;
    g_array_append_val(list, index);
}

static guint labelled_levels(const FrameVariable *variable)
{
    guint n = 0;
    for (guint i = 0; i < variable->levels->len; i++)
        n += g_array_index(variable->levels, FrameLevel, i).state == CELL_VALID;
    return n;
}

static void append_kind(const Frame *frame, GArray *list, FrameKind kind)
{
    for (guint i = 0; i < frame->variables->len; i++)
        if (frame_variable(frame, (gint)i)->kind == kind)
            append_once(list, (gint)i);
}

static void append_labelled(const Frame *frame, GArray *list, guint fewest, guint most)
{
    for (guint i = 0; i < frame->variables->len; i++) {
        const FrameVariable *variable = frame_variable(frame, (gint)i);
        guint n = labelled_levels(variable);
        if (variable->kind != FRAME_SCALE && n >= fewest && n <= most)
            append_once(list, (gint)i);
    }
}

static void append_items(const Frame *frame, GArray *list)
{
    if (frame->plan->scales->len == 0) {
        append_labelled(frame, list, FEWEST_ITEM_LEVELS, MOST_ITEM_LEVELS);
        return;
    }
    for (guint i = 0; i < frame->variables->len; i++) {
        const FrameVariable *variable = frame_variable(frame, (gint)i);
        for (guint k = 0; variable->kind == FRAME_SCALE && k < variable->items->len; k++)
            append_once(list, g_array_index(variable->items, gint, k));
    }
}

static gboolean append_keyword(const Frame *frame, GArray *list, const char *word,
                               gboolean want_scales)
{
    if (strcmp(word, "scales") == 0 || (strcmp(word, "all") == 0 && want_scales))
        append_kind(frame, list, FRAME_SCALE);
    else if (strcmp(word, "items") == 0)
        append_items(frame, list);
    else if (strcmp(word, "all") == 0)
        append_labelled(frame, list, 1, G_MAXUINT);
    else
        return FALSE;
    return TRUE;
}

static void append_range(const Frame *frame, GArray *list, const PlanRef *ref,
                         Diagnostics *diagnostics)
{
    const PlanWord first = {ref->first, ref->place}, last = {ref->last, ref->place};
    gint from = frame_resolve(frame, &first, NULL, diagnostics);
    gint to = frame_resolve(frame, &last, NULL, diagnostics);
    if (from < 0 || to < 0)
        return;
    if (frame_variable(frame, from)->kind != frame_variable(frame, to)->kind) {
        diagnostics_error(diagnostics, ref->place,
                          "the range '%s - %s' mixes variables of the file with derived variables "
                          "or scales; expected two of one kind",
                          ref->first, ref->last);
        return;
    }
    if (from > to) {
        diagnostics_error(diagnostics, ref->place,
                          "the range '%s - %s' runs backwards: '%s' comes first in the file",
                          ref->first, ref->last, ref->last);
        return;
    }
    for (gint i = from; i <= to; i++)
        append_once(list, i);
}

GArray *frame_expand(const Frame *frame, const GPtrArray *refs, gboolean want_scales,
                     Diagnostics *diagnostics)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(gint));
    for (guint i = 0; refs != NULL && i < refs->len; i++) {
        const PlanRef *ref = g_ptr_array_index(refs, i);
        if (ref->last != NULL) {
            append_range(frame, list, ref, diagnostics);
        } else if (!append_keyword(frame, list, ref->first, want_scales)) {
            const PlanWord name = {ref->first, ref->place};
            gint index = frame_resolve(frame, &name, NULL, diagnostics);
            if (index >= 0)
                append_once(list, index);
        }
    }
    return list;
}
