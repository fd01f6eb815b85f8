/* Friedman: do the same respondents rank several items alike?
 *
 *     X² = 12 Σ_j (R_j - b(k + 1)/2)² / (b k (k + 1) - Σ(t³ - t)/(k - 1)),   df = k - 1
 *
 * R_j sums the mid-ranks of item j within each of b complete respondents, t the ties within one.
 * Effect: Kendall's W = X²/(b (k - 1)).
 *
 * SOURCE     M. Friedman (1937), JASA 32:675-701; ties: M. Hollander and D. A. Wolfe (1999),
 * formula 7.8; M. G. Kendall and B. Babington Smith (1939), Annals of Mathematical Statistics
 *            10:275-287.
 * UNDEFINED  no complete respondent; fewer than two items; everybody ties all items; a sampling
 *            weight.
 * DEVIATES   nothing known.
 * GOLDEN     friedman.test(), R 4.2.2: tests/stats/paired.R */
#include "sink.h"

#include "numeric/tails.h"

static Reason reason_of(const Summary *s, double spread)
{
    if (s->complete == 0)
        return REASON_NO_RESPONDENTS;
    if (s->w != NULL || s->complete_w != (double)s->complete)
        return REASON_SAMPLING_WEIGHT;
    if (s->n_items < 2)
        return REASON_TOO_FEW;
    return spread <= 0 ? REASON_ALL_TIED : REASON_NONE;
}

static void compute(const Summary *s, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    double b = (double)s->complete, k = s->n_items, sum = 0;
    double spread = b * k * (k + 1) - (k > 1 ? s->ties / (k - 1) : 0);
    StatTest *test = sink_test(sink, "friedman", s->complete, "asymptotic; tie correction");
    Reason reason = reason_of(s, spread);

    test->effect_name = "kendalls_w";
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    for (guint i = 0; i < s->n_items; i++) {
        double off = s->rank_sums[i] - b * (k + 1) / 2;
        sum += off * off;
    }
    test->statistic = quantity(12 * sum / spread);
    test->df = quantity(k - 1);
    test->p = quantity(tail_chi_square(test->statistic.value, k - 1));
    test->effect = quantity(test->statistic.value / (b * (k - 1)));
}

const Statistic statistic_friedman = {
    .name = "friedman",
    .role = STATISTIC_TEST,
    .needs = NEEDS_BLOCKS,
    .keeps = 0,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
