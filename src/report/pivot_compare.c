/* Medians by group: the tests of a grouping, then a table of quantities by group a response. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

/* Quantities by group in the order they are shown; what is not named here comes behind. */
static const struct {
    const char *name;
    WordId header;
    Role role;
} known[] = {
    {"median", W_COL_MEDIAN, ROLE_SCORE}, {"q1", W_COL_Q1, ROLE_SCORE},
    {"q3", W_COL_Q3, ROLE_SCORE},         {"mean", W_COL_MEAN, ROLE_SCORE},
    {"sd", W_COL_SD, ROLE_SCORE},         {"mean_rank", W_COL_MEAN_RANK, ROLE_RANK},
};

/* The ends of the scale say little beside quartiles and would cost the page two columns: they stand
 * in estimates.csv, and for all respondents among the distributions. */
static gboolean is_left_to_csv(const char *name)
{
    return is_named(name, "min") || is_named(name, "max");
}

/* The quantities of one or several topics by group, before they become a table. */
typedef struct {
    gboolean has[G_N_ELEMENTS(known)], marked[G_N_ELEMENTS(known)];
    gboolean letters, interval;
    GArray *others; /* Key: unknown quantities */
} Quantities;

static gint known_index(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (is_named(name, known[i].name))
            return (gint)i;
    return -1;
}

static gboolean has_place_elsewhere(const char *name)
{
    static const char *const names[] = {"asked",      "valid",    "count",
                                        "percent",    "expected", "adjusted_residual",
                                        "by_missing", "n",        "too_few_answered"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (is_named(name, names[i]))
            return TRUE;
    return strstr(name, "_missing") != NULL || is_precision(name);
}

/* Of a median that the table has already: only its ends are shown. */
static gboolean is_another_interval(const char *name)
{
    return g_str_has_prefix(name, "median_bootstrap_");
}

static void quantities_see(const Pivot *pivot, const Topic *topic, Quantities *q)
{
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        gint k = known_index(e->estimate);
        if (e->level != NULL)
            continue;
        if (k >= 0) {
            q->has[k] = TRUE;
            q->marked[k] |= e->quality != NULL;
        } else if (is_named(e->estimate, "letters"))
            q->letters = TRUE;
        else if (!has_place_elsewhere(e->estimate) && !is_left_to_csv(e->estimate))
            keys_add(q->others, e->estimate, NULL);
        q->interval |= k == 0 && (e->low.has || e->high.has);
    }
}

static void quantities_columns(const Pivot *pivot, const Quantities *q, Table *table)
{
    Language l = pivot->language;
    double confidence = 100 * pivot->results->confidence;
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    for (guint k = 0; k < G_N_ELEMENTS(known); k++) {
        if (q->has[k])
            table_column(table, known[k].role, word(known[k].header, l));
        if (q->marked[k])
            quality_column(table);
        if (k == 0 && q->interval) {
            g_autofree char *low = word_printf(W_COL_MEDIAN_LOW, l, confidence);
            g_autofree char *high = word_printf(W_COL_MEDIAN_HIGH, l, confidence);
            table_column(table, ROLE_SCORE, low);
            table_column(table, ROLE_SCORE, high);
        }
    }
    for (guint i = 0; i < q->others->len; i++) {
        const char *name = g_array_index(q->others, Key, i).value;
        const char *shown = vocabulary_estimate(name, l);
        if (!is_another_interval(name)) {
            table_column(table, ROLE_SCORE, shown);
            continue;
        }
        g_autofree char *low = word_printf(W_COL_EFFECT_LOW, l, shown);
        g_autofree char *high = word_printf(W_COL_EFFECT_HIGH, l, shown);
        table_column(table, ROLE_SCORE, low);
        table_column(table, ROLE_SCORE, high);
    }
    if (q->letters)
        table_column(table, ROLE_MARK, word(W_COL_LETTERS, l));
}

/* --- rows ------------------------------------------------------------------------------------- */

/* One group's estimates. */
typedef struct {
    const EstimateResult *known[G_N_ELEMENTS(known)];
    const EstimateResult **others;
    const EstimateResult *letters;
} GroupRow;

static void put_letters(Table *table, const EstimateResult *letters)
{
    if (letters == NULL || letters->note == NULL)
        table_shorthand(table, MARK_NONE);
    else if (strchr(letters->note, '.') != NULL) /* "n.s." in either language */
        table_shorthand(table, MARK_NOT_SIGNIFICANT);
    else
        table_mark(table, letters->note);
}

static const EstimateResult *any_of(const GroupRow *row)
{
    for (guint k = 0; k < G_N_ELEMENTS(known); k++)
        if (row->known[k] != NULL)
            return row->known[k];
    return row->letters;
}

