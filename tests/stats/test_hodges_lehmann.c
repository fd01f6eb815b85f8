/* Hodges-Lehmann against the sorted differences: effects.R. */
#include "stats_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const double values[] = {1.1, 2.3, 2.9, 4.2, 5.6, 3.3, 6.1,
                                    0.4, 1.9, 2.2, 3.1, 0.7, 2.6};
    static const guint sizes[] = {7, 6};
    g_autoptr(Summary) summary = table_of_values(values, sizes, 2);
    g_autoptr(ResultSink) sink = compute("hodges-lehmann", summary, NULL);

    assert_near(test_row(sink, -1, -1)->effect.value, 1.75, 1e-14);
    assert_near(test_row(sink, -1, -1)->effect_low.value, -0.2, 1e-13);
    assert_near(test_row(sink, -1, -1)->effect_high.value, 3.8, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
