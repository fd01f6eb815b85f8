/* Adjusted residuals against chisq.test()$stdres and p.adjust: posthoc.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("adjusted-residuals", summary, NULL);
    const StatTest *rows = &g_array_index(sink->tests, StatTest, 0);

    assert_int_equal(sink->tests->len, 12);
    assert_near(rows[0].statistic.value, 2.475773800237759, 1e-12);
    assert_near(rows[3].statistic.value, -2.449489742783178, 1e-12);
    assert_near(rows[0].adjusted_p.value, 0.1595373347937654, 1e-11);
    assert_near(rows[11].adjusted_p.value, 0.3828021106974184, 1e-11);
    assert_int_equal(rows[11].group, 2);
    assert_int_equal(rows[11].level, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
