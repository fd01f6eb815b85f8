/* van Elteren against coin::independence_test of the scores within blocks: stratified.R. One
 * stratum is Kruskal-Wallis. */
#include "strata_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const guint first_two[] = {0, 1};
    g_autoptr(Summary) summary = stratified(two_strata, 2, 3, 3);
    g_autoptr(Summary) pair = summary_groups(summary, first_two, 2);
    g_autoptr(Summary) once = stratified(two_strata, 1, 3, 3);
    g_autoptr(ResultSink) sink = compute("van-elteren", summary, NULL);
    g_autoptr(ResultSink) two = compute("van-elteren", pair, NULL);
    g_autoptr(ResultSink) one = compute("van-elteren", once, NULL);
    g_autoptr(ResultSink) kruskal = compute("kruskal-wallis", once, NULL);

    assert_near(test_row(sink, -1, -1)->statistic.value, 10.15452101920049, 1e-12);
    assert_near(test_row(sink, -1, -1)->p.value, 0.006236971757916931, 1e-11);
    assert_near(test_row(two, -1, -1)->statistic.value, 1.144905991665745 * 1.144905991665745,
                1e-12);
    assert_false(test_row(two, -1, -1)->effect.has);
    assert_near(test_row(one, -1, -1)->statistic.value, test_row(kruskal, -1, -1)->statistic.value,
                1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
