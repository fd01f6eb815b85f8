/* A statistic is a pure function of sealed tables: one file in src/stats, one line in registry.def.
 *
 * compute() cannot fail: where there is no value it emits a row whose state says so, with the
 * reason. It fills only what it knows (test or estimate name, group and other as indexes, numbers);
 * the analysis room adds names and labels, adjusts p and writes notes in words. */
#pragma once

#include "plan/plan.h"
#include "result/result.h"
#include "stats/design.h"
#include "tally/summary.h"

/* What varies behind a printed p. The zero of every field is the default of SPEC.md. `check` sets
 * others to find the variant that gives a print. */
typedef struct {
    gboolean no_tie_correction;
    gboolean flip_continuity; /* Mann-Whitney: without; chi-square 2 × 2: Yates */
    gboolean one_sided;
    gboolean mid_p;
    gboolean double_smaller_tail; /* two-sided exact: twice the smaller tail */
    gboolean ordinary_variance;   /* n - 1 ↔ n conventions where a source has them */
    int reserved[8];
} Variant;

typedef struct {
    double alpha, confidence;
    QuantileRule quantile;
    guint methods; /* MethodSet */
    guint64 draws;
    guint64 seed;
    guint64 stream; /* of random tables: hash of analysis, response and by (numeric/random.h) */
    Variant variant;
    /* Of the statistic's `means`; NULL: respondents drawn with replacement. */
    const DesignVariance *design;
    const char *design_name; /* for the variant: "linearized; strata stype"; NULL with DESIGN */
} Policy;

/* A row of a test as a statistic yields it. GROUP and OTHER are group indexes of the Summary, or
 * -1. */
typedef struct {
    const char *test; /* static */
    gint group, other;
    gint level; /* of tests of one level or cell, else -1 */
    gint64 n;
    Quantity statistic, df, df2, p;
    const char *effect_name; /* static */
    Quantity effect, effect_low, effect_high;
    const char *variant; /* static or g_intern_string() */
    const char *family; /* the variant whose family the p is of, where that is another; else NULL */
    ResultState state;
    Reason reason;
    /* Facts for the note; absent when they do not apply. */
    Quantity smallest_expected, share_expected_below_5; /* chi-square; share in 0..1 */
    Quantity p_low, p_high;                             /* Monte-Carlo: Clopper-Pearson 99 % */
    Quantity draws;
    Quantity se, se0;    /* of the effect; of the effect where there is no association */
    Quantity adjusted_p; /* by construction (dscf); else set by the analysis room with its family */
    guint n_family;      /* set by the analysis room: p-values adjusted together */
} StatTest;

/* A number as a statistic yields it. GROUP, LEVEL index the Summary (-1: none); ITEM a MOMENTS
 * item. */
typedef struct {
    const char *estimate; /* static */
    gint group, level, item;
    gint64 n;
    Quantity n_weighted, value, low, high;
    ResultState state;
    Reason reason;
} StatEstimate;

typedef struct {
    GArray *tests;     /* StatTest */
    GArray *estimates; /* StatEstimate */
    GPtrArray *drawn;  /* rows that wait for random tables while statistics_compute() runs */
} ResultSink;

ResultSink *result_sink_new(void);
void result_sink_free(ResultSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ResultSink, result_sink_free)

/* What a statistic takes. */
typedef enum {
    NEEDS_GROUPS = 1 << 0,     /* two or more groups */
    NEEDS_TWO_GROUPS = 1 << 1, /* exactly two */
    NEEDS_ORDINAL = 1 << 2,    /* levels in order */
    NEEDS_NUMERIC = 1 << 3,    /* level values as numbers */
    NEEDS_STRATA = 1 << 4,
    NEEDS_SQUARE = 1 << 5, /* PAIR: one level set */
    NEEDS_MOMENTS = 1 << 6,
    NEEDS_BLOCKS = 1 << 7,
    NEEDS_ORDERED_GROUPS = 1 << 8
} StatisticNeeds;

/* What stays equal, for the property tests over the whole registry. */
typedef enum {
    KEEPS_GROUP_ORDER = 1 << 0, /* permuting groups */
    KEEPS_MONOTONE = 1 << 1,    /* monotone recoding of level values */
    KEEPS_LEVEL_ORDER = 1 << 2, /* permuting levels */
    KEEPS_TRANSPOSE = 1 << 3,   /* groups and levels exchanged */
    KEEPS_REVERSAL = 1 << 4     /* levels in reverse order: same p */
} StatisticKeeps;

typedef enum {
    STATISTIC_TEST,
    STATISTIC_ESTIMATES,
    STATISTIC_POSTHOC,
    STATISTIC_MEASURE
} StatisticRole;

typedef struct {
    const char *name; /* as in plans and results: "kruskal-wallis" */
    StatisticRole role;
    guint needs;   /* StatisticNeeds */
    guint keeps;   /* StatisticKeeps */
    guint methods; /* MethodSet it has; 0 where it does not matter */
    /* Called by statistics_compute() alone. */
    void (*compute)(const Summary *summary, const Policy *policy, ResultSink *sink);
    /* The domain means whose covariance (or, set apart, whose variances) compute() uses under a
     * sampling weight, appended to MEANS; NULL for statistics that know no design. */
    void (*means)(const Summary *summary, DomainMeans *means);
} Statistic;

/* Computes N statistics of SUMMARY in their order, each under its policy. Random tables are drawn
 * once for all of them: a Monte-Carlo p does not depend on what else is computed. */
void statistics_compute(const Statistic *const *statistics, const Policy *policies, guint n,
                        const Summary *summary, ResultSink *sink);

/* NULL-terminated, in the order of registry.def. */
const Statistic *const *statistics_all(void);
const Statistic *statistic_find(const char *name);
