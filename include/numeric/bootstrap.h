/* Bootstrap distributions of statistics of counts, and their intervals.
 *
 *     g_autoptr(Bootstrap) b = bootstrap_median(values, counts, n_levels, QUANTILE_HF7);
 *     Interval ends = bootstrap_percentile(b, 0.95);
 *
 * SOURCE  B. Efron (1979), Annals of Statistics 7:1-26; (1987), Better bootstrap confidence
 *         intervals, JASA 82:171-185 (BCa). Exact distribution of order statistics: A. D. Hutson
 * and M. D. Ernst (2000), JRSS B 62:89-94, and Efron (1982), The jackknife, the bootstrap and other
 * resampling plans, p. 77, here with ties. */
#pragma once

#include "numeric/intervals.h"
#include "numeric/quantile.h"

/* A distribution: VALUES[n] ascend, PROBABILITIES[n] sum to 1 (NULL: each 1/n). */
typedef struct {
    double *values, *probabilities;
    gsize n;
} Bootstrap;

void bootstrap_free(Bootstrap *bootstrap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bootstrap, bootstrap_free)

/* The exact distribution of the median, by RULE, of as many respondents drawn with replacement as
 * COUNTS has: no draws are needed. VALUES ascend. NULL without a respondent. What has a probability
 * below 1e-18 is left out. */
Bootstrap *bootstrap_median(const double *values, const gint64 *counts, guint n_levels,
                            QuantileRule rule);
/* Efron's acceleration of the same median by the jackknife; 0 where leaving one out changes
 * nothing, or the median moves to both sides alike. Needs two respondents, else 0. */
double jackknife_median(const double *values, const gint64 *counts, guint n_levels,
                        QuantileRule rule);
/* Σ (mean - θ)³ / (6 (Σ (mean - θ)²)^1.5) of leave-one-out values THETA[n], each COUNTS times; 0
 * where they are equal. */
double jackknife_acceleration(const double *theta, const gint64 *counts, gsize n);

/* A bootstrap of draws: sorts VALUES, which it takes over. */
Bootstrap *bootstrap_of_draws(double *values, gsize n);

/* The smallest value with at least P of the distribution at or below it. */
double bootstrap_quantile(const Bootstrap *bootstrap, double p);
Interval bootstrap_percentile(const Bootstrap *bootstrap, double confidence);
/* The bias is Φ⁻¹ of the share below OBSERVED plus half of the share at it, which for a statistic
 * with few values, as a median of answers, is what keeps a symmetric distribution unbiased. FALSE:
 * nothing of the distribution on one side of OBSERVED, or an acceleration beyond what the
 * correction can turn round. */
gboolean bootstrap_bca(const Bootstrap *bootstrap, double observed, double acceleration,
                       double confidence, Interval *interval);
