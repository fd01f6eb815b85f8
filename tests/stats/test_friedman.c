/* Friedman against friedman.test: paired.R. */
#include "stats_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const double ranks[] = {10, 10, 16};
    Summary s = {.kind = SUMMARY_BLOCKS,
                 .n_items = 3,
                 .complete = 6,
                 .complete_w = 6,
                 .rank_sums = ranks,
                 .ties = 42};
    g_autoptr(ResultSink) sink = compute("friedman", &s, NULL);
    s.ties = 6 * 24;
    g_autoptr(ResultSink) tied = compute("friedman", &s, NULL);

    assert_near(test_row(sink, -1, -1)->statistic.value, 5.647058823529412, 1e-13);
    assert_near(test_row(sink, -1, -1)->p.value, 0.05939593960520476, 1e-12);
    assert_near(test_row(sink, -1, -1)->effect.value, 5.647058823529412 / 12, 1e-13);
    assert_undefined(test_row(tied, -1, -1), REASON_ALL_TIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
