/* Wilcoxon signed rank of the differences first - second item.
 *
 *     V = Σ mid-ranks of |d| where d > 0, zero differences left out, m the others,
 *     E = m(m + 1)/4,   Var = m(m + 1)(2m + 1)/24 - Σ(t³ - t)/48,   z = (V - E ∓ ½)/√Var
 *
 * V is printed. Effect: the matched rank-biserial (V - (m(m + 1)/2 - V))/(m(m + 1)/2).
 *
 * SOURCE     F. Wilcoxon (1945), Biometrics Bulletin 1:80-83; D. S. Kerby (2014), Comprehensive
 *            Psychology 3:11.IT.3.1 (effect).
 * UNDEFINED  no respondents; one level; no difference but zeros; levels that are no numbers; a
 *            sampling weight.
 * DEVIATES   SPSS has no continuity correction. Pratt's zeros are not used.
 * GOLDEN     wilcox.test(paired = TRUE, exact = FALSE), coin::wilcoxsign_test(distribution =
 *            "exact", zero.method = "Wilcoxon"), R 4.2.2: tests/stats/paired.R */
#include "permutation.h"
#include "sink.h"
#include "square.h"

#include "numeric/exact.h"
#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double size;
    gint64 positive, negative;
} Difference;

static int difference_compare(const void *a, const void *b)
{
    const Difference *x = a, *y = b;

    return (x->size > y->size) - (x->size < y->size);
}

/* Differences of one size, up to the rounding of values like 0.1, are one. */
static GArray *differences(const Square *s)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Difference));
    guint kept = 0;

    for (guint i = 0; i < s->size; i++)
        for (guint j = 0; j < s->size; j++) {
            gint64 n = s->n[i * s->size + j];
            Difference d = {fabs(s->value[i] - s->value[j]), i > j ? n : 0, i < j ? n : 0};
            if (i != j && n > 0)
                g_array_append_val(all, d);
        }
    g_array_sort(all, difference_compare);
    for (guint i = 0; i < all->len; i++) {
        Difference d = g_array_index(all, Difference, i);
        Difference *last = kept > 0 ? &g_array_index(all, Difference, kept - 1) : NULL;
        if (last != NULL && d.size - last->size <= 1e-12 * d.size) {
            last->positive += d.positive;
            last->negative += d.negative;
        } else {
            g_array_index(all, Difference, kept++) = d;
        }
    }
    g_array_set_size(all, kept);
    return all;
}

typedef struct {
    double v, m, variance;
} SignedRank;

static SignedRank signed_rank(const GArray *differences_by_size)
{
    SignedRank sums = {0};
    double ties = 0;

    for (guint i = 0; i < differences_by_size->len; i++) {
        const Difference *d = &g_array_index(differences_by_size, Difference, i);
        double t = (double)(d->positive + d->negative);
        sums.v += (double)d->positive * (sums.m + (t + 1) / 2);
        sums.m += t;
        ties += t * (t - 1) * (t + 1);
    }
    sums.variance = sums.m * (sums.m + 1) * (2 * sums.m + 1) / 24 - ties / 48;
    return sums;
}

/* Beside row INDEX; beyond the work limit the row says so. */
static void exact_row(const GArray *sizes, const Variant *variant, gboolean mid, ResultSink *sink,
                      guint index)
{
    StatTest row = g_array_index(sink->tests, StatTest, index);
    gboolean upper = row.effect.value > 0;
    ExactSide side = !variant->one_sided ? EXACT_FAR : upper ? EXACT_UPPER : EXACT_LOWER;
    g_autofree gint64 *positive = g_new(gint64, sizes->len);
    g_autofree gint64 *negative = g_new(gint64, sizes->len);
    ExactTails tails;

    for (guint i = 0; i < sizes->len; i++) {
        positive[i] = g_array_index(sizes, Difference, i).positive;
        negative[i] = g_array_index(sizes, Difference, i).negative;
    }
    row.variant = variant->one_sided ? (mid ? "exact; one-sided; mid-p" : "exact; one-sided")
                                     : (mid ? "exact; mid-p" : "exact");
    if (exact_signed_rank(positive, negative, sizes->len, EXACT_WORK, &tails))
        row.p = quantity(exact_p(&tails, side, mid));
    else
        test_undefined(&row, REASON_WORK_LIMIT);
    g_array_append_val(sink->tests, row);
}

static gboolean all_numbers(const Square *s, const Summary *summary)
{
    for (guint i = 0; i < summary->n_levels; i++)
        if (summary->levels[i].text != NULL)
            return FALSE;
    for (guint i = 0; i < s->size; i++)
        if (!isfinite(s->value[i]))
            return FALSE;
    return TRUE;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    const Variant *variant = &policy->variant;
    g_autoptr(Square) s = square_new(summary);
    g_autoptr(GArray) sizes = differences(s);
    SignedRank sums = signed_rank(sizes);
    double off = sums.v - sums.m * (sums.m + 1) / 4;
    double correction = variant->flip_continuity || off == 0 ? 0 : 0.5, tail;
    guint index = sink->tests->len;
    StatTest *test =
        sink_test(sink, "wilcoxon", s->total,
                  variant->flip_continuity ? "asymptotic; tie correction; no continuity"
                                           : "asymptotic; tie correction; continuity");
    Reason reason = square_reason(s, summary);

    test->effect_name = "rank_biserial";
    if (reason == REASON_NONE && !all_numbers(s, summary))
        reason = REASON_NOT_NUMERIC;
    if (reason == REASON_NONE && sums.m == 0)
        reason = REASON_ZERO_VARIANCE;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    tail = tail_normal((fabs(off) - correction) / sqrt(sums.variance));
    test->statistic = quantity(sums.v);
    test->p = quantity(variant->one_sided ? tail : fmin(1, 2 * tail));
    test->effect = quantity(4 * off / (sums.m * (sums.m + 1)));
    for (int mid = FALSE; mid <= TRUE; mid++)
        if (exact_asked(policy, mid))
            exact_row(sizes, variant, mid, sink, index);
}

const Statistic statistic_wilcoxon = {
    .name = "wilcoxon",
    .role = STATISTIC_TEST,
    .needs = NEEDS_SQUARE | NEEDS_NUMERIC,
    .keeps = 0,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT,
    .compute = compute,
};
