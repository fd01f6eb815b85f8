/* Whether synthetic answers hold to a claim, worked out again by other means than synth's: plain
 * sums and sorted doubles, and the tests of the stats room. */
#pragma once

#include "model.h"
#include "plan/levels.h"
#include "stats/statistic.h"
#include "support/support.h"
#include "synth/synth.h"
#include "tally/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Diagnostics *diagnostics;
    Plan *plan;
    Claims *claims;
    Synth *synth;
    Frame *frame;  /* over synth's codebook */
    double margin; /* how many times p must be away from its threshold */
} Proof;

/* Reads the plan at PATH with its claims and makes the data. */
static inline Proof proof_new(const char *path, guint64 seed)
{
    g_autoptr(GError) error = NULL;
    Proof proof = {.diagnostics = diagnostics_new(), .margin = 1};
    proof.plan = plan_read(path, proof.diagnostics, &error);
    assert_no_error(error);
    assert_non_null(proof.plan);
    proof.claims = claims_read(proof.plan->claims, proof.diagnostics, &error);
    assert_no_error(error);
    if (diagnostics_n_errors(proof.diagnostics) == 0)
        proof.synth = synth_new(proof.plan, proof.claims, seed, proof.diagnostics);
    if (proof.synth != NULL)
        proof.frame = frame_new(proof.plan, proof.synth->codebook, proof.diagnostics);
    return proof;
}

static inline void proof_clear(Proof *proof)
{
    g_clear_pointer(&proof->frame, frame_free);
    g_clear_pointer(&proof->synth, synth_free);
    g_clear_pointer(&proof->claims, claims_free);
    g_clear_pointer(&proof->plan, plan_free);
    g_clear_pointer(&proof->diagnostics, diagnostics_free);
}

/* The level, from 1, that row ROW (from 0) has in column COLUMN of the codebook; 0: no answer.
 * Levels are the plan's, in its order, without those it declares missing. */
static inline guint proof_answer(const Proof *proof, guint column, guint row)
{
    return COLUMN(proof->synth->model, column)->level[row];
}

/* The level of the variable NAME that ROW has, as the plan has it; NULL: no answer. */
static inline const PlanClass *proof_level(const Proof *proof, const char *name, guint row)
{
    const PlanVariable *variable = plan_variable(proof->plan, name);
    for (guint c = 0; c < proof->synth->n_columns; c++) {
        const Variable *column = g_ptr_array_index(proof->synth->codebook->variables, c);
        guint level = proof_answer(proof, c, row);
        if (strcmp(column->name, name) == 0)
            return level == 0 ? NULL : g_ptr_array_index(variable->levels, level - 1);
    }
    fail_msg("no variable '%s'", name);
    return NULL;
}

static inline gboolean proof_named(const Proof *proof, const char *name, char **words, guint row)
{
    const PlanClass *level = proof_level(proof, name, row);
    for (char **w = words; level != NULL && *w != NULL; w++)
        if (plan_level(plan_variable(proof->plan, name), *w) == level)
            return TRUE;
    return FALSE;
}

/* The answer, or the score of a scale; NaN: none. */
static inline double proof_value(const Proof *proof, const char *name, guint row)
{
    const FrameVariable *variable = frame_variable(proof->frame, frame_find(proof->frame, name));
    if (variable->kind != FRAME_SCALE) {
        const PlanClass *level = proof_level(proof, name, row);
        return level == NULL ? NAN : level->key.number;
    }
    double sum = 0;
    guint n = 0;
    for (guint i = 0; i < variable->items->len; i++) {
        gint item = g_array_index(variable->items, gint, i);
        double x = proof_value(proof, frame_variable(proof->frame, item)->name, row);
        if (isnan(x))
            continue;
        sum +=
            g_array_index(variable->reversed, gboolean, i) ? variable->low + variable->high - x : x;
        n++;
    }
    if (n < variable->min_answered)
        return NAN;
    return variable->scale->score == SCORE_SUM ? sum * variable->items->len / n : sum / n;
}

static inline int proof_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median or mean of the rows of GROUP (words) of BY; NaN: nobody. */
static inline double proof_centre(const Proof *proof, const Claim *claim, const char *by,
                                  char **group)
{
    g_autofree double *x = g_new(double, proof->synth->n_rows);
    guint n = 0;
    double sum = 0;
    for (guint row = 0; row < proof->synth->n_rows; row++) {
        double value = proof_value(proof, claim->response, row);
        if (isnan(value) || (by != NULL && !proof_named(proof, by, group, row)))
            continue;
        x[n++] = value;
        sum += value;
    }
    qsort(x, n, sizeof(double), proof_ascending);
    if (n == 0)
        return NAN;
    return claim->kind == CLAIM_MEAN ? sum / n : (x[(n - 1) / 2] + x[n / 2]) / 2;
}

static inline gboolean proof_prints(const Claim *claim, double value)
{
    double half = 0.5 * pow(10, -claim->value.decimals);
    return fabs(value - claim->value.value) <= half + 1e-9;
}

