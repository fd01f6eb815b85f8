/* METHOD. Tail of chi-square as 1 - P, P by its series P(a, x) = x^a e^-x Σ x^n / Γ(a+1+n), a =
 * df/2 (Abramowitz and Stegun 6.5.29), absolute error about 1e-14; the critical value by bisection.
 * Beyond DF_SERIES the bound of Laurent and Massart (2000), Annals of Statistics 28:1302-1338,
 * lemma 1: P(X >= df + 2 sqrt(df t) + 2 t) <= e^-t, which is on the safe side for "significant". */
#include "significance.h"

#include <math.h>
#include <stdlib.h>

#define AWAY      20.0
#define DF_SERIES 200
#define TERMS     2000

/* e^-x for x >= 0: Taylor of e^r, r = x / 2^k < 1, inverted and squared k times. */
static double exp_negative(double x)
{
    guint halvings = 0;
    for (; x >= 1; halvings++)
        x /= 2;
    double term = 1, sum = 1;
    for (int i = 1; i < 24; i++) {
        term *= x / i;
        sum += term;
    }
    for (sum = 1 / sum; halvings > 0; halvings--)
        sum *= sum;
    return sum;
}

static double lower_tail(double x, guint df)
{
    double a = (double)df / 2, half = x / 2, sum = 0;
    /* x^a / Γ(a+1), from the fraction up so that neither overflows alone. */
    double term = df % 2 == 1 ? sqrt(half) / 0.88622692545275801365 : 1;
    for (double j = df % 2 == 1 ? 1.5 : 1; j <= a; j += 1)
        term *= half / j;
    for (guint i = 1; i < TERMS && term > sum * 1e-17; i++) {
        sum += term;
        term *= half / (a + i);
    }
    return sum * exp_negative(half);
}

static double massart(double p, guint df)
{
    double t = 0;
    for (double e = 1; e > p; e /= 2)
        t += 0.6931471805599453;
    return (double)df + 2 * sqrt((double)df * t) + 2 * t;
}

double chi_square_critical(double p, guint df)
{
    if (df > DF_SERIES)
        return p < 0.5 ? massart(p, df) : (double)df;
    double low = 0, high = 40.0 * df + 200;
    p = CLAMP(p, 1e-10, 1);
    for (int i = 0; i < 80; i++) {
        double middle = (low + high) / 2;
        if (1 - lower_tail(middle, df) > p)
            low = middle;
        else
            high = middle;
    }
    return high;
}

double safe_p(const Model *model, double p, gboolean differs)
{
    if (!differs)
        return MIN(AWAY * p, MAX(0.5, p));
    gboolean adjusted = model->plan->adjust != ADJUST_NONE;
    guint n = adjusted ? model->comparisons->len + model->associations->len : 1;
    return p / AWAY / MAX(1, n);
}

static guint used(const gint64 *margin)
{
    guint n = 0;
    for (guint i = 1; i <= MAX_LEVELS; i++)
        n += margin[i] > 0;
    return n;
}

double columns_chi_square(const Model *model, guint x, guint y, guint *df)
{
    const Column *a = COLUMN(model, x), *b = COLUMN(model, y);
    gint64 rows[MAX_LEVELS + 1] = {0}, columns[MAX_LEVELS + 1] = {0}, n = 0;
    g_autofree gint64 *table = g_new0(gint64, (a->n_levels + 1) * (b->n_levels + 1));
    for (guint i = 0; i < model->n; i++) {
        if (a->level[i] == 0 || b->level[i] == 0)
            continue;
        table[a->level[i] * (b->n_levels + 1) + b->level[i]]++;
        rows[a->level[i]]++;
        columns[b->level[i]]++;
        n++;
    }
    guint r = used(rows), c = used(columns);
    *df = r < 2 || c < 2 ? 0 : (r - 1) * (c - 1);
    double sum = 0;
    for (guint i = 1; i <= a->n_levels; i++) {
        for (guint j = 1; j <= b->n_levels; j++) {
            if (rows[i] == 0 || columns[j] == 0)
                continue;
            double expected = (double)rows[i] * (double)columns[j] / (double)n;
            double gap = (double)table[i * (b->n_levels + 1) + j] - expected;
            sum += gap * gap / expected;
        }
    }
    return sum;
}

static void set_ranks(RankTest *test, Keyed *keyed, guint n)
{
    qsort(keyed, n, sizeof(Keyed), compare_keyed);
    for (guint first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && keyed[end].key == keyed[first].key; end++)
            continue;
        for (guint i = first; i < end; i++)
            test->rank[keyed[i].row] = (gint64)first + end + 1;
        double gap = (double)first + (double)end - (double)n;
        test->spread += (double)(end - first) * gap * gap;
    }
}

RankTest *rank_test_new(const Model *model, const Scale *scale, guint by)
{
    RankTest *test = g_new0(RankTest, 1);
    test->rank = g_new0(gint64, model->n);
    g_autofree Keyed *keyed = g_new(Keyed, model->n);
    const guint8 *group = COLUMN(model, by)->level;
    for (guint row = 0; row < model->n; row++) {
        gint64 key;
        if (group[row] != 0 && scale_score(scale, row, &key))
            keyed[test->n++] = (Keyed){key, row};
    }
    set_ranks(test, keyed, test->n);
    for (guint i = 0; i < test->n; i++) {
        guint g = group[keyed[i].row];
        test->n_groups += test->members[g]++ == 0;
        test->rank_sum[g] += test->rank[keyed[i].row];
    }
    return test;
}

void rank_test_free(RankTest *test)
{
    if (test == NULL)
        return;
    g_free(test->rank);
    g_free(test);
}

double rank_test_statistic(const RankTest *test)
{
    double sum = 0, middle = (double)test->n + 1;
    if (test->n_groups < 2 || !(test->spread > 0))
        return 0;
    for (guint g = 1; g <= MAX_LEVELS; g++) {
        if (test->members[g] == 0)
            continue;
        double gap = (double)test->rank_sum[g] / (double)test->members[g] - middle;
        sum += (double)test->members[g] * gap * gap;
    }
    return ((double)test->n - 1) * sum / test->spread;
}
