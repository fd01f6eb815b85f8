/* The median of n respondents drawn with replacement is (1 - h) X_j + h X_(j+1), j and h given by
 * the rule and n. With F_a the share at or below level a and S_b the share at or above b,
 *
 *     P(X_j <= a) = P(Beta(j, n - j + 1) < F_a),
 *     P(X_j = a, X_(j+1) = b) = C(n, j) (F_a^j - F_(a-1)^j) (S_b^(n-j) - S_(b+1)^(n-j)),  a < b,
 *
 * and what is left of P(X_j = a) has both at a. No term is negative and none is a difference of
 * large numbers. */
#include "numeric/bootstrap.h"
#include "numeric/tails.h"

#include <math.h>
#include <stdlib.h>

/* Values that agree to this, relatively, are one. */
#define EQUAL_VALUES 1e-12
/* Probabilities below this are left out. */
#define NOTHING 1e-18
/* Sums of probabilities this near to a level count as reaching it. */
#define LEVEL_TOLERANCE 1e-12

typedef struct {
    double value, p;
} Mass;

void bootstrap_free(Bootstrap *bootstrap)
{
    if (bootstrap == NULL)
        return;
    g_free(bootstrap->values);
    g_free(bootstrap->probabilities);
    g_free(bootstrap);
}

