/* Tables of tests: all groups, pairs of groups, pairs of items. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <math.h>
#include <string.h>

/* Pairs of groups fill a table of the annex up to this many rows; beyond it the letters and
 * tests.csv have to do. */
#define MOST_POSTHOC_ROWS 400

/* Which columns these tests need. */
typedef struct {
    gboolean test, method, df, df2, adjusted, effect, measure, interval;
    gboolean collapsed; /* some tests are of grouped answers */
    const char *symbol, *effect_symbol, *adjustment;
} Needs;

static gboolean same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static Needs needs_of(const GPtrArray *tests)
{
    Needs needs = {0};
    const TestResult *first = g_ptr_array_index(tests, 0);
    for (guint i = 0; i < tests->len; i++) {
        const TestResult *test = g_ptr_array_index(tests, i);
        needs.test |= !same(test->test, first->test);
        needs.method |= !same(test->variant, first->variant) && same(test->test, first->test);
        needs.collapsed |= test_is_collapsed(test);
        needs.df |= test->df.has;
        needs.df2 |= test->df2.has;
        needs.interval |= test->effect_low.has || test->effect_high.has;
        needs.effect |= test->effect.has;
        if (test->p_adjusted.has && !same(test->adjustment, "none")) {
            needs.adjusted = TRUE;
            needs.adjustment = test->adjustment;
        }
        if (test->effect_name != NULL) {
            if (needs.effect_symbol == NULL)
                needs.effect_symbol = test->effect_name;
            needs.measure |= !same(needs.effect_symbol, test->effect_name);
        }
    }
    needs.symbol = vocabulary_symbol(first);
    for (guint i = 1; i < tests->len; i++)
        if (!same(needs.symbol, vocabulary_symbol(g_ptr_array_index(tests, i))))
            needs.symbol = NULL;
    return needs;
}

static void key_columns(Table *table, guint shown, const Needs *needs, Language l)
{
    if (shown & TESTS_RESPONSE)
        table_column(table, ROLE_TEXT, word(shown & TESTS_ITEMS ? W_COL_FIRST : W_COL_RESPONSE, l));
    if (shown & TESTS_BY)
        table_column(table, ROLE_TEXT, word(shown & TESTS_ITEMS ? W_COL_SECOND : W_COL_BY, l));
    if (shown & TESTS_PAIRS) {
        table_column(table, ROLE_TEXT, word(W_COL_GROUP, l));
        table_column(table, ROLE_TEXT, word(W_COL_OTHER, l));
    }
    if (needs->test)
        table_column(table, ROLE_TEXT, word(W_COL_TEST, l));
    if (needs->method)
        table_column(table, ROLE_TEXT, word(W_COL_METHOD, l));
    for (guint c = 1; c < table->columns->len; c++)
        g_array_index(table->columns, Column, c).most = 20;
    table->n_keys = table->columns->len;
}

static void number_columns(Table *table, const Needs *needs, Language l)
{
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    table_column(table, ROLE_STATISTIC,
                 needs->symbol != NULL ? needs->symbol : word(W_COL_STATISTIC, l));
    if (needs->df)
        table_column(table, ROLE_DF, word(W_COL_DF, l));
    if (needs->df2)
        table_column(table, ROLE_DF, word(W_COL_DF2, l));
    table_column(table, ROLE_P, word(W_COL_P, l));
    if (needs->adjusted) {
        g_autofree char *header =
            word_printf(W_COL_P_ADJUSTED_BY, l, vocabulary_adjustment(needs->adjustment, l));
        table_column(table, ROLE_P, header);
    }
    table_column(table, ROLE_MARK, word(W_COL_STARS, l));
    if (needs->measure)
        table_column(table, ROLE_MARK, word(W_COL_MEASURE, l));
    if (needs->effect)
        table_column(table, ROLE_EFFECT,
                     needs->measure ? word(W_COL_EFFECT, l)
                                    : vocabulary_effect(needs->effect_symbol));
    if (needs->interval) {
        const char *effect =
            needs->measure ? word(W_COL_EFFECT, l) : vocabulary_effect(needs->effect_symbol);
        g_autofree char *low = word_printf(W_COL_EFFECT_LOW, l, effect);
        g_autofree char *high = word_printf(W_COL_EFFECT_HIGH, l, effect);
        table_column(table, ROLE_EFFECT, low);
        table_column(table, ROLE_EFFECT, high);
    }
}

static const char *label_of(const Pivot *pivot, const char *name)
{
    const ResultVariable *variable = results_variable(pivot->results, name);
    return variable != NULL ? variable->label : name;
}

