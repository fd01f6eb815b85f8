/* Hodges-Lehmann shift: the median of all differences first group - second group.
 *
 *     interval (Moses): the differences of rank C and n₁n₂ + 1 - C,
 *     C = n₁n₂/2 - z √(n₁n₂(n₁ + n₂ + 1)/12) rounded down, no continuity correction, no ties in it
 *
 * With ties the interval is conservative.
 *
 * SOURCE     J. L. Hodges and E. L. Lehmann (1963), Annals of Mathematical Statistics 34:598-611;
 *            M. Hollander and D. A. Wolfe (1999), formulas 4.33 and 4.37.
 * UNDEFINED  no respondents; not two groups with respondents; levels that are no numbers; a
 *            sampling weight. No interval where C < 1.
 * DEVIATES   wilcox.test(conf.int = TRUE, exact = FALSE) solves for the shift by root finding and
 *            is off in the fifth digit; with ties it differs.
 * GOLDEN     median(outer(x, y, "-")) and its order statistics, R 4.2.2: tests/stats/effects.R */
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double value, n;
} Shift;

static int shift_compare(const void *a, const void *b)
{
    const Shift *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

static GArray *shifts(const Table *t, const Summary *s)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Shift));

    for (guint a = 0; a < t->cols; a++)
        for (guint b = 0; b < t->cols; b++) {
            Shift shift = {s->levels[t->col[a]].number - s->levels[t->col[b]].number,
                           (double)t->n[a] * (double)t->n[t->cols + b]};
            if (shift.n > 0)
                g_array_append_val(all, shift);
        }
    g_array_sort(all, shift_compare);
    return all;
}

/* The difference of rank RANK (1..), a whole number in a double: pairs may exceed 2^63. */
static double shift_at(const GArray *all, double rank)
{
    double below = 0;

    for (guint i = 0; i < all->len; i++) {
        below += g_array_index(all, Shift, i).n;
        if (below >= rank)
            return g_array_index(all, Shift, i).value;
    }
    return g_array_index(all, Shift, all->len - 1).value;
}

static Reason reason_of(const Table *t, const Summary *s)
{
    Reason reason = table_reason(t, s);

    if (reason != REASON_NONE)
        return reason;
    for (guint c = 0; c < t->cols; c++)
        if (s->levels[t->col[c]].text != NULL || !isfinite(s->levels[t->col[c]].number))
            return REASON_NOT_NUMERIC;
    return t->rows > 2 ? REASON_NOT_TWO_GROUPS : REASON_NONE;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    StatTest *test = sink_test(sink, "hodges-lehmann", t->total, "interval: Moses");
    Reason reason = reason_of(t, summary);
    double pairs, sd, rank, z = quantile_normal((1 + policy->confidence) / 2);

    test->effect_name = "shift";
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    g_autoptr(GArray) all = shifts(t, summary);
    pairs = (double)t->row_n[0] * (double)t->row_n[1];
    sd = sqrt(pairs * ((double)t->total + 1) / 12);
    rank = floor(pairs / 2 - z * sd);
    test->effect =
        quantity((shift_at(all, floor((pairs + 1) / 2)) + shift_at(all, floor(pairs / 2) + 1)) / 2);
    if (rank >= 1) {
        test->effect_low = quantity(shift_at(all, rank));
        test->effect_high = quantity(shift_at(all, pairs + 1 - rank));
    }
}

const Statistic statistic_hodges_lehmann = {
    .name = "hodges-lehmann",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_TWO_GROUPS | NEEDS_ORDINAL | NEEDS_NUMERIC,
    .keeps = 0,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
