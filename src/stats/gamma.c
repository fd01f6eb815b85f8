/* Goodman and Kruskal's gamma.
 *
 *     G = (P - Q)/(P + Q),   ASE1² = 16/(P + Q)⁴ Σ n (Q above - P against)²,
 *     ASE0² = 4/(P + Q)² (Σ n (above - against)² - (P - Q)²/N),   z = G/ASE0
 *
 * SOURCE     L. A. Goodman and W. H. Kruskal (1963), JASA 58:310-364; M. B. Brown and J. K.
 *            Benedetti (1977), JASA 72:309-315 (ASE0).
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; no untied pair; a
 *            sampling weight.
 * DEVIATES   nothing known: SAS and SPSS print the same two standard errors.
 * GOLDEN     the delta method by numerical derivatives, R 4.2.2: tests/stats/ordinal.R */
#include "ordinal.h"
#include "sink.h"

#include <math.h>

static double ase1(const Table *t, const Concordance *c)
{
    double sum = 0;

    for (guint i = 0; i < t->rows * t->cols; i++) {
        double term = c->q * c->above[i] - c->p * c->against[i];
        sum += (double)t->n[i] * term * term;
    }
    return 4 / ((c->p + c->q) * (c->p + c->q)) * sqrt(sum);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    g_autoptr(Concordance) c = concordance_new(t);
    StatTest *test = sink_test(sink, "gamma", t->total, ORDINAL_VARIANT);
    Reason reason = table_two_way_reason(t, summary);

    test->effect_name = "gamma";
    if (reason == REASON_NONE && c->p + c->q == 0)
        reason = REASON_ZERO_VARIANCE;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    ordinal_fill(test, (c->p - c->q) / (c->p + c->q), ase1(t, c),
                 2 / (c->p + c->q) * sqrt(fmax(0, c->spread)), policy->confidence);
}

const Statistic statistic_gamma = {
    .name = "gamma",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
