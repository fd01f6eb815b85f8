/* Cochran-Armitage: does the share of the higher of two levels rise with the groups' scores?
 *
 *     z = √N r,   X² = N r² (Cochran 1954), df 1;   r Pearson's correlation of the scores
 *
 * The variant of ordinary variance is (N - 1) r² (Mantel; what linear-by-linear prints). Either
 * the response has two levels, or the groups are two: then the levels are the scores.
 *
 * SOURCE     W. G. Cochran (1954), Biometrics 10:417-451; P. Armitage (1955), Biometrics
 *            11:375-386.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; neither side has
 *            exactly two; a sampling weight.
 * DEVIATES   prop.trend.test prints X² = N r² too; SAS's TREND prints z with the same sign rule
 *            (positive: rises).
 * GOLDEN     prop.trend.test(), R 4.2.2: tests/stats/ordinal.R */
#include "permutation.h"
#include "scores.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    gboolean less_one = policy->variant.ordinary_variance, by_order;
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "cochran-armitage", t->total,
                               less_one ? "asymptotic; variance with N - 1" : "asymptotic");
    Reason reason = table_two_way_reason(t, summary);
    g_autofree double *rows = row_scores(t, summary, &by_order);
    g_autofree double *cols = col_scores(t, summary, &by_order);
    ScoreSums sums = score_sums(t, rows, cols);
    double r = sums.both / sqrt(sums.rows * sums.cols);
    double x2 = (double)(t->total - less_one) * r * r;

    test->effect_name = "r";
    if (reason == REASON_NONE && t->rows > 2 && t->cols > 2)
        reason = REASON_NOT_TWO_GROUPS;
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

const Statistic statistic_cochran_armitage = {
    .name = "cochran-armitage",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_NUMERIC | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
