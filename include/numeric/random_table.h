/* Monte-Carlo p of statistics over all tables with the observed margins.
 *
 *     const ExactTest tests[] = {{EXACT_CHI_SQUARE}, {EXACT_KRUSKAL_WALLIS}};
 *     MonteCarloResult results[2];
 *     monte_carlo_table(&table, tests, 2, &draws, results);
 *     p = monte_carlo_p(&results[0], EXACT_UPPER, FALSE);
 *
 * One stream of tables serves every statistic asked for. Draws come in blocks of RANDOM_BLOCK_DRAWS
 * with their own counters; they depend on the margins and the key alone, so that no count changes
 * with the statistics beside it. */
#pragma once

#include "numeric/exact.h"

/* Relative tolerance at which a drawn statistic equals the observed one (as chisq.test allows for
 * rounding, a little wider). */
#define MONTE_CARLO_TOLERANCE 1e-9

typedef struct {
    guint64 draws;
    guint64 key; /* of the stream: random_key() */
} MonteCarloDraws;

/* How many draws were at most, at least, equal to the observed value; and as far from the
 * expectation, or as far exactly. */
typedef struct {
    guint64 draws, lower, upper, point, far, far_point;
} MonteCarloResult;

typedef struct {
    double p;         /* (1 + hits) / (1 + draws); Davison and Hinkley 1997, p. 140 */
    double low, high; /* Clopper-Pearson 99 % of hits / draws */
} MonteCarloP;

/* Draws the tables once and fills RESULTS[i] by TESTS[i]: how each draw compares with TABLE itself.
 * Of a table with one group or one level there is but one. */
void monte_carlo_table(const ExactTable *table, const ExactTest *tests, guint n,
                       const MonteCarloDraws *draws, MonteCarloResult *results);
/* SIDE as for exact_p(); MID takes half of the ties. */
MonteCarloP monte_carlo_p(const MonteCarloResult *result, ExactSide side, gboolean mid);
/* The draws without which (1 + 0)/(1 + draws) times N_FAMILY cannot fall to ALPHA. */
guint64 monte_carlo_draws_needed(double alpha, guint n_family);
