/* linear-by-linear against coin::lbl_test: ordinal.R. */
#include "stats_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
    g_autoptr(Summary) summary = summary_from_counts(job, 4, 4, NULL);
    g_autoptr(ResultSink) sink = compute("linear-by-linear", summary, NULL);

    assert_near(test_row(sink, -1, -1)->statistic.value, 2.98298812069264, 1e-12);
    assert_near(test_row(sink, -1, -1)->p.value, 0.0841437947064283, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
