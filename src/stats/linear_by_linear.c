/* Linear-by-linear association (Mantel-Haenszel test of trend) of group and level scores.
 *
 *     X² = (N - 1) r²,   df = 1,   r Pearson's correlation of the scores
 *
 * Scores are the values of groups and levels, or 1, 2, … where they are no numbers. Effect: r, its
 * interval by ASE1 (trend.h).
 *
 * SOURCE     N. Mantel (1963), JASA 58:690-700; A. Agresti (2002), p. 87.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight.
 * DEVIATES   coin::lbl_test prints Z; this is Z². Exact: two-sided by the far tail, as coin.
 * GOLDEN     coin::lbl_test, R 4.2.2: tests/stats/ordinal.R */
#include "trend.h"

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    const Trend trend = {"linear-by-linear", "asymptotic", TRUE, table_two_way_reason(t, summary)};

    trend_rows(&trend, t, summary, policy, sink);
}

const Statistic statistic_linear_by_linear = {
    .name = "linear-by-linear",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_NUMERIC | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
