/* Association tables: the tests with a grouping, then a crosstab a response, laid out as analysts
 * know it: for each answer its count, column percent and adjusted residual, a column a group. Where
 * many responses share a table and the groups are few, an answer takes one row instead of three. */
#include "base/words.h"
#include "cross.h"
#include "measure.h"
#include "phrase.h"

/* Of a column of numbers beside others, in characters. */
#define BESIDE_LEAST 6

/* --- tables ----------------------------------------------------------------------------------- */

/* The header of a group says how many valid respondents it has: the base of its percents. */
static void cross_columns(const Pivot *pivot, const Cross *cross, gboolean with_n, Table *table)
{
    Language l = pivot->language;
    for (guint i = 0; i < cross->order->len; i++) {
        guint group = g_array_index(cross->order, guint, i);
        const Key *key = cross_group(cross, group);
        const char *name = cross_group_name(pivot, cross, group);
        g_autofree char *bare = phrase_count(key->n, l);
        g_autofree char *n = text_marked(table, bare, key->invented);
        g_autofree char *header =
            with_n && key->n >= 0 ? word_printf(W_GROUP_WITH_N, l, name, n) : g_strdup(name);
        table_column(table, ROLE_PERCENT, header);
        if (key->marked)
            quality_column(table);
    }
}

static void cross_rows(const Pivot *pivot, const Topic *topic, const Cross *cross, gboolean keyed,
                       Table *table)
{
    for (guint l = 0; l < cross->levels->len; l++)
        for (guint m = 0; m < CROSS_MEASURES; m++) {
            if (!cross->has[m])
                continue;
            g_autofree char *name = word_printf(cross_measures[m].shown, pivot->language);
            if (keyed)
                table_label(table, topic->response->label);
            table_text(table, g_array_index(cross->levels, Key, l).shown);
            table_text(table, name);
            for (guint i = 0; i < cross->order->len; i++)
                cross_put(pivot, cross, l, g_array_index(cross->order, guint, i), m, table);
        }
}

static guint measures_of(const Cross *cross)
{
    guint n = 0;
    for (guint m = 0; m < CROSS_MEASURES; m++)
        n += cross->has[m];
    return n;
}

static Table *cross_table(const Pivot *pivot, Sheet *sheet, const char *caption, const Cross *cross,
                          gboolean keyed)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "crosstab", caption);
    if (keyed)
        table_column(table, ROLE_TEXT, word(W_COL_RESPONSE, l));
    table_column(table, ROLE_TEXT, word(W_COL_LEVEL, l));
    table_column(table, ROLE_TEXT, word(W_COL_MEASURE, l));
    table->n_keys = table->columns->len;
    table->rule_every = measures_of(cross);
    cross_columns(pivot, cross, !keyed, table);
    return table;
}

/* Valid answers that no net lists are not in its percents. */
static void note_left_out(const Pivot *pivot, const Topic *topic, const Cross *cross, Table *table)
{
    gint64 counted = -1, valid = -1;
    for (guint g = 0; g < cross->groups->len; g++)
        if (cross_group(cross, g)->value == NULL)
            counted = cross_group(cross, g)->n;
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (e->group == NULL && is_named(e->estimate, "valid"))
            valid = e->n;
    }
    if (counted < 0 || valid <= counted)
        return;
    g_autofree char *n = phrase_count(valid - counted, pivot->language);
    table_note(table, word_printf(W_BASE_LEFT_OUT, pivot->language, n));
}

static void one_apart(Pivot *pivot, Sheet *sheet, const Topic *topic, guint from, guint to,
                      gboolean nets)
{
    Cross cross;
    cross_read(pivot, topic, from, to, &cross);
    g_autofree char *caption =
        word_printf(nets ? W_CAPTION_NETS : W_CAPTION_MEDIANS, pivot->language,
                    topic->response->label, topic->by->label);
    Table *table = cross_table(pivot, sheet, caption, &cross, FALSE);
    cross_rows(pivot, topic, &cross, FALSE, table);
    note_tests(pivot, topic, nets, table);
    note_base(pivot, topic, table);
    if (nets)
        note_left_out(pivot, topic, &cross, table);
    cross_clear(&cross);
}

static void tables_apart(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        guint n = topic->cell->estimates->len, nets = cross_nets_from(pivot, topic);
        one_apart(pivot, sheet, topic, 0, nets, FALSE);
        if (nets < n)
            one_apart(pivot, sheet, topic, nets, n, TRUE);
    }
}

/* --- many responses in one table -------------------------------------------------------------- */

/* Where the numbers of an answer stand in one row. */
typedef struct {
    CrossMeasure measure;
    guint group;
} Beside;

/* Percents first, by which groups are compared. All groups together have no residual. */
static GArray *beside_of(const Cross *cross)
{
    static const CrossMeasure order[] = {CROSS_PERCENT, CROSS_COUNT, CROSS_RESIDUAL};
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Beside));
    for (guint m = 0; m < G_N_ELEMENTS(order); m++)
        for (guint i = 0; cross->has[order[m]] && i < cross->order->len; i++) {
            Beside at = {order[m], g_array_index(cross->order, guint, i)};
            if (at.measure != CROSS_RESIDUAL || cross_group(cross, at.group)->value != NULL)
                g_array_append_val(all, at);
        }
    return all;
}

