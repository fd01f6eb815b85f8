/* Mann-Whitney (Wilcoxon rank sum): of a pair from two groups, how often is the first higher?
 *
 *     U = Σ pairs [first > second] + ½ [first = second],   E = n₁n₂/2,
 *     Var = n₁n₂ Σ t (m - R̄)² / (N (N - 1)) = n₁n₂/12 (N + 1 - Σ(t³ - t)/(N (N - 1))),
 *     z = (U - E ∓ ½)/√Var,   p two-sided
 *
 * The first group is the one with the smaller code. Effect: rank-biserial 2U/(n₁n₂) - 1 (Cliff's
 * δ). Its interval is Cliff's (effect.h). One-sided: towards what is observed.
 *
 * SOURCE     H. B. Mann and D. R. Whitney (1947), Annals of Mathematical Statistics 18:50-60. Ties:
 *            E. L. Lehmann (1975), Nonparametrics, p. 20. Effect: E. E. Cureton (1956),
 *            Psychometrika 21:287-290.
 * UNDEFINED  no respondents; not two groups with respondents; all tied; a sampling weight.
 * DEVIATES   SPSS prints the smaller U and no continuity correction. U is R's W of the first group.
 * GOLDEN     wilcox.test(exact = FALSE), R 4.2.2: tests/stats/tables.R */
#include "effect.h"
#include "permutation.h"
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

#include <math.h>

static const char *variant_name(const Variant *variant)
{
    g_autofree char *name = g_strdup_printf(
        "asymptotic; %s; %s%s", variant->no_tie_correction ? "no tie correction" : "tie correction",
        variant->flip_continuity ? "no continuity" : "continuity",
        variant->one_sided ? "; one-sided" : "");
    return g_intern_string(name);
}

static Reason reason_of(const Table *table, const Summary *summary)
{
    Reason reason = table_reason(table, summary);
    if (reason == REASON_NONE && table->rows > 2)
        return REASON_NOT_TWO_GROUPS;
    return reason;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    const Variant *variant = &policy->variant;
    g_autoptr(Table) table = table_new(summary, TABLE_FILLED);
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "mann-whitney", table->total, variant_name(variant));
    test->effect_name = "rank_biserial";
    Reason reason = reason_of(table, summary);
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    g_autoptr(CentredRanks) ranks = centred_ranks_new(table);
    double n = (double)table->total, pairs = (double)table->row_n[0] * (double)table->row_n[1];
    double off = (double)ranks->row_sum[0] / 2; /* U - E, a multiple of ½ */
    double spread = variant->no_tie_correction ? ranks->no_ties : ranks->spread;
    double sd = sqrt(pairs / n * (spread / (n - 1)));
    double correction = variant->flip_continuity || off == 0 ? 0 : 0.5;
    double tail = tail_normal((fabs(off) - correction) / sd);
    test->statistic = quantity(pairs / 2 + off);
    test->p = quantity(variant->one_sided ? tail : fmin(1, 2 * tail));
    test->effect = quantity(off / (pairs / 2));
    GroupPair pair = group_pair(table, 0, 1);
    Dominance d;
    if (dominance_of(&pair, table->cols, policy->confidence, &d)) {
        test->effect_low = quantity(d.low);
        test->effect_high = quantity(d.high);
    }
    permutation_rows_two_groups(table, policy, off > 0, sink, index);
}

const Statistic statistic_mann_whitney = {
    .name = "mann-whitney",
    .role = STATISTIC_TEST,
    .needs = NEEDS_TWO_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
