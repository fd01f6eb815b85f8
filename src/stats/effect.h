/* Intervals of effects. */
#pragma once

#include "pairs.h"

/* Sets effect_low and effect_high by inversion: the noncentralities at which the observed X2 is the
 * (1 ± confidence)/2 quantile, divided by SCALE; with ROOT their square roots. Low may be 0, and
 * so may high where X2 is smaller than independence makes likely: the point estimate, which is
 * biased upwards, then lies above. At most 1.
 * M. Smithson (2003), Confidence intervals, p. 39; J. H. Steiger (2004), Psychological Methods
 * 9:164-182. As R's statpsych::ci.cramer; confintr::ci_cramersv adds DF to the noncentralities. */
void effect_by_inversion(StatTest *test, double x2, double df, double scale, gboolean root,
                         double confidence);

/* Cliff's δ (rank-biserial) of a pair with Cliff's consistent variance and his asymmetric interval.
 * N. Cliff (1993), Psychological Bulletin 114:494-509; D. Feng and N. Cliff (2004), Journal of
 * Modern Applied Statistical Methods 3:322-332. FALSE: a group of one, no interval. */
typedef struct {
    double delta, low, high;
} Dominance;
gboolean dominance_of(const GroupPair *pair, guint n_levels, double confidence, Dominance *out);
