#include "golden_design.h"
#include "stats_support.h"

static void assert_three(const StatTest *test, const double *golden)
{
    assert_near(test->statistic.value, golden[0], 1e-11);
    assert_near(test->df.value, golden[1], 0);
    assert_near(test->df2.value, golden[2], 0);
    assert_near(test->p.value, golden[3], 1e-11);
}

/* svyglm() of the score. */
static void as_in_r(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) three = summary_from_weighted(design_n, design_w, design_w2, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("design-rank", three, NULL);
    assert_three(test_row(sink, -1, -1), design_rank_three);

    g_autoptr(Summary) two = summary_from_weighted(design_n, design_w, design_w2, 2, 4, NULL);
    two->asked = 60; /* the third group stays in the sample */
    g_autoptr(ResultSink) pair = compute("design-rank", two, NULL);
    const StatTest *test = test_row(pair, -1, -1);
    assert_near(test->statistic.value, design_rank_two[0], 1e-11);
    assert_near(test->df.value, design_rank_two[1], 0);
    assert_near(test->p.value, design_rank_two[2], 1e-11);
    assert_near(test->effect.value, design_rank_two[3], 1e-12);
    assert_true(test->effect_low.value < test->effect.value);
    assert_true(test->effect_high.value > test->effect.value);
}

/* svyranktest(), whose numbers are right on equal weights. */
static void equal_weights(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) three = summary_from_counts(design_n, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("design-rank", three, NULL);
    assert_three(test_row(sink, -1, -1), design_equal_three);
    g_autoptr(ResultSink) plain = compute("kruskal-wallis", three, NULL);
    assert_near(test_row(sink, -1, -1)->effect.value, test_row(plain, -1, -1)->effect.value, 1e-13);

    g_autoptr(Summary) two = summary_from_counts(design_n, 2, 4, NULL);
    two->asked = 60;
    g_autoptr(ResultSink) pair = compute("design-rank", two, NULL);
    assert_near(test_row(pair, -1, -1)->statistic.value, design_equal_two[0], 1e-12);
    g_autoptr(ResultSink) u = compute("mann-whitney", two, NULL);
    assert_near(test_row(pair, -1, -1)->effect.value, test_row(u, -1, -1)->effect.value, 1e-13);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const gint64 tied[] = {0, 5, 0, 7}, alone[] = {3, 5, 0, 0}, nobody[] = {0, 0, 0, 0};
    const double w[] = {0, 5.5, 0, 7};
    g_autoptr(Summary) a = summary_from_weighted(tied, w, w, 2, 2, NULL);
    g_autoptr(Summary) b = summary_from_counts(alone, 2, 2, NULL);
    g_autoptr(Summary) c = summary_from_counts(nobody, 2, 2, NULL);
    g_autoptr(ResultSink) all_tied = compute("design-rank", a, NULL);
    g_autoptr(ResultSink) one_group = compute("design-rank", b, NULL);
    g_autoptr(ResultSink) empty = compute("design-rank", c, NULL);
    assert_undefined(test_row(all_tied, -1, -1), REASON_ALL_TIED);
    assert_undefined(test_row(one_group, -1, -1), REASON_ONE_GROUP);
    assert_undefined(test_row(empty, -1, -1), REASON_NO_RESPONDENTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(equal_weights),
        cmocka_unit_test(undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
