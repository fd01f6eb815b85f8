/* p-values adjusted for a family, as R's p.adjust does. */
#pragma once

#include <glib.h>

typedef enum {
    ADJUST_NONE,
    ADJUST_BONFERRONI,
    ADJUST_HOLM,
    ADJUST_HOCHBERG,
    ADJUST_HOMMEL,
    ADJUST_BH, /* Benjamini and Hochberg 1995: false discovery rate */
    ADJUST_BY  /* Benjamini and Yekutieli 2001 */
} AdjustMethod;

/* ADJUSTED[i] for each of the N values of P whose DEFINED[i] is TRUE (NULL: all); the others are no
 * members of the family and their ADJUSTED[i] is left alone. Returns the size of the family.
 * ADJUSTED may be P. Hommel takes time quadratic in the family. */
guint p_adjust(const double *p, const gboolean *defined, guint n, AdjustMethod method,
               double *adjusted);
