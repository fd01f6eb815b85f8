/* Confidence intervals of proportions, means and medians. CONFIDENCE is in 0..1, as 0.95. */
#pragma once

#include <glib.h>

typedef struct {
    double low, high;
} Interval;

/* Wilson (1927, JASA 22:209-212) score interval of a share, without continuity correction, as
 * prop.test(correct = FALSE) prints. N > 0. Exactly 0 and 1 at the ends. */
Interval interval_wilson(gint64 successes, gint64 n, double confidence);
/* Clopper and Pearson (1934, Biometrika 26:404-413), as binom.test prints. N > 0. */
Interval interval_clopper_pearson(gint64 successes, gint64 n, double confidence);
/* mean ± t sd / sqrt(n); n >= 2. */
Interval interval_t(double mean, double sd, gint64 n, double confidence);
/* The order statistics x_(low), x_(high) that hold the median with at least CONFIDENCE: low is the
 * largest with P(Binomial(n, 1/2) < low) <= (1 - confidence)/2, high = n + 1 - low (Conover 1999,
 * p. 143; R: qbinom((1 - confidence)/2, n, .5)). FALSE, and both untouched, when n is so small that
 * no order statistic reaches it (n < 6 at 0.95). */
gboolean interval_median_ranks(gint64 n, double confidence, gint64 *low, gint64 *high);
