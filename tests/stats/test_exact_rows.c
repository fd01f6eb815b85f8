/* Exact and Monte-Carlo rows beside the asymptotic ones, against exact.R and published p. */
#include "stats_support.h"

static const gint64 small[] = {3, 2, 1, 0, 1, 4, 2, 1, 0, 1, 5, 3};

static Policy policy_of(guint methods)
{
    Policy policy = plain_policy;

    policy.methods = methods;
    policy.draws = 20000;
    return policy;
}

static const StatTest *row_of(const ResultSink *sink, guint i)
{
    assert_true(i < sink->tests->len);
    return &g_array_index(sink->tests, StatTest, i);
}

static void fisher_is_exact_by_default(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) summary = summary_from_counts(small, 3, 4, NULL);
    g_autoptr(ResultSink) sink = compute("fisher", summary, NULL);

    assert_int_equal(sink->tests->len, 1);
    assert_near(row_of(sink, 0)->p.value, 0.09612495215353625, 1e-12);
    assert_string_equal(row_of(sink, 0)->variant, "exact");
}

/* 9 × 5 of 1,000 respondents: nobody can; the row says what it is. */
static void beyond_the_limit(void **state G_GNUC_UNUSED)
{
    gint64 n[45];
    Policy policy = policy_of(METHOD_ASYMPTOTIC);
    g_autoptr(Summary) summary = NULL;

    for (guint i = 0; i < 45; i++)
        n[i] = 20 + (i * 7) % 5;
    summary = summary_from_counts(n, 9, 5, NULL);
    g_autoptr(ResultSink) sink = compute("fisher", summary, &policy);
    assert_int_equal(sink->tests->len, 1);
    assert_string_equal(row_of(sink, 0)->variant,
                        "monte-carlo (20000 draws, seed 1); exact beyond the work limit");
    assert_true(row_of(sink, 0)->p_low.value < row_of(sink, 0)->p.value);
    policy.draws = 0;
    g_autoptr(ResultSink) none = compute("fisher", summary, &policy);
    assert_int_equal(row_of(none, 0)->reason, REASON_WORK_LIMIT);
}

static void every_method_has_its_row(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"kruskal-wallis", "chi-square", "linear-by-linear",
                                        "jonckheere"};
    Policy policy = policy_of(METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO);
    g_autoptr(Summary) summary = summary_from_counts(small, 3, 4, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(ResultSink) sink = compute(names[i], summary, &policy);
        assert_int_equal(sink->tests->len, 3);
        assert_string_equal(row_of(sink, 1)->variant, "exact");
        assert_string_equal(row_of(sink, 2)->variant, "monte-carlo (20000 draws, seed 1)");
        assert_true(row_of(sink, 1)->statistic.value == row_of(sink, 0)->statistic.value);
        assert_true(row_of(sink, 2)->p_low.value < row_of(sink, 1)->p.value);
        assert_true(row_of(sink, 2)->p_high.value > row_of(sink, 1)->p.value);
    }
}

/* coin::chisq_test and kruskal_test with a million resamples: 0.059876 and 0.005665, each ± 4
 * standard errors. */
static void near_coin(void **state G_GNUC_UNUSED)
{
    Policy policy = policy_of(METHOD_EXACT);
    g_autoptr(Summary) summary = summary_from_counts(small, 3, 4, NULL);
    g_autoptr(ResultSink) x2 = compute("chi-square", summary, &policy);
    g_autoptr(ResultSink) h = compute("kruskal-wallis", summary, &policy);

    assert_true(fabs(row_of(x2, 1)->p.value - 0.059876) < 4 * 0.00024);
    assert_true(fabs(row_of(h, 1)->p.value - 0.005665) < 4 * 0.000076);
}

