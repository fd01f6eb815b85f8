/* The tables of ordinal.R, and the check that an ordinal measure has its value, p and interval. */
#pragma once

#include "stats_support.h"

#include "numeric/tails.h"

static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
static const gint64 party[] = {20, 14, 3, 9, 12, 11};

typedef struct {
    const char *row;
    double value, ase1, p;
} OrdinalGolden;

static inline void check_row(const StatTest *row, const OrdinalGolden *golden)
{
    double half = golden->ase1 * quantile_normal(0.975);

    assert_near(row->effect.value, golden->value, 1e-12);
    assert_near(row->p.value, golden->p, 1e-11);
    assert_near(row->se.value, golden->ase1, 1e-9);
    assert_true(!row->se0.has ||
                fabs(row->effect.value / row->se0.value - row->statistic.value) < 1e-12);
    assert_near(row->effect_low.value, golden->value - half, 1e-9);
    assert_near(row->effect_high.value, golden->value + half, 1e-9);
}

/* N rows of statistic NAME on job (4 x 4), or on party (2 x 3). */
static inline void check_measure(const char *name, gboolean on_job, const OrdinalGolden *golden,
                                 guint n)
{
    g_autoptr(Summary) summary =
        on_job ? summary_from_counts(job, 4, 4, NULL) : summary_from_counts(party, 2, 3, NULL);
    g_autoptr(ResultSink) sink = compute(name, summary, NULL);

    assert_int_equal(sink->tests->len, n);
    for (guint i = 0; i < n; i++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, i);
        assert_string_equal(row->test, golden[i].row);
        check_row(row, &golden[i]);
    }
}

/* Perfect order: the measure is 1, and no interval goes beyond. */
static inline void check_perfect(const char *name)
{
    static const gint64 n[] = {5, 0, 0, 0, 5, 0, 0, 0, 5};
    g_autoptr(Summary) summary = summary_from_counts(n, 3, 3, NULL);
    g_autoptr(ResultSink) sink = compute(name, summary, NULL);
    const StatTest *row = test_row(sink, -1, -1);

    assert_near(row->effect.value, 1, 1e-15);
    assert_false(row->effect_high.has && row->effect_high.value > 1);
}
