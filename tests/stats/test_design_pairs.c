#include "golden_design.h"
#include "stats_support.h"

/* Contrasts of svyglm() of the score; t and p stand behind the four numbers of the test. */
static void as_in_r(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = summary_from_weighted(design_n, design_w, design_w2, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("design-pairs", s, NULL);
    const gint pairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (guint i = 0; i < 3; i++) {
        const StatTest *test = test_row(sink, pairs[i][0], pairs[i][1]);
        assert_near(test->statistic.value, design_rank_three[4 + i], 1e-11);
        assert_near(test->p.value, design_rank_three[7 + i], 1e-11);
        assert_near(test->df.value, 57, 0);
    }
}

/* A group without respondents has no pairs; the others are as without it. */
static void empty_group(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {5, 4, 0, 0, 2, 9}, filled[] = {5, 4, 2, 9};
    g_autoptr(Summary) s = summary_from_counts(n, 3, 2, NULL);
    g_autoptr(Summary) t = summary_from_counts(filled, 2, 2, NULL);
    g_autoptr(ResultSink) sink = compute("design-pairs", s, NULL);
    g_autoptr(ResultSink) same = compute("design-pairs", t, NULL);
    assert_undefined(test_row(sink, 0, 1), REASON_NO_RESPONDENTS);
    assert_near(test_row(sink, 0, 2)->statistic.value, test_row(same, 0, 1)->statistic.value,
                1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(empty_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
