/* Fisher-Freeman-Halton against fisher.test (exact.R) and Agresti 2002, p. 57. */
#include "stats_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
    static const gint64 small[] = {3, 2, 1, 0, 1, 4, 2, 1, 0, 1, 5, 3};
    g_autoptr(Summary) a = summary_from_counts(job, 4, 4, NULL);
    g_autoptr(Summary) b = summary_from_counts(small, 3, 4, NULL);
    g_autoptr(ResultSink) of_job = compute("fisher", a, NULL);
    g_autoptr(ResultSink) of_small = compute("fisher", b, NULL);

    assert_near(test_row(of_job, -1, -1)->p.value, 0.782684938965639, 1e-10);
    assert_near(test_row(of_small, -1, -1)->p.value, 0.09612495215353625, 1e-12);
    assert_false(test_row(of_small, -1, -1)->statistic.has);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
