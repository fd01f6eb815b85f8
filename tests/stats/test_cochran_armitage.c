/* Cochran 1954, table 6, against prop.trend.test: ordinal.R. Its relation to linear-by-linear. */
#include "stats_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {7, 11, 15, 27, 16, 42, 13, 53, 1, 11};
    g_autoptr(Summary) summary = summary_from_counts(n, 5, 2, NULL);
    g_autoptr(ResultSink) trend = compute("cochran-armitage", summary, NULL);
    g_autoptr(ResultSink) mantel = compute("linear-by-linear", summary, NULL);
    Policy less_one = plain_policy;

    less_one.variant.ordinary_variance = TRUE;
    g_autoptr(ResultSink) other = compute("cochran-armitage", summary, &less_one);
    assert_near(test_row(trend, -1, -1)->statistic.value, 6.66569115949503, 1e-12);
    assert_near(test_row(trend, -1, -1)->p.value, 0.00982865298923846, 1e-11);
    assert_near(test_row(mantel, -1, -1)->statistic.value, 6.63168253113026, 1e-12);
    assert_near(test_row(trend, -1, -1)->se.value, test_row(mantel, -1, -1)->se.value, 1e-15);
    assert_near(test_row(other, -1, -1)->statistic.value, 6.63168253113026, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
