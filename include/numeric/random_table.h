/* Monte-Carlo p of statistics over all tables with the observed margins.
 *
 *     MonteCarloResult result[MONTE_CARLO_STATISTICS];
 *     monte_carlo_table(&table, 1u << EXACT_CHI_SQUARE | 1u << EXACT_KRUSKAL_WALLIS, &draws,
 * result);
 *
 * One stream of tables serves every statistic asked for. Draws come in blocks of RANDOM_BLOCK_DRAWS
 * with their own counters, so the counts do not depend on how blocks are shared out; they do depend
 * on whether a statistic that needs the whole table is asked for beside those that need only the
 * groups' rank sums. */
#pragma once

#include "numeric/exact.h"

#define MONTE_CARLO_STATISTICS 5 /* of ExactStatistic */

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

/* Fills RESULT[s] for every statistic s whose bit is set in STATISTICS. FALSE when the table has
 * fewer than two non-empty groups or levels, or 2^32 respondents. */
gboolean monte_carlo_table(const ExactTable *table, guint statistics, const MonteCarloDraws *draws,
                           MonteCarloResult *result);
/* SIDE as for exact_p(); MID takes half of the ties. */
MonteCarloP monte_carlo_p(const MonteCarloResult *result, ExactSide side, gboolean mid);
/* The draws without which (1 + 0)/(1 + draws) times N_FAMILY cannot fall to ALPHA. */
guint64 monte_carlo_draws_needed(double alpha, guint n_family);
