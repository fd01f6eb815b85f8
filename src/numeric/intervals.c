#include "numeric/intervals.h"

#include "numeric/tails.h"

#include <math.h>

Interval interval_wilson(gint64 successes, gint64 n, double confidence)
{
    double z = quantile_normal((1 + confidence) / 2), size = (double)n;
    double share = (double)successes / size, other = (double)(n - successes) / size;
    double middle = share + z * z / (2 * size);
    double half = z * sqrt(share * other / size + z * z / (4 * size * size));
    double scale = 1 + z * z / size;
    return (Interval){successes == 0 ? 0 : (middle - half) / scale,
                      successes == n ? 1 : (middle + half) / scale};
}

Interval interval_clopper_pearson(gint64 successes, gint64 n, double confidence)
{
    double tail = (1 - confidence) / 2, hits = (double)successes, misses = (double)(n - successes);
    return (Interval){successes == 0 ? 0 : quantile_beta(tail, hits, misses + 1),
                      successes == n ? 1 : quantile_beta(1 - tail, hits + 1, misses)};
}

Interval interval_t(double mean, double sd, gint64 n, double confidence)
{
    double half = quantile_t((1 + confidence) / 2, (double)(n - 1)) * sd / sqrt((double)n);
    return (Interval){mean - half, mean + half};
}

gboolean interval_median_ranks(gint64 n, double confidence, gint64 *low, gint64 *high)
{
    double tail = (1 - confidence) / 2;
    if (n < 1)
        return FALSE;
    double guess = (double)n / 2 + quantile_normal(tail) * sqrt((double)n) / 2;
    gint64 k = CLAMP((gint64)guess, 0, n);
    while (k > 0 && binomial_below(k - 1, n, 0.5) > tail)
        k--;
    while (k < n && binomial_below(k, n, 0.5) <= tail)
        k++;
    if (k < 1)
        return FALSE;
    *low = k;
    *high = n + 1 - k;
    return TRUE;
}
