/* Pairs of groups against wilcox.test: posthoc.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("pairwise-mann-whitney", summary, NULL);

    assert_near(test_row(sink, 0, 1)->statistic.value, 86, 1e-15);
    assert_near(test_row(sink, 0, 1)->p.value, 0.008013012574171929, 1e-12);
    assert_near(test_row(sink, 0, 2)->p.value, 0.006061874336109812, 1e-12);
    assert_near(test_row(sink, 1, 2)->p.value, 0.4901424236706895, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
