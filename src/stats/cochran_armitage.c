/* Cochran-Armitage: does the share of the higher of two levels rise with the groups' scores?
 *
 *     z = √N r,   X² = N r² (Cochran 1954), df 1;   r Pearson's correlation of the scores
 *
 * The variant of ordinary variance is (N - 1) r² (Mantel; what linear-by-linear prints). Either
 * the response has two levels, or the groups are two: then the levels are the scores. Effect: r,
 * its interval by ASE1 (trend.h).
 *
 * SOURCE     W. G. Cochran (1954), Biometrics 10:417-451; P. Armitage (1955), Biometrics
 *            11:375-386.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; neither side has
 *            exactly two; a sampling weight.
 * DEVIATES   prop.trend.test prints X² = N r² too; SAS's TREND prints z with the same sign rule
 *            (positive: rises).
 * GOLDEN     prop.trend.test(), and the delta method by numerical derivatives, R 4.2.2:
 * tests/stats/ordinal.R */
#include "trend.h"

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    gboolean less_one = policy->variant.ordinary_variance;
    Trend trend = {"cochran-armitage", less_one ? "asymptotic; variance with N - 1" : "asymptotic",
                   less_one, table_two_way_reason(t, summary)};

    if (trend.reason == REASON_NONE && t->rows > 2 && t->cols > 2)
        trend.reason = REASON_NOT_TWO_GROUPS;
    trend_rows(&trend, t, summary, policy, sink);
}

const Statistic statistic_cochran_armitage = {
    .name = "cochran-armitage",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_NUMERIC | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
