#include "numeric/tails.h"

#include "golden_tails.h"
#include "support/support.h"

#include <math.h>

#define ROWS(table) G_N_ELEMENTS(table)

static void normal(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_normal); i++)
        assert_near(tail_normal(golden_normal[i][0]), golden_normal[i][1], 1e-13);
}

static void chi_square(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_chi_square); i++) {
        const double *g = golden_chi_square[i];
        assert_near(tail_chi_square(g[0], g[1]), g[2], 2e-12);
    }
}

static void student(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_t); i++) {
        const double *g = golden_t[i];
        assert_near(tail_t_two_sided(g[0], g[1]), g[2], 1e-12);
        assert_near(tail_t(g[0], g[1]), g[2] / 2, 1e-12);
        assert_near(tail_t(-g[0], g[1]), 1 - g[2] / 2, 1e-12);
    }
    assert_near(tail_t(1.5, INFINITY), tail_normal(1.5), 1e-15);
}

static void f_ratio(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_f); i++) {
        const double *g = golden_f[i];
        assert_near(tail_f(g[0], g[1], g[2]), g[3], 1e-12);
    }
    assert_near(tail_f(2, 3, INFINITY), tail_chi_square(6, 3), 1e-15);
}

/* P(X > x) of the noncentral chi-square in the plainest way: the Poisson mixture of central tails,
 * each computed anew; weights from the mode outwards, divided by their sum. */
static double noncentral_tail(double x, double df, double ncp)
{
    double mean = ncp / 2, mode = floor(mean), weights = 0, tail = 0;
    for (int side = -1; side <= 1; side += 2) {
        double j = side < 0 ? mode : mode + 1, weight = side < 0 ? 1 : mean / (mode + 1);
        for (; j >= 0 && weight > 1e-30; j += side) {
            weights += weight;
            tail += weight * tail_chi_square(x, df + 2 * j);
            weight *= side < 0 ? j / mean : mean / (j + 1);
        }
    }
    return tail / weights;
}

/* R's own pchisq(ncp) stops near 1e-12 absolute, so its small tails are compared absolutely. */
static void noncentral(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_noncentral); i++) {
        const double *g = golden_noncentral[i];
        double tail = noncentral_tail(g[0], g[1], g[2]);
        if (fabs(tail - g[3]) > 1e-12)
            assert_near(tail, g[3], 1e-10);
        if (tail > 1e-6 && tail < 1 - 1e-6)
            assert_near(noncentrality_chi_square(g[0], g[1], tail), g[2], g[2] > 0 ? 1e-9 : 0);
    }
    /* two degrees of freedom: Marcum's Q by its integral, in the far tail where R has no digits */
    assert_near(noncentrality_chi_square(400, 2, 1.0639363181051441e-64), 9, 1e-12);
    assert_near(noncentrality_chi_square(0.1, 3, 0.025), 0, 0);
}

/* The same of 1 and 3 degrees of freedom, which have it in normal tails: that of (Z + δ)², and what
 * two degrees more add. */
static double noncentral_tail_closed(double x, gboolean three, double ncp)
{
    double near = sqrt(x) - sqrt(ncp), far = sqrt(x) + sqrt(ncp);
    double density = (exp(-near * near / 2) - exp(-far * far / 2)) / sqrt(2 * M_PI * ncp);
    return tail_normal(near) + tail_normal(far) + (three ? density : 0);
}

/* What is inverted comes back, on both sides of the border between the two ways to the tail. Far
 * out GSL's central tails keep too few digits for the mixture. */
