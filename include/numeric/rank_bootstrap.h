/* Bootstrap of the effects of Kruskal-Wallis: ε² = H/(N - 1) and η²_H = (H - k + 1)/(N - k), over
 * tables of as many respondents drawn with replacement from the table's.
 *
 * Groups are not held fixed: a respondent comes with group and answer. A drawn table whose
 * respondents are all of one group or all tied has no effect and is left out; k is the number of
 * its groups. Respondents are drawn one by one, or cell after cell from its conditional binomial
 * distribution, whichever takes fewer steps. Draws come in blocks with their own counters
 * (numeric/random.h): the numbers do not depend on threads.
 *
 * SOURCE  B. Efron (1987), JASA 82:171-185. Binomial deviates: W. Hörmann (1993), The generation of
 *         binomial random variates, Journal of Statistical Computation and Simulation 46:101-110
 *         (BTRS). */
#pragma once

#include "numeric/bootstrap.h"
#include "numeric/random_table.h"

typedef struct {
    Bootstrap *epsilon, *eta; /* NULL: no draw had a value */
    double acceleration[2];   /* of ε² and of η²_H, by the jackknife */
    guint64 without;          /* draws left out */
} RankBootstrap;

/* N[groups][levels] without empty groups and levels, at least two of each. */
RankBootstrap rank_bootstrap(const gint64 *n, guint n_groups, guint n_levels,
                             const MonteCarloDraws *draws);
void rank_bootstrap_clear(RankBootstrap *bootstrap);
