/* Pairs of groups after the design-based rank test.
 *
 *     t = (s̄_i - s̄_j)/se,   df = design's - (k - 1)
 *
 * with the mean rank scores of design-rank over all groups together, as Dunn's test has them
 * without a design. Effect: 2 (s̄_i - s̄_j), the difference in mean ranks on the scale from -1 to 1.
 *
 * SOURCE     T. Lumley and A. J. Scott (2013), Biometrika 100:831-842: the contrasts of their Wald
 *            statistic; O. J. Dunn (1964), Technometrics 6:241-252.
 * UNDEFINED  as design-rank; two groups without variance.
 * DEVIATES   R's survey has no test of pairs.
 * GOLDEN     contrasts of svyglm() of the score: tests/stats/design.R */
#include "design_rank.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

static gint64 group_size(const Summary *s, guint group)
{
    gint64 n = 0;
    for (guint row = group; row < s->n_strata * s->n_groups; row += s->n_groups)
        for (guint l = 0; l < s->n_levels; l++)
            n += s->n[(gsize)row * s->n_levels + l];
    return n;
}

static void pair(StatTest *test, const RankScores *ranks, const DesignNumbers *numbers,
                 const guint at[2])
{
    double difference = ranks->mean[at[0]] - ranks->mean[at[1]];
    double se = sqrt(fmax(0, rank_scores_variance(numbers, at[0], at[1])));
    double df = numbers->variance->df - (double)(ranks->groups - 1);
    if (!(se > 0)) {
        test_undefined(test, REASON_ZERO_VARIANCE);
        return;
    }
    test->statistic = quantity(difference / se);
    test->df = quantity(df);
    test->p = quantity(tail_t_two_sided(difference / se, df));
    test->effect = quantity(2 * difference);
}

static gint position(const RankScores *ranks, guint group)
{
    for (guint i = 0; i < ranks->groups; i++)
        if (ranks->group[i] == group)
            return (gint)i;
    return -1;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(DesignNumbers) numbers = design_numbers_new(rank_scores_means, summary, policy);
    g_autoptr(RankScores) ranks = rank_scores_new(summary);
    Reason reason = rank_scores_reason(summary, numbers);
    for (guint i = 0; i < summary->n_groups; i++) {
        for (guint j = i + 1; j < summary->n_groups; j++) {
            gint64 n = group_size(summary, i) + group_size(summary, j);
            StatTest *test = sink_test(sink, "design-pairs", n, design_variant(policy));
            gint first = position(ranks, i), second = position(ranks, j);
            test->group = (gint)i;
            test->other = (gint)j;
            test->effect_name = "rank_difference";
            if (reason != REASON_NONE)
                test_undefined(test, reason);
            else if (first < 0 || second < 0)
                test_undefined(test, REASON_NO_RESPONDENTS);
            else
                pair(test, ranks, numbers, (const guint[]){(guint)first, (guint)second});
        }
    }
}

const Statistic statistic_design_pairs = {
    .name = "design-pairs",
    .role = STATISTIC_POSTHOC,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .compute = compute,
    .means = rank_scores_means,
};
