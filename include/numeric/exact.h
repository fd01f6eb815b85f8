/* Exact conditional distributions: of rank sums with ties, of signed ranks, and of statistics over
 * all r × c tables with the observed margins.
 *
 *     ExactTails tails;
 *     if (exact_rank_sum(first, second, n_levels, EXACT_WORK, &tails))
 *         p = exact_p(&tails, EXACT_FAR, FALSE);
 *
 * Every function counts its work in elementary steps and gives FALSE, with *TAILS untouched, when
 * it would exceed LIMIT: the limit is a count and not a clock, so that the same data give the same
 * answer on any machine. */
#pragma once

#include <glib.h>

/* Steps of about a nanosecond each. */
#define EXACT_WORK G_GUINT64_CONSTANT(3000000000)

/* Two tables are equally probable when their probabilities agree to this, relatively (as R). */
#define EXACT_PROBABILITY_TOLERANCE 1e-7
/* Two values of any other statistic are equal when they agree to this, relative to the statistic's
 * size. */
#define EXACT_VALUE_TOLERANCE 1e-9

/* T is the statistic, t its observed value, E its expectation. */
typedef struct {
    double lower;     /* P(T <= t) */
    double upper;     /* P(T >= t) */
    double point;     /* P(T = t) */
    double far;       /* P(|T - E| >= |t - E|), the two-sided p of coin */
    double far_point; /* P(|T - E| = |t - E|) */
} ExactTails;

typedef enum { EXACT_FAR, EXACT_DOUBLED, EXACT_LOWER, EXACT_UPPER } ExactSide;

/* The p of SIDE; EXACT_DOUBLED is twice the smaller tail, at most 1. MID counts ties with the
 * observed value one half (Lancaster 1961). */
double exact_p(const ExactTails *tails, ExactSide side, gboolean mid);

/* Rank sum of FIRST among both, mid-ranks for ties: counts of two groups by level, levels
 * ascending. Equivalent to U of FIRST. Needs one respondent in each group. */
gboolean exact_rank_sum(const gint64 *first, const gint64 *second, guint n_levels, guint64 limit,
                        ExactTails *tails);

/* Sum of the mid-ranks of the positive differences: POSITIVE and NEGATIVE count differences by
 * absolute size, sizes ascending, zero differences left out. */
gboolean exact_signed_rank(const gint64 *positive, const gint64 *negative, guint n_sizes,
                           guint64 limit, ExactTails *tails);

typedef enum {
    EXACT_PROBABILITY,    /* Fisher-Freeman-Halton: minus the log probability; use `upper` */
    EXACT_CHI_SQUARE,     /* Pearson's; use `upper` */
    EXACT_KRUSKAL_WALLIS, /* H of the groups' mid-rank sums; use `upper` */
    EXACT_LINEAR,         /* Σ group score × level score × count */
    EXACT_RANK_SUM,       /* Σ group score × sum of the group's mid-ranks about their mean */
    EXACT_JONCKHEERE      /* pairs of different groups in which the later is higher, ties half */
} ExactStatistic;

/* A table of counts, row-major groups × levels. Empty groups and levels are allowed. */
typedef struct {
    const gint64 *n;
    guint n_groups, n_levels;
} ExactTable;

/* A statistic of tables. Scores are those of EXACT_LINEAR, of groups also those of EXACT_RANK_SUM;
 * NULL: 1, 2, … */
typedef struct {
    ExactStatistic statistic;
    const double *group_scores, *level_scores;
} ExactTest;

gboolean exact_table(const ExactTable *table, const ExactTest *test, guint64 limit,
                     ExactTails *tails);
