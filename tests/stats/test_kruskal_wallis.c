#include "golden_tables.h"
#include "stats_support.h"

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        g_autoptr(Summary) s = summary_from_counts(golden_tables[i].n, golden_tables[i].rows,
                                                   golden_tables[i].cols, NULL);
        g_autoptr(ResultSink) sink = compute("kruskal-wallis", s, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        double near = row->n > 100000 ? 1e-6 : 1e-10; /* R subtracts two numbers of size N */
        assert_int_equal(row->state, STATE_OK);
        assert_near(row->statistic.value, golden_tables[i].h,
                    1e-7); /* R subtracts: see published */
        assert_near(row->p.value, golden_tables[i].h_p, near);
        assert_near(row->effect.value, golden_tables[i].epsilon, near);
        assert_near(row->df.value, golden_tables[i].rows - 1, 0);
        assert_string_equal(row->effect_name, "epsilon_squared");
    }
}

/* Hollander and Wolfe 1973, p. 116; PSPP's NPAR example. */
static void published(void **state G_GNUC_UNUSED)
{
    const double clearance[] = {2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7,
                                4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0};
    const guint sizes[] = {5, 4, 5};
    g_autoptr(Summary) lungs = table_of_values(clearance, sizes, 3);
    g_autoptr(ResultSink) sink = compute("kruskal-wallis", lungs, NULL);
    assert_near(test_row(sink, -1, -1)->statistic.value, 27.0 / 35, 1e-15);
    assert_near(test_row(sink, -1, -1)->p.value, 0.6799647735788936, 1e-14);
    assert_near(test_row(sink, -1, -1)->effect.value, 0.05934065934065934, 1e-15);
    assert_int_equal(test_row(sink, -1, -1)->n, 14);

    const double npar[] = {96, 128, 83, 61, 101, 82, 124, 132, 135, 109, 115, 149, 166, 147};
    const guint npar_sizes[] = {5, 5, 4};
    g_autoptr(Summary) pspp = table_of_values(npar, npar_sizes, 3);
    g_autoptr(ResultSink) second = compute("kruskal-wallis", pspp, NULL);
    assert_near(test_row(second, -1, -1)->statistic.value, 6.405714285714286, 1e-14);
    assert_near(test_row(second, -1, -1)->p.value, 0.040645906756430178, 1e-13);
}

/* kruskal.test(Ozone ~ Month, airquality): 29.266576306116939, 6.9007141185467839e-06. */
static void airquality(void **state G_GNUC_UNUSED)
{
    const double ozone[] = {41, 36,  12, 18,  28, 23, 19, 8,   7,  16, 11, 14, 18, 14,  34, 6,  30,
                            11, 1,   11, 4,   32, 23, 45, 115, 37, 29, 71, 39, 23, 21,  37, 20, 12,
                            13, 135, 49, 32,  64, 40, 77, 97,  97, 85, 10, 27, 7,  48,  35, 61, 79,
                            63, 16,  80, 108, 20, 52, 82, 50,  64, 59, 39, 9,  16, 78,  35, 66, 122,
                            89, 110, 44, 28,  65, 22, 59, 23,  31, 44, 21, 9,  45, 168, 73, 76, 118,
                            84, 85,  96, 78,  73, 91, 47, 32,  20, 23, 21, 24, 44, 21,  28, 9,  13,
                            46, 18,  13, 24,  16, 13, 23, 36,  7,  14, 30, 14, 18, 20};
    const guint sizes[] = {26, 9, 26, 26, 29};
    g_autoptr(Summary) s = table_of_values(ozone, sizes, 5);
    g_autoptr(ResultSink) sink = compute("kruskal-wallis", s, NULL);
    assert_near(test_row(sink, -1, -1)->statistic.value, 29.266576306116939, 1e-13);
    assert_near(test_row(sink, -1, -1)->p.value, 6.9007141185467839e-06, 1e-12);
}

/* Without the correction: the H of the textbook's first page. */
static void without_tie_correction(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {5, 3, 2, 1, 4, 6};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    Policy policy = plain_policy;
    policy.variant.no_tie_correction = TRUE;
    g_autoptr(ResultSink) with = compute("kruskal-wallis", s, NULL);
    g_autoptr(ResultSink) without = compute("kruskal-wallis", s, &policy);
    double correction = 1 - (6 * 6 * 6 - 6 + 7 * 7 * 7 - 7 + 8 * 8 * 8 - 8) / (21.0 * 21 * 21 - 21);
    assert_near(test_row(without, -1, -1)->statistic.value,
                test_row(with, -1, -1)->statistic.value * correction, 1e-14);
    assert_string_equal(test_row(without, -1, -1)->variant, "asymptotic; no tie correction");
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const gint64 tied[] = {0, 5, 0, 7}, alone[] = {3, 5, 0, 0}, nobody[] = {0, 0, 0, 0};
    const double w[] = {0, 5.5, 1, 7};
    g_autoptr(Summary) all_tied = summary_from_counts(tied, 2, 2, NULL);
    g_autoptr(Summary) one_group = summary_from_counts(alone, 2, 2, NULL);
    g_autoptr(Summary) empty = summary_from_counts(nobody, 2, 2, NULL);
    g_autoptr(Summary) weighted = summary_from_weighted(alone, w, w, 2, 2, NULL);
    g_autoptr(ResultSink) a = compute("kruskal-wallis", all_tied, NULL);
    g_autoptr(ResultSink) b = compute("kruskal-wallis", one_group, NULL);
    g_autoptr(ResultSink) c = compute("kruskal-wallis", empty, NULL);
    g_autoptr(ResultSink) d = compute("kruskal-wallis", weighted, NULL);
    assert_undefined(test_row(a, -1, -1), REASON_ALL_TIED);
    assert_undefined(test_row(b, -1, -1), REASON_ONE_GROUP);
    assert_undefined(test_row(c, -1, -1), REASON_NO_RESPONDENTS);
    assert_undefined(test_row(d, -1, -1), REASON_SAMPLING_WEIGHT);
    assert_int_equal(test_row(b, -1, -1)->n, 8);
}

/* Ties that overflow t³ - t in 64 bits, N = 3 million: against long double, group by group. */
static void heavy_ties(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {2700001, 10, 3, 2650000, 12, 0, 9, 40, 4};
    g_autoptr(Summary) s = summary_from_counts(n, 3, 3, NULL);
    g_autoptr(ResultSink) sink = compute("kruskal-wallis", s, NULL);
    long double total = 0, below = 0, spread = 0, between = 0, rank[3], size[3] = {0}, sum[3] = {0};
    for (int i = 0; i < 9; i++)
        total += n[i];
    for (int l = 0; l < 3; l++) {
        long double t = (long double)n[l] + n[3 + l] + n[6 + l];
        rank[l] = below + (t + 1) / 2 - (total + 1) / 2;
        spread += t * rank[l] * rank[l];
        below += t;
    }
    for (int i = 0; i < 9; i++) {
        size[i / 3] += n[i];
        sum[i / 3] += n[i] * rank[i % 3];
    }
    for (int g = 0; g < 3; g++)
        between += sum[g] * sum[g] / size[g];
    double h = (double)((total - 1) * between / spread);
    assert_near(test_row(sink, -1, -1)->statistic.value, h, 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),    cmocka_unit_test(published),
        cmocka_unit_test(airquality), cmocka_unit_test(without_tie_correction),
        cmocka_unit_test(undefined),  cmocka_unit_test(heavy_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
