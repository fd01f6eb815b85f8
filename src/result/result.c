#include "result/result.h"

#include "base/words.h"

#include <string.h>

static const struct {
    const char *name;
    WordId text;
} reasons[REASON_COUNT] = {
    [REASON_NONE] = {"", W_COUNT},
    [REASON_NO_RESPONDENTS] = {"no-respondents", W_REASON_NO_RESPONDENTS},
    [REASON_ONE_GROUP] = {"one-group", W_REASON_ONE_GROUP},
    [REASON_ALL_TIED] = {"all-tied", W_REASON_ALL_TIED},
    [REASON_ONE_LEVEL] = {"one-level", W_REASON_ONE_LEVEL},
    [REASON_TOO_FEW] = {"too-few", W_REASON_TOO_FEW},
    [REASON_ZERO_VARIANCE] = {"zero-variance", W_REASON_ZERO_VARIANCE},
    [REASON_NOT_NUMERIC] = {"not-numeric", W_REASON_NOT_NUMERIC},
    [REASON_SAMPLING_WEIGHT] = {"sampling-weight", W_REASON_SAMPLING_WEIGHT},
    [REASON_WORK_LIMIT] = {"work-limit", W_REASON_WORK_LIMIT},
    [REASON_NOT_REACHED] = {"not-reached", W_REASON_NOT_REACHED},
    [REASON_NO_EMPTY_MARGIN] = {"empty-margin", W_REASON_NO_EMPTY_MARGIN},
    [REASON_LONELY_STRATUM] = {"lonely-stratum", W_REASON_LONELY_STRATUM},
    [REASON_NOT_TWO_GROUPS] = {"not-two-groups", W_REASON_NOT_TWO_GROUPS},
    [REASON_NOT_IDENTIFIED] = {"not-identified", W_REASON_NOT_IDENTIFIED},
    [REASON_HEYWOOD] = {"heywood", W_REASON_HEYWOOD},
    [REASON_NOT_CONVERGED] = {"not-converged", W_REASON_NOT_CONVERGED},
};

const char *reason_name(Reason reason)
{
    g_return_val_if_fail((guint)reason < REASON_COUNT, "");
    return reasons[reason].name;
}

const char *reason_text(Reason reason, Language language)
{
    g_return_val_if_fail((guint)reason < REASON_COUNT, "");
    return reason == REASON_NONE ? "" : word(reasons[reason].text, language);
}

/* --- life ------------------------------------------------------------------------------------- */

static void block_free(gpointer data)
{
    ResultBlock *block = data;
    g_clear_pointer(&block->responses, g_ptr_array_unref);
    g_clear_pointer(&block->by, g_ptr_array_unref);
    g_free(block);
}

Results *results_new(Language language)
{
    Results *results = g_new0(Results, 1);
    results->language = language;
    results->variables = g_ptr_array_new_with_free_func(g_free);
    results->blocks = g_ptr_array_new_with_free_func(block_free);
    results->tests = g_array_new(FALSE, TRUE, sizeof(TestResult));
    results->estimates = g_array_new(FALSE, TRUE, sizeof(EstimateResult));
    results->notes = g_ptr_array_new();
    results->verdicts = g_ptr_array_new_with_free_func(g_free);
    results->strings = g_string_chunk_new(16384);
    results->owned = g_ptr_array_new_with_free_func(g_free);
    return results;
}

void results_free(Results *results)
{
    if (results == NULL)
        return;
    g_clear_pointer(&results->index, g_hash_table_unref);
    g_ptr_array_unref(results->blocks);
    g_ptr_array_unref(results->variables);
    g_array_unref(results->tests);
    g_array_unref(results->estimates);
    g_ptr_array_unref(results->notes);
    g_ptr_array_unref(results->verdicts);
    g_ptr_array_unref(results->owned);
    g_free(results->plan_json);
    g_free(results->weights_json);
    g_string_chunk_free(results->strings);
    g_free(results);
}

const char **results_strings(Results *results, guint n)
{
    const char **strings = g_new0(const char *, n + 1);
    g_ptr_array_add(results->owned, strings);
    return strings;
}

const char *results_string(Results *results, const char *string)
{
    if (string == NULL)
        return NULL;
    const char **recent = &results->recent[(guintptr)string / 8 % RESULTS_RECENT];
    if (*recent == NULL || strcmp(*recent, string) != 0)
        *recent = g_string_chunk_insert_const(results->strings, string);
    return *recent;
}

