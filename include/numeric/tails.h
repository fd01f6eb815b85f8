/* Tails and quantiles of the distributions that tests refer to.
 *
 * - A tail is the upper one, P(X > x), computed directly and never as 1 - P, so that p = 1e-200
 *   keeps its digits.
 * - Preconditions are checked here because GSL accepts x < 0 and df = 0 in silence: a statistic
 *   below the support has tail 1, a parameter outside its range (df <= 0, NaN) gives NaN, which
 *   callers exclude before they call.
 * - Thread-safe. This room alone includes GSL; its error handler, which aborts, is switched off in
 *   tails.c before main() starts. */
#pragma once

#include <glib.h>

double tail_normal(double z);
double tail_chi_square(double x, double df);
/* Student's t from the F distribution: gsl_cdf_tdist_Q is off by up to 5e-7 above df = 30. DF may
 * be infinite. (F itself comes from beta.c, because GSL's loses its digits above df = 1e5.) */
double tail_t(double t, double df);
/* Two-sided: P(|T| > |t|). */
double tail_t_two_sided(double t, double df);
double tail_f(double f, double df1, double df2);
/* P(Q > q) of the range of GROUPS standard normals over an independent chi with DF degrees of
 * freedom (INFINITY: no denominator). Absolute error below 1e-10; relative error too where DF is
 * infinite. GROUPS >= 2. */
double tail_studentized_range(double q, guint groups, double df);
/* P(X <= x) and P(X > x) for Beta(a, b). */
double beta_below(double x, double a, double b);
double tail_beta(double x, double a, double b);
/* P(X <= k) for Binomial(n, p); 0 for k < 0. */
double binomial_below(gint64 k, gint64 n, double p);

/* Quantiles: the x with P(X <= x) = p, 0 < p < 1. */
double quantile_normal(double p);
double quantile_t(double p, double df);
double quantile_chi_square(double p, double df);
double quantile_f(double p, double df1, double df2);
double quantile_beta(double p, double a, double b);
/* The noncentrality at which the noncentral chi-square has P(X > x) = TAIL, which then holds to a
 * relative error of about 1e-12 (1e-11 at 1e6); 0 where even the central tail is larger. For the
 * inversion intervals of Cramér's V and others. */
double noncentrality_chi_square(double x, double df, double tail);

/* x ln(x / m) - x + m >= 0, for x >= 0 and m > 0, without cancellation where they are near: half of
 * what a cell adds to a likelihood ratio (Loader 2000). */
double deviance_term(double x, double m);
/* ln Γ(x), ln n! and ln of the binomial coefficient, for x > 0 and 0 <= k <= n. Thread-safe, unlike
 * lgamma(). */
double log_gamma(double x);
double log_factorial(gint64 n);
double log_choose(gint64 n, gint64 k);
