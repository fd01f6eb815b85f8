#include "golden_descriptives.h"
#include "golden_design.h"
#include "golden_tables.h"
#include "stats_support.h"

#define LEVELS 5

static void assert_quantity(Quantity q, double expected, double relative)
{
    assert_int_equal(q.has, !isnan(expected));
    if (q.has)
        assert_near(q.value, expected, relative);
}

static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_groups); i++) {
        g_autoptr(Summary) s = summary_from_counts(golden_groups[i].n, 1, LEVELS, golden_values);
        Policy spss = plain_policy;
        spss.quantile = QUANTILE_HF6;
        g_autoptr(ResultSink) sink = compute("descriptives", s, NULL);
        g_autoptr(ResultSink) other = compute("descriptives", s, &spss);
        const char *const names[] = {"median", "q1", "q3"};
        for (int q = 0; q < 3; q++) {
            assert_quantity(estimate_row(sink, names[q], -1, -1)->value, golden_groups[i].hf7[q],
                            0);
            assert_quantity(estimate_row(other, names[q], -1, -1)->value, golden_groups[i].hf6[q],
                            0);
        }
        const StatEstimate *mean = estimate_row(sink, "mean", 0, -1);
        const StatEstimate *median = estimate_row(sink, "median", 0, -1);
        assert_quantity(mean->value, golden_groups[i].mean, 1e-15);
        assert_quantity(mean->low, golden_groups[i].t[0], 1e-13);
        assert_quantity(mean->high, golden_groups[i].t[1], 1e-13);
        assert_quantity(median->low, golden_groups[i].order[0], 0);
        assert_quantity(median->high, golden_groups[i].order[1], 0);
        assert_int_equal(median->reason, median->low.has ? REASON_NONE : REASON_NOT_REACHED);
        assert_int_equal(median->state, STATE_OK);
        assert_quantity(estimate_row(sink, "sd", 0, -1)->value, golden_groups[i].sd, 1e-14);
        assert_quantity(estimate_row(sink, "min", 0, -1)->value, golden_groups[i].min, 0);
        assert_quantity(estimate_row(sink, "max", 0, -1)->value, golden_groups[i].max, 0);
    }
}

static void mean_ranks(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        g_autoptr(Summary) s = summary_from_counts(golden_tables[i].n, golden_tables[i].rows,
                                                   golden_tables[i].cols, NULL);
        g_autoptr(ResultSink) sink = compute("descriptives", s, NULL);
        for (guint g = 0; g < golden_tables[i].rows; g++)
            assert_near(estimate_row(sink, "mean_rank", (gint)g, -1)->value.value,
                        golden_tables[i].mean_rank[g], 1e-14);
    }
    /* PSPP's example prints 4.4, 7.4, 11.5 */
    const double npar[] = {96, 128, 83, 61, 101, 82, 124, 132, 135, 109, 115, 149, 166, 147};
    const guint sizes[] = {5, 5, 4};
    g_autoptr(Summary) pspp = table_of_values(npar, sizes, 3);
    g_autoptr(ResultSink) sink = compute("descriptives", pspp, NULL);
    const double expected[] = {4.4, 7.4, 11.5};
    for (gint g = 0; g < 3; g++)
        assert_near(estimate_row(sink, "mean_rank", g, -1)->value.value, expected[g], 1e-15);
}

static void sampling_weights(void **state G_GNUC_UNUSED)
{
    const gint64 n[LEVELS] = {1, 1, 1, 1, 1};
    for (gsize i = 0; i < G_N_ELEMENTS(golden_weighted); i++) {
        const double *w = golden_weighted[i].w;
        g_autoptr(Summary) s = summary_from_weighted(n, w, w, 1, LEVELS, golden_values);
        g_autoptr(ResultSink) sink = compute("descriptives", s, NULL);
        const StatEstimate *mean = estimate_row(sink, "mean", -1, -1);
        const StatEstimate *median = estimate_row(sink, "median", -1, -1);
        double total = w[0] + w[1] + w[2] + w[3] + w[4];
        assert_near(mean->value.value, golden_weighted[i].mean, 1e-14);
        assert_near(median->value.value, golden_weighted[i].median, 1e-15);
        assert_near(estimate_row(sink, "sd", -1, -1)->value.value, golden_weighted[i].sd, 1e-13);
        assert_near(mean->n_weighted.value, total, 1e-15);
        assert_int_equal(mean->n, 5);
        assert_true(mean->low.has && mean->high.has);
        assert_int_equal(mean->state, STATE_OK);
        assert_near(estimate_row(sink, "mean_rank", 0, -1)->value.value, 3, 1e-14);
    }
}

/* svymean and svyquantile(qrule = "school"), survey 4.1.1: everybody, then three groups. */
static void designs(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"median", "q1", "q3"};
    static const char *const errors[] = {"median_se", "q1_se", "q3_se"};
    g_autoptr(Summary) s = summary_from_weighted(design_n, design_w, design_w2, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("descriptives", s, NULL);
    for (gint g = -1; g < 3; g++) {
        const StatEstimate *mean = estimate_row(sink, "mean", g, -1);
        assert_near(mean->value.value, design_mean[g + 1], 1e-13);
        assert_near(mean->low.value, design_mean_ci[2 * (g + 1)], 1e-12);
        assert_near(mean->high.value, design_mean_ci[2 * (g + 1) + 1], 1e-12);
        assert_near(estimate_row(sink, "mean_se", g, -1)->value.value, design_mean_se[g + 1],
                    1e-12);
        assert_near(estimate_row(sink, "mean_deff", g, -1)->value.value, design_mean_deff[g + 1],
                    1e-12);
        for (guint q = 0; q < 3; q++) {
            const double *golden = design_quantile + ((guint)(g + 1) * 3 + q) * 4;
            const StatEstimate *row = estimate_row(sink, names[q], g, -1);
            assert_near(row->value.value, golden[0], 1e-15);
            assert_int_equal(row->low.has, !isnan(golden[1]) && !isnan(golden[2]) && golden[3] > 0);
            if (!row->low.has)
                continue;
            assert_near(row->low.value, golden[1], 1e-15);
            assert_near(row->high.value, golden[2], 1e-15);
            assert_near(estimate_row(sink, errors[q], g, -1)->value.value, golden[3], 1e-12);
        }
    }
}

/* Equal numbers have that number as their mean, and no spread; words have neither. */
static void edges(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {0, 3, 0, 0};
    const double tenths[] = {0.1, 0.7};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 2, tenths);
    g_autoptr(ResultSink) sink = compute("descriptives", s, NULL);
    assert_near(estimate_row(sink, "mean", 0, -1)->value.value, 0.7, 0);
    assert_near(estimate_row(sink, "sd", 0, -1)->value.value, 0, 0);
    assert_int_equal(estimate_row(sink, "mean", 1, -1)->reason, REASON_NO_RESPONDENTS);
    assert_int_equal(estimate_row(sink, "mean_rank", 1, -1)->state, STATE_UNDEFINED);

    const SummaryLevel words[] = {{.text = "non"}, {.text = "oui"}};
    Summary text = *s;
    text.levels = words;
    g_autoptr(ResultSink) none = compute("descriptives", &text, NULL);
    assert_int_equal(estimate_row(none, "median", -1, -1)->reason, REASON_NOT_NUMERIC);
    assert_false(estimate_row(none, "median", -1, -1)->value.has);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r), cmocka_unit_test(mean_ranks), cmocka_unit_test(sampling_weights),
        cmocka_unit_test(designs), cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
