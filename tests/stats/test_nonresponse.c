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

/* Three expected counts of six are below 5: an exact p that nobody asked for. posthoc.R. */
static void exact_where_few_are_missing(void **state G_GNUC_UNUSED)
{
    static const gint64 missing[] = {1, 1, 2, 0, 4, 1};
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    Policy policy = plain_policy;
    double p;

    policy.draws = 100000;
    summary->n_missing = 2;
    summary->missing_by_group = missing;
    g_autoptr(ResultSink) sink = compute("nonresponse", summary, &policy);
    assert_int_equal(sink->tests->len, 2);
    p = g_array_index(sink->tests, StatTest, 1).p.value;
    assert_string_equal(g_array_index(sink->tests, StatTest, 1).variant, "exact");
    policy.methods = METHOD_MONTE_CARLO;
    g_autoptr(ResultSink) drawn = compute("nonresponse", summary, &policy);
    assert_int_equal(drawn->tests->len, 2);
    assert_true(g_array_index(drawn->tests, StatTest, 1).p_low.value < p);
    assert_true(g_array_index(drawn->tests, StatTest, 1).p_high.value > p);
    assert_near(p, 0.47957055182489489, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden),
                                       cmocka_unit_test(exact_where_few_are_missing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
