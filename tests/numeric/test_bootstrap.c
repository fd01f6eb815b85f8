/* Bootstrap distributions against all resamples enumerated (tests/stats/bootstrap.R). */
#include "numeric/bootstrap.h"

#include "golden_bootstrap.h"
#include "numeric/random.h"
#include "numeric/tails.h"
#include "support/support.h"

#include <math.h>

static void as_enumerated(void **state G_GNUC_UNUSED)
{
    for (gsize c = 0; c < G_N_ELEMENTS(golden_bootstrap); c++) {
        QuantileRule rule = (QuantileRule)golden_bootstrap[c].rule;
        guint n_levels = golden_bootstrap[c].n_levels;
        const double *levels = golden_bootstrap[c].levels;
        gint64 counts[8];
        for (guint l = 0; l < n_levels; l++)
            counts[l] = golden_bootstrap[c].counts[l];
        g_autoptr(Bootstrap) b = bootstrap_median(levels, counts, n_levels, rule);
        assert_int_equal(b->n, golden_bootstrap[c].n);
        for (gsize i = 0; i < b->n; i++) {
            assert_near(b->values[i], golden_bootstrap[c].values[i], 1e-14);
            assert_near(b->probabilities[i], golden_bootstrap[c].probabilities[i], 1e-12);
        }
        Interval ends = bootstrap_percentile(b, 0.95), bca = {0, 0};
        double a = jackknife_median(levels, counts, n_levels, rule);
        double median = quantile_of_counts(levels, counts, n_levels, 0.5, rule);
        assert_near(ends.low, golden_bootstrap[c].percentile[0], 0);
        assert_near(ends.high, golden_bootstrap[c].percentile[1], 0);
        assert_near(a, golden_bootstrap[c].acceleration, 1e-12);
        assert_true(bootstrap_bca(b, median, a, 0.95, &bca));
        assert_near(bca.low, golden_bootstrap[c].bca[0], 0);
        assert_near(bca.high, golden_bootstrap[c].bca[1], 0);
    }
}

/* Any rule and any counts: the jackknife by definition; a distribution that sums to one. */
static void by_definition(void **state G_GNUC_UNUSED)
{
    Random random = random_block(21, 1);
    for (int trial = 0; trial < 500; trial++) {
        guint n_levels = 1 + (guint)random_below(&random, 6), all = 0;
        QuantileRule rule = (QuantileRule)(1 + random_below(&random, 9));
        double levels[6], theta[6] = {0}, sum = 0;
        gint64 counts[6];
        for (guint l = 0; l < n_levels; l++) {
            levels[l] = (l > 0 ? levels[l - 1] : 0) + 0.1 + random_unit(&random);
            counts[l] = (gint64)random_below(&random, trial % 2 == 0 ? 4 : 2000);
            all += (guint)counts[l];
        }
        g_autoptr(Bootstrap) b = bootstrap_median(levels, counts, n_levels, rule);
        assert_true((b == NULL) == (all == 0));
        if (all < 2)
            continue;
        for (guint l = 0; l < n_levels; l++)
            if (counts[l] > 0) {
                counts[l]--;
                theta[l] = quantile_of_counts(levels, counts, n_levels, 0.5, rule);
                counts[l]++;
            }
        assert_near(1 + jackknife_median(levels, counts, n_levels, rule),
                    1 + jackknife_acceleration(theta, counts, n_levels), 1e-9);
        for (gsize i = 0; i < b->n; i++) {
            assert_true(b->probabilities[i] > 0 && (i == 0 || b->values[i] > b->values[i - 1]));
            sum += b->probabilities[i];
        }
        assert_near(sum, 1, 1e-13);
    }
}

/* Draws: quantiles are order statistics, and the ends of BCa without bias and acceleration are
 * those of the percentiles. */
static void of_draws(void **state G_GNUC_UNUSED)
{
    double *draws = g_new(double, 999);
    Interval bca;
    for (int i = 0; i < 999; i++)
        draws[i] = (i * 7) % 999;
    g_autoptr(Bootstrap) b = bootstrap_of_draws(draws, 999);
    assert_near(bootstrap_quantile(b, 0.5), 499, 0);
    assert_near(bootstrap_quantile(b, 0.025), 24, 0);
    assert_near(bootstrap_percentile(b, 0.95).high, 974, 0);
    assert_true(bootstrap_bca(b, 499, 0, 0.95, &bca));
    assert_near(bca.low, 24, 0);
    assert_near(bca.high, 974, 0);
    /* bias: Φ(2 z₀ - z), z₀ = Φ⁻¹((700 + ½)/999) */
    double z0 = quantile_normal(700.5 / 999), z = quantile_normal(0.975);
    assert_true(bootstrap_bca(b, 700, 0, 0.95, &bca));
    assert_near(bca.low, ceil(tail_normal(z - 2 * z0) * 999) - 1, 0);
    assert_true(bootstrap_bca(b, 700, 0.1, 0.95, &bca));
    assert_near(bca.high, ceil(tail_normal(-z0 - (z0 + z) / (1 - 0.1 * (z0 + z))) * 999) - 1, 0);
    assert_false(bootstrap_bca(b, -1, 0, 0.95, &bca));
    assert_false(bootstrap_bca(b, 5000, 0, 0.95, &bca));
    assert_false(bootstrap_bca(b, 499, 0.9, 0.95, &bca));
}

/* Many respondents: about normal, in time that does not grow with them. */
static void many(void **state G_GNUC_UNUSED)
{
    enum { LEVELS = 20000 };
    g_autofree double *levels = g_new(double, LEVELS);
    g_autofree gint64 *counts = g_new(gint64, LEVELS);
    for (guint l = 0; l < LEVELS; l++) {
        levels[l] = l;
        counts[l] = 100;
    }
    g_autoptr(Bootstrap) b = bootstrap_median(levels, counts, LEVELS, QUANTILE_HF7);
    Interval ends = bootstrap_percentile(b, 0.95);
    double half = 1.96 * 0.5 / sqrt(2e6) * LEVELS;
    assert_true(fabs(ends.high - 9999.5 - half) < 0.6 && fabs(9999.5 - ends.low - half) < 0.6);
    assert_true(b->n < 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_enumerated),
        cmocka_unit_test(by_definition),
        cmocka_unit_test(of_draws),
        cmocka_unit_test(many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
