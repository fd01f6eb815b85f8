/* Populations of which the truth is known, and tables drawn from them. */
#pragma once

#include "numeric/random.h"
#include "tally/summary.h"

enum { MOST_ROWS = 15, MOST_LEVELS = 5, MOST_CELLS = MOST_ROWS * MOST_LEVELS };

typedef enum {
    DRAW_GROUPS,   /* respondents of every group, independently */
    DRAW_PAIRS,    /* two answers of one respondent: half of them give the same answer twice */
    DRAW_CLUSTERS, /* groups of whole clusters, in which answers are alike */
    DRAW_ITEMS,    /* items of one respondent: half of the answers are as high as each other */
    DRAW_MISSING   /* groups of which the second level is no answer */
} DrawKind;

/* Procedures are for suites, populations belong to them. */
typedef enum {
    SUITE_GROUPS = 1 << 0,      /* tests of several groups, asymptotic */
    SUITE_POSTHOC = 1 << 1,     /* families of pairs */
    SUITE_MONTE_CARLO = 1 << 2, /* tests of several groups */
    SUITE_EXACT = 1 << 3,       /* small enough for exact tests of several groups */
    SUITE_TWO = 1 << 4,
    SUITE_FOURFOLD = 1 << 5,
    SUITE_STRATA = 1 << 6,
    SUITE_STRATA_FOURFOLD = 1 << 7,
    SUITE_PAIRS = 1 << 8,
    SUITE_PAIRS_TWO_LEVELS = 1 << 9,
    SUITE_DESIGN = 1 << 10,
    SUITE_TWO_EXACT = 1 << 11,
    SUITE_ITEMS = 1 << 12,
    SUITE_ITEMS_TWO_LEVELS = 1 << 13,
    SUITE_MISSING = 1 << 14
} Suite;

typedef struct {
    const char *name, *title;
    guint suites; /* Suite */
    DrawKind kind;
    guint strata, groups, levels; /* of DRAW_ITEMS, groups are the items */
    guint sizes[MOST_ROWS]; /* [strata][groups] respondents; DRAW_PAIRS, DRAW_ITEMS: one number */
    double shares[MOST_CELLS]; /* [strata][levels], the truth under the null */
    double shift; /* the alternative: group g's shares times exp(shift · level · (g/(k - 1) - ½)) */
    guint cluster; /* respondents of a cluster */
} Population;

const Population *populations_all(guint *n);
/* NULL when there is none. */
const Population *population_find(const char *name);

/* What every replication shares: cumulated shares as thresholds of 32 random bits. */
typedef struct {
    const Population *population;
    guint32 below[MOST_ROWS][MOST_LEVELS];
} Sampler;

Sampler sampler_new(const Population *population, gboolean alternative);

/* One sample: the table, and of clusters the tables they sum to. */
typedef struct {
    gint64 n[MOST_CELLS];
    guint n_clusters;
    gint64 *clusters; /* [n_clusters][groups × levels]; sampler_clusters() of them, or NULL */
    gint64 second[MOST_ROWS];          /* who gave the second level, by group or item */
    double rank_sums[MOST_ROWS], ties; /* of DRAW_ITEMS, as Summary has them */
    gint64 ones_by_row[MOST_ROWS + 1];
} Sample;

guint sampler_clusters(const Population *population);
void sampler_draw(const Sampler *sampler, Random *random, Sample *sample);
/* The sample as statistics see it, as long as SAMPLE is not drawn again; free with summary_free().
 */
Summary *sample_summary(const Sample *sample, const Population *population);
