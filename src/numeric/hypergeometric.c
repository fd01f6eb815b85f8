/* SOURCE  E. Stadlober (1990), The ratio of uniforms approach for generating discrete random
 *         variates, Journal of Computational and Applied Mathematics 31:181-189 (HRUA*), with the
 *         squeezes and the cut at 16 standard deviations of numpy's legacy generator. Inversion
 *         and H2PE (Kachitvichyanukul and Schmeiser 1985) are not taken: an urn is faster than
 *         inversion for ten draws and HRUA is one page. */
#include "hypergeometric.h"
#include "numeric/tails.h"

#include <math.h>

/* Samples up to this are drawn from an urn one by one. */
#define URN_SAMPLE 10
/* 2 sqrt(2/e) and 3 - 2 sqrt(3/e): the hat of the ratio of uniforms. */
#define HAT_SLOPE       1.7155277699214135
#define HAT_CONSTANT    0.8989161620588988
#define MOST_FACTORIALS (1 << 14)

LogFactorials log_factorials_new(gint64 largest)
{
    LogFactorials lf = {.size = MIN(largest + 1, MOST_FACTORIALS)};
    long double sum = 0;

    lf.table = g_new(double, lf.size);
    for (gint64 i = 0; i < lf.size; i++) {
        sum += i > 1 ? logl((long double)i) : 0;
        lf.table[i] = (double)sum;
    }
    return lf;
}

void log_factorials_clear(LogFactorials *lf)
{
    g_free(lf->table);
    lf->table = NULL;
}

static double log_of_factorial(const LogFactorials *lf, gint64 n)
{
    return n < lf->size ? lf->table[n] : log_factorial(n);
}

static gint64 urn(Generator *g, gint64 good, gint64 bad, gint64 sample)
{
    gint64 drawn = 0;

    for (gint64 i = 0; i < sample; i++) {
        double left = (double)(good + bad - i);
        if (generator_unit(g) * left < (double)(good - drawn))
            drawn++;
    }
    return drawn;
}

typedef struct {
    const LogFactorials *lf;
    gint64 few, many, sample; /* few <= many, sample at most half */
} Hyper;

static double log_weight(const Hyper *h, gint64 k)
{
    return log_of_factorial(h->lf, k) + log_of_factorial(h->lf, h->few - k) +
           log_of_factorial(h->lf, h->sample - k) +
           log_of_factorial(h->lf, h->many - h->sample + k);
}

static gint64 ratio_of_uniforms(Generator *g, const Hyper *h)
{
    double all = (double)(h->few + h->many), p = (double)h->few / all, sample = (double)h->sample;
    double centre = sample * p + 0.5;
    double variance = (all - sample) * sample * p * (1 - p) / (all - 1);
    double spread = sqrt(variance + 0.5), width = HAT_SLOPE * spread + HAT_CONSTANT;
    gint64 mode = (gint64)floor((sample + 1) * ((double)h->few + 1) / (all + 2));
    double top = log_weight(h, mode);
    double bound = MIN((double)MIN(h->sample, h->few) + 1, floor(centre + 16 * spread));

    for (;;) {
        double u = generator_unit(g), v = generator_unit(g);
        double x = centre + width * (v - 0.5) / u, t;
        if (x < 0 || x >= bound)
            continue;
        t = top - log_weight(h, (gint64)x);
        if (u * (4 - u) - 3 <= t)
            return (gint64)x;
        if (u * (u - t) < 1 && 2 * log(u) <= t)
            return (gint64)x;
    }
}

gint64 hypergeometric_draw(Generator *g, const LogFactorials *lf, gint64 good, gint64 bad,
                           gint64 sample)
{
    gint64 all = good + bad, half = MIN(sample, all - sample);
    Hyper h = {lf, MIN(good, bad), MAX(good, bad), half};
    gint64 k;

    if (good == 0 || sample == 0)
        return 0;
    if (half <= URN_SAMPLE) {
        k = urn(g, good, bad, half);
    } else if (h.few <= URN_SAMPLE) { /* good and sample change places */
        k = urn(g, half, all - half, h.few);
        k = good <= bad ? k : half - k;
    } else {
        k = ratio_of_uniforms(g, &h);
        k = good <= bad ? k : half - k;
    }
    return half < sample ? good - k : k;
}
