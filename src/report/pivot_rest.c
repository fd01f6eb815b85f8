/* Reliability, pairs of items, paired tests, and whatever has no table of its own. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

/* --- reliability ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    WordId header;
    Role role;
} item_columns[] = {
    {"item_mean", W_COL_MEAN, ROLE_SCORE},
    {"item_sd", W_COL_SD, ROLE_SCORE},
    {"item_total", W_COL_ITEM_TOTAL, ROLE_EFFECT},
    {"alpha_if_dropped", W_COL_ALPHA_DROPPED, ROLE_EFFECT},
};

/* Whether any scale has an interval of this coefficient. */
static gboolean has_interval(const Pivot *pivot, const GArray *topics, const char *name)
{
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        for (guint i = 0; i < topic->cell->estimates->len; i++) {
            const EstimateResult *e = topic_estimate(pivot, topic, i);
            if (e->level == NULL && e->low.has && strcmp(e->estimate, name) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

static void scale_row(Pivot *pivot, Table *table, const Topic *topic, const GArray *names,
                      const gboolean *intervals)
{
    g_autofree const EstimateResult **found = g_new0(const EstimateResult *, names->len + 1);
    const EstimateResult *any = NULL;
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        for (guint k = 0; k < names->len; k++)
            if (e->level == NULL && strcmp(g_array_index(names, Key, k).value, e->estimate) == 0) {
                found[k] = any = e;
                pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
            }
    }
    table_text(table, topic->response->label);
    table_number(table, ROLE_COUNT, topic->response->n_items);
    put_n(table, any != NULL ? any->n : 0, any != NULL ? any->invented : 0);
    for (guint k = 0; k < names->len; k++) {
        put_estimate(table, ROLE_EFFECT, found[k]);
        if (intervals[k]) {
            put_bound(table, ROLE_EFFECT, found[k],
                      found[k] != NULL ? found[k]->low : (Quantity){0});
            put_bound(table, ROLE_EFFECT, found[k],
                      found[k] != NULL ? found[k]->high : (Quantity){0});
        }
    }
}

/* Coefficients of a scale: alpha first, then what else the rows have. */
static GArray *coefficients(const Pivot *pivot, const GArray *topics)
{
    GArray *names = g_array_new(FALSE, FALSE, sizeof(Key));
    keys_add(names, "alpha", NULL);
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        for (guint i = 0; i < topic->cell->estimates->len; i++) {
            const EstimateResult *e = topic_estimate(pivot, topic, i);
            gboolean base =
                strstr(e->estimate, "_missing") != NULL || strcmp(e->estimate, "asked") == 0 ||
                strcmp(e->estimate, "valid") == 0 || strcmp(e->estimate, "too_few_answered") == 0;
            if (e->level == NULL && !base)
                keys_add(names, e->estimate, NULL);
        }
    }
    return names;
}

static void scale_table(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Language l = pivot->language;
    g_autoptr(GArray) names = coefficients(pivot, topics);
    Table *table = sheet_add_table(sheet, "reliability", word(W_CAPTION_RELIABILITY, l));
    table_column(table, ROLE_TEXT, word(W_COL_SCALE, l));
    table_column(table, ROLE_COUNT, word(W_COL_ITEMS, l));
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    g_autofree gboolean *intervals = g_new0(gboolean, names->len);
    for (guint k = 0; k < names->len; k++) {
        const char *name = g_array_index(names, Key, k).value;
        const char *shown = vocabulary_estimate(name, l);
        table_column(table, ROLE_EFFECT, shown);
        intervals[k] = has_interval(pivot, topics, name);
        if (!intervals[k])
            continue;
        g_autofree char *low = word_printf(W_COL_EFFECT_LOW, l, shown);
        g_autofree char *high = word_printf(W_COL_EFFECT_HIGH, l, shown);
        table_column(table, ROLE_EFFECT, low);
        table_column(table, ROLE_EFFECT, high);
    }
    for (guint t = 0; t < topics->len; t++)
        scale_row(pivot, table, &g_array_index(topics, Topic, t), names, intervals);
}

static void item_rows(Pivot *pivot, Table *table, const Topic *topic)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        for (guint k = 0; k < G_N_ELEMENTS(item_columns); k++)
            if (e->level != NULL && strcmp(item_columns[k].name, e->estimate) == 0) {
                keys_add(items, e->level, e->level_label);
                pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
            }
    }
    keys_name(items, pivot->book);
    for (guint item = 0; item < items->len; item++) {
        const Key *key = &g_array_index(items, Key, item);
        table_text(table, topic->response->label);
        table_text(table, key->shown);
        for (guint k = 0; k < G_N_ELEMENTS(item_columns); k++)
            put_estimate(table, item_columns[k].role,
                         results_estimate(pivot->results, topic->block->analysis,
                                          item_columns[k].name, topic->response->name, NULL, NULL,
                                          key->value));
    }
}

static void item_table(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "items", word(W_CAPTION_ITEMS, l));
    table_column(table, ROLE_TEXT, word(W_COL_SCALE, l));
    table_column(table, ROLE_TEXT, word(W_COL_ONE_ITEM, l));
    g_array_index(table->columns, Column, 1).most = 44;
    table->n_keys = 2;
    for (guint k = 0; k < G_N_ELEMENTS(item_columns); k++)
        table_column(table, item_columns[k].role, word(item_columns[k].header, l));
    for (guint t = 0; t < topics->len; t++)
        item_rows(pivot, table, &g_array_index(topics, Topic, t));
}