/* One test of each name and variant among TESTS: few, however many tests there are. */
static GPtrArray *kinds_of(const GPtrArray *tests)
{
    GPtrArray *kinds = g_ptr_array_new();
    for (guint i = 0; i < tests->len; i++) {
        const TestResult *test = g_ptr_array_index(tests, i);
        gboolean known = test->variant == NULL;
        for (guint k = 0; !known && k < kinds->len; k++) {
            const TestResult *kind = g_ptr_array_index(kinds, k);
            known = same(kind->variant, test->variant) && same(kind->test, test->test);
        }
        if (!known)
            g_ptr_array_add(kinds, (gpointer)(guintptr)test);
    }
    return kinds;
}

/* The choices behind TEST that not every such test of the table shares. */
static void put_method(const Pivot *pivot, Table *table, const TestResult *test,
                       const GPtrArray *kinds, const Needs *needs)
{
    g_autoptr(GPtrArray) variants = g_ptr_array_new();
    for (guint i = 0; i < kinds->len; i++) {
        const TestResult *other = g_ptr_array_index(kinds, i);
        if (same(other->test, test->test))
            g_ptr_array_add(variants, (gpointer)(guintptr)other->variant);
    }
    g_autofree char *method = phrase_difference(test->variant, variants, pivot->language);
    if (method[0] != '\0')
        table_text(table, method);
    else
        table_text(table, word(needs->collapsed ? W_METHOD_FULL : W_METHOD_USUAL, pivot->language));
}

static void key_cells(const Pivot *pivot, Table *table, const TestResult *test, guint shown,
                      const Needs *needs)
{
    if (shown & TESTS_RESPONSE)
        table_label(table, label_of(pivot, test->response));
    if (shown & TESTS_BY)
        table_label(table, label_of(pivot, test->by));
    if (shown & TESTS_PAIRS) {
        table_text(table, test->group_label != NULL ? test->group_label : test->group);
        table_text(table, test->other_label != NULL ? test->other_label : test->other);
    }
    if (needs->test)
        table_text(table, vocabulary_test(test->test, pivot->language));
}

static void put_stars(Table *table, const TestResult *test, double alpha)
{
    Quantity p = test_p(test);
    const char *stars = p.has ? phrase_stars(p.value, alpha) : NULL;
    if (stars != NULL)
        table_mark(table, stars)->strong = TRUE;
    else
        table_shorthand(table, p.has && !test->too_few_draws ? MARK_NOT_SIGNIFICANT : MARK_NONE);
}

static void put(Table *table, Role role, Quantity quantity, const TestResult *test)
{
    Reason reason = test->state == STATE_UNDEFINED ? test->reason : REASON_NONE;
    if (role == ROLE_DF && quantity.has && floor(quantity.value) != quantity.value)
        role = ROLE_RANK;
    Cell *cell = table_quantity(table, role, quantity, reason);
    guint invented = role == ROLE_P ? INVENTED_VALUE : INVENTED_STATISTIC;
    mark_invented(table, cell, test->invented & invented);
}

static void number_cells(Table *table, const TestResult *test, const Needs *needs, double alpha)
{
    put_n(table, test->n, test->invented);
    put(table, ROLE_STATISTIC, test->statistic, test);
    if (needs->df)
        put(table, ROLE_DF, test->df, test);
    if (needs->df2)
        put(table, ROLE_DF, test->df2, test);
    put(table, ROLE_P, test->p, test);
    if (needs->adjusted)
        put(table, ROLE_P, test->p_adjusted, test);
    put_stars(table, test, alpha);
    if (needs->measure)
        table_mark(table, test->effect_name != NULL ? vocabulary_effect(test->effect_name) : "–");
    if (needs->effect)
        put(table, ROLE_EFFECT, test->effect, test);
    if (needs->interval) {
        put(table, ROLE_EFFECT, test->effect_low, test);
        put(table, ROLE_EFFECT, test->effect_high, test);
    }
}

/* How p was had where it is not asymptotic, and why it stands beside one that is. */
static void note_resampled(const Pivot *pivot, Table *table, const GPtrArray *tests)
{
    Language l = pivot->language;
    g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);
    gboolean cochran = FALSE;
    for (guint i = 0; i < tests->len; i++) {
        const TestResult *test = g_ptr_array_index(tests, i);
        if (!phrase_is_resampled(test->variant))
            continue;
        g_autofree char *method = phrase_method(test->variant, l);
        cochran |= strcmp(test->test, "chi-square") == 0;
        if (g_ptr_array_find_with_equal_func(said, method, g_str_equal, NULL))
            continue;
        table_note(table, word_printf(W_METHOD_LINE, l, method));
        g_ptr_array_add(said, g_steal_pointer(&method));
    }
    if (cochran)
        table_note(table, word_printf(W_METHOD_COCHRAN, l));
}

