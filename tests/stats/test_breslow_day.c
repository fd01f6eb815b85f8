/* Breslow-Day and Tarone against their formula: stratified.R. */
#include "strata_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = stratified(three_odds, 3, 2, 2);
    g_autoptr(Summary) once = stratified(three_odds, 1, 2, 2);
    g_autoptr(ResultSink) sink = compute("breslow-day", summary, NULL);
    g_autoptr(ResultSink) one = compute("breslow-day", once, NULL);
    const StatTest *rows = &g_array_index(sink->tests, StatTest, 0);

    assert_near(rows[0].statistic.value, 6.229904502689714, 1e-11);
    assert_near(rows[0].p.value, 0.04438062621211305, 1e-10);
    assert_string_equal(rows[1].test, "tarone");
    assert_near(rows[1].statistic.value, 6.219169547222947, 1e-11);
    assert_undefined(test_row(one, -1, -1), REASON_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
