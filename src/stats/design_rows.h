/* What statistics under a sampling design share: the covariance of their domain means, intervals
 * from it, and the rows that tell standard error, coefficient of variation and design effect. */
#pragma once

#include "numeric/intervals.h"
#include "stats/statistic.h"

typedef struct {
    DomainMeans *means;
    const DesignVariance *variance; /* the policy's, or OWNED */
    DesignVariance *owned;
} DesignNumbers;

DesignNumbers *design_numbers_new(void (*list)(const Summary *, DomainMeans *),
                                  const Summary *summary, const Policy *policy);
void design_numbers_free(DesignNumbers *numbers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DesignNumbers, design_numbers_free)

/* "design-based; with replacement between respondents", or the policy's design. */
const char *design_variant(const Policy *policy);
/* Why mean INDEX of N respondents has no variance, or REASON_NONE: too many means, one respondent,
 * no degrees of freedom. */
Reason design_reason(const DesignNumbers *numbers, guint index, gint64 n);
/* The standard error of mean INDEX; 0 where there is none. */
double design_se(const DesignNumbers *numbers, guint index);
/* logit⁻¹(logit p ± t se/(p (1 - p))), as svyciprop(method = "logit"); 0 < p < 1. */
Interval design_logit(const DesignNumbers *numbers, guint index, double p, double confidence);
/* Student's t with the design's degrees of freedom. */
double design_t(const DesignNumbers *numbers, double confidence);

typedef struct {
    const char *se, *cv, *deff; /* static; DEFF may be NULL */
} DesignNames;

/* Rows after the estimate OF (copied first: the sink may move it): its standard error SE, the
 * coefficient of variation in percent, and the design effect, se² over the variance SRS of as many
 * respondents drawn simply with replacement (svymean(deff = "replace")). Undefined where OF has no
 * interval, for its reason. */
void design_rows(ResultSink *sink, const StatEstimate *of, const DesignNames *names, double se,
                 double srs);
