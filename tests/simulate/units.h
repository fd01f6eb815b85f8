/* The variance of statistics under the sampling design of a sample of clusters. */
#pragma once

#include "population.h"
#include "stats/statistic.h"

/* The covariance of the domain means of STATISTIC, clusters drawn with replacement from one
 * stratum, as the tally's second pass would seal it. NULL where there are no clusters or STATISTIC
 * knows no design. */
DesignVariance *units_variance(const Sample *sample, const Summary *table,
                               const Statistic *statistic);
