/* Fisher's exact test of independence for r × c tables (Freeman and Halton).
 *
 *     p = Σ P(table) over all tables with the observed margins that are no more probable than the
 *         observed one, within the relative tolerance EXACT_PROBABILITY_TOLERANCE
 *
 * It is exact by name: where the work limit of numeric/exact.h does not suffice, the row is
 * Monte-Carlo and its variant says so. Where `method: exact` does not ask for it by name the limit
 * is a tenth: many tables are to take seconds, not minutes. There is no statistic. Mid-p takes half
 * of the tables that are as probable as the observed one.
 *
 * SOURCE     G. H. Freeman and J. H. Halton (1951), Biometrika 38:141-149; C. R. Mehta and N. R.
 *            Patel (1983), JASA 78:427-434.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight;
 *            beyond the work limit with no draws allowed.
 * DEVIATES   for 2 × 2 R's two-sided p is the same; its estimate of the odds ratio is not given.
 * GOLDEN     fisher.test(), R 4.2.2: tests/stats/exact.R */
#include "permutation.h"
#include "sink.h"

#define UNASKED_WORK (EXACT_WORK / 10)

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    static const Permutation permutation = {{EXACT_PROBABILITY}, FALSE, FALSE};
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "fisher", t->total, NULL);
    Reason reason = table_two_way_reason(t, summary);
    Policy exact = *policy;

    if (reason != REASON_NONE) {
        test->variant = "exact";
        test_undefined(test, reason);
        return;
    }
    if (!(policy->methods & (METHOD_EXACT | METHOD_MONTE_CARLO | METHOD_MID_P)))
        exact.methods |= METHOD_EXACT;
    permutation_rows_within(
        &permutation, t, &exact,
        policy->methods & (METHOD_EXACT | METHOD_MID_P) ? EXACT_WORK : UNASKED_WORK, sink, index);
    test = &g_array_index(sink->tests, StatTest, index);
    if (test->variant == NULL) {
        test->variant = "exact";
        test_undefined(test, REASON_WORK_LIMIT);
    }
}

const Statistic statistic_fisher = {
    .name = "fisher",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS,
    .keeps =
        KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_REVERSAL | KEEPS_TRANSPOSE,
    .methods = METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
