/* A, the probability of superiority: of a pair from two groups, how often is the first higher, ties
 * one half?
 *
 *     A = U/(n₁n₂) = (δ + 1)/2,   interval: Cliff's for δ, likewise
 *
 * SOURCE     A. Vargha and H. D. Delaney (2000), Journal of Educational and Behavioral Statistics
 *            25:101-132; N. Cliff (1993), Psychological Bulletin 114:494-509 (interval).
 * UNDEFINED  no respondents; not two groups with respondents; a sampling weight. No interval where
 *            a group has one respondent.
 * DEVIATES   effsize::cliff.delta takes t instead of normal quantiles.
 * GOLDEN     the formula by pairs, R 4.2.2: tests/stats/effects.R */
#include "effect.h"
#include "sink.h"

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    StatTest *test = sink_test(sink, "a12", t->total, "interval: Cliff");
    Reason reason = table_reason(t, summary);
    Dominance d;
    GroupPair pair;

    test->effect_name = "a12";
    if (reason == REASON_NONE && t->rows > 2)
        reason = REASON_NOT_TWO_GROUPS;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    pair = group_pair(t, 0, 1);
    if (dominance_of(&pair, t->cols, policy->confidence, &d)) {
        test->effect_low = quantity((d.low + 1) / 2);
        test->effect_high = quantity((d.high + 1) / 2);
    }
    test->effect = quantity((d.delta + 1) / 2);
}

const Statistic statistic_a12 = {
    .name = "a12",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_TWO_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
