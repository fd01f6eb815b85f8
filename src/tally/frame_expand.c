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

/* "q1-q8", "q1 – q8", "q1 to q8": SPSS's ranges, and what word processors make of ours. */
static char *as_range(const Frame *frame, const char *word)
{
    static const char *const between[] = {" – ", "–", "-", ":", " to ", " TO ", " à "};
    for (guint i = 0; i < G_N_ELEMENTS(between); i++) {
        const char *at = strstr(word, between[i]);
        if (at == NULL)
            continue;
        g_autofree char *first = g_strstrip(g_strndup(word, (gsize)(at - word)));
        g_autofree char *last = g_strstrip(g_strdup(at + strlen(between[i])));
        if (frame_find(frame, first) >= 0 && frame_find(frame, last) >= 0)
            return g_strdup_printf("; a range is written %s - %s, with blanks around a hyphen",
                                   first, last);
    }
    return NULL;
}

/* "q1 q2 q3", "q1; q2": several names in one text. */
static char *as_list(const Frame *frame, const char *word)
{
    g_auto(GStrv) names = g_strsplit_set(word, " ,;", -1);
    g_autoptr(GString) list = g_string_new(NULL);
    for (char **name = names; *name != NULL; name++) {
        if (**name == '\0')
            continue;
        if (frame_find(frame, *name) < 0)
            return NULL;
        g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", *name);
    }
    return g_strdup_printf("; a list is written [%s]", list->str);
}

static char *as_label(const Frame *frame, const char *word)
{
    for (guint i = 0; i < frame->variables->len; i++) {
        const FrameVariable *variable = frame_variable(frame, (gint)i);
        for (int l = 0; l < LANGUAGE_COUNT; l++)
            if (g_strcmp0(variable->label.in[l], word) == 0)
                return g_strdup_printf("; that is the label of '%s'", variable->name);
    }
    return NULL;
}

/* A text file in one column was cut at the wrong mark. */
static char *as_delimiter(const Frame *frame)
{
    char delimiter = frame->codebook->delimiter;
    if (delimiter == 0 || frame->codebook->variables->len > 1)
        return NULL;
    g_autofree char *mark =
        delimiter == '\t' ? g_strdup("a tab") : g_strdup_printf("'%c'", delimiter);
    return g_strdup_printf("; the file has one column when it is cut at %s: name its `delimiter`",
                           mark);
}

/* What was probably meant by WORD, which no variable is called; empty when nothing comes near. */
static char *meant(const Frame *frame, const char *word)
{
    char *hint = as_range(frame, word);
    if (hint == NULL)
        hint = as_list(frame, word);
    if (hint == NULL)
        hint = as_label(frame, word);
    const char *nearest = hint == NULL ? nearest_variable(frame, word) : NULL;
    if (nearest != NULL)
        hint = nearest_hint(nearest);
    if (hint == NULL)
        hint = as_delimiter(frame);
    return hint != NULL ? hint : g_strdup("");
}

gint frame_resolve(const Frame *frame, const PlanWord *name, const char *what,
                   Diagnostics *diagnostics)
{
    gint index = frame_find(frame, name->text);
    if (index >= 0)
        return index;
    g_autofree char *hint = meant(frame, name->text);
    diagnostics_error(diagnostics, name->place, "unknown variable '%s'%s%s%s", name->text,
                      what != NULL ? " " : "", what != NULL ? what : "", hint);
    return -1;
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

Place frame_ref_place(const Frame *frame, const GPtrArray *refs, gint variable)
{
    g_autoptr(Diagnostics) known =
        diagnostics_new(); /* mistakes are reported where REFS are read */
    for (guint i = 0; i < refs->len; i++) {
        PlanRef *ref = g_ptr_array_index(refs, i);
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, ref);
        g_autoptr(GArray) named = frame_expand(frame, one, TRUE, known);
        for (guint v = 0; v < named->len; v++)
            if (g_array_index(named, gint, v) == variable)
                return ref->place;
    }
    return ((const PlanRef *)g_ptr_array_index(refs, 0))->place;
}