static void put_group(Table *table, const Quantities *q, const GroupRow *row)
{
    const EstimateResult *any = any_of(row);
    if (any != NULL)
        put_n(table, any->n, any->invented);
    else
        table_shorthand(table, MARK_NONE);
    for (guint k = 0; k < G_N_ELEMENTS(known); k++) {
        if (q->has[k])
            put_estimate(table, known[k].role, row->known[k]);
        if (q->marked[k])
            put_quality(table, row->known[k]);
        if (k == 0 && q->interval) {
            put_bound(table, ROLE_SCORE, row->known[0],
                      row->known[0] != NULL ? row->known[0]->low : (Quantity){0});
            put_bound(table, ROLE_SCORE, row->known[0],
                      row->known[0] != NULL ? row->known[0]->high : (Quantity){0});
        }
    }
    for (guint i = 0; i < q->others->len; i++) {
        const EstimateResult *e = row->others[i];
        if (is_another_interval(g_array_index(q->others, Key, i).value)) {
            put_bound(table, ROLE_SCORE, e, e != NULL ? e->low : (Quantity){0});
            put_bound(table, ROLE_SCORE, e, e != NULL ? e->high : (Quantity){0});
        } else {
            put_estimate(table, ROLE_SCORE, e);
        }
    }
    if (q->letters)
        put_letters(table, row->letters);
}

/* Sorts the estimates of TOPIC into rows by group. */
static void collect(Pivot *pivot, const Topic *topic, const Quantities *q, GArray *groups,
                    GArray *rows)
{
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        gint k = known_index(e->estimate);
        gboolean letters = is_named(e->estimate, "letters");
        if (e->level != NULL || (k < 0 && !letters && has_place_elsewhere(e->estimate)))
            continue;
        pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
        guint g = keys_add(groups, e->group, e->group_label);
        if (g == rows->len) {
            GroupRow new_row = {.others = g_new0(const EstimateResult *, q->others->len + 1)};
            g_array_append_val(rows, new_row);
        }
        GroupRow *row = &g_array_index(rows, GroupRow, g);
        if (k >= 0)
            row->known[k] = e;
        else if (letters)
            row->letters = e;
        else
            for (guint o = 0; o < q->others->len; o++)
                if (strcmp(g_array_index(q->others, Key, o).value, e->estimate) == 0)
                    row->others[o] = e;
    }
}

/* Rows of TOPIC: its groups in order, then all of them together. */
static void fill(Pivot *pivot, Table *table, const Topic *topic, const Quantities *q,
                 gboolean keyed)
{
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Key));
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(GroupRow));
    collect(pivot, topic, q, groups, rows);
    keys_name(groups, pivot->book);
    for (guint pass = 0; pass < 2; pass++)
        for (guint g = 0; g < groups->len; g++) {
            const Key *key = &g_array_index(groups, Key, g);
            if ((key->value == NULL) != (pass == 1))
                continue;
            if (keyed)
                table_label(table, topic->response->label);
            Cell *name =
                table_text(table, pass == 1 ? word(W_ALL_GROUPS, pivot->language) : key->shown);
            name->strong = pass == 1;
            put_group(table, q, &g_array_index(rows, GroupRow, g));
        }
    for (guint g = 0; g < rows->len; g++)
        g_free(g_array_index(rows, GroupRow, g).others);
}

/* --- sheets ----------------------------------------------------------------------------------- */

static Table *new_table(Pivot *pivot, Sheet *sheet, const char *caption, const ResultVariable *by,
                        const Quantities *q, gboolean keyed)
{
    Table *table = sheet_add_table(sheet, "medians", caption);
    if (keyed)
        table_column(table, ROLE_TEXT, word(W_COL_RESPONSE, pivot->language));
    table_column(table, ROLE_TEXT, by->label);
    table->n_keys = keyed ? 2 : 1;
    quantities_columns(pivot, q, table);
    return table;
}

static void tables_apart(Pivot *pivot, Sheet *sheet, const GArray *topics, const Quantities *q)
{
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        g_autofree char *caption = word_printf(W_CAPTION_MEDIANS, pivot->language,
                                               topic->response->label, topic->by->label);
        Table *table = new_table(pivot, sheet, caption, topic->by, q, FALSE);
        fill(pivot, table, topic, q, FALSE);
        note_tests(pivot, topic, FALSE, table);
        note_base(pivot, topic, table);
    }
}

static void tables_together(Pivot *pivot, Sheet *sheet, const GArray *topics, const Quantities *q)
{
    const Topic *first = &g_array_index(topics, Topic, 0);
    base_table(pivot, sheet, topics);
    Table *table = new_table(pivot, sheet, sheet->title, first->by, q, TRUE);
    for (guint t = 0; t < topics->len; t++)
        fill(pivot, table, &g_array_index(topics, Topic, t), q, TRUE);
}

static void tables(Pivot *pivot, Sheet *sheet, const GArray *topics, gboolean together)
{
    Quantities q = {.others = g_array_new(FALSE, FALSE, sizeof(Key))};
    for (guint t = 0; t < topics->len; t++)
        quantities_see(pivot, &g_array_index(topics, Topic, t), &q);
    if (together)
        tables_together(pivot, sheet, topics, &q);
    else
        tables_apart(pivot, sheet, topics, &q);
    g_array_unref(q.others);
}

void pivot_compare(Pivot *pivot, const ResultBlock *block)
{
    static const TopicsSheet kind = {W_SHEET_COMPARE, W_SHEET_COMPARE_ALL, W_TITLE_COMPARE,
                                     W_ABOUT_COMPARE, W_CAPTION_TESTS,     tables};
    topics_sheets(pivot, block, &kind);
}
