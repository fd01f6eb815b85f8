#include "numeric/tails.h"

#include "beta.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* Terms of a sum of positive terms smaller than this share of it are left out. */
#define NEGLIGIBLE 1e-18
/* Newton and bisection stop at this relative step. */
#define STEP_TOLERANCE 4e-16

/* Before main(), so before any thread: GSL's default handler calls abort(). */
static void __attribute__((constructor)) quiet_gsl(void)
{
    gsl_set_error_handler_off();
}

double tail_normal(double z)
{
    return 0.5 * erfc(z * M_SQRT1_2);
}

double tail_chi_square(double x, double df)
{
    if (!(df > 0) || isnan(x))
        return NAN;
    return x <= 0 ? 1 : gsl_cdf_chisq_Q(x, df);
}

double tail_f(double f, double df1, double df2)
{
    if (!(df1 > 0) || !(df2 > 0) || isnan(f))
        return NAN;
    if (isinf(df2))
        return tail_chi_square(f * df1, df1);
    if (f <= 0)
        return 1;
    double total = df1 * f + df2;
    return isinf(total) ? 0 : incomplete_beta(df2 / total, df1 * f / total, df2 / 2, df1 / 2);
}

static double f_below(double f, double df1, double df2)
{
    double total = df1 * f + df2;
    return f <= 0 ? 0 : incomplete_beta(df1 * f / total, df2 / total, df1 / 2, df2 / 2);
}

double tail_t_two_sided(double t, double df)
{
    if (!(df > 0) || isnan(t))
        return NAN;
    if (isinf(df))
        return erfc(fabs(t) * M_SQRT1_2);
    return tail_f(t * t, 1, df);
}

double tail_t(double t, double df)
{
    double half = 0.5 * tail_t_two_sided(t, df);
    return t >= 0 ? half : 1 - half;
}

double beta_below(double x, double a, double b)
{
    if (!(a > 0) || !(b > 0) || isnan(x))
        return NAN;
    return x <= 0 ? 0 : x >= 1 ? 1 : incomplete_beta(x, 1 - x, a, b);
}

double tail_beta(double x, double a, double b)
{
    if (!(a > 0) || !(b > 0) || isnan(x))
        return NAN;
    return x <= 0 ? 1 : x >= 1 ? 0 : incomplete_beta(1 - x, x, b, a);
}

double binomial_below(gint64 k, gint64 n, double p)
{
    if (n < 0 || !(p >= 0 && p <= 1))
        return NAN;
    if (k < 0)
        return 0;
    if (k >= n)
        return 1;
    return tail_beta(p, (double)k + 1, (double)(n - k));
}

double log_gamma(double x)
{
    return gsl_sf_lngamma(x);
}

double log_factorial(gint64 n)
{
    return n < 2 ? 0 : gsl_sf_lngamma((double)n + 1);
}

