/* What the tests of statistics share: compute one, find its rows. */
#pragma once

#include "stats/statistic.h"
#include "support/support.h"

#include <math.h>
#include <string.h>

static const Policy plain_policy = {.alpha = 0.05,
                                    .confidence = 0.95,
                                    .quantile = QUANTILE_HF7,
                                    .methods = METHOD_ASYMPTOTIC,
                                    .draws = 0, /* none unasked: random rows keep no property */
                                    .seed = 1};

static inline ResultSink *compute(const char *name, const Summary *summary, const Policy *policy)
{
    const Statistic *statistic = statistic_find(name);
    assert_non_null(statistic);
    ResultSink *sink = result_sink_new();
    statistics_compute(&statistic, policy != NULL ? policy : &plain_policy, 1, summary, sink);
    return sink;
}

/* The row for a pair of groups (-1, -1: the only one there is); fails when there is none. */
static inline const StatTest *test_row(const ResultSink *sink, gint group, gint other)
{
    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, i);
        if (row->group == group && row->other == other)
            return row;
    }
    fail_msg("no test row for groups %d and %d", group, other);
    return NULL;
}

static inline const StatEstimate *estimate_row(const ResultSink *sink, const char *name, gint group,
                                               gint level)
{
    for (guint i = 0; i < sink->estimates->len; i++) {
        const StatEstimate *row = &g_array_index(sink->estimates, StatEstimate, i);
        gint at = row->item >= 0 ? row->item : row->level;
        if (strcmp(row->estimate, name) == 0 && row->group == group && at == level)
            return row;
    }
    fail_msg("no estimate '%s' for group %d and level %d", name, group, level);
    return NULL;
}

/* A test row without any number, for this reason. */
static inline void assert_undefined(const StatTest *row, Reason reason)
{
    assert_int_equal(row->state, STATE_UNDEFINED);
    assert_int_equal(row->reason, reason);
    assert_false(row->statistic.has || row->p.has || row->df.has || row->effect.has);
}

/* A table from raw answers, as they stand in a textbook: groups 1.. of these sizes. */
static inline Summary *table_of_values(const double *values, const guint *sizes, guint n_groups)
{
    guint n = 0, n_levels = 0;
    for (guint g = 0; g < n_groups; g++)
        n += sizes[g];
    g_autofree double *levels = g_new(double, n + 1);
    for (double low = -INFINITY;; n_levels++) {
        double next = INFINITY;
        for (guint i = 0; i < n; i++)
            if (values[i] > low && values[i] < next)
                next = values[i];
        if (isinf(next))
            break;
        levels[n_levels] = low = next;
    }
    g_autofree gint64 *counts = g_new0(gint64, (gsize)n_groups * n_levels + 1);
    for (guint g = 0, i = 0; g < n_groups; g++)
        for (guint k = 0; k < sizes[g]; k++, i++)
            for (guint l = 0; l < n_levels; l++)
                counts[g * n_levels + l] += values[i] == levels[l];
    return summary_from_counts(counts, n_groups, n_levels, levels);
}
