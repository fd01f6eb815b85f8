/* Responses that meet groupings: which of them an analysis has, and the sheets that they share. */
#include "base/words.h"
#include "pivot_parts.h"

static void append(const Pivot *pivot, const ResultBlock *block, const ResultVariable *by,
                   GArray *topics)
{
    for (guint i = 0; i < block->responses->len; i++) {
        Topic topic;
        if (topic_find(pivot, block, g_ptr_array_index(block->responses, i), by, &topic))
            g_array_append_val(topics, topic);
    }
}

GArray *topics_alone(const Pivot *pivot, const ResultBlock *block)
{
    GArray *topics = g_array_new(FALSE, FALSE, sizeof(Topic));
    append(pivot, block, NULL, topics);
    return topics;
}

static void sheet_of(Pivot *pivot, const TopicsSheet *kind, const GArray *topics)
{
    Language l = pivot->language;
    const Topic *first = &g_array_index(topics, Topic, 0);
    gboolean one = one_grouping(topics);
    const char *label = one ? first->by->label : word(W_EACH_GROUPING, l);
    g_autofree char *name =
        one ? sheet_name_of(kind->name, first->by, l) : g_strdup(word(kind->name_of_all, l));
    g_autofree char *title = word_printf(kind->title, l, label);
    g_autofree char *caption = topics_caption(topics, kind->tests, l);
    Sheet *sheet = book_add_sheet(pivot->book, name, title, word(kind->about, l));
    g_autoptr(GPtrArray) tests = tests_of(pivot, topics, FALSE);
    Table *table = sheet_add_table(sheet, "tests", caption);
    tests_fill(pivot, table, tests, topics_shown(topics), first->block->alpha);
    kind->tables(pivot, sheet, topics, one && topics->len >= PIVOT_TOGETHER);
    tests_posthoc(pivot, sheet, topics);
}

void topics_sheets(Pivot *pivot, const ResultBlock *block, const TopicsSheet *kind)
{
    guint n = block->by->len;
    guint step = block->responses->len <= PIVOT_FEW ? MAX(n, 1) : 1;
    for (guint from = 0; from < n; from += step) {
        g_autoptr(GArray) topics = g_array_new(FALSE, FALSE, sizeof(Topic));
        for (guint b = from; b < from + step; b++)
            append(pivot, block, g_ptr_array_index(block->by, b), topics);
        if (topics->len > 0)
            sheet_of(pivot, kind, topics);
        pivot_tell(pivot);
    }
}
