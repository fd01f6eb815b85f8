/* Somers' d, both ways: of the response given the group (somers_d), and of the group given the
 * response (somers_d_group).
 *
 *     D = (P - Q)/w,   w = N² - Σ held², held the totals of the variable that is given,
 *     ASE1² = 4/w⁴ Σ n (w d - (P - Q)(N - held))²,   d = above - against,
 *     ASE0² = 4/w² (Σ n d² - (P - Q)²/N),   z = D/ASE0
 *
 * SOURCE     R. H. Somers (1962), American Sociological Review 27:799-811; L. A. Goodman and W. H.
 *            Kruskal (1972), JASA 67:415-421.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight.
 * DEVIATES   SPSS also prints a symmetric version, their harmonic mean.
 * GOLDEN     the delta method by numerical derivatives, R 4.2.2: tests/stats/ordinal.R */
#include "ordinal.h"
#include "sink.h"

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    static const char *const names[] = {"somers_d", "somers_d_group"};
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    g_autoptr(Concordance) c = concordance_new(t);
    Reason reason = table_two_way_reason(t, summary);

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        StatTest *test = sink_test(sink, names[i], t->total, ORDINAL_VARIANT);
        test->effect_name = names[i];
        Somers d = somers_of(t, c, i == 0);
        if (reason != REASON_NONE)
            test_undefined(test, reason);
        else
            ordinal_fill(test, d.value, d.ase1, d.ase0, policy->confidence);
    }
}

const Statistic statistic_somers_d = {
    .name = "somers_d",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
