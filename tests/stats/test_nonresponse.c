/* Non-response by group against chisq.test: posthoc.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 missing[] = {1, 1, 2, 3, 4, 5}; /* two kinds: 2, 5, 9 in all */
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);

    summary->n_missing = 2;
    summary->missing_by_group = missing;
    g_autoptr(ResultSink) sink = compute("nonresponse", summary, NULL);
    summary->n_missing = 0;
    summary->missing_by_group = NULL;
    g_autoptr(ResultSink) none = compute("nonresponse", summary, NULL);
    assert_near(test_row(sink, -1, -1)->statistic.value, 3.969388057929724, 1e-12);
    assert_near(test_row(sink, -1, -1)->p.value, 0.1374226550369874, 1e-12);
    assert_int_equal(test_row(sink, -1, -1)->n, 70);
    assert_undefined(test_row(none, -1, -1), REASON_ONE_LEVEL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
