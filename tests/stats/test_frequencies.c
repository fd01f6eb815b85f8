#include "golden_design.h"
#include "golden_tables.h"
#include "stats_support.h"

#include "numeric/intervals.h"

enum { GROUPS = 3, LEVELS = 4 }; /* of golden_design.h */

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        guint rows = golden_tables[i].rows, cols = golden_tables[i].cols;
        g_autoptr(Summary) s = summary_from_counts(golden_tables[i].n, rows, cols, NULL);
        g_autoptr(ResultSink) sink = compute("frequencies", s, NULL);
        for (guint cell = 0; cell < rows * cols; cell++) {
            gint g = (gint)(cell / cols), l = (gint)(cell % cols);
            assert_near(estimate_row(sink, "count", g, l)->value.value,
                        (double)golden_tables[i].n[cell], 0);
            assert_near(estimate_row(sink, "expected", g, l)->value.value,
                        golden_tables[i].expected[cell], 1e-14);
            assert_near(estimate_row(sink, "adjusted_residual", g, l)->value.value,
                        golden_tables[i].residual[cell], 1e-10);
        }
    }
}

/* prop.test(7, 20, correct = FALSE): 0.181191824, 0.567145723. */
static void percents(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {7, 13, 0, 0, 2, 8};
    g_autoptr(Summary) s = summary_from_counts(n, 3, 2, NULL);
    g_autoptr(ResultSink) sink = compute("frequencies", s, NULL);
    const StatEstimate *row = estimate_row(sink, "percent", 0, 0);
    assert_near(row->value.value, 35, 0);
    assert_near(row->low.value, 18.119182410108206, 1e-13);
    assert_near(row->high.value, 56.714572331476361, 1e-13);
    assert_int_equal(row->n, 20);
    const StatEstimate *empty = estimate_row(sink, "percent", 1, 0);
    assert_int_equal(empty->state, STATE_UNDEFINED);
    assert_int_equal(empty->reason, REASON_NO_RESPONDENTS);
    assert_false(empty->value.has);
    assert_near(estimate_row(sink, "percent", -1, 1)->value.value, 70, 0);
    assert_near(estimate_row(sink, "count", -1, 1)->value.value, 21, 0);
    assert_int_equal(estimate_row(sink, "adjusted_residual", 1, 0)->reason, REASON_NO_EMPTY_MARGIN);
    assert_near(estimate_row(sink, "expected", 1, 0)->value.value, 0, 0);
}

/* Percents within a group sum to 100; residuals of a 2 × 2 table are plus and minus √X². */
static void identities(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {3, 9, 10, 4};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 2, NULL);
    g_autoptr(ResultSink) sink = compute("frequencies", s, NULL);
    g_autoptr(ResultSink) x2 = compute("chi-square", s, NULL);
    double root = sqrt(test_row(x2, -1, -1)->statistic.value);
    for (gint g = 0; g < 2; g++) {
        assert_near(estimate_row(sink, "percent", g, 0)->value.value +
                        estimate_row(sink, "percent", g, 1)->value.value,
                    100, 1e-15);
        for (gint l = 0; l < 2; l++)
            assert_near(estimate_row(sink, "adjusted_residual", g, l)->value.value,
                        g == l ? -root : root, 1e-14);
    }
}

/* svymean of the indicator: Σw/Σw. */
static void sampling_weights(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {7, 13, 4, 6};
    const double w[] = {10.5, 9.5, 1, 3}, w2[] = {20, 10, 1, 2};
    g_autoptr(Summary) s = summary_from_weighted(n, w, w2, 2, 2, NULL);
    g_autoptr(ResultSink) sink = compute("frequencies", s, NULL);
    const StatEstimate *row = estimate_row(sink, "percent", 0, 0);
    assert_near(row->value.value, 52.5, 1e-15);
    assert_near(row->n_weighted.value, 20, 0);
    assert_int_equal(row->n, 20);
    assert_int_equal(row->state, STATE_OK);
    assert_int_equal(row->reason, REASON_NONE);
    assert_true(row->low.has && row->low.value < row->value.value && row->high.value > 52.5);
    assert_near(estimate_row(sink, "percent", -1, 0)->value.value, 100 * 11.5 / 24, 1e-15);
    assert_near(estimate_row(sink, "count", 0, 0)->value.value, 7, 0);
    assert_near(estimate_row(sink, "count", 0, 0)->n_weighted.value, 10.5, 0);
    assert_near(estimate_row(sink, "expected", 0, 0)->value.value, 30. * 20 / 24 * 11.5 / 24,
                1e-15);
    /* In a 2 × 2 table p - p p is the same but for its sign. */
    double residual = estimate_row(sink, "adjusted_residual", 0, 0)->value.value;
    assert_near(estimate_row(sink, "adjusted_residual", 1, 0)->value.value, -residual, 1e-12);
    assert_near(estimate_row(sink, "adjusted_residual", 0, 1)->value.value, -residual, 1e-12);
}

/* svymean and svyciprop, survey 4.1.1. */
static void designs(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s =
        summary_from_weighted(design_n, design_w, design_w2, GROUPS, LEVELS, NULL);
    g_autoptr(ResultSink) sink = compute("frequencies", s, NULL);
    for (guint cell = 0; cell < GROUPS * LEVELS; cell++) {
        gint g = (gint)(cell / LEVELS), l = (gint)(cell % LEVELS);
        const StatEstimate *row = estimate_row(sink, "percent", g, l);
        assert_near(row->value.value, 100 * design_percent[cell], 1e-13);
        assert_near(estimate_row(sink, "percent_se", g, l)->value.value,
                    100 * design_percent_se[cell], 1e-12);
        if (design_n[cell] == 0) {
            assert_int_equal(row->reason, REASON_ZERO_VARIANCE);
            assert_false(row->low.has);
            assert_int_equal(estimate_row(sink, "percent_deff", g, l)->state, STATE_UNDEFINED);
            continue;
        }
        assert_near(row->low.value, 100 * design_percent_ci[2 * cell], 1e-7); /* glm's tolerance */
        assert_near(row->high.value, 100 * design_percent_ci[2 * cell + 1], 1e-7);
        assert_near(estimate_row(sink, "percent_deff", g, l)->value.value,
                    design_percent_deff[cell], 1e-12);
        assert_near(estimate_row(sink, "percent_cv", g, l)->value.value,
                    100 * design_percent_se[cell] / design_percent[cell], 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),    cmocka_unit_test(percents),
        cmocka_unit_test(identities), cmocka_unit_test(sampling_weights),
        cmocka_unit_test(designs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
