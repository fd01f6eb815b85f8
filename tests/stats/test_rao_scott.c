#include "golden_design.h"
#include "stats_support.h"

static void as_in_r(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = summary_from_weighted(design_n, design_w, design_w2, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("rao-scott", s, NULL);
    const StatTest *test = test_row(sink, -1, -1);
    assert_near(test->statistic.value, design_rao_scott[0], 1e-12);
    assert_near(test->df.value, design_rao_scott[1], 1e-12);
    assert_near(test->df2.value, design_rao_scott[2], 1e-12);
    assert_near(test->p.value, design_rao_scott[3], 1e-11);
    assert_string_equal(test->variant, "design-based; with replacement between respondents");
}

/* Equal weights: a 2 × 2 table's F is Pearson's with the variance not pooled, near X². */
static void equal_weights(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {300, 310, 305, 320};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 2, NULL);
    g_autoptr(ResultSink) sink = compute("rao-scott", s, NULL);
    g_autoptr(ResultSink) plain = compute("chi-square", s, NULL);
    const StatTest *test = test_row(sink, -1, -1), *x2 = test_row(plain, -1, -1);
    assert_near(test->df.value, 1, 1e-14);
    assert_near(test->statistic.value, x2->statistic.value, 1e-2);
    assert_near(test->effect.value, x2->effect.value, 1e-13);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const gint64 one_row[] = {3, 5, 0, 0}, nobody[] = {0, 0, 0, 0};
    const gint64 holes[] = {3, 0, 0, 0, 4, 0, 0, 0, 5};
    const double w[] = {2, 3, 0, 0};
    g_autoptr(Summary) a = summary_from_weighted(one_row, w, w, 2, 2, NULL);
    g_autoptr(Summary) b = summary_from_counts(nobody, 2, 2, NULL);
    g_autoptr(Summary) c = summary_from_counts(holes, 3, 3, NULL);
    g_autoptr(ResultSink) thin = compute("rao-scott", a, NULL);
    g_autoptr(ResultSink) empty = compute("rao-scott", b, NULL);
    g_autoptr(ResultSink) hollow = compute("rao-scott", c, NULL);
    assert_undefined(test_row(thin, -1, -1), REASON_ONE_LEVEL);
    assert_undefined(test_row(empty, -1, -1), REASON_NO_RESPONDENTS);
    assert_undefined(test_row(hollow, -1, -1), REASON_NO_EMPTY_MARGIN);
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
