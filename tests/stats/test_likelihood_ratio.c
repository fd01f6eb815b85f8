#include "golden_tables.h"
#include "stats_support.h"

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        g_autoptr(Summary) s = summary_from_counts(golden_tables[i].n, golden_tables[i].rows,
                                                   golden_tables[i].cols, NULL);
        g_autoptr(ResultSink) sink = compute("likelihood-ratio", s, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        double near = row->n > 100000 ? 1e-9 : 1e-10; /* R sums terms of size N */
        assert_near(row->statistic.value, golden_tables[i].g2, near);
        assert_near(row->p.value, golden_tables[i].g2_p, 10 * near);
        assert_near(row->df.value, (golden_tables[i].rows - 1) * (golden_tables[i].cols - 1), 0);
        assert_null(row->effect_name);
    }
}

/* Independence to the last respondent: nothing. */
static void independent(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {10, 20, 30, 20, 40, 60};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    g_autoptr(ResultSink) sink = compute("likelihood-ratio", s, NULL);
    assert_near(test_row(sink, -1, -1)->statistic.value, 0, 0);
    assert_near(test_row(sink, -1, -1)->p.value, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
