/* The likelihood-ratio chi-square of independence.
 *
 *     G² = 2 Σ [o ln(o/e) - o + e],   df = (r - 1)(c - 1)
 *
 * over the rows and columns that have respondents; an empty cell adds e. The terms - o + e sum to
 * nothing and make every term positive, so that near independence nothing cancels.
 *
 * SOURCE     A. Agresti (2002), Categorical Data Analysis, 2nd ed., formula 3.11. The form of the
 *            term: C. Loader (2000).
 * UNDEFINED  as chi-square.
 * DEVIATES   none; no Williams correction.
 * GOLDEN     2 * sum(o * log(o / e)) and loglin(), R 4.2.2: tests/stats/tables.R */
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

static double half_g2(const Table *t)
{
    double sum = 0, n = (double)t->total;
    for (guint r = 0; r < t->rows; r++) {
        for (guint c = 0; c < t->cols; c++) {
            double expected = (double)t->row_n[r] * (double)t->col_n[c] / n;
            sum += deviance_term((double)t->n[(gsize)r * t->cols + c], expected);
        }
    }
    return sum;
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    StatTest *test = sink_test(sink, "likelihood-ratio", t->total, "asymptotic");
    Reason reason = table_reason(t, summary);
    if (reason != REASON_NONE) {
        gboolean thin = reason == REASON_ONE_GROUP || reason == REASON_ALL_TIED;
        test_undefined(test, thin ? REASON_ONE_LEVEL : reason);
        return;
    }
    double g2 = 2 * half_g2(t), df = (double)(t->rows - 1) * (t->cols - 1);
    test->statistic = quantity(g2);
    test->df = quantity(df);
    test->p = quantity(tail_chi_square(g2, df));
}

const Statistic statistic_likelihood_ratio = {
    .name = "likelihood-ratio",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS,
    .keeps =
        KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_TRANSPOSE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
