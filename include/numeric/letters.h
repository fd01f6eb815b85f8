/* Compact letter display: groups that share a letter do not differ significantly, and groups that
 * share none do.
 *
 * SOURCE  H.-P. Piepho (2004), An algorithm for a letter-based representation of all-pairwise
 *         comparisons, Journal of Computational and Graphical Statistics 13:456-466: insert and
 *         absorb, then sweep. */
#pragma once

#include <glib.h>

/* SIGNIFICANT[i * n + j] says whether groups i and j differ; symmetric, the diagonal ignored.
 * ORDER is a permutation of 0..n-1 (NULL: as they come): the letter "a" goes to the set with the
 * first group in ORDER, and so on, so sort it by median. Returns N strings, NULL-terminated, free
 * with g_strfreev(); NULL when more than LETTERS_MAX letters would be needed (a..z, A..Z). */
char **compact_letters(const gboolean *significant, guint n, const guint *order);

#define LETTERS_MAX 52
