/* McNemar against mcnemar.test and binom.test: paired.R. */
#include "pair_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {20, 5, 12, 30}, still[] = {4, 0, 0, 3};
    g_autoptr(Summary) summary = pair_of(n, 2);
    g_autoptr(Summary) nobody = pair_of(still, 2);
    Policy policy = plain_policy;

    policy.methods = METHOD_EXACT;
    g_autoptr(ResultSink) plain = compute("mcnemar", summary, &policy);
    policy.variant.flip_continuity = TRUE;
    g_autoptr(ResultSink) corrected = compute("mcnemar", summary, &policy);
    g_autoptr(ResultSink) none = compute("mcnemar", nobody, NULL);
    const StatTest *rows = &g_array_index(plain->tests, StatTest, 0);
    assert_near(rows[0].statistic.value, 2.882352941176471, 1e-14);
    assert_near(rows[0].p.value, 0.08955507441364312, 1e-12);
    assert_string_equal(rows[1].variant, "exact");
    assert_near(rows[1].p.value, 0.1434631347656251, 1e-12);
    assert_near(test_row(corrected, -1, -1)->statistic.value, 2.117647058823529, 1e-14);
    assert_undefined(test_row(none, -1, -1), REASON_ZERO_VARIANCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
