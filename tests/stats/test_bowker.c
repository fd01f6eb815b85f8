/* Bowker against mcnemar.test: paired.R. Pairs of levels nobody has do not count. */
#include "pair_support.h"

static const gint64 square[] = {10, 4, 2, 1, 6, 12, 5, 2, 3, 2, 9, 7, 1, 3, 4, 11};

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 holes[] = {3, 2, 0, 4, 5, 1, 0, 2, 6};
    g_autoptr(Summary) summary = pair_of(square, 4);
    g_autoptr(Summary) few = pair_of(holes, 3);
    g_autoptr(ResultSink) sink = compute("bowker", summary, NULL);
    g_autoptr(ResultSink) less = compute("bowker", few, NULL);

    assert_near(test_row(sink, -1, -1)->statistic.value, 2.903896103896104, 1e-13);
    assert_near(test_row(sink, -1, -1)->df.value, 6, 1e-15);
    assert_near(test_row(sink, -1, -1)->p.value, 0.8208086698996773, 1e-12);
    assert_near(test_row(less, -1, -1)->df.value, 2, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
