/* linear-by-linear against coin::lbl_test: ordinal.R. */
#include "stats_support.h"

#include "numeric/tails.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
    g_autoptr(Summary) summary = summary_from_counts(job, 4, 4, NULL);
    g_autoptr(ResultSink) sink = compute("linear-by-linear", summary, NULL);

    assert_near(test_row(sink, -1, -1)->statistic.value, 2.98298812069264, 1e-12);
    assert_near(test_row(sink, -1, -1)->p.value, 0.0841437947064283, 1e-12);
    assert_near(test_row(sink, -1, -1)->effect.value, 0.177200098630501, 1e-12);
    assert_near(test_row(sink, -1, -1)->se.value, 0.0906727006166998, 1e-9);
    assert_near(test_row(sink, -1, -1)->effect_low.value,
                0.177200098630501 - 0.0906727006166998 * quantile_normal(0.975), 1e-9);
}

/* All on a line: r is 1, with no error and no interval. */
static void perfect(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {5, 0, 0, 0, 4, 0, 0, 0, 6};
    g_autoptr(Summary) summary = summary_from_counts(n, 3, 3, NULL);
    g_autoptr(ResultSink) sink = compute("linear-by-linear", summary, NULL);

    assert_near(test_row(sink, -1, -1)->effect.value, 1, 1e-15);
    assert_true(test_row(sink, -1, -1)->effect_low.has == test_row(sink, -1, -1)->se.has);
    assert_true(!test_row(sink, -1, -1)->se.has || test_row(sink, -1, -1)->se.value < 1e-7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(perfect)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
