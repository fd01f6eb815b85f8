#include "numeric/ranks.h"

gint64 mid_ranks_twice(const gint64 *counts, guint n_levels, gint64 *twice)
{
    gint64 below = 0;
    for (guint l = 0; l < n_levels; l++) {
        twice[l] = 2 * below + counts[l] + 1;
        below += counts[l];
    }
    return below;
}

gint64 mid_ranks(const gint64 *counts, guint n_levels, double *ranks)
{
    gint64 below = 0;
    for (guint l = 0; l < n_levels; l++) {
        ranks[l] = (double)(2 * below + counts[l] + 1) / 2;
        below += counts[l];
    }
    return below;
}

UInt128 tie_sum_exact(const gint64 *counts, guint n_levels)
{
    UInt128 sum = 0;
    for (guint l = 0; l < n_levels; l++) {
        UInt128 t = (UInt128)counts[l];
        sum += t * t * t - t;
    }
    return sum;
}

double tie_sum(const gint64 *counts, guint n_levels)
{
    return (double)tie_sum_exact(counts, n_levels);
}