void tests_fill(Pivot *pivot, Table *table, const GPtrArray *tests, guint shown, double alpha)
{
    if (tests->len == 0)
        return;
    Needs needs = needs_of(tests);
    g_autoptr(GPtrArray) kinds = needs.method ? kinds_of(tests) : NULL;
    key_columns(table, shown, &needs, pivot->language);
    number_columns(table, &needs, pivot->language);
    const TestResult *all = (const TestResult *)(const void *)pivot->results->tests->data;
    for (guint i = 0; i < tests->len; i++) {
        const TestResult *test = g_ptr_array_index(tests, i);
        pivot->test_shown[test - all] = TRUE;
        key_cells(pivot, table, test, shown, &needs);
        if (needs.method)
            put_method(pivot, table, test, kinds, &needs);
        number_cells(table, test, &needs, alpha);
    }
    note_resampled(pivot, table, tests);
}

GPtrArray *tests_of(const Pivot *pivot, const GArray *topics, gboolean pairs)
{
    GPtrArray *tests = g_ptr_array_new();
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        for (guint i = 0; i < topic->cell->tests->len; i++) {
            const TestResult *test = topic_test(pivot, topic, i);
            if ((test->group != NULL) == pairs)
                g_ptr_array_add(tests, (gpointer)(guintptr)test);
        }
    }
    return tests;
}

gboolean one_grouping(const GArray *topics)
{
    const ResultVariable *by = g_array_index(topics, Topic, 0).by;
    for (guint t = 1; t < topics->len; t++)
        if (g_array_index(topics, Topic, t).by != by)
            return FALSE;
    return TRUE;
}

static gboolean one_response(const GArray *topics)
{
    const ResultVariable *response = g_array_index(topics, Topic, 0).response;
    for (guint t = 1; t < topics->len; t++)
        if (g_array_index(topics, Topic, t).response != response)
            return FALSE;
    return TRUE;
}

guint topics_shown(const GArray *topics)
{
    if (one_grouping(topics))
        return TESTS_RESPONSE;
    return TESTS_BY | (one_response(topics) ? 0 : TESTS_RESPONSE);
}

char *topics_caption(const GArray *topics, WordId caption, Language language)
{
    const Topic *first = &g_array_index(topics, Topic, 0);
    const char *each = word(W_EACH_GROUPING, language);
    if (one_grouping(topics))
        return word_printf(caption, language, first->by->label);
    if (one_response(topics))
        return word_printf(W_CAPTION_MEDIANS, language, first->response->label, each);
    return word_printf(caption, language, each);
}

/* Pairs of groups are looked at where the test of all groups rejects. */
static GPtrArray *telling_pairs(const Pivot *pivot, const GArray *topics)
{
    GPtrArray *tests = g_ptr_array_new();
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        const TestResult *omnibus = topic_omnibus(pivot, topic);
        Quantity p = omnibus != NULL ? test_p(omnibus) : (Quantity){0};
        for (guint i = 0; i < topic->cell->tests->len; i++) {
            const TestResult *test = topic_test(pivot, topic, i);
            if (test->group == NULL)
                continue;
            pivot->test_shown[g_array_index(topic->cell->tests, guint, i)] = TRUE;
            if (p.has && p.value < topic->block->alpha)
                g_ptr_array_add(tests, (gpointer)(guintptr)test);
        }
    }
    return tests;
}

void tests_posthoc(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Language l = pivot->language;
    g_autoptr(GPtrArray) all = tests_of(pivot, topics, TRUE);
    g_autoptr(GPtrArray) tests = telling_pairs(pivot, topics);
    if (all->len == 0)
        return;
    const TestResult *first = g_ptr_array_index(all, 0);
    const Topic *topic = &g_array_index(topics, Topic, 0);
    const char *test = vocabulary_test(first->test, l);
    if (tests->len < all->len || tests->len > MOST_POSTHOC_ROWS)
        sheet_line(sheet, word_printf(W_POSTHOC_IN_CSV, l, all->len, test));
    if (tests->len == 0 || tests->len > MOST_POSTHOC_ROWS)
        return;
    gboolean one = one_grouping(topics);
    g_autofree char *name =
        one ? sheet_name_of(W_SHEET_POSTHOC, topic->by, l) : g_strdup(word(W_SHEET_POSTHOC_ALL, l));
    g_autofree char *title =
        word_printf(W_TITLE_POSTHOC, l, one ? topic->by->label : word(W_EACH_GROUPING, l), test);
    Sheet *own = book_add_sheet(pivot->book, name, title, word(W_ABOUT_POSTHOC, l));
    g_autofree char *caption = topics_caption(topics, W_CAPTION_TESTS, l);
    Table *table = sheet_add_table(own, "group_pairs", one ? NULL : caption);
    tests_fill(pivot, table, tests, topics_shown(topics) | TESTS_PAIRS, topic->block->alpha);
}