void pivot_reliability(Pivot *pivot, const ResultBlock *block)
{
    Language l = pivot->language;
    g_autoptr(GArray) topics = topics_alone(pivot, block);
    if (topics->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_RELIABILITY, l),
                                  word(W_TITLE_RELIABILITY, l), word(W_ABOUT_RELIABILITY, l));
    scale_table(pivot, sheet, topics);
    item_table(pivot, sheet, topics);
}

/* --- tests of one analysis in one table ------------------------------------------------------- */

static GPtrArray *tests_of_block(const Pivot *pivot, const ResultBlock *block)
{
    GPtrArray *tests = g_ptr_array_new();
    for (guint i = 0; i < pivot->results->tests->len; i++) {
        TestResult *test = &g_array_index(pivot->results->tests, TestResult, i);
        if (g_strcmp0(test->analysis, block->analysis) == 0)
            g_ptr_array_add(tests, test);
    }
    return tests;
}

void pivot_pairs(Pivot *pivot, const ResultBlock *block)
{
    Language l = pivot->language;
    g_autoptr(GPtrArray) tests = tests_of_block(pivot, block);
    if (tests->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_PAIRS, l), word(W_TITLE_PAIRS, l),
                                  word(W_ABOUT_PAIRS, l));
    Table *table = sheet_add_table(sheet, "item_pairs", NULL);
    tests_fill(pivot, table, tests, TESTS_RESPONSE | TESTS_BY | TESTS_ITEMS, block->alpha);
    for (guint c = 0; c < 2; c++)
        g_array_index(table->columns, Column, c).most = 33;
}

/* Several items stand in RESPONSE, joined by semicolons. */
void pivot_paired(Pivot *pivot, const ResultBlock *block)
{
    Language l = pivot->language;
    g_autoptr(GPtrArray) tests = tests_of_block(pivot, block);
    if (tests->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_PAIRED, l), word(W_TITLE_PAIRED, l),
                                  word(W_ABOUT_PAIRED, l));
    gboolean by = FALSE;
    for (guint i = 0; i < tests->len; i++)
        by |= ((const TestResult *)g_ptr_array_index(tests, i))->by != NULL;
    Table *table = sheet_add_table(sheet, "tests", NULL);
    tests_fill(pivot, table, tests, TESTS_RESPONSE | (by ? TESTS_BY | TESTS_ITEMS : 0),
               block->alpha);
}

/* --- what is left ----------------------------------------------------------------------------- */

static void further_tests(Pivot *pivot, Sheet *sheet)
{
    g_autoptr(GPtrArray) tests = g_ptr_array_new();
    gboolean pairs = FALSE;
    for (guint i = 0; i < pivot->results->tests->len; i++) {
        TestResult *test = &g_array_index(pivot->results->tests, TestResult, i);
        if (pivot->test_shown[i])
            continue;
        g_ptr_array_add(tests, test);
        pairs |= test->group != NULL;
    }
    Table *table =
        sheet_add_table(sheet, "further_tests", word(W_CAPTION_FURTHER_TESTS, pivot->language));
    tests_fill(pivot, table, tests, TESTS_RESPONSE | TESTS_BY | (pairs ? TESTS_PAIRS : 0),
               pivot->results->alpha);
}

static const char *variable_label(const Pivot *pivot, const char *name)
{
    const ResultVariable *variable = results_variable(pivot->results, name);
    return variable != NULL ? variable->label : name;
}

static void further_estimates(Pivot *pivot, Sheet *sheet)
{
    static const WordId texts[] = {W_COL_RESPONSE, W_COL_BY, W_COL_GROUP, W_COL_LEVEL,
                                   W_COL_ESTIMATE};
    Language l = pivot->language;
    Table *table =
        sheet_add_table(sheet, "further_estimates", word(W_CAPTION_FURTHER_ESTIMATES, l));
    for (guint c = 0; c < G_N_ELEMENTS(texts); c++) {
        table_column(table, ROLE_TEXT, word(texts[c], l));
        g_array_index(table->columns, Column, c).most = c == 0 ? 34 : 18;
    }
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    table_column(table, ROLE_STATISTIC, word(W_COL_VALUE, l));
    for (guint i = 0; i < pivot->results->estimates->len; i++) {
        const EstimateResult *e = &g_array_index(pivot->results->estimates, EstimateResult, i);
        if (pivot->estimate_shown[i])
            continue;
        pivot->estimate_shown[i] = TRUE;
        table_text(table, variable_label(pivot, e->response));
        table_text(table, variable_label(pivot, e->by));
        table_text(table, e->group_label != NULL ? e->group_label : e->group);
        table_text(table, e->level_label != NULL ? e->level_label : e->level);
        g_autofree char *name = phrase_estimate(e->estimate, l);
        table_text(table, name);
        put_n(table, e->n, e->invented);
        put_estimate(table, ROLE_STATISTIC, e);
    }
}

void pivot_further(Pivot *pivot)
{
    guint left = 0;
    for (guint i = 0; i < pivot->results->tests->len; i++)
        left += !pivot->test_shown[i];
    for (guint i = 0; i < pivot->results->estimates->len; i++)
        left += !pivot->estimate_shown[i];
    if (left == 0)
        return;
    Language l = pivot->language;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_FURTHER, l), word(W_TITLE_FURTHER, l),
                                  word(W_ABOUT_FURTHER, l));
    further_tests(pivot, sheet);
    further_estimates(pivot, sheet);
}
