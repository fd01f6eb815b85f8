#include "effect.h"
#include "golden_tables.h"
#include "stats_support.h"

#include "numeric/tails.h"

#include <math.h>

static Summary *golden_summary(gsize i)
{
    return summary_from_counts(golden_tables[i].n, golden_tables[i].rows, golden_tables[i].cols,
                               NULL);
}

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        g_autoptr(Summary) s = golden_summary(i);
        g_autoptr(ResultSink) sink = compute("chi-square", s, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        assert_near(row->statistic.value, golden_tables[i].x2, 1e-12);
        assert_near(row->p.value, golden_tables[i].x2_p, 1e-11);
        assert_near(row->df.value, (golden_tables[i].rows - 1) * (golden_tables[i].cols - 1), 0);
        assert_near(row->effect.value, golden_tables[i].v, 1e-12);
        assert_near(row->smallest_expected.value, golden_tables[i].smallest, 1e-14);
        assert_near(row->share_expected_below_5.value, golden_tables[i].share, 1e-15);
        assert_string_equal(row->variant, "asymptotic; no continuity");
        assert_string_equal(row->effect_name, "cramers_v");
    }
}

static void yates(void **state G_GNUC_UNUSED)
{
    Policy policy = plain_policy;
    policy.variant.flip_continuity = TRUE;
    guint compared = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        gboolean square = golden_tables[i].rows == 2 && golden_tables[i].cols == 2;
        g_autoptr(Summary) s = golden_summary(i);
        g_autoptr(ResultSink) sink = compute("chi-square", s, &policy);
        const StatTest *row = test_row(sink, -1, -1);
        assert_near(row->effect.value, golden_tables[i].v, 1e-12);
        if (!square) {
            assert_near(row->statistic.value, golden_tables[i].x2, 1e-12);
            assert_string_equal(row->variant, "asymptotic; no continuity");
            continue;
        }
        compared++;
        assert_string_equal(row->variant, "asymptotic; yates");
        if (golden_tables[i].yates < 1e-20) /* R's |o - e| - ½ is rounding there */
            assert_true(row->statistic.value < 1e-20);
        else
            assert_near(row->statistic.value, golden_tables[i].yates, 1e-11);
        assert_near(row->p.value, golden_tables[i].yates_p, 1e-11);
    }
    assert_true(compared >= 3);
}

/* Agresti 2007, p. 39: X² = 30.07, p = 2.954e-07. Cochran 1954: 6.88. */
static void published(void **state G_GNUC_UNUSED)
{
    const gint64 party[] = {762, 327, 468, 484, 239, 477};
    const gint64 cochran[] = {11, 7, 27, 15, 42, 16, 53, 13, 11, 1};
    g_autoptr(Summary) gender = summary_from_counts(party, 2, 3, NULL);
    g_autoptr(Summary) table_6 = summary_from_counts(cochran, 5, 2, NULL);
    g_autoptr(ResultSink) a = compute("chi-square", gender, NULL);
    g_autoptr(ResultSink) b = compute("chi-square", table_6, NULL);
    assert_near(test_row(a, -1, -1)->statistic.value, 30.0701490958, 1e-11);
    assert_near(test_row(a, -1, -1)->p.value, 2.953589183e-07, 1e-9);
    assert_near(test_row(b, -1, -1)->statistic.value, 6.88070786706, 1e-11);
}

/* Empty rows and columns are no rows and columns. */
static void empty_margins(void **state G_GNUC_UNUSED)
{
    const gint64 full[] = {3, 9, 10, 4}, holes[] = {3, 0, 9, 0, 0, 0, 10, 0, 4};
    g_autoptr(Summary) a = summary_from_counts(full, 2, 2, NULL);
    g_autoptr(Summary) b = summary_from_counts(holes, 3, 3, NULL);
    g_autoptr(ResultSink) plain = compute("chi-square", a, NULL);
    g_autoptr(ResultSink) dropped = compute("chi-square", b, NULL);
    assert_near(test_row(plain, -1, -1)->statistic.value,
                test_row(dropped, -1, -1)->statistic.value, 0);
    assert_near(test_row(dropped, -1, -1)->df.value, 1, 0);
    assert_near(test_row(plain, -1, -1)->effect.value, test_row(dropped, -1, -1)->effect.value, 0);
}

