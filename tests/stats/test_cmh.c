/* Cochran-Mantel-Haenszel against mantelhaen.test: stratified.R. */
#include "strata_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) large = stratified(two_strata, 2, 3, 3);
    g_autoptr(Summary) small = stratified(three_odds, 3, 2, 2);
    Policy corrected = plain_policy;

    corrected.variant.flip_continuity = TRUE;
    g_autoptr(ResultSink) a = compute("cmh", large, NULL);
    g_autoptr(ResultSink) b = compute("cmh", small, NULL);
    g_autoptr(ResultSink) c = compute("cmh", small, &corrected);
    assert_near(test_row(a, -1, -1)->statistic.value, 17.24401979467354, 1e-12);
    assert_near(test_row(a, -1, -1)->df.value, 4, 1e-15);
    assert_near(test_row(a, -1, -1)->p.value, 0.001732903895344147, 1e-11);
    assert_near(test_row(b, -1, -1)->statistic.value, 3.595387190799699, 1e-12);
    assert_near(test_row(b, -1, -1)->effect.value, 2.014052411697683, 1e-12);
    assert_near(test_row(b, -1, -1)->effect_low.value, 0.9594904801056455, 1e-11);
    assert_near(test_row(b, -1, -1)->effect_high.value, 4.227667914556712, 1e-11);
    assert_near(test_row(c, -1, -1)->statistic.value, 2.917113354972748, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
