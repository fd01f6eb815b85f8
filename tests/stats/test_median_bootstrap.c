/* Bootstrap intervals of medians: of each group against bootstrap.R, and what has none. */
#include "stats_support.h"

static const double levels[] = {1, 2, 3, 4, 5};

static void check(const ResultSink *sink, const char *name, gint group, const double *expected)
{
    const StatEstimate *row = estimate_row(sink, name, group, -1);

    assert_near(row->value.value, expected[0], 0);
    assert_near(row->low.value, expected[1], 0);
    assert_near(row->high.value, expected[2], 0);
}

/* Rule hf7; the groups are 1 1 1 2 2 4 5 5 and 1 3 3 4 4 4 4 4 4 5. */
static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {3, 2, 0, 1, 2, 1, 0, 2, 6, 1};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 5, levels);
    g_autoptr(ResultSink) sink = compute("median_bootstrap", s, NULL);

    assert_int_equal(sink->estimates->len, 6);
    check(sink, "median_bootstrap_percentile", 0, (const double[]){2, 1, 5});
    check(sink, "median_bootstrap_bca", 0, (const double[]){2, 1, 4.5});
    check(sink, "median_bootstrap_percentile", 1, (const double[]){4, 3, 4});
    check(sink, "median_bootstrap_bca", 1, (const double[]){4, 3.5, 4});
    assert_int_equal(estimate_row(sink, "median_bootstrap_bca", -1, -1)->n, 18);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {1, 0, 0, 0, 0, 0, 0, 7, 0, 0};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 5, levels);
    g_autoptr(ResultSink) sink = compute("median_bootstrap", s, NULL);
    const StatEstimate *one = estimate_row(sink, "median_bootstrap_bca", 0, -1);
    double w[10] = {0};

    assert_near(one->value.value, 1, 0);
    assert_false(one->low.has || one->high.has);
    assert_int_equal(one->reason, REASON_TOO_FEW);
    check(sink, "median_bootstrap_percentile", 1, (const double[]){3, 3, 3}); /* all tied */
    check(sink, "median_bootstrap_bca", 1, (const double[]){3, 3, 3});
    Summary weighted = *s;
    weighted.w = weighted.w2 = w;
    g_autoptr(ResultSink) none = compute("median_bootstrap", &weighted, NULL);
    assert_int_equal(estimate_row(none, "median_bootstrap_bca", 1, -1)->reason,
                     REASON_SAMPLING_WEIGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(undefined)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
