/* Kendall's tau-b.
 *
 *     τ = (P - Q)/w,   w = √(w_r w_c),   w_r = N² - Σ row²,   w_c = N² - Σ column²,
 *     ASE1² = 1/w⁴ (Σ n (2 w d + τ v)² - N³ τ² (w_r + w_c)²),   d = above - against,
 *     v = row total · w_c + column total · w_r,
 *     ASE0² = 4/(w_r w_c) (Σ n d² - (P - Q)²/N),   z = τ/ASE0
 *
 * SOURCE     A. Agresti (1990), Categorical data analysis, p. 102; M. B. Brown and J. K. Benedetti
 *            (1977), JASA 72:309-315.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight.
 * DEVIATES   cor.test(method = "kendall") tests with the permutation variance, not ASE0.
 * GOLDEN     cor() and the delta method, R 4.2.2: tests/stats/ordinal.R */
#include "ordinal.h"
#include "sink.h"

#include <math.h>

/* The sum of squares is taken about its mean, N τ (w_r + w_c), so that nothing cancels. */
static double ase1(const Table *t, const Concordance *c, double tau)
{
    double w = sqrt(c->rows * c->cols), sum = 0;
    double mean = (double)t->total * tau * (c->rows + c->cols);

    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++) {
            guint at = i * t->cols + j;
            double v = (double)t->row_n[i] * c->cols + (double)t->col_n[j] * c->rows;
            double term = 2 * w * (c->above[at] - c->against[at]) + tau * v - mean;
            sum += (double)t->n[at] * term * term;
        }
    return sqrt(sum) / (w * w);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    g_autoptr(Concordance) c = concordance_new(t);
    StatTest *test = sink_test(sink, "tau_b", t->total, ORDINAL_VARIANT);
    Reason reason = table_two_way_reason(t, summary);
    double w = sqrt(c->rows * c->cols), tau = (c->p - c->q) / w;

    test->effect_name = "tau_b";
    if (reason != REASON_NONE)
        test_undefined(test, reason);
    else
        ordinal_fill(test, tau, ase1(t, c, tau), 2 / w * sqrt(fmax(0, c->spread)),
                     policy->confidence);
}

const Statistic statistic_tau_b = {
    .name = "tau_b",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
