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

/* Groups of a questionnaire have few sizes, which come again with each question: what follows from
 * the size alone is kept, by thread, where the next of that size finds it. */
enum { SIZES = 256 };
typedef struct {
    gint64 n; /* 0: none yet */
    double confidence;
    double t;
    gint64 rank; /* of the median's lower end */
} OfSize;

static gint64 median_rank(gint64 n, double confidence)
{
    double tail = (1 - confidence) / 2;
    double guess = (double)n / 2 + quantile_normal(tail) * sqrt((double)n) / 2;
    gint64 k = CLAMP((gint64)guess, 0, n);
    while (k > 0 && binomial_below(k - 1, n, 0.5) > tail)
        k--;
    while (k < n && binomial_below(k, n, 0.5) <= tail)
        k++;
    return k;
}

static const OfSize *of_size(gint64 n, double confidence)
{
    static _Thread_local OfSize kept[SIZES];
    OfSize *of = &kept[(guint64)n % SIZES];
    if (of->n != n || of->confidence != confidence)
        *of = (OfSize){.n = n,
                       .confidence = confidence,
                       .t = quantile_t((1 + confidence) / 2, (double)(n - 1)),
                       .rank = median_rank(n, confidence)};
    return of;
}

Interval interval_t(double mean, double sd, gint64 n, double confidence)
{
    double half = of_size(n, confidence)->t * sd / sqrt((double)n);
    return (Interval){mean - half, mean + half};
}

gboolean interval_median_ranks(gint64 n, double confidence, gint64 *low, gint64 *high)
{
    gint64 rank = n < 1 ? 0 : of_size(n, confidence)->rank;
    if (rank < 1)
        return FALSE;
    *low = rank;
    *high = n + 1 - rank;
    return TRUE;
}
