/* Column proportions against prop.test: posthoc.R. */
#include "stats_support.h"

static const gint64 three[] = {8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9};

static void golden(void **state G_GNUC_UNUSED)
{
    static const double p[] = {0.02023244600258028, 0.6336772017256427, 0.290641852089047,
                               0.06825029033553134};
    g_autoptr(Summary) summary = summary_from_counts(three, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("column-proportions", summary, NULL);

    assert_int_equal(sink->tests->len, 12);
    for (guint l = 0; l < 4; l++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, 3 * l);
        assert_int_equal(row->level, l);
        assert_near(row->p.value, p[l], 1e-12);
        assert_near(row->adjusted_p.value, fmin(1, 3 * p[l]), 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
