/* Pearson's chi-square of independence.
 *
 *     X² = Σ (o - e)²/e,   e = row · column / N,   df = (r - 1)(c - 1)
 *
 * over the rows and columns that have respondents; no Yates correction unless the variant flips it
 * (2 × 2 only: each |o - e| is lessened by ½, or by itself where it is smaller). The differences
 * N·o - row·column are whole numbers, so nothing cancels. Effect: Cramér's V = √(X²/(N (min(r, c) -
 * 1))), always from the uncorrected X², its interval by inversion of the noncentral
 * chi-square (effect.h). For the note: the smallest expected count, and the share of
 * expected counts under 5 (Cochran 1954): where his rule is broken an exact or Monte-Carlo row
 * follows unasked (unless policy allows no draws).
 *
 * SOURCE     K. Pearson (1900), Philosophical Magazine 50:157-175. H. Cramér (1946), Mathematical
 *            Methods of Statistics, p. 282. W. G. Cochran (1954), Biometrics 10:417-451.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight.
 * DEVIATES   R gives NaN where a margin is empty; SPSS drops it too.
 * GOLDEN     chisq.test(correct = FALSE), R 4.2.2: tests/stats/tables.R */
#include "effect.h"
#include "permutation.h"
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

#include <math.h>

/* Expected counts below this are small (Cochran). */
#define SMALL_EXPECTED 5
/* His rule: the approximation holds unless more than this share is small, or one is below 1. */
#define SMALL_SHARE 0.2

typedef struct {
    double x2, yates; /* without and with the correction */
    double smallest;
    guint small;
} Pearson;

static Pearson pearson(const Table *t)
{
    Pearson sums = {.smallest = INFINITY};
    double n = (double)t->total;
    for (guint r = 0; r < t->rows; r++) {
        for (guint c = 0; c < t->cols; c++) {
            Int128 product = (Int128)t->row_n[r] * t->col_n[c];
            Int128 off = (Int128)t->n[(gsize)r * t->cols + c] * t->total - product;
            double expected = (double)product / n, d = fabs((double)off) / n;
            double less = fmax(0, d - 0.5);
            sums.x2 += d * d / expected;
            sums.yates += less * less / expected;
            sums.smallest = fmin(sums.smallest, expected);
            sums.small += expected < SMALL_EXPECTED;
        }
    }
    return sums;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    gboolean yates = policy->variant.flip_continuity && t->rows == 2 && t->cols == 2;
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "chi-square", t->total,
                               yates ? "asymptotic; yates" : "asymptotic; no continuity");
    test->effect_name = "cramers_v";
    Reason reason = table_reason(t, summary);
    if (reason != REASON_NONE) {
        gboolean thin = reason == REASON_ONE_GROUP || reason == REASON_ALL_TIED;
        test_undefined(test, thin ? REASON_ONE_LEVEL : reason);
        return;
    }
    Pearson sums = pearson(t);
    double x2 = yates ? sums.yates : sums.x2, df = (double)(t->rows - 1) * (t->cols - 1);
    double most = (double)t->total * (MIN(t->rows, t->cols) - 1);
    test->statistic = quantity(x2);
    test->df = quantity(df);
    test->p = quantity(tail_chi_square(x2, df));
    test->effect = quantity(sqrt(sums.x2 / most));
    effect_by_inversion(test, sums.x2, df, most, TRUE, policy->confidence);
    test->smallest_expected = quantity(sums.smallest);
    double share = sums.small / ((double)t->rows * t->cols);
    test->share_expected_below_5 = quantity(share);
    const Permutation permutation = {{EXACT_CHI_SQUARE}, FALSE, FALSE};
    permutation_rows(&permutation, t, policy, sink, index);
    if (share > SMALL_SHARE || sums.smallest < 1)
        permutation_rows_unasked(&permutation, t, policy, sink, index);
}

const Statistic statistic_chi_square = {
    .name = "chi-square",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS,
    .keeps =
        KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_TRANSPOSE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
