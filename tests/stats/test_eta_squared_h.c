/* η²_H and the interval of ε² against pchisq(ncp =): effects.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    g_autoptr(ResultSink) eta = compute("eta_squared_h", summary, NULL);
    g_autoptr(ResultSink) h = compute("kruskal-wallis", summary, NULL);

    assert_near(test_row(eta, -1, -1)->effect.value, 0.160609309830527, 1e-12);
    assert_near(test_row(eta, -1, -1)->effect_low.value, 0.01689317702948597, 1e-8);
    assert_near(test_row(h, -1, -1)->effect.value, 0.1922844302142807, 1e-13);
    assert_near(test_row(h, -1, -1)->effect_low.value, 0.01689317702948597, 1e-8);
    assert_near(test_row(h, -1, -1)->effect_high.value, 0.4768379844228092, 1e-8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
