#include "numeric/quantile.h"

#include <float.h>
#include <math.h>

double order_statistic(const double *values, const gint64 *counts, guint n_levels, gint64 k)
{
    gint64 below = 0;
    for (guint l = 0; l < n_levels; l++) {
        below += counts[l];
        if (k <= below)
            return values[l];
    }
    g_return_val_if_reached(NAN);
}

/* Where a rule puts the quantile: between order statistics j and j + 1, with weight h on the
 * latter. */
typedef struct {
    double j, h;
} Position;

/* The inverses of the empirical distribution function. */
static Position position_of_step(double n, double p, QuantileRule rule)
{
    double np = rule == QUANTILE_HF3 ? n * p - 0.5 : n * p, j = floor(np);
    switch (rule) {
    case QUANTILE_HF1:
        return (Position){j, np > j};
    case QUANTILE_HF2:
        return (Position){j, np > j ? 1 : 0.5};
    default: /* hf3: the nearest, the even one in doubt */
        return (Position){j, np != j || fmod(j, 2) == 1};
    }
}

/* Linear between plotting positions (k - a)/(n + 1 - a - b). */
static Position position_of_line(double n, double p, QuantileRule rule)
{
    static const double a_of[] = {
        [QUANTILE_HF4] = 0, [QUANTILE_HF5] = 0.5,     [QUANTILE_HF6] = 0,
        [QUANTILE_HF7] = 1, [QUANTILE_HF8] = 1.0 / 3, [QUANTILE_HF9] = 3.0 / 8};
    if (rule == QUANTILE_HF7) {
        double index = 1 + (n - 1) * p;
        return (Position){floor(index), index - floor(index)};
    }
    double a = a_of[rule], b = rule == QUANTILE_HF4 ? 1 : a, fuzz = 4 * DBL_EPSILON;
    double np = a + p * (n + 1 - a - b), j = floor(np + fuzz), h = np - j;
    return (Position){j, fabs(h) < fuzz ? 0 : h};
}

QuantilePosition quantile_position(gint64 n, double p, QuantileRule rule)
{
    Position at = rule <= QUANTILE_HF3 ? position_of_step((double)n, p, rule)
                                       : position_of_line((double)n, p, rule);
    gint64 j = (gint64)at.j;

    return (QuantilePosition){CLAMP(j, 1, n), CLAMP(j + 1, 1, n), at.h};
}

double quantile_of_counts(const double *values, const gint64 *counts, guint n_levels, double p,
                          QuantileRule rule)
{
    gint64 n = 0;
    for (guint l = 0; l < n_levels; l++)
        n += counts[l];
    g_return_val_if_fail(n > 0 && p >= 0 && p <= 1 && rule >= 1 && rule <= 9, NAN);
    QuantilePosition at = quantile_position(n, p, rule);
    double low = order_statistic(values, counts, n_levels, at.low);
    double high = order_statistic(values, counts, n_levels, at.high);
    if (at.h <= 0 || low == high) /* h may be -fuzz */
        return low;
    return at.h == 1 ? high : (1 - at.h) * low + at.h * high;
}

double weighted_quantile(const double *values, const double *weights, guint n_levels, double p)
{
    double total = 0, below = 0;
    for (guint l = 0; l < n_levels; l++)
        total += weights[l];
    g_return_val_if_fail(total > 0 && p >= 0 && p <= 1, NAN);
    double target = p * total, tolerance = SHARE_TOLERANCE * total, at = NAN;
    for (guint l = 0; l < n_levels; l++) {
        if (!(weights[l] > 0))
            continue;
        if (!isnan(at)) /* the one before reached the share exactly */
            return at + (values[l] - at) / 2;
        below += weights[l];
        if (below > target + tolerance)
            return values[l];
        if (below >= target - tolerance)
            at = values[l];
    }
    return at;
}
