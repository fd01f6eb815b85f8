#include "effect.h"

#include "numeric/tails.h"

#include <math.h>

void effect_by_inversion(StatTest *test, double x2, double df, double scale, gboolean root,
                         double confidence)
{
    double low = noncentrality_chi_square(x2, df, (1 - confidence) / 2) / scale;
    double high = noncentrality_chi_square(x2, df, (1 + confidence) / 2) / scale;

    if (!isfinite(low) || !isfinite(high))
        return;
    test->effect_low = quantity(fmin(1, root ? sqrt(low) : low));
    test->effect_high = quantity(fmin(1, root ? sqrt(high) : high));
}

/* Σ (d_i - δ)² over the respondents of OWN, d_i the share of OTHER below less the share above. */
static double dominance_spread(const gint64 *own, const gint64 *other, guint n_levels, double n,
                               double delta)
{
    double below = 0, sum = 0;

    for (guint l = 0; l < n_levels; l++) {
        double ties = (double)other[l], d = (2 * below + ties) / n - 1;
        sum += (double)own[l] * (d - delta) * (d - delta);
        below += ties;
    }
    return sum;
}

/* Σ over pairs of (d_ij - δ)², d_ij being 1, 0 or -1. */
static double pair_spread(const GroupPair *pair, guint n_levels, double delta)
{
    double pairs = (double)pair->n1 * (double)pair->n2, ties = 0;

    for (guint l = 0; l < n_levels; l++)
        ties += (double)pair->first[l] * (double)pair->second[l];
    return pairs - ties - pairs * delta * delta;
}

gboolean dominance_of(const GroupPair *pair, guint n_levels, double confidence, Dominance *out)
{
    double n1 = (double)pair->n1, n2 = (double)pair->n2, delta = 2 * pair->u / (n1 * n2) - 1;
    double z = quantile_normal((1 + confidence) / 2), variance, root, centre, scale;

    *out = (Dominance){delta, 0, 0};
    if (pair->n1 < 2 || pair->n2 < 2)
        return FALSE;
    variance = (n2 * n2 * dominance_spread(pair->first, pair->second, n_levels, n2, delta) +
                n1 * n1 * dominance_spread(pair->second, pair->first, n_levels, n1, -delta) -
                pair_spread(pair, n_levels, delta)) /
               (n1 * n2 * (n1 - 1) * (n2 - 1));
    variance = fmax(variance, (1 - delta * delta) / (n1 * n2 - 1));
    centre = delta - delta * delta * delta;
    root = 1 - delta * delta;
    root = z * sqrt(variance * (root * root + z * z * variance));
    scale = 1 - delta * delta + z * z * variance;
    if (scale <= 0)
        return FALSE;
    out->low = fmax(-1, (centre - root) / scale);
    out->high = fmin(1, (centre + root) / scale);
    return TRUE;
}
