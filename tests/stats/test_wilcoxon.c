/* Wilcoxon signed rank against wilcox.test and coin: paired.R. */
#include "pair_support.h"

static const gint64 square[] = {10, 4, 2, 1, 6, 12, 5, 2, 3, 2, 9, 7, 1, 3, 4, 11};

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = pair_of(square, 4);
    Policy policy = plain_policy;

    policy.methods = METHOD_EXACT;
    g_autoptr(ResultSink) sink = compute("wilcoxon", summary, &policy);
    const StatTest *rows = &g_array_index(sink->tests, StatTest, 0);
    assert_near(rows[0].statistic.value, 414.5, 1e-15);
    assert_near(rows[0].p.value, 0.9551457948510149, 1e-12);
    assert_near(rows[1].p.value, 0.9612171316202875, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
