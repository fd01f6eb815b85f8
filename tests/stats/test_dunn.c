#include "golden_tables.h"
#include "stats_support.h"

#include "numeric/tails.h"

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        if (golden_tables[i].rows > 6)
            continue;
        g_autoptr(Summary) s = summary_from_counts(golden_tables[i].n, golden_tables[i].rows,
                                                   golden_tables[i].cols, NULL);
        g_autoptr(ResultSink) sink = compute("dunn", s, NULL);
        gint rows = (gint)golden_tables[i].rows, at = 0;
        assert_int_equal(sink->tests->len, rows * (rows - 1) / 2);
        for (gint g = 0; g < rows; g++) {
            for (gint other = g + 1; other < rows; other++, at++) {
                const StatTest *row = test_row(sink, g, other);
                double near = golden_tables[i].z[at] == 0 ? 0 : 1e-9;
                assert_near(row->statistic.value, golden_tables[i].z[at], near);
                assert_near(row->p.value, 2 * tail_normal(fabs(row->statistic.value)), 1e-14);
            }
        }
    }
}

/* With two groups z² is Kruskal-Wallis's H. */
static void two_groups(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {4, 8, 1, 9, 3, 2};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    g_autoptr(ResultSink) dunn = compute("dunn", s, NULL);
    g_autoptr(ResultSink) kw = compute("kruskal-wallis", s, NULL);
    double z = test_row(dunn, 0, 1)->statistic.value;
    assert_near(z * z, test_row(kw, -1, -1)->statistic.value, 1e-14);
    assert_near(test_row(dunn, 0, 1)->p.value, test_row(kw, -1, -1)->p.value, 1e-13);
    assert_int_equal(test_row(dunn, 0, 1)->n, 27);
}

/* Half the p, towards what is observed; and ranks as if there were no ties: the formula in R 4.2.2.
 */
static void variants(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {4, 8, 1, 9, 3, 2, 2, 6, 7};
    static const struct {
        Variant variant;
        double z, p;
        const char *name;
    } cases[] = {
        {{0}, -1.8513919860433714, 0.06411318115992326, "asymptotic; tie correction"},
        {{.one_sided = TRUE},
         -1.8513919860433714,
         0.03205659057996163,
         "asymptotic; tie correction; one-sided"},
        {{.no_tie_correction = TRUE},
         -1.7319489270835393,
         0.08328265626170385,
         "asymptotic; no tie correction"},
        {{.no_tie_correction = TRUE, .one_sided = TRUE},
         -1.7319489270835393,
         0.041641328130851925,
         "asymptotic; no tie correction; one-sided"},
    };
    g_autoptr(Summary) s = summary_from_counts(n, 3, 3, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Policy policy = plain_policy;
        policy.variant = cases[i].variant;
        g_autoptr(ResultSink) sink = compute("dunn", s, &policy);
        const StatTest *row = test_row(sink, 0, 2);
        assert_near(row->statistic.value, cases[i].z, 1e-13);
        assert_near(row->p.value, cases[i].p, 1e-13);
        assert_string_equal(row->variant, cases[i].name);
    }
}

/* Ties that overflow t³ - t in 64 bits, N = 3.6 million: z by Dunn's formula in whole fractions. */
static void heavy_ties(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {900000, 300001, 899000, 300777, 898000, 301555};
    g_autoptr(Summary) s = summary_from_counts(n, 3, 2, NULL);
    g_autoptr(ResultSink) sink = compute("dunn", s, NULL);
    assert_near(test_row(sink, 0, 1)->statistic.value, -1.2393000801809249, 1e-13);
    assert_near(test_row(sink, 0, 2)->statistic.value, -2.4811787926595215, 1e-13);
    assert_near(test_row(sink, 1, 2)->statistic.value, -1.2418780997856793, 1e-13);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const gint64 hole[] = {3, 1, 0, 0, 2, 5}, tied[] = {0, 1, 0, 2, 0, 5}, alone[] = {3, 4};
    g_autoptr(Summary) a = summary_from_counts(hole, 3, 2, NULL);
    g_autoptr(Summary) b = summary_from_counts(tied, 3, 2, NULL);
    g_autoptr(Summary) c = summary_from_counts(alone, 1, 2, NULL);
    g_autoptr(ResultSink) with_hole = compute("dunn", a, NULL);
    g_autoptr(ResultSink) all_tied = compute("dunn", b, NULL);
    g_autoptr(ResultSink) one = compute("dunn", c, NULL);
    assert_undefined(test_row(with_hole, 0, 1), REASON_NO_RESPONDENTS);
    assert_undefined(test_row(with_hole, 1, 2), REASON_NO_RESPONDENTS);
    assert_int_equal(test_row(with_hole, 0, 2)->state, STATE_OK);
    assert_undefined(test_row(all_tied, 0, 2), REASON_ALL_TIED);
    assert_int_equal(one->tests->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),    cmocka_unit_test(two_groups), cmocka_unit_test(variants),
        cmocka_unit_test(heavy_ties), cmocka_unit_test(undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
