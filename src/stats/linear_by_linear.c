/* Linear-by-linear association (Mantel-Haenszel test of trend) of group and level scores.
 *
 *     X² = (N - 1) r²,   df = 1,   r Pearson's correlation of the scores
 *
 * Scores are the values of groups and levels, or 1, 2, … where they are no numbers.
 *
 * SOURCE     N. Mantel (1963), JASA 58:690-700; A. Agresti (2002), p. 87.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight.
 * DEVIATES   coin::lbl_test prints Z; this is Z². Exact: two-sided by the far tail, as coin.
 * GOLDEN     coin::lbl_test, R 4.2.2: tests/stats/ordinal.R */
#include "permutation.h"
#include "scores.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "linear-by-linear", t->total, "asymptotic");
    Reason reason = table_two_way_reason(t, summary);
    gboolean by_order;
    g_autofree double *rows = row_scores(t, summary, &by_order);
    g_autofree double *cols = col_scores(t, summary, &by_order);
    ScoreSums sums = score_sums(t, rows, cols);
    double r = sums.both / sqrt(sums.rows * sums.cols);
    double x2 = (double)(t->total - 1) * r * r;

    test->effect_name = "r";
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    test->statistic = quantity(x2);
    test->df = quantity(1);
    test->p = quantity(policy->variant.one_sided ? tail_normal(sqrt(x2)) : tail_chi_square(x2, 1));
    test->effect = quantity(r);
    permutation_rows(&(Permutation){EXACT_LINEAR, TRUE, rows, cols, r > 0}, t, policy, sink, index);
}

const Statistic statistic_linear_by_linear = {
    .name = "linear-by-linear",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_NUMERIC | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
