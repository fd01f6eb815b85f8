/* SOURCE  W. Hörmann (1993), The generation of binomial random variates, Journal of Statistical
 *         Computation and Simulation 46:101-110: BTRS, transformed rejection with a squeeze. */
#include "binomial.h"
#include "numeric/tails.h"

#include <math.h>

/* Below this mean, inversion. */
#define FEW 10

static gint64 by_inversion(Generator *g, gint64 n, double p)
{
    double odds = p / (1 - p), term = exp((double)n * log1p(-p)), u = generator_unit(g);
    gint64 k = 0;

    while (u > term && k < n) {
        u -= term;
        k++;
        term *= odds * (double)(n - k + 1) / (double)k;
    }
    return k;
}

static gint64 by_rejection(Generator *g, gint64 n, double p)
{
    double spread = sqrt((double)n * p * (1 - p)), b = 1.15 + 2.53 * spread;
    double a = -0.0873 + 0.0248 * b + 0.01 * p, centre = (double)n * p + 0.5;
    double squeeze = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * spread;
    double odds = log(p / (1 - p)), mode = floor((double)(n + 1) * p);
    double top = log_factorial((gint64)mode) + log_factorial(n - (gint64)mode);

    for (;;) {
        double u = generator_unit(g) - 0.5, v = generator_unit(g), us = 0.5 - fabs(u);
        double k = floor((2 * a / us + b) * u + centre);
        if (us >= 0.07 && v <= squeeze)
            return (gint64)k;
        if (k < 0 || k > (double)n)
            continue;
        v = log(v * alpha / (a / (us * us) + b));
        if (v <= top - log_factorial((gint64)k) - log_factorial(n - (gint64)k) + (k - mode) * odds)
            return (gint64)k;
    }
}

gint64 binomial_draw(Generator *g, gint64 n, double p)
{
    if (n <= 0 || p <= 0)
        return 0;
    if (p >= 1)
        return n;
    if (p > 0.5)
        return n - binomial_draw(g, n, 1 - p);
    return (double)n * p < FEW ? by_inversion(g, n, p) : by_rejection(g, n, p);
}
