/* Jonckheere-Terpstra against its formula and, for two groups, coin; its effect against Somers' d:
 * ordinal.R. */
#include "stats_support.h"

#include "numeric/tails.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
    static const gint64 party[] = {20, 14, 3, 9, 12, 11};
    g_autoptr(Summary) four = summary_from_counts(job, 4, 4, NULL);
    g_autoptr(Summary) two = summary_from_counts(party, 2, 3, NULL);
    g_autoptr(ResultSink) a = compute("jonckheere", four, NULL);
    g_autoptr(ResultSink) b = compute("jonckheere", two, NULL);

    assert_near(test_row(a, -1, -1)->statistic.value, 1941.5, 1e-15);
    assert_near(test_row(a, -1, -1)->effect.value, 0.1417230226404, 1e-12);
    assert_near(test_row(a, -1, -1)->se.value, 0.0763951129359943, 1e-9);
    assert_near(test_row(a, -1, -1)->p.value, 0.08602948556714329, 1e-12);
    assert_near(test_row(b, -1, -1)->p.value, 0.00594643006850321, 1e-12);
    assert_near(test_row(b, -1, -1)->effect_low.value,
                0.358952702702703 - 0.120092061619316 * quantile_normal(0.975), 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