double log_choose(gint64 n, gint64 k)
{
    return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

/* The range of k normals: ∫ k φ(z) [Φ(z)^(k-1) - (Φ(z) - Φ(z - q))^(k-1)] dz, the difference of
 * powers taken through expm1 so that nothing cancels. The integrand is analytic and dies like a
 * normal density: equal steps (the trapezoid) converge faster than any power of the step. */
static double range_tail(double q, guint groups)
{
    const double step = 1.0 / 16, reach = 9.5;
    double sum = 0;
    if (q <= 0)
        return 1;
    if (q > 80)
        return 0;
    gint64 from = (gint64)floor(-reach / step), to = (gint64)ceil((fmin(q, reach) + reach) / step);
    for (gint64 i = from; i <= to; i++) {
        double z = (double)i * step;
        double below = tail_normal(-z), share = tail_normal(q - z) / below;
        double power = (groups - 1) * log(below);
        double rest = share >= 1 ? 1 : -expm1((groups - 1) * log1p(-share));
        sum += exp(power - z * z / 2) * rest;
    }
    return fmin(1, groups * sum * step / sqrt(2 * M_PI));
}

/* E[range_tail(q S)], S = chi_df / sqrt(df), over u = ln S by equal steps. */
double tail_studentized_range(double q, guint groups, double df)
{
    if (groups < 2 || !(df > 0) || isnan(q))
        return NAN;
    if (q <= 0)
        return 1;
    if (isinf(df))
        return range_tail(q, groups);
    double width = 1 / sqrt(2 * df), step = fmin(0.05, width / 4);
    double constant = log(2) + df / 2 * log(df / 2) - gsl_sf_lngamma(df / 2), sum = 0;
    for (int side = -1; side <= 1; side += 2) {
        for (double i = side < 0 ? -1 : 0;; i += side) {
            double u = i * step;
            double density = exp(constant + df * u - df / 2 * exp(2 * u));
            double term = density * range_tail(q * exp(u), groups);
            sum += term;
            if (density <= 1e-17 || (side > 0 && term <= NEGLIGIBLE))
                break;
        }
    }
    return fmin(1, sum * step);
}

double quantile_normal(double p)
{
    return p > 0 && p < 1 ? gsl_cdf_ugaussian_Pinv(p) : NAN;
}

/* A root of tail(x) = target, refined by Newton's steps from a start that is nearly right: GSL's
 * inverses inherit the errors of its tails. */
double quantile_t(double p, double df)
{
    if (!(df > 0) || !(p > 0 && p < 1))
        return NAN;
    if (isinf(df))
        return quantile_normal(p);
    if (p == 0.5)
        return 0;
    double upper = fmin(p, 1 - p), t = fabs(gsl_cdf_tdist_Qinv(upper, df));
    for (int i = 0; i < 20; i++) {
        double step = (tail_t(t, df) - upper) / gsl_ran_tdist_pdf(t, df);
        t += step;
        if (fabs(step) <= STEP_TOLERANCE * t)
            break;
    }
    return p < 0.5 ? -t : t;
}

typedef struct {
    double (*tail)(double x, double a, double b);
    double a, b;
} Curve;

/* The x in [low, high] where the falling curve passes TARGET: bisection to neighbouring doubles,
 * in x itself. */
static double bisect(Curve curve, double target, double low, double high)
{
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if (curve.tail(middle, curve.a, curve.b) > target)
            low = middle;
        else
            high = middle;
    }
}

static double chi_square_curve(double x, double df, double unused G_GNUC_UNUSED)
{
    return tail_chi_square(x, df);
}

static double not_beta_below(double x, double a, double b)
{
    return -beta_below(x, a, b);
}

static double not_chi_square_below(double x, double df, double unused G_GNUC_UNUSED)
{
    return x <= 0 ? 0 : -gsl_cdf_chisq_P(x, df);
}

static double not_f_below(double x, double df1, double df2)
{
    return -f_below(x, df1, df2);
}

/* Whichever of the two tails is the smaller one decides, so that both ends keep their digits. */
static double quantile_by_tail(double p, Curve upper, Curve not_lower)
{
    Curve curve = p > 0.5 ? upper : not_lower;
    double target = p > 0.5 ? 1 - p : -p, high = 1;
    while (curve.tail(high, curve.a, curve.b) > target)
        high *= 2;
    return bisect(curve, target, 0, high);
}

double quantile_chi_square(double p, double df)
{
    if (!(df > 0) || !(p > 0 && p < 1))
        return NAN;
    return quantile_by_tail(p, (Curve){chi_square_curve, df, 0},
                            (Curve){not_chi_square_below, df, 0});
}

double quantile_f(double p, double df1, double df2)
{
    if (!(df1 > 0) || !(df2 > 0) || !(p > 0 && p < 1))
        return NAN;
    if (isinf(df2))
        return quantile_chi_square(p, df1) / df1;
    return quantile_by_tail(p, (Curve){tail_f, df1, df2}, (Curve){not_f_below, df1, df2});
}

double quantile_beta(double p, double a, double b)
{
    if (!(a > 0) || !(b > 0) || !(p > 0 && p < 1))
        return NAN;
    if (p > 0.5)
        return bisect((Curve){tail_beta, a, b}, 1 - p, 0, 1);
    return bisect((Curve){not_beta_below, a, b}, -p, 0, 1);
}
