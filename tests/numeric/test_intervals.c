#include "numeric/intervals.h"

#include "golden_intervals.h"
#include "numeric/tails.h"
#include "support/support.h"

#include <math.h>

static void shares(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_shares); i++) {
        const double *g = golden_shares[i];
        Interval wilson = interval_wilson((gint64)g[0], (gint64)g[1], g[2]);
        Interval exact = interval_clopper_pearson((gint64)g[0], (gint64)g[1], g[2]);
        /* prop.test subtracts nearly equal numbers at the ends: 1e-12 of one */
        assert_near(1 + wilson.low, 1 + g[3], 1e-14);
        assert_near(1 + wilson.high, 1 + g[4], 1e-14);
        assert_near(exact.low, g[5], 1e-9);
        assert_near(exact.high, g[6], 1e-9);
    }
}

static void means(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_means); i++) {
        const double *g = golden_means[i];
        Interval t = interval_t(g[2], g[3], (gint64)g[0], g[1]);
        assert_near(t.low, g[4], 1e-12);
        assert_near(t.high, g[5], 1e-12);
    }
}

static void medians(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_medians); i++) {
        const double *g = golden_medians[i];
        gint64 n = (gint64)g[0], low = -7, high = -7;
        gboolean reached = interval_median_ranks(n, g[1], &low, &high);
        assert_int_equal(reached, g[2] >= 1);
        assert_int_equal(low, reached ? (gint64)g[2] : -7);
        assert_int_equal(high, reached ? n + 1 - (gint64)g[2] : -7);
    }
}

static void check_size(gint64 n, double confidence)
{
    double half = quantile_t((1 + confidence) / 2, (double)(n - 1)) / sqrt((double)n);
    gint64 low = 0, high = 0;
    assert_near(interval_t(0, 1, n, confidence).high, half, 1e-15);
    if (!interval_median_ranks(n, confidence, &low, &high))
        return;
    assert_true(binomial_below(low - 1, n, 0.5) <= (1 - confidence) / 2);
    assert_true(binomial_below(low, n, 0.5) > (1 - confidence) / 2);
    assert_int_equal(low + high, n + 1);
}

/* What is kept of one size is not given for another, nor for another confidence. */
static void sizes_in_turn(void **state G_GNUC_UNUSED)
{
    for (gint64 n = 2; n < 3000; n += n % 2 == 0 ? 255 : 1)
        check_size(n, 0.95);
    for (gint64 n = 2; n < 3000; n++)
        for (guint i = 0; i < 4; i++)
            check_size(n, i % 2 == 0 ? 0.95 : 0.99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares),
        cmocka_unit_test(means),
        cmocka_unit_test(medians),
        cmocka_unit_test(sizes_in_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