static void mann_whitney_variants(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {2, 1, 3, 1, 1, 0, 2, 2, 2, 5};
    Policy policy = policy_of(METHOD_EXACT | METHOD_MONTE_CARLO);
    g_autoptr(Summary) summary = summary_from_counts(n, 2, 5, NULL);
    g_autoptr(ResultSink) plain = compute("mann-whitney", summary, &policy);
    g_autoptr(ResultSink) h = compute("kruskal-wallis", summary, &policy);

    assert_near(row_of(plain, 1)->p.value, 0.08658146119446429, 1e-12);
    assert_near(row_of(h, 1)->p.value, 0.08658146119446429, 1e-12);
    assert_true(row_of(plain, 2)->p_low.value < 0.0866 && row_of(plain, 2)->p_high.value > 0.0866);
    policy.variant.mid_p = TRUE;
    g_autoptr(ResultSink) mid = compute("mann-whitney", summary, &policy);
    assert_near(row_of(mid, 1)->p.value, 0.08118335053319574, 1e-12);
    assert_string_equal(row_of(mid, 1)->variant, "exact; mid-p");
    policy.variant.mid_p = FALSE;
    policy.variant.one_sided = TRUE;
    g_autoptr(ResultSink) one = compute("mann-whitney", summary, &policy);
    assert_near(row_of(one, 1)->p.value, 0.04539440607552062, 1e-12);
    assert_string_equal(row_of(one, 1)->variant, "exact; one-sided");
}

/* Cochran's rule broken: a row nobody asked for; kept: none. */
static void unasked(void **state G_GNUC_UNUSED)
{
    static const gint64 fine[] = {30, 20, 20, 30};
    g_autoptr(Summary) broken = summary_from_counts(small, 3, 4, NULL);
    g_autoptr(Summary) kept = summary_from_counts(fine, 2, 2, NULL);
    Policy plain = policy_of(METHOD_ASYMPTOTIC);
    g_autoptr(ResultSink) two = compute("chi-square", broken, &plain);
    g_autoptr(ResultSink) one = compute("chi-square", kept, &plain);
    Policy silent = policy_of(METHOD_ASYMPTOTIC);

    silent.draws = 0;
    g_autoptr(ResultSink) none = compute("chi-square", broken, &silent);
    assert_int_equal(two->tests->len, 2);
    assert_string_equal(row_of(two, 1)->variant, "exact");
    assert_int_equal(one->tests->len, 1);
    assert_int_equal(none->tests->len, 1);
}

/* One stream of tables for all: each p is the one that it is alone, and the rows keep their order.
 */
static void together_as_alone(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"kruskal-wallis",   "chi-square", "fisher",
                                        "linear-by-linear", "jonckheere", "likelihood-ratio"};
    const Statistic *statistics[G_N_ELEMENTS(names)];
    Policy policies[G_N_ELEMENTS(names)];
    g_autoptr(Summary) summary = summary_from_counts(small, 3, 4, NULL);
    g_autoptr(ResultSink) together = result_sink_new();

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        statistics[i] = statistic_find(names[i]);
        policies[i] = policy_of(METHOD_ASYMPTOTIC | METHOD_MONTE_CARLO);
    }
    statistics_compute(statistics, policies, G_N_ELEMENTS(names), summary, together);
    for (guint i = 0, at = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(ResultSink) alone = compute(names[i], summary, &policies[i]);
        for (guint r = 0; r < alone->tests->len; r++, at++) {
            assert_string_equal(row_of(together, at)->test, names[i]);
            assert_string_equal(row_of(together, at)->variant, row_of(alone, r)->variant);
            assert_true(row_of(together, at)->p.has);
            assert_true(row_of(together, at)->p.value == row_of(alone, r)->p.value);
            assert_true(row_of(together, at)->p_low.value == row_of(alone, r)->p_low.value);
        }
    }
    assert_int_equal(together->tests->len, 10);
    assert_null(together->drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fisher_is_exact_by_default), cmocka_unit_test(beyond_the_limit),
        cmocka_unit_test(every_method_has_its_row),   cmocka_unit_test(near_coin),
        cmocka_unit_test(mann_whitney_variants),      cmocka_unit_test(unasked),
        cmocka_unit_test(together_as_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
