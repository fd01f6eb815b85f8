/* Mann-Whitney of every pair of groups, ranked within the pair.
 *
 *     U, z and p as in mann_whitney.c; effect: rank-biserial 2U/(n₁n₂) - 1
 *
 * Exact rows follow where they are asked for. Families of pairs adjust p elsewhere.
 *
 * SOURCE     H. B. Mann and D. R. Whitney (1947), Annals of Mathematical Statistics 18:50-60.
 * UNDEFINED  a group without respondents; a pair all tied; a sampling weight.
 * DEVIATES   nothing known.
 * GOLDEN     pairwise.wilcox.test(exact = FALSE), R 4.2.2: tests/stats/posthoc.R */
#include "pairs.h"
#include "permutation.h"
#include "sink.h"

#include "numeric/exact.h"
#include "numeric/tails.h"

#include <math.h>

static void compare(const GroupPair *pair, const Variant *variant, StatTest *test)
{
    double pairs = (double)pair->n1 * (double)pair->n2, off = pair->u - pairs / 2;
    double correction = variant->flip_continuity || off == 0 ? 0 : 0.5;
    double tail = tail_normal((fabs(off) - correction) / group_pair_sd(pair));

    test->statistic = quantity(pair->u);
    test->p = quantity(variant->one_sided ? tail : fmin(1, 2 * tail));
    test->effect_name = "rank_biserial";
    test->effect = quantity(off / (pairs / 2));
}

/* Beside row INDEX; beyond the work limit the row says so. */
static void exact_row(const GroupPair *pair, guint cols, gboolean mid, ResultSink *sink,
                      guint index)
{
    StatTest row = g_array_index(sink->tests, StatTest, index);
    ExactTails tails;

    row.variant = mid ? "exact; mid-p" : "exact";
    if (exact_rank_sum(pair->first, pair->second, cols, EXACT_WORK, &tails))
        row.p = quantity(exact_p(&tails, EXACT_FAR, mid));
    else
        test_undefined(&row, REASON_WORK_LIMIT);
    g_array_append_val(sink->tests, row);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED_LEVELS);
    Reason reason = table_reason(t, summary);

    for (guint i = 0; i < t->rows; i++)
        for (guint j = i + 1; j < t->rows; j++) {
            GroupPair pair = group_pair(t, i, j);
            Reason why = group_pair_reason(&pair, reason);
            guint index = sink->tests->len;
            StatTest *test = sink_test(sink, "mann-whitney", pair.n1 + pair.n2,
                                       policy->variant.flip_continuity
                                           ? "asymptotic; tie correction; no continuity"
                                           : "asymptotic; tie correction; continuity");
            test->group = (gint)i;
            test->other = (gint)j;
            if (why != REASON_NONE) {
                test_undefined(test, why);
                continue;
            }
            compare(&pair, &policy->variant, test);
            for (int mid = FALSE; mid <= TRUE; mid++)
                if (exact_asked(policy, mid))
                    exact_row(&pair, t->cols, mid, sink, index);
        }
}

const Statistic statistic_pairwise_mann_whitney = {
    .name = "pairwise-mann-whitney",
    .role = STATISTIC_POSTHOC,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT,
    .compute = compute,
};
