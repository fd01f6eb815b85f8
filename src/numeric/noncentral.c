/* The noncentral chi-square, and the noncentrality behind an observed value.
 *
 * Two ways to the tail, one for each range. The Poisson mixture of central tails is good
 * everywhere, but takes about 18 √(ncp/2) steps. Where x is large and near ncp, X is (Z + √ncp)² +
 * Y with a normal Z and a central Y of df - 1, and the tail is a mean over Y of normal tails.
 *
 * SOURCE  N. L. Johnson, S. Kotz and N. Balakrishnan (1995), Continuous univariate distributions 2,
 *         chapter 29. */
#include "numeric/tails.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Terms of a sum of positive terms smaller than this share of it are left out. */
#define NEGLIGIBLE 1e-18
/* The mean over Y: from this x on, when √x is this near to √ncp and df this much smaller. */
#define LARGE_X  2000
#define NEAR     10
#define SMALL_DF 20
/* Newton doubles its digits at every step: one of this size, relatively, was the last but none. */
#define LAST_STEP 1e-7

/* P(X > x) and its derivative by √ncp. */
typedef struct {
    double tail, slope;
} Tail;

/* base^j e^-base / Γ(j + 1), from its value at j - 1 unless that is too small to carry digits. */
static double poisson_step(double before, double j, double base)
{
    if (before > 1e-290)
        return before * (base / j);
    return base > 0 ? exp(j * log(base) - base - log_gamma(j + 1)) : j == 0;
}

/* Σ_j Poisson(j; ncp/2) Q(x; df + 2j), from so far left of the mode that the rest is negligible:
 * the central tail rises with j, so what is left out is below P(Poisson < first) times what is
 * kept. Upwards Q(df + 2j + 2) = Q(df + 2j) + (x/2)^(df/2 + j) e^(-x/2) / Γ(df/2 + j + 1), all
 * positive; the mean of these rises is the derivative by ncp/2. */
static Tail tail_by_mixture(double x, double df, double root)
{
    double mean = root * root / 2, first = fmax(0, floor(mean - 9 * sqrt(mean) - 1));
    double tail = gsl_cdf_chisq_Q(x, df + 2 * first);
    double sum = 0, slope = 0, weight = 0, rise = 0;

    for (double j = first;; j++) {
        weight = poisson_step(weight, j, mean);
        sum += weight * tail;
        if (j >= mean && weight <= NEGLIGIBLE * sum)
            break;
        rise = poisson_step(rise, df / 2 + j, x / 2);
        slope += weight * rise;
        tail = fmin(1, tail + rise);
    }
    return (Tail){fmin(1, sum), root * slope};
}

static double normal_density(double z)
{
    return exp(-z * z / 2) / sqrt(2 * M_PI);
}

static void add_normal(Tail *to, double share, double distance, double root)
{
    to->tail += share * (tail_normal(distance - root) + tail_normal(distance + root));
    to->slope += share * (normal_density(distance - root) - normal_density(distance + root));
}

/* Over u = ln y in equal steps, which converge faster than any power of the step. */
static Tail tail_by_normals(double x, double df, double root)
{
    double a = (df - 1) / 2, step = fmin(0.25, 0.5 / sqrt(a)), centre = log(2 * a);
    Tail sum = {0, 0};

    if (df == 1) {
        add_normal(&sum, 1, sqrt(x), root);
        return sum;
    }
    double constant = log(step) - a * M_LN2 - log_gamma(a);
    for (int side = -1; side <= 1; side += 2) {
        for (double i = side < 0 ? -1 : 0;; i += side) {
            double u = centre + i * step, y = exp(u), share = exp(constant + a * u - y / 2);
            if (share < 1e-25 || y >= x)
                break;
            add_normal(&sum, share, sqrt(x - y), root);
        }
    }
    sum.tail = fmin(1, sum.tail);
    return sum;
}

static Tail tail_at(double x, double df, double root)
{
    gboolean large =
        x > LARGE_X && fabs(sqrt(x) - root) < NEAR && df >= 1 && df * SMALL_DF < x && root > 1;

    return large ? tail_by_normals(x, df, root) : tail_by_mixture(x, df, root);
}

/* Newton's method for √ncp on the normal scale of the tail, where it is nearly a straight line,
 * kept within what the signs have shown. */
static double root_of_noncentrality(double x, double df, double tail)
{
    double low = 0, high = INFINITY, wanted = quantile_normal(tail);
    double root = fmax(0.5, sqrt(x) + wanted - (df - 1) / (2 * sqrt(x)));

    for (int i = 0; i < 200; i++) {
        Tail here = tail_at(x, df, root);
        double next = NAN;
        *(here.tail < tail ? &low : &high) = root;
        if (here.tail > 0 && here.tail < 1) {
            double score = quantile_normal(here.tail);
            next = root - (score - wanted) * normal_density(score) / here.slope;
        }
        if (fabs(next - root) <= LAST_STEP * root)
            return next;
        if (!(next > low && next < high))
            next = isinf(high) ? 2 * root : low + (high - low) / 2;
        if (next <= low || next >= high)
            return next;
        root = next;
    }
    return root;
}

double noncentrality_chi_square(double x, double df, double tail)
{
    if (!(df > 0) || !(tail > 0 && tail < 1) || isnan(x))
        return NAN;
    if (x <= 0 || tail_chi_square(x, df) >= tail)
        return 0;
    double root = root_of_noncentrality(x, df, tail);
    return root * root;
}
