/* Verdicts among the results of a run; and in synthetic data the numbers that no claim binds. */
#include "base/number.h"
#include "check/check.h"
#include "tally/match.h"

#include <string.h>

/* --- what the claims bind --------------------------------------------------------------------- */

/* The value that a claim's NAME means, as rows show it; NULL when no declared level fits. */
static char *value_of(const Frame *frame, const char *variable, const char *name)
{
    gint index = frame_find(frame, variable);
    gint at = index < 0 ? -1 : frame_match_level(frame_variable(frame, index), name);
    char buffer[NUMBER_BUFFER];
    if (at < 0)
        return g_strdup(name);
    const FrameLevel *level =
        &g_array_index(frame_variable(frame, index)->levels, FrameLevel, (guint)at);
    return g_strdup(level->text != NULL ? level->text : number_format(level->number, buffer));
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "4;5": the values of NAMES, sorted, as nets show them. */
static char *values_of(const Frame *frame, const char *variable, char **names)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; names[i] != NULL; i++)
        g_ptr_array_add(values, value_of(frame, variable, names[i]));
    g_ptr_array_sort(values, compare_texts);
    g_ptr_array_add(values, NULL);
    return g_strjoinv(";", (char **)values->pdata);
}

static char *key_of(const char *what, const char *response, const char *by, const char *group,
                    const char *level)
{
    return g_strjoin("\x1f", what, response, by != NULL ? by : "", group != NULL ? group : "",
                     level != NULL ? level : "", NULL);
}

static void bind(GHashTable *bound, const Frame *frame, const Claim *claim, const char *by)
{
    const char *what = NULL;
    switch (claim->kind) {
    case CLAIM_PERCENT:
    case CLAIM_MEDIAN:
    case CLAIM_MEAN:
        what = claim_kind_name(claim->kind);
        break;
    case CLAIM_DIFFERS:
    case CLAIM_SAME:
        what = "kruskal-wallis";
        break;
    case CLAIM_ASSOCIATED:
        what = "chi-square";
        break;
    case CLAIM_TEST:
        what = claim->test;
        break;
    default:
        return;
    }
    g_autofree char *level = values_of(frame, claim->response, claim->levels);
    g_autofree char *group = by == NULL ? g_strdup("") : values_of(frame, by, claim->group);
    g_hash_table_add(bound, key_of(what, claim->response, by, group, level));
}

static GHashTable *bound_numbers(const CheckInput *input, const Frame *frame)
{
    GHashTable *bound = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < input->claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(input->claims->claims, i);
        if (claim->by[0] == NULL)
            bind(bound, frame, claim, NULL);
        for (guint b = 0; claim->by[b] != NULL; b++)
            bind(bound, frame, claim, claim->by[b]);
    }
    return bound;
}

/* --- marking ---------------------------------------------------------------------------------- */

static void mark(const CheckInput *input, Results *results)
{
    g_autoptr(Diagnostics) scratch = diagnostics_new();
    g_autoptr(Frame) frame = frame_new(input->plan, input->codebook, scratch);
    g_autoptr(GHashTable) bound = bound_numbers(input, frame);
    for (guint i = 0; i < results->estimates->len; i++) {
        EstimateResult *row = &g_array_index(results->estimates, EstimateResult, i);
        g_autofree char *key =
            key_of(row->estimate, row->response, row->by, row->group, row->level);
        row->invented = !g_hash_table_contains(bound, key);
    }
    for (guint i = 0; i < results->tests->len; i++) {
        TestResult *row = &g_array_index(results->tests, TestResult, i);
        g_autofree char *key = key_of(row->test, row->response, row->by, row->group, NULL);
        row->invented = !g_hash_table_contains(bound, key);
    }
}

void check_into_results(const CheckReport *report, const CheckInput *input, Results *results)
{
    for (guint i = 0; i < report->verdicts->len; i++) {
        Verdict *copy = g_memdup2(g_ptr_array_index(report->verdicts, i), sizeof *copy);
        const char **texts[] = {&copy->id,      &copy->kind,       &copy->response,
                                &copy->by,      &copy->group,      &copy->claimed,
                                &copy->variant, &copy->recomputed, &copy->note};
        for (guint t = 0; t < G_N_ELEMENTS(texts); t++)
            *texts[t] = results_string(results, *texts[t]);
        g_ptr_array_add(results->verdicts, copy);
    }
    for (guint i = 0; i < report->notes->len; i++)
        g_ptr_array_add(results->notes,
                        (gpointer)results_string(results, g_ptr_array_index(report->notes, i)));
    if (results->synthetic)
        mark(input, results);
}