static inline gboolean proof_percent(const Proof *proof, const Claim *claim)
{
    gint64 n = 0, k = 0;
    for (guint row = 0; row < proof->synth->n_rows; row++) {
        if (claim->by[0] != NULL && !proof_named(proof, claim->by[0], claim->group, row))
            continue;
        n += proof_level(proof, claim->response, row) != NULL;
        k += proof_named(proof, claim->response, claim->levels, row);
    }
    return n > 0 && proof_prints(claim, 100.0 * (double)k / (double)n);
}

/* Answers to the response, or to `by` where it is no variable, in the levels and in the group. */
static inline gboolean proof_count(const Proof *proof, const Claim *claim)
{
    const char *by = claim->by[0];
    gboolean is_variable = claim->response != NULL && plan_variable(proof->plan, claim->response);
    gint64 k = 0;
    if (!is_variable && claim->group[0] == NULL)
        return TRUE; /* respondents, groups, or nothing in data */
    for (guint row = 0; row < proof->synth->n_rows; row++) {
        if (by != NULL && !proof_named(proof, by, claim->group, row))
            continue;
        if (is_variable && claim->levels[0] != NULL)
            k += proof_named(proof, claim->response, claim->levels, row);
        else
            k += !is_variable || proof_level(proof, claim->response, row) != NULL;
    }
    return (double)k == claim->value.value;
}

static inline gboolean proof_score(const Proof *proof, const Claim *claim)
{
    const char *by = claim->by[0];
    double own = proof_centre(proof, claim, by, claim->group);
    if (!proof_prints(claim, own) || isnan(own))
        return FALSE;
    const PlanVariable *variable = by == NULL ? NULL : plan_variable(proof->plan, by);
    for (guint l = 0; claim->rank != RANK_NONE && l < variable->levels->len; l++) {
        const PlanClass *level = g_ptr_array_index(variable->levels, l);
        double other = proof_centre(proof, claim, by, (char *[]){level->key.text, NULL});
        if (claim->rank == RANK_HIGHEST ? other > own : other < own)
            return FALSE;
    }
    return TRUE;
}

/* p of TEST on the table of BY (rows) by RESPONSE (columns), values taken as they are. */
static inline double proof_p(const Proof *proof, const char *test, const char *response,
                             const char *by)
{
    guint n = proof->synth->n_rows, n_levels = 0;
    const PlanVariable *groups = plan_variable(proof->plan, by);
    g_autofree double *values = g_new(double, n), *levels = g_new(double, n);
    for (guint row = 0; row < n; row++) {
        values[row] = proof_level(proof, by, row) == NULL ? NAN : proof_value(proof, response, row);
        if (!isnan(values[row]))
            levels[n_levels++] = values[row];
    }
    qsort(levels, n_levels, sizeof(double), proof_ascending);
    guint distinct = 0;
    for (guint i = 0; i < n_levels; i++)
        if (i == 0 || levels[i] != levels[i - 1])
            levels[distinct++] = levels[i];
    g_autofree gint64 *table = g_new0(gint64, groups->levels->len * distinct);
    for (guint row = 0; row < n; row++) {
        if (isnan(values[row]))
            continue;
        guint group = 0, level = 0;
        while (groups->levels->pdata[group] != proof_level(proof, by, row))
            group++;
        while (levels[level] != values[row])
            level++;
        table[group * distinct + level]++;
    }
    g_autoptr(Summary) summary = summary_from_counts(table, groups->levels->len, distinct, levels);
    g_autoptr(ResultSink) sink = result_sink_new();
    const Policy policy = {.alpha = 0.05,
                           .confidence = 0.95,
                           .quantile = QUANTILE_HF7,
                           .methods = METHOD_ASYMPTOTIC,
                           .seed = 1};
    const Statistic *statistic = statistic_find(test);
    statistics_compute(&statistic, &policy, 1, summary, sink);
    const StatTest *row = &g_array_index(sink->tests, StatTest, 0);
    return row->p.has ? row->p.value : NAN;
}

/* Significant or not as claimed, and away from the threshold. */
static inline gboolean proof_verdict(const Proof *proof, const Claim *claim)
{
    double p = claim->p.has ? claim->p.value : proof->plan->alpha;
    const char *test = claim->kind == CLAIM_ASSOCIATED ? "chi-square" : "kruskal-wallis";
    for (char **by = claim->by; *by != NULL; by++) {
        double found = proof_p(proof, test, claim->response, *by);
        gboolean good =
            claim->kind == CLAIM_SAME ? found >= proof->margin * p : found < p / proof->margin;
        if (!good)
            return FALSE;
    }
    return TRUE;
}

static inline gboolean proof_holds(const Proof *proof, guint index)
{
    const Claim *claim = g_ptr_array_index(proof->claims->claims, index);
    switch (claim->kind) {
    case CLAIM_PERCENT:
        return proof_percent(proof, claim);
    case CLAIM_MEDIAN:
    case CLAIM_MEAN:
        return proof_score(proof, claim);
    case CLAIM_DIFFERS:
    case CLAIM_SAME:
    case CLAIM_ASSOCIATED:
        return proof_verdict(proof, claim);
    case CLAIM_COUNT:
        return proof_count(proof, claim);
    default:
        return TRUE;
    }
}

static inline const char *proof_id(const Proof *proof, guint index)
{
    return ((const Claim *)g_ptr_array_index(proof->claims->claims, index))->id;
}
