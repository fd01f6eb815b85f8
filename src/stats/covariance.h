/* Covariances of a scale's items over its complete cases, for alpha and omega. Under a sampling
 * weight the moments are weighted. */
#pragma once

#include "stats/statistic.h"

typedef struct {
    guint k;
    double *cov;  /* [k][k], divisor n - 1 */
    double *with; /* [k] covariance with the sum of all items */
    double traces, total;
} Covariance;

/* Why there are none: no complete row, or one; else REASON_NONE. */
Reason covariance_reason(const Summary *moments);
/* All 0 where covariance_reason() has a reason. */
Covariance *covariance_new(const Summary *moments);
void covariance_free(Covariance *covariance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Covariance, covariance_free)
/* Is VARIANCE, of sums of products that were rounded, none beside the items' own? */
gboolean covariance_is_none(double variance, const Covariance *covariance);
