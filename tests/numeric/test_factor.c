/* One factor: matrices made from a model are found again; a golden fit; random ones are minima. */
#include "numeric/factor.h"

#include "numeric/random.h"
#include "support/support.h"

#include <math.h>

#define MOST 12

static void imply(const double *loadings, const double *unique, guint k, double *s)
{
    for (guint i = 0; i < k; i++)
        for (guint j = 0; j < k; j++)
            s[i * k + j] = loadings[i] * loadings[j] + (i == j ? unique[i] : 0);
}

static void found_again(void **state G_GNUC_UNUSED)
{
    Random random = random_block(11, 1);
    for (int trial = 0; trial < 300; trial++) {
        guint k = 3 + (guint)random_below(&random, MOST - 2);
        double loadings[MOST], unique[MOST], s[MOST * MOST], sum = 0;
        double found[MOST], own[MOST], covariance[4 * MOST * MOST];
        for (guint i = 0; i < k; i++) {
            loadings[i] = (random_below(&random, 4) == 0 ? -1 : 1) * (0.2 + random_unit(&random));
            unique[i] = 0.05 + 3 * random_unit(&random);
            sum += loadings[i];
        }
        imply(loadings, unique, k, s);
        assert_int_equal(one_factor(s, k, found, own, covariance), FACTOR_FOUND);
        for (guint i = 0; i < k; i++) {
            assert_near(found[i], sum < 0 ? -loadings[i] : loadings[i], 1e-7);
            assert_near(own[i], unique[i], 1e-7);
            assert_true(covariance[i * 2 * k + i] > 0);
        }
    }
}

/* R's ability.cov: factor.R. */
static void golden(void **state G_GNUC_UNUSED)
{
    static const double s[] = {24.641, 5.991,  33.52,  6.023,  20.755, 29.701, 5.991,   6.7,
                               18.137, 1.782,  4.936,  7.204,  33.52,  18.137, 149.831, 19.424,
                               31.43,  50.753, 6.023,  1.782,  19.424, 12.711, 4.757,   9.075,
                               20.755, 4.936,  31.43,  4.757,  52.604, 66.762, 29.701,  7.204,
                               50.753, 9.075,  66.762, 135.292};
    static const double loadings[] = {3.386435887626, 0.9938413926091, 6.142442213726,
                                      1.06881496824,  6.357264016124,  9.871436826072};
    static const double unique[] = {13.17305198715, 5.712279286717, 112.1014036525,
                                    11.56863456217, 12.1891942416,  37.84673502456};
    static const double se[] = {4.60381870517, 2.6488801982,  12.148485653,  3.70805914445,
                                6.17680928932, 10.0375375418, 21.2607335964, 8.27418697499,
                                166.25774504,  16.5838150236, 35.0388950076, 91.6129605957};
    double found[6], own[6], covariance[144];
    assert_int_equal(one_factor(s, 6, found, own, covariance), FACTOR_FOUND);
    for (guint i = 0; i < 6; i++) {
        assert_near(found[i], loadings[i], 1e-9);
        assert_near(own[i], unique[i], 1e-9);
    }
    for (guint i = 0; i < 12; i++)
        assert_near(sqrt(covariance[i * 12 + i]), se[i], 1e-9);
    assert_near(covariance[6], -15.4971479198, 1e-8);
    assert_near(covariance[7], 0.0245397477978, 1e-7);
}

static double discrepancy(const double *s, const double *loadings, const double *unique, guint k)
{
    double q = 0, common = 0, sum = 0;
    for (guint i = 0; i < k; i++) {
        q += loadings[i] * loadings[i] / unique[i];
        sum += log(unique[i]) + s[i * k + i] / unique[i];
        for (guint j = 0; j < k; j++)
            common += loadings[i] / unique[i] * s[i * k + j] * loadings[j] / unique[j];
    }
    return sum + log1p(q) - common / (1 + q);
}

/* Covariances of random answers, which no one-factor model fits: what is found is a minimum; what
 * is not has a state. */
static void minima(void **state G_GNUC_UNUSED)
{
    Random random = random_block(11, 2);
    guint count[4] = {0};
    for (int trial = 0; trial < 400; trial++) {
        guint k = 3 + (guint)random_below(&random, 6), n = k + 2 + (guint)random_below(&random, 60);
        double s[64] = {0}, found[8], own[8], covariance[256], strength = 2 * random_unit(&random);
        for (guint r = 0; r < n; r++) {
            double x[8], factor = random_unit(&random) - 0.5;
            for (guint i = 0; i < k; i++)
                x[i] = strength * factor + random_unit(&random) - 0.5;
            for (guint c = 0; c < k * k; c++)
                s[c] += x[c / k] * x[c % k] / n;
        }
        FactorState found_state = one_factor(s, k, found, own, covariance);
        count[found_state]++;
        if (found_state != FACTOR_FOUND)
            continue;
        double least = discrepancy(s, found, own, k);
        for (guint i = 0; i < 2 * k; i++) {
            double *at = i < k ? &found[i] : &own[i - k], kept = *at;
            for (int side = -1; side <= 1; side += 2) {
                *at = kept + side * 1e-3 * fabs(kept);
                assert_true(discrepancy(s, found, own, k) >= least - 1e-12);
            }
            *at = kept;
        }
    }
    assert_true(count[FACTOR_FOUND] > 200 && count[FACTOR_HEYWOOD] > 5);
    assert_int_equal(count[FACTOR_NOT_CONVERGED], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_again),
        cmocka_unit_test(golden),
        cmocka_unit_test(minima),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