static char *beside_header(const Pivot *pivot, const Cross *cross, const Beside *at)
{
    return word_printf(cross_measures[at->measure].of_group, pivot->language,
                       cross_group_name(pivot, cross, at->group));
}

static Table *beside_table(const Pivot *pivot, Sheet *sheet, const Cross *cross)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "crosstab", sheet->title);
    g_autoptr(GArray) all = beside_of(cross);
    table->rule_every = cross->levels->len;
    table_column(table, ROLE_TEXT, word(W_COL_RESPONSE, l));
    table_column(table, ROLE_TEXT, word(W_COL_LEVEL, l));
    table->n_keys = table->columns->len;
    for (guint i = 0; i < all->len; i++) {
        const Beside *at = &g_array_index(all, Beside, i);
        g_autofree char *header = beside_header(pivot, cross, at);
        table_column(table, cross_measures[at->measure].role, header);
    }
    return table;
}

static void beside_rows(const Pivot *pivot, const Topic *topic, const Cross *cross, Table *table)
{
    g_autoptr(GArray) all = beside_of(cross);
    for (guint l = 0; l < cross->levels->len; l++) {
        table_label(table, topic->response->label);
        table_text(table, g_array_index(cross->levels, Key, l).shown);
        for (guint i = 0; i < all->len; i++) {
            const Beside *at = &g_array_index(all, Beside, i);
            cross_put(pivot, cross, l, at->group, at->measure, table);
        }
    }
}

/* Whether all measures of all groups fit beside the labels, so that nobody scrolls sideways. */
static gboolean fits_beside(const Pivot *pivot, const GArray *topics, const Cross *cross)
{
    double label = 0, level = 0, width = 0;
    g_autoptr(GArray) all = beside_of(cross);
    for (guint i = 0; i < all->len; i++) {
        const Beside *at = &g_array_index(all, Beside, i);
        g_autofree char *header = beside_header(pivot, cross, at);
        width += MAX(measure_longest_word(header) + 1, BESIDE_LEAST);
        if (cross_group(cross, at->group)->marked)
            return FALSE;
    }
    for (guint t = 0; t < topics->len; t++)
        label = MAX(label, measure_text(g_array_index(topics, Topic, t).response->label));
    for (guint i = 0; i < cross->levels->len; i++)
        level = MAX(level, measure_text(g_array_index(cross->levels, Key, i).shown));
    return MIN(label, BOOK_FIRST_COLUMN) + level + 2 + width <= BOOK_WIDTH;
}

static gboolean same_groups(const Cross *a, const Cross *b)
{
    if (a->groups->len != b->groups->len || measures_of(a) != measures_of(b))
        return FALSE;
    for (guint g = 0; g < a->groups->len; g++)
        if (g_strcmp0(g_array_index(a->groups, Key, g).value,
                      g_array_index(b->groups, Key, g).value) != 0)
            return FALSE;
    return TRUE;
}

/* Consecutive responses with the same groups go into one table. */
static void tables_together(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Cross last = {0};
    Table *table = NULL;
    gboolean beside = FALSE;
    base_table(pivot, sheet, topics);
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        guint n = topic->cell->estimates->len, nets = cross_nets_from(pivot, topic);
        for (guint part = 0; part < 2; part++) {
            guint from = part == 0 ? 0 : nets, to = part == 0 ? nets : n;
            if (from == to)
                continue;
            Cross cross;
            cross_read(pivot, topic, from, to, &cross);
            if (table == NULL || !same_groups(&last, &cross)) {
                beside = fits_beside(pivot, topics, &cross);
                table = beside ? beside_table(pivot, sheet, &cross)
                               : cross_table(pivot, sheet, sheet->title, &cross, TRUE);
            }
            if (beside && table->rule_every != cross.levels->len)
                table->rule_every = 0; /* a rule would cut a response in two */
            if (beside)
                beside_rows(pivot, topic, &cross, table);
            else
                cross_rows(pivot, topic, &cross, TRUE, table);
            if (last.levels != NULL)
                cross_clear(&last);
            last = cross;
        }
    }
    if (last.levels != NULL)
        cross_clear(&last);
}

static void tables(Pivot *pivot, Sheet *sheet, const GArray *topics, gboolean together)
{
    if (together)
        tables_together(pivot, sheet, topics);
    else
        tables_apart(pivot, sheet, topics);
}

void pivot_associate(Pivot *pivot, const ResultBlock *block)
{
    static const TopicsSheet kind = {W_SHEET_ASSOCIATE,           W_SHEET_ASSOCIATE_ALL,
                                     W_TITLE_ASSOCIATE,           W_ABOUT_ASSOCIATE,
                                     W_CAPTION_ASSOCIATION_TESTS, tables};
    topics_sheets(pivot, block, &kind);
}
