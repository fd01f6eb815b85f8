/* Mid-ranks of a table of counts by ascending level.
 *
 * All respondents of a level share the mid-rank below + (t + 1)/2. Twice a mid-rank is a whole
 * number, so the exact form is in integers; counts may reach 2^40 (a million million) in total. */
#pragma once

#include <glib.h>

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/* TWICE[l] = 2 * mid-rank of level l = 2 * below + counts[l] + 1. Returns the total count. */
gint64 mid_ranks_twice(const gint64 *counts, guint n_levels, gint64 *twice);
/* RANKS[l] = mid-rank, exact (a multiple of 0.5). Returns the total count. */
gint64 mid_ranks(const gint64 *counts, guint n_levels, double *ranks);
