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
