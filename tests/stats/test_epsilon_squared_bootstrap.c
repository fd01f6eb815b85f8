/* Rows of the bootstrap of ε² and η²_H: values as those of kruskal-wallis and eta_squared_h, ends
 * against bootstrap.R. */
#include "stats_support.h"

static const gint64 small[] = {4, 2, 0, 1, 2, 3};

static const StatTest *row_of(const ResultSink *sink, guint index, const char *test,
                              const char *variant)
{
    const StatTest *row = &g_array_index(sink->tests, StatTest, index);

    assert_string_equal(row->test, test);
    assert_true(g_str_has_prefix(row->variant, variant));
    return row;
}

static void golden(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = summary_from_counts(small, 2, 3, NULL);
    Policy policy = plain_policy;
    policy.draws = 200000;
    policy.stream = 17;
    g_autoptr(ResultSink) sink = compute("epsilon_squared_bootstrap", s, &policy);
    assert_int_equal(sink->tests->len, 4);
    const StatTest *plain =
        row_of(sink, 0, "epsilon_squared_bootstrap", "bootstrap percentile (200000 draws, seed 1)");
    const StatTest *bca = row_of(sink, 1, "epsilon_squared_bootstrap", "bootstrap BCa (200000");
    const StatTest *eta = row_of(sink, 2, "eta_squared_h_bootstrap", "bootstrap percentile");
    assert_non_null(strstr(plain->variant, "draws left out"));
    assert_near(plain->effect.value, 0.380952380952381, 1e-13);
    assert_near(plain->effect_low.value, 0.019047619, 1e-7);
    assert_near(plain->effect_high.value, 0.8571428571, 1e-9);
    assert_true(fabs(bca->effect_low.value - 0.0008658009) < 2e-4); /* error of the draws */
    assert_near(bca->effect_high.value, 0.7645502646, 1e-3);
    assert_near(eta->effect.value, 0.319047619047619, 1e-13);
    assert_near(eta->effect_low.value, -0.079047619, 1e-8);
}

/* The values are those of the statistics beside which they stand; the interval holds ε² nearly
 * where inversion has it when there are many respondents. */
static void beside_inversion(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {80, 50, 30, 20, 20, 40, 60, 70, 30, 10, 40, 90};
    g_autoptr(Summary) s = summary_from_counts(n, 3, 4, NULL);
    Policy policy = plain_policy;
    policy.draws = 20000;
    g_autoptr(ResultSink) sink = compute("epsilon_squared_bootstrap", s, &policy);
    g_autoptr(ResultSink) h = compute("kruskal-wallis", s, NULL);
    g_autoptr(ResultSink) eta = compute("eta_squared_h", s, NULL);
    const StatTest *inversion = test_row(h, -1, -1);
    const StatTest *bca = row_of(sink, 1, "epsilon_squared_bootstrap", "bootstrap BCa");
    assert_near(bca->effect.value, inversion->effect.value, 1e-13);
    assert_near(row_of(sink, 3, "eta_squared_h_bootstrap", "bootstrap BCa")->effect.value,
                test_row(eta, -1, -1)->effect.value, 1e-12);
    assert_true(bca->effect_low.value < bca->effect.value &&
                bca->effect.value < bca->effect_high.value);
    assert_near(bca->effect_low.value, inversion->effect_low.value, 0.15);
    assert_near(bca->effect_high.value, inversion->effect_high.value, 0.15);
}

static void without_draws(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = summary_from_counts(small, 2, 3, NULL);
    g_autoptr(ResultSink) sink = compute("epsilon_squared_bootstrap", s, NULL);
    const StatTest *row = row_of(sink, 0, "epsilon_squared_bootstrap", "bootstrap percentile");
    assert_true(row->effect.has && !row->effect_low.has && !row->effect_high.has);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(beside_inversion),
                                       cmocka_unit_test(without_draws)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
