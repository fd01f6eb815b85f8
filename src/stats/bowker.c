/* Bowker's test of symmetry: are changes between any two answers as frequent one way as the other?
 *
 *     X² = Σ_{i<j} (n_ij - n_ji)²/(n_ij + n_ji),   df = pairs of levels with n_ij + n_ji > 0
 *
 * SOURCE     A. H. Bowker (1948), JASA 43:572-574; df of pairs met: A. Krampe and S. Kuhnt (2007),
 *            Computational Statistics & Data Analysis 51:4124-4142.
 * UNDEFINED  no respondents; one level; nobody changed; a sampling weight.
 * DEVIATES   mcnemar.test() counts all r(r - 1)/2 pairs and gives NaN where one is empty.
 * GOLDEN     mcnemar.test() of a full table, R 4.2.2: tests/stats/paired.R */
#include "sink.h"
#include "square.h"

#include "numeric/tails.h"

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Square) s = square_new(summary);
    StatTest *test = sink_test(sink, "bowker", s->total, "asymptotic; df of pairs met");
    Reason reason = square_reason(s, summary);
    double x2 = 0, df = 0;

    for (guint i = 0; i < s->size; i++)
        for (guint j = i + 1; j < s->size; j++) {
            double up = (double)s->n[i * s->size + j], down = (double)s->n[j * s->size + i];
            if (up + down == 0)
                continue;
            x2 += (up - down) * (up - down) / (up + down);
            df++;
        }
    if (reason == REASON_NONE && df == 0)
        reason = REASON_ZERO_VARIANCE;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    test->statistic = quantity(x2);
    test->df = quantity(df);
    test->p = quantity(tail_chi_square(x2, df));
}

const Statistic statistic_bowker = {
    .name = "bowker",
    .role = STATISTIC_TEST,
    .needs = NEEDS_SQUARE,
    .keeps = KEEPS_MONOTONE | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
