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

/* `method: mid-p` alone, and beside the others: rows of their own, as coin's midpvalue(). */
static void mid_p_by_method(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {2, 1, 3, 1, 1, 0, 2, 2, 2, 5};
    g_autoptr(Summary) summary = summary_from_counts(n, 2, 5, NULL);
    Policy policy = policy_of(METHOD_MID_P);
    g_autoptr(ResultSink) alone = compute("mann-whitney", summary, &policy);
    g_autoptr(ResultSink) fisher = compute("fisher", summary, &policy);

    policy.methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MID_P | METHOD_MONTE_CARLO;
    g_autoptr(ResultSink) all = compute("mann-whitney", summary, &policy);
    assert_int_equal(alone->tests->len, 2);
    assert_string_equal(row_of(alone, 1)->variant, "exact; mid-p");
    assert_near(row_of(alone, 1)->p.value, 0.08118335053319574, 1e-12);
    assert_int_equal(fisher->tests->len, 1);
    assert_string_equal(row_of(fisher, 0)->variant, "exact; mid-p");
    assert_int_equal(all->tests->len, 4);
    assert_near(row_of(all, 1)->p.value, 0.08658146119446429, 1e-12);
    assert_near(row_of(all, 2)->p.value, 0.08118335053319574, 1e-12);
    assert_string_equal(row_of(all, 3)->variant, "monte-carlo (20000 draws, seed 1)");
}

/* Paired: 7 of 8 changes one way, twice the tail 9/256 and half of its point 8/256. */
static void mid_p_of_pairs(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {9, 7, 1, 3};
    g_autoptr(Summary) summary = summary_from_counts(n, 2, 2, NULL);
    Policy policy = policy_of(METHOD_EXACT | METHOD_MID_P);

    summary->kind = SUMMARY_PAIR;
    g_autoptr(ResultSink) changes = compute("mcnemar", summary, &policy);
    g_autoptr(ResultSink) ranks = compute("wilcoxon", summary, &policy);
    assert_int_equal(changes->tests->len, 3);
    assert_int_equal(ranks->tests->len, 3);
    for (guint i = 1; i < 3; i++) {
        assert_near(row_of(changes, i)->p.value, i == 1 ? 18 / 256.0 : 10 / 256.0, 1e-14);
        assert_near(row_of(ranks, i)->p.value, row_of(changes, i)->p.value, 1e-14);
        assert_string_equal(row_of(ranks, i)->variant, i == 1 ? "exact" : "exact; mid-p");
    }
}

/* With two groups J orders tables as U does, and is as far within the limit: n = 749. */
static void jonckheere_of_two_groups(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {20, 41, 92, 170, 116, 9, 27, 73, 113, 88};
    g_autoptr(Summary) summary = summary_from_counts(n, 2, 5, NULL);
    Policy policy = policy_of(METHOD_EXACT);
    g_autoptr(ResultSink) j = compute("jonckheere", summary, &policy);
    g_autoptr(ResultSink) u = compute("mann-whitney", summary, &policy);

    assert_string_equal(row_of(j, 1)->variant, "exact");
    assert_near(row_of(j, 1)->p.value, row_of(u, 1)->p.value, 1e-12);
    policy.variant.one_sided = TRUE;
    g_autoptr(ResultSink) one = compute("jonckheere", summary, &policy);
    g_autoptr(ResultSink) other = compute("mann-whitney", summary, &policy);
    assert_near(row_of(one, 1)->p.value, row_of(other, 1)->p.value, 1e-12);
}

/* An exact p that cannot be had is a row with its reason, or Monte-Carlo in its family. */
static void beyond_is_said(void **state G_GNUC_UNUSED)
{
    const gint64 many = G_GINT64_CONSTANT(400000000);
    const gint64 n[] = {many, many + 7, 3, many, many, many, many - 9, many, many};
    g_autoptr(Summary) pair = summary_from_counts(n, 3, 3, NULL);
    g_autoptr(Summary) groups = summary_from_counts(n, 3, 3, NULL);
    Policy policy = policy_of(METHOD_EXACT | METHOD_MID_P);

    pair->kind = SUMMARY_PAIR;
    g_autoptr(ResultSink) ranks = compute("wilcoxon", pair, &policy);
    g_autoptr(ResultSink) pairwise = compute("pairwise-mann-whitney", groups, &policy);
    g_autoptr(ResultSink) x2 = compute("chi-square", groups, &policy);
    assert_int_equal(ranks->tests->len, 3);
    assert_undefined(row_of(ranks, 1), REASON_WORK_LIMIT);
    assert_string_equal(row_of(ranks, 2)->variant, "exact; mid-p");
    assert_undefined(row_of(pairwise, 1), REASON_WORK_LIMIT);
    assert_int_equal(row_of(pairwise, 1)->other, 1);
    assert_string_equal(row_of(x2, 1)->family, "exact");
    assert_string_equal(row_of(x2, 2)->family, "exact; mid-p");
    assert_string_equal(row_of(x2, 2)->variant,
                        "monte-carlo (20000 draws, seed 1); exact beyond the work limit; mid-p");
    assert_true(row_of(x2, 1)->p.has && row_of(x2, 2)->p.value <= row_of(x2, 1)->p.value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fisher_is_exact_by_default),
        cmocka_unit_test(beyond_the_limit),
        cmocka_unit_test(every_method_has_its_row),
        cmocka_unit_test(near_coin),
        cmocka_unit_test(mann_whitney_variants),
        cmocka_unit_test(unasked),
        cmocka_unit_test(together_as_alone),
        cmocka_unit_test(mid_p_by_method),
        cmocka_unit_test(mid_p_of_pairs),
        cmocka_unit_test(jonckheere_of_two_groups),
        cmocka_unit_test(beyond_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