void results_expect(Results *results, guint n_tests, guint n_estimates)
{
    guint tests = results->tests->len, estimates = results->estimates->len;
    g_array_set_size(results->tests, tests + n_tests);
    g_array_set_size(results->estimates, estimates + n_estimates);
    g_array_set_size(results->tests, tests);
    g_array_set_size(results->estimates, estimates);
}

TestResult *results_add_test(Results *results)
{
    g_array_set_size(results->tests, results->tests->len + 1);
    return &g_array_index(results->tests, TestResult, results->tests->len - 1);
}

EstimateResult *results_add_estimate(Results *results)
{
    g_array_set_size(results->estimates, results->estimates->len + 1);
    return &g_array_index(results->estimates, EstimateResult, results->estimates->len - 1);
}

/* --- index ------------------------------------------------------------------------------------ */

/* Interned strings are mostly equal by address. */
static gboolean same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static guint cell_hash(gconstpointer data)
{
    const ResultCell *cell = data;
    guint hash = g_str_hash(cell->analysis != NULL ? cell->analysis : "");
    hash = hash * 31 + g_str_hash(cell->response != NULL ? cell->response : "");
    return hash * 31 + g_str_hash(cell->by != NULL ? cell->by : "");
}

static gboolean cell_equal(gconstpointer a, gconstpointer b)
{
    const ResultCell *x = a, *y = b;
    return same(x->response, y->response) && same(x->by, y->by) && same(x->analysis, y->analysis);
}

static void cell_free(gpointer data)
{
    ResultCell *cell = data;
    g_array_unref(cell->tests);
    g_array_unref(cell->estimates);
    g_free(cell);
}

/* The cell of KEY, made when new. LAST is the cell met before: rows of one cell mostly follow one
 * another. */
static ResultCell *cell_of(Results *results, const ResultCell *key, ResultCell *last)
{
    if (last != NULL && cell_equal(last, key))
        return last;
    ResultCell *cell = g_hash_table_lookup(results->index, key);
    if (cell == NULL) {
        cell = g_new0(ResultCell, 1);
        *cell = *key;
        cell->tests = g_array_new(FALSE, FALSE, sizeof(guint));
        cell->estimates = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_add(results->index, cell);
    }
    return cell;
}

void results_seal(Results *results)
{
    g_clear_pointer(&results->index, g_hash_table_unref);
    results->index = g_hash_table_new_full(cell_hash, cell_equal, cell_free, NULL);
    ResultCell *cell = NULL;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        ResultCell key = {row->analysis, row->response, row->by, NULL, NULL};
        cell = cell_of(results, &key, cell);
        g_array_append_val(cell->tests, i);
    }
    for (guint i = 0; i < results->estimates->len; i++) {
        const EstimateResult *row = &g_array_index(results->estimates, EstimateResult, i);
        ResultCell key = {row->analysis, row->response, row->by, NULL, NULL};
        cell = cell_of(results, &key, cell);
        g_array_append_val(cell->estimates, i);
    }
}

const ResultCell *results_cell(const Results *results, const char *analysis, const char *response,
                               const char *by)
{
    g_return_val_if_fail(results->index != NULL, NULL);
    ResultCell key = {analysis, response, by, NULL, NULL};
    return g_hash_table_lookup(results->index, &key);
}

const ResultVariable *results_variable(const Results *results, const char *name)
{
    for (guint i = 0; i < results->variables->len; i++) {
        const ResultVariable *variable = g_ptr_array_index(results->variables, i);
        if (same(variable->name, name))
            return variable;
    }
    return NULL;
}

const EstimateResult *results_estimate(const Results *results, const char *analysis,
                                       const char *estimate, const char *response, const char *by,
                                       const char *group, const char *level)
{
    const ResultCell *cell = results_cell(results, analysis, response, by);
    for (guint i = 0; cell != NULL && i < cell->estimates->len; i++) {
        guint row_number = g_array_index(cell->estimates, guint, i);
        const EstimateResult *row = &g_array_index(results->estimates, EstimateResult, row_number);
        if (same(row->estimate, estimate) && same(row->group, group) && same(row->level, level))
            return row;
    }
    return NULL;
}