/* Against long double by the definition, at N = 1.5 million and near independence. */
static void large(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {300001, 200000, 250000, 299999, 200003, 249998};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    g_autoptr(ResultSink) sink = compute("chi-square", s, NULL);
    g_autoptr(ResultSink) g2 = compute("likelihood-ratio", s, NULL);
    long double total = 0, x2 = 0, likelihood = 0, row[2] = {0}, col[3] = {0};
    for (int i = 0; i < 6; i++) {
        total += n[i];
        row[i / 3] += n[i];
        col[i % 3] += n[i];
    }
    for (int i = 0; i < 6; i++) {
        long double off = n[i] * total - row[i / 3] * col[i % 3];
        long double v = off / (row[i / 3] * col[i % 3]), e = row[i / 3] * col[i % 3] / total;
        x2 += off * off / (row[i / 3] * col[i % 3]) / total;
        likelihood += e * v * v * (0.5L - v / 6 + v * v / 12); /* (1+v) ln(1+v) - v, v near 1e-6 */
    }
    assert_near(test_row(sink, -1, -1)->statistic.value, (double)x2, 1e-13);
    assert_near(test_row(g2, -1, -1)->statistic.value, (double)(2 * likelihood), 1e-8);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const gint64 one_row[] = {3, 5, 0, 0}, one_col[] = {3, 0, 5, 0}, nobody[] = {0, 0, 0, 0};
    const double w[] = {1, 2, 3, 4};
    g_autoptr(Summary) a = summary_from_counts(one_row, 2, 2, NULL);
    g_autoptr(Summary) b = summary_from_counts(one_col, 2, 2, NULL);
    g_autoptr(Summary) c = summary_from_counts(nobody, 2, 2, NULL);
    g_autoptr(Summary) d = summary_from_weighted(one_row, w, w, 2, 2, NULL);
    const Reason expected[] = {REASON_ONE_LEVEL, REASON_ONE_LEVEL, REASON_NO_RESPONDENTS,
                               REASON_SAMPLING_WEIGHT};
    const Summary *const tables[] = {a, b, c, d};
    for (int i = 0; i < 4; i++) {
        g_autoptr(ResultSink) x2 = compute("chi-square", tables[i], NULL);
        g_autoptr(ResultSink) g2 = compute("likelihood-ratio", tables[i], NULL);
        assert_undefined(test_row(x2, -1, -1), expected[i]);
        assert_undefined(test_row(g2, -1, -1), expected[i]);
        assert_false(test_row(x2, -1, -1)->smallest_expected.has);
    }
}

/* Steiger's and Smithson's interval of V, as the manual of R's statpsych prints it:
 * ci.cramer(.05, 19.21, 2, 3, 200), V = 0.3099. Where X² is small V lies above it. */
static void interval_published(void **state G_GNUC_UNUSED)
{
    StatTest test = {0}, small = {0};
    effect_by_inversion(&test, 19.21, 2, 200, TRUE, 0.95);
    assert_near(test.effect_low.value, 0.1601, 5e-5 / 0.1601);
    assert_near(test.effect_high.value, 0.4417, 5e-5 / 0.4417);
    effect_by_inversion(&small, 20, 32, 200, TRUE, 0.95);
    assert_true(small.effect_low.value == 0);
    assert_true(small.effect_high.value < sqrt(20.0 / 200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(yates),
        cmocka_unit_test(published),
        cmocka_unit_test(empty_margins),
        cmocka_unit_test(large),
        cmocka_unit_test(undefined),
        cmocka_unit_test(interval_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
