#include "numeric/quantile.h"

#include "golden_quantile.h"
#include "support/support.h"

#define LEVELS 5

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_quantile); i++) {
        gint64 counts[LEVELS];
        for (int l = 0; l < LEVELS; l++)
            counts[l] = golden_quantile[i].counts[l];
        for (int rule = QUANTILE_HF1; rule <= QUANTILE_HF9; rule++)
            assert_near(quantile_of_counts(quantile_values, counts, LEVELS, golden_quantile[i].p,
                                           (QuantileRule)rule),
                        golden_quantile[i].hf[rule - 1], 0);
    }
}

static void school(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_school); i++)
        assert_near(weighted_quantile(quantile_values, golden_school[i].weights, LEVELS,
                                      golden_school[i].p),
                    golden_school[i].school, 1e-15);
}

/* Equal weights: the ordinary median, and hf2 elsewhere. */
static void school_of_equal_weights(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_quantile); i++) {
        double weights[LEVELS], p = golden_quantile[i].p;
        for (int l = 0; l < LEVELS; l++)
            weights[l] = 0.1 * golden_quantile[i].counts[l];
        if (p > 0 && p < 1)
            assert_near(weighted_quantile(quantile_values, weights, LEVELS, p),
                        golden_quantile[i].hf[1], 1e-15);
    }
}

/* 0.1 + 0.2 is not 0.3: shares compare with a tolerance. */
static void school_with_rounded_weights(void **state G_GNUC_UNUSED)
{
    const double values[] = {1, 2, 3}, weights[] = {0.1, 0.2, 0.3};
    assert_near(weighted_quantile(values, weights, 3, 0.5), 2.5, 0);
    const double gap[] = {0.3, 0, 0.3};
    assert_near(weighted_quantile(values, gap, 3, 0.5), 2, 0);
}

static void order_statistics(void **state G_GNUC_UNUSED)
{
    const double values[] = {1, 2, 3};
    const gint64 counts[] = {2, 0, 3000000000};
    assert_near(order_statistic(values, counts, 3, 1), 1, 0);
    assert_near(order_statistic(values, counts, 3, 2), 1, 0);
    assert_near(order_statistic(values, counts, 3, 3), 3, 0);
    assert_near(order_statistic(values, counts, 3, 3000000002), 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(school),
        cmocka_unit_test(school_of_equal_weights),
        cmocka_unit_test(school_with_rounded_weights),
        cmocka_unit_test(order_statistics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