static int mass_compare(const void *a, const void *b)
{
    const Mass *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* Sorted, equal values together, probabilities brought to a sum of 1. */
static Bootstrap *seal(GArray *masses)
{
    Bootstrap *b = g_new0(Bootstrap, 1);
    double sum = 0;

    g_array_sort(masses, mass_compare);
    b->values = g_new(double, masses->len);
    b->probabilities = g_new(double, masses->len);
    for (guint i = 0; i < masses->len; i++) {
        const Mass *m = &g_array_index(masses, Mass, i);
        if (b->n == 0 || b->values[b->n - 1] != m->value) {
            b->values[b->n] = m->value;
            b->probabilities[b->n++] = 0;
        }
        b->probabilities[b->n - 1] += m->p;
        sum += m->p;
    }
    for (gsize i = 0; i < b->n; i++)
        b->probabilities[i] /= sum;
    return b;
}

static void add(GArray *masses, double value, double p)
{
    Mass mass = {value, p};

    if (p > NOTHING)
        g_array_append_val(masses, mass);
}

/* Levels with respondents, and the shares at or below and at or above each. */
typedef struct {
    guint n_levels;
    double *values, *below, *above; /* below[0] = 0 and above[n_levels] = 0 frame them */
    double n;
} Shares;

static Shares shares_new(const double *values, const gint64 *counts, guint n_levels)
{
    Shares s = {0, g_new(double, n_levels + 1), g_new0(double, n_levels + 2),
                g_new0(double, n_levels + 2), 0};
    g_autofree double *count = g_new(double, n_levels + 1);

    for (guint l = 0; l < n_levels; l++)
        if (counts[l] > 0) {
            s.values[s.n_levels] = values[l];
            count[s.n_levels++] = (double)counts[l];
            s.n += (double)counts[l];
        }
    for (guint l = 0; l < s.n_levels; l++)
        s.below[l + 1] = s.below[l] + count[l];
    for (guint l = s.n_levels; l-- > 0;)
        s.above[l] = s.above[l + 1] + count[l];
    return s;
}

static void shares_clear(Shares *s)
{
    g_free(s->values);
    g_free(s->below);
    g_free(s->above);
}

/* P(X_j at level a). */
static double single(const Shares *s, double j, guint a)
{
    double low = s->below[a] / s->n, high = s->below[a + 1] / s->n;
    double over = high >= 1 ? 0 : tail_beta(high, j, s->n - j + 1);

    if (low <= 0)
        return 1 - over;
    return fmax(0, tail_beta(low, j, s->n - j + 1) - over);
}

static void add_single(const Shares *s, double j, GArray *masses)
{
    for (guint a = 0; a < s->n_levels; a++)
        add(masses, s->values[a], single(s, j, a));
}

/* 1 - (from/to)^power. */
static double power_step(double from, double to, double power)
{
    return from <= 0 ? 1 : -expm1(power * log(from / to));
}

static void add_pairs(const Shares *s, double j, double h, GArray *masses)
{
    double choose = log_choose((gint64)s->n, (gint64)j), up = s->n - j;

    for (guint a = 0; a < s->n_levels; a++) {
        double at = single(s, j, a), f = s->below[a + 1];
        double line = choose + j * log(f / s->n), rise = power_step(s->below[a], f, j);
        double apart = 0;
        if (at <= NOTHING)
            continue;
        for (guint b = a + 1; b < s->n_levels; b++) {
            double beyond = exp(line + up * log(s->above[b] / s->n)) * rise;
            double p = beyond * power_step(s->above[b + 1], s->above[b], up);
            if (beyond <= NOTHING)
                break;
            add(masses, (1 - h) * s->values[a] + h * s->values[b], p);
            apart += p;
        }
        add(masses, s->values[a], at - apart);
    }
}

Bootstrap *bootstrap_median(const double *values, const gint64 *counts, guint n_levels,
                            QuantileRule rule)
{
    Shares s = shares_new(values, counts, n_levels);
    Bootstrap *b = NULL;

    if (s.n > 0) {
        g_autoptr(GArray) masses = g_array_new(FALSE, FALSE, sizeof(Mass));
        QuantilePosition at = quantile_position((gint64)s.n, 0.5, rule);
        if (at.low == at.high || at.h <= 0)
            add_single(&s, (double)at.low, masses);
        else if (at.h == 1)
            add_single(&s, (double)at.high, masses);
        else
            add_pairs(&s, (double)at.low, at.h, masses);
        b = seal(masses);
    }
    shares_clear(&s);
    return b;
}

/* --- jackknife -------------------------------------------------------------------------------- */

double jackknife_acceleration(const double *theta, const gint64 *counts, gsize n)
{
    double all = 0, mean = 0, squares = 0, cubes = 0;

    for (gsize i = 0; i < n; i++)
        all += (double)counts[i];
    for (gsize i = 0; i < n; i++)
        mean += (double)counts[i] / all * theta[i];
    for (gsize i = 0; i < n; i++) {
        double off = mean - theta[i];
        squares += (double)counts[i] * off * off;
        cubes += (double)counts[i] * off * off * off;
    }
    /* rounding of equal values is no spread */
    if (squares <= 1e-24 * all * mean * mean || squares == 0)
        return 0;
    return cubes / (6 * squares * sqrt(squares));
}

/* Without the respondent of rank r, order statistic k is that of k where r is above it, else that
 * of k + 1: there are at most three different medians. */
double jackknife_median(const double *values, const gint64 *counts, guint n_levels,
                        QuantileRule rule)
{
    gint64 n = 0, times[3];
    double x[3], theta[3];

    for (guint l = 0; l < n_levels; l++)
        n += counts[l];
    if (n < 2)
        return 0;
    QuantilePosition at = quantile_position(n - 1, 0.5, rule);
    for (gint64 k = 0; k < 3; k++)
        x[k] = order_statistic(values, counts, n_levels, MIN(at.low + k, n));
    guint next = at.high > at.low ? 1 : 0;
    double h = next > 0 ? at.h : 0;
    theta[0] = (1 - h) * x[1] + h * x[next + 1]; /* r <= low */
    theta[1] = (1 - h) * x[0] + h * x[next > 0 ? 2 : 0];
    theta[2] = (1 - h) * x[0] + h * x[next];
    times[0] = at.low;
    times[1] = next > 0 ? 1 : 0; /* r = low + 1 */
    times[2] = n - times[0] - times[1];
    return jackknife_acceleration(theta, times, 3);
}

/* --- intervals -------------------------------------------------------------------------------- */

static int double_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

Bootstrap *bootstrap_of_draws(double *values, gsize n)
{
    Bootstrap *b = g_new0(Bootstrap, 1);

    qsort(values, n, sizeof *values, double_compare);
    b->values = values;
    b->n = n;
    return b;
}

static double probability(const Bootstrap *b, gsize i)
{
    return b->probabilities != NULL ? b->probabilities[i] : 1 / (double)b->n;
}

double bootstrap_quantile(const Bootstrap *b, double p)
{
    double below = 0;

    if (b->probabilities == NULL) {
        double rank = ceil(p * (double)b->n - LEVEL_TOLERANCE * (double)b->n);
        return b->values[(gsize)CLAMP(rank - 1, 0, (double)b->n - 1)];
    }
    for (gsize i = 0; i < b->n; i++) {
        below += b->probabilities[i];
        if (below >= p - LEVEL_TOLERANCE)
            return b->values[i];
    }
    return b->values[b->n - 1];
}

Interval bootstrap_percentile(const Bootstrap *b, double confidence)
{
    return (Interval){bootstrap_quantile(b, (1 - confidence) / 2),
                      bootstrap_quantile(b, (1 + confidence) / 2)};
}

gboolean bootstrap_bca(const Bootstrap *b, double observed, double acceleration, double confidence,
                       Interval *interval)
{
    double z = quantile_normal((1 + confidence) / 2), below = 0, ends[2];
    double same = EQUAL_VALUES * fabs(observed);

    for (gsize i = 0; i < b->n; i++) {
        double off = b->values[i] - observed;
        below += fabs(off) <= same ? probability(b, i) / 2 : off < 0 ? probability(b, i) : 0;
    }
    if (below <= LEVEL_TOLERANCE || below >= 1 - LEVEL_TOLERANCE)
        return FALSE;
    double bias = quantile_normal(below);
    for (int side = 0; side < 2; side++) {
        double moved = bias + (side == 0 ? -z : z), room = 1 - acceleration * moved;
        if (room <= 0)
            return FALSE;
        ends[side] = bootstrap_quantile(b, tail_normal(-(bias + moved / room)));
    }
    *interval = (Interval){ends[0], ends[1]};
    return TRUE;
}
