/* DSCF against ptukey: posthoc.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("dscf", summary, NULL);

    assert_near(test_row(sink, 0, 1)->statistic.value, -3.772005249825037, 1e-12);
    assert_near(test_row(sink, 0, 1)->p.value, 0.02088769724162753, 1e-9);
    assert_near(test_row(sink, 0, 2)->p.value, 0.01586764236351434, 1e-9);
    assert_near(test_row(sink, 1, 2)->p.value, 0.7594014834114131, 1e-9);
    assert_near(test_row(sink, 1, 2)->adjusted_p.value, 0.7594014834114131, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