static void noncentral_large(void **state G_GNUC_UNUSED)
{
    static const double df[] = {1, 2, 3, 32, 90};
    for (double x = 1990; x < 1e8; x *= x < 2005 ? 1.01 : 7) {
        for (double tail = 0.025; tail < 1; tail += 0.95) {
            for (gsize i = 0; i < G_N_ELEMENTS(df) && x < 20000; i++)
                assert_near(noncentral_tail(x, df[i], noncentrality_chi_square(x, df[i], tail)),
                            tail, 2e-11);
            for (int three = 0; three <= 1; three++) {
                double ncp = noncentrality_chi_square(x, three ? 3 : 1, tail);
                assert_near(noncentral_tail_closed(x, three, ncp), tail, 2e-11);
            }
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(df); i++)
        for (double tail = 0.001; tail < 1; tail += 0.111) {
            double below = noncentrality_chi_square(1999.9999, df[i], tail);
            double above = noncentrality_chi_square(2000.0001, df[i], tail);
            assert_near(noncentral_tail(1999.9999, df[i], below), tail, 1e-11);
            assert_near(noncentral_tail(2000.0001, df[i], above), tail, 1e-11);
        }
    for (double x = 0.01; x < 300; x *= 1.7) {
        double ncp = noncentrality_chi_square(x, 4, 0.975);
        if (ncp > 0)
            assert_near(noncentral_tail(x, 4, ncp), 0.975, 1e-12);
    }
}

static void studentized_range(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_range); i++) {
        const double *g = golden_range[i];
        double tail = tail_studentized_range(g[0], (guint)g[1], g[2]);
        if (fabs(tail - g[3]) > 1e-10)
            assert_near(tail, g[3], 1e-10);
    }
    for (double q = 0.1; q < 12; q += 0.7) { /* identities for two groups */
        assert_near(tail_studentized_range(q, 2, INFINITY), 2 * tail_normal(q / sqrt(2)), 1e-12);
        for (double df = 1; df < 1000; df *= 3) {
            double tail = tail_studentized_range(q, 2, df);
            double twice = tail_t_two_sided(q / sqrt(2), df);
            if (fabs(tail - twice) > 1e-15)
                assert_near(tail, twice, 1e-11);
        }
    }
}

static void quantiles(void **state G_GNUC_UNUSED)
{
    assert_near(quantile_normal(0.975), 1.959963984540054, 1e-15);
    assert_near(quantile_normal(1e-10), -6.361340902404056, 1e-14);
    for (gsize i = 0; i < ROWS(golden_quantile_t); i++) {
        const double *g = golden_quantile_t[i];
        assert_near(quantile_t(g[0], g[1]), g[2], 1e-12);
    }
    for (gsize i = 0; i < ROWS(golden_quantile_chi_square); i++) {
        const double *g = golden_quantile_chi_square[i];
        assert_near(quantile_chi_square(g[0], g[1]), g[2], 1e-11);
    }
    for (gsize i = 0; i < ROWS(golden_quantile_f); i++) {
        const double *g = golden_quantile_f[i];
        assert_near(quantile_f(g[0], g[1], g[2]), g[3], 1e-9);
    }
    for (gsize i = 0; i < ROWS(golden_quantile_beta); i++) {
        const double *g = golden_quantile_beta[i];
        assert_near(quantile_beta(g[0], g[1], g[2]), g[3], 1e-10);
    }
}

static void binomial(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < ROWS(golden_binomial); i++) {
        const double *g = golden_binomial[i];
        assert_near(binomial_below((gint64)g[0], (gint64)g[1], g[2]), g[3], 1e-10);
    }
    assert_near(binomial_below(-1, 10, 0.5), 0, 0);
    assert_near(binomial_below(10, 10, 0.5), 1, 0);
}

static void outside_the_support(void **state G_GNUC_UNUSED)
{
    assert_near(tail_chi_square(-1, 3), 1, 0);
    assert_near(tail_f(-1, 3, 4), 1, 0);
    assert_near(tail_studentized_range(-1, 3, INFINITY), 1, 0);
    assert_near(tail_studentized_range(1e6, 3, INFINITY), 0, 0);
    assert_near(beta_below(-1, 2, 2), 0, 0);
    assert_near(tail_beta(2, 2, 2), 0, 0);
    assert_true(isnan(tail_chi_square(1, 0)));
    assert_true(isnan(tail_chi_square(NAN, 1)));
    assert_true(isnan(tail_f(1, 0, 1)));
    assert_true(isnan(tail_t(1, -1)));
    assert_true(isnan(tail_studentized_range(1, 1, 5)));
    assert_true(isnan(quantile_t(0, 5)));
    assert_true(isnan(quantile_beta(1, 5, 5)));
    assert_true(isnan(quantile_chi_square(0.5, 0)));
    assert_true(isnan(quantile_f(0.5, 1, 0)));
    assert_true(isnan(noncentrality_chi_square(1, 0, 0.5)));
    assert_true(isnan(binomial_below(1, 5, 2)));
}

static void logarithms(void **state G_GNUC_UNUSED)
{
    assert_near(log_factorial(0), 0, 0);
    assert_near(log_factorial(20), log(2432902008176640000.0), 1e-14);
    assert_near(log_choose(49, 6), log(13983816.0), 1e-13);
    assert_near(log_gamma(0.5), log(sqrt(M_PI)), 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal),
        cmocka_unit_test(chi_square),
        cmocka_unit_test(student),
        cmocka_unit_test(f_ratio),
        cmocka_unit_test(noncentral),
        cmocka_unit_test(noncentral_large),
        cmocka_unit_test(studentized_range),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(binomial),
        cmocka_unit_test(logarithms),
        cmocka_unit_test(outside_the_support),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
