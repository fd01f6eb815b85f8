/* Quantiles of data given as counts by ascending value.
 *
 * SOURCE  R. J. Hyndman and Y. Fan (1996), Sample quantiles in statistical packages, The American
 *         Statistician 50:361-365: hf1 to hf9. hf7 is R's default, hf6 SPSS's and Minitab's, hf2
 *         SAS's. T. Lumley, R's survey, svyquantile: the "school" rule. */
#pragma once

#include <glib.h>

/* The number is Hyndman and Fan's and R's `type`. */
typedef enum {
    QUANTILE_HF1 = 1,
    QUANTILE_HF2,
    QUANTILE_HF3,
    QUANTILE_HF4,
    QUANTILE_HF5,
    QUANTILE_HF6,
    QUANTILE_HF7,
    QUANTILE_HF8,
    QUANTILE_HF9
} QuantileRule;

/* The quantile at share P (0..1) of VALUES (ascending) with COUNTS, which sum to at least 1. The
 * floating-point steps are those of R 4.2's quantile(), fuzz included, so the results are equal to
 * the bit. */
double quantile_of_counts(const double *values, const gint64 *counts, guint n_levels, double p,
                          QuantileRule rule);
/* Which order statistics (1..n) that quantile of N >= 1 is made of: (1 - h) x_low + h x_high, x_low
 * alone where h <= 0. */
typedef struct {
    gint64 low, high;
    double h;
} QuantilePosition;
QuantilePosition quantile_position(gint64 n, double p, QuantileRule rule);
/* The K-th smallest (1..total) of the same. */
double order_statistic(const double *values, const gint64 *counts, guint n_levels, gint64 k);
/* The weighted quantile by the school rule: the smallest value whose weighted share exceeds P,
 * averaged with the one before when the share up to that one equals P (within the relative
 * tolerance SHARE_TOLERANCE). Weights are >= 0 and not all 0. At P = 0.5 and equal weights it is
 * the ordinary median; elsewhere it is hf2. */
double weighted_quantile(const double *values, const double *weights, guint n_levels, double p);

/* Weighted shares this near to P count as equal to it: weights are sums of rounded numbers. */
#define SHARE_TOLERANCE 1e-12
