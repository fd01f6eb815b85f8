/* η²_H, the share of the variance of the ranks that groups explain, as far as it exceeds chance.
 *
 *     η²_H = (H - k + 1)/(N - k),   interval: inversion of H's noncentrality λ, λ/(N - 1)
 *
 * It may be a little below 0, as an adjusted R²; its interval is that of what ε² estimates.
 *
 * SOURCE     M. Tomczak and E. Tomczak (2014), Trends in Sport Sciences 21:19-25; B. H. Cohen
 *            (2008), Explaining psychological statistics, p. 777.
 * UNDEFINED  no respondents; fewer than two groups; all tied; as many groups as respondents; a
 *            sampling weight.
 * DEVIATES   rstatix::kruskal_effsize prints the same value with a bootstrap interval.
 * GOLDEN     the formula and pchisq(ncp =), R 4.2.2: tests/stats/effects.R */
#include "effect.h"
#include "sink.h"

static double h_of(const Table *t)
{
    g_autoptr(CentredRanks) ranks = centred_ranks_new(t);
    double sum = 0;

    for (guint r = 0; r < t->rows; r++) {
        double off = centred_mean_rank(ranks, t, r);
        sum += (double)t->row_n[r] * off * off;
    }
    return (double)(t->total - 1) * sum / ranks->spread;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    StatTest *test = sink_test(sink, "eta_squared_h", t->total, "interval: inversion");
    Reason reason = table_reason(t, summary);
    double h, k = t->rows, n = (double)t->total;

    test->effect_name = "eta_squared_h";
    if (reason == REASON_NONE && n <= k)
        reason = REASON_TOO_FEW;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    h = h_of(t);
    test->effect = quantity((h - k + 1) / (n - k));
    effect_by_inversion(test, h, k - 1, n - 1, FALSE, policy->confidence);
}

const Statistic statistic_eta_squared_h = {
    .name = "eta_squared_h",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
