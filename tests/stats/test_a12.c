/* A, and the interval of rank-biserial, against the formula by pairs: effects.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(three, 2, 4, NULL);
    g_autoptr(ResultSink) sink = compute("a12", summary, NULL);
    g_autoptr(ResultSink) u = compute("mann-whitney", summary, NULL);

    assert_near(test_row(u, -1, -1)->effect.value, -0.4970760233918128, 1e-13);
    assert_near(test_row(u, -1, -1)->effect_low.value, -0.7390314282044813, 1e-12);
    assert_near(test_row(u, -1, -1)->effect_high.value, -0.1415318048120526, 1e-12);
    assert_near(test_row(sink, -1, -1)->effect.value, (1 - 0.4970760233918128) / 2, 1e-13);
    assert_near(test_row(sink, -1, -1)->effect_high.value, (1 - 0.1415318048120526) / 2, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
