/* Bergsma's V, and the interval of V, against effects.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    g_autoptr(ResultSink) corrected = compute("cramers_v_corrected", summary, NULL);
    g_autoptr(ResultSink) x2 = compute("chi-square", summary, NULL);

    assert_near(test_row(corrected, -1, -1)->effect.value, 0.2529433171851445, 1e-12);
    assert_near(test_row(x2, -1, -1)->effect.value, 0.3437582632184144, 1e-13);
    assert_true(test_row(x2, -1, -1)->effect_low.has);
    assert_true(test_row(x2, -1, -1)->effect_low.value == 0);
    assert_near(test_row(x2, -1, -1)->effect_high.value, 0.474682508785354, 1e-8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
