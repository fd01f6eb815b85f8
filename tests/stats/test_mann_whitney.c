#include "golden_tables.h"
#include "stats_support.h"

#include "numeric/tails.h"

static Summary *golden_summary(gsize i)
{
    return summary_from_counts(golden_tables[i].n, golden_tables[i].rows, golden_tables[i].cols,
                               NULL);
}

static void as_in_r(void **state G_GNUC_UNUSED)
{
    guint compared = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        if (golden_tables[i].rows != 2)
            continue;
        g_autoptr(Summary) s = golden_summary(i);
        Policy plain = plain_policy;
        plain.variant.flip_continuity = TRUE;
        g_autoptr(ResultSink) sink = compute("mann-whitney", s, NULL);
        g_autoptr(ResultSink) without = compute("mann-whitney", s, &plain);
        const StatTest *row = test_row(sink, -1, -1);
        assert_near(row->statistic.value, golden_tables[i].u, 0);
        assert_near(row->p.value, golden_tables[i].u_p, 1e-11);
        assert_near(row->effect.value, golden_tables[i].biserial, 1e-13);
        assert_string_equal(row->effect_name, "rank_biserial");
        assert_false(row->df.has);
        assert_string_equal(row->variant, "asymptotic; tie correction; continuity");
        assert_near(test_row(without, -1, -1)->p.value, golden_tables[i].u_p_plain, 1e-11);
        assert_string_equal(test_row(without, -1, -1)->variant,
                            "asymptotic; tie correction; no continuity");
        compared++;
    }
    assert_true(compared >= 5);
}

/* Hollander and Wolfe 1973, p. 69: W = 35. Sen, as printed by Stata: p = 0.1003. */
static void published(void **state G_GNUC_UNUSED)
{
    const double permeability[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64,
                                   0.73, 1.46, 1.15, 0.88, 0.90, 0.74, 1.21};
    const guint sizes[] = {10, 5};
    g_autoptr(Summary) chorioamnion = table_of_values(permeability, sizes, 2);
    g_autoptr(ResultSink) sink = compute("mann-whitney", chorioamnion, NULL);
    assert_near(test_row(sink, -1, -1)->statistic.value, 35, 0);
    assert_near(test_row(sink, -1, -1)->effect.value, 0.4, 1e-15);

    const double sen[] = {11, 9, 4, 5, 10, 7, 6, 3, 2, 1, 8};
    const guint sen_sizes[] = {5, 6};
    g_autoptr(Summary) s = table_of_values(sen, sen_sizes, 2);
    Policy policy = plain_policy;
    policy.variant.flip_continuity = TRUE;
    g_autoptr(ResultSink) stata = compute("mann-whitney", s, &policy);
    assert_near(test_row(stata, -1, -1)->p.value, 0.10034824646229, 1e-12);
}

/* Two groups: Kruskal-Wallis is z² without continuity. U of both groups sum to n₁n₂. */
static void identities(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(golden_tables); i++) {
        if (golden_tables[i].rows != 2)
            continue;
        Policy policy = plain_policy;
        policy.variant.flip_continuity = TRUE;
        const guint exchanged[] = {1, 0};
        g_autoptr(Summary) s = golden_summary(i);
        g_autoptr(Summary) turned = summary_groups(s, exchanged, 2);
        g_autoptr(ResultSink) mw = compute("mann-whitney", s, &policy);
        g_autoptr(ResultSink) back = compute("mann-whitney", turned, &policy);
        g_autoptr(ResultSink) kw = compute("kruskal-wallis", s, NULL);
        const StatTest *row = test_row(mw, -1, -1), *other = test_row(back, -1, -1);
        assert_near(row->p.value, test_row(kw, -1, -1)->p.value, 1e-11);
        assert_near(row->p.value, other->p.value, 0);
        assert_near(row->effect.value, -other->effect.value, 0);
        double pairs = 1;
        for (guint g = 0; g < 2; g++) {
            gint64 size = 0;
            for (guint l = 0; l < s->n_levels; l++)
                size += s->n[g * s->n_levels + l];
            pairs *= (double)size;
        }
        assert_near(row->statistic.value + other->statistic.value, pairs, 1e-15);
    }
}

/* Ties that overflow t³ - t in 64 bits, N = 5.4 million; Kruskal-Wallis holds its own elsewhere. */
static void heavy_ties(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {2700001, 10, 3, 2650000, 12, 0};
    Policy policy = plain_policy;
    policy.variant.flip_continuity = TRUE;
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    g_autoptr(ResultSink) mw = compute("mann-whitney", s, &policy);
    g_autoptr(ResultSink) kw = compute("kruskal-wallis", s, NULL);
    assert_near(test_row(mw, -1, -1)->p.value, test_row(kw, -1, -1)->p.value, 1e-11);
}

static void one_sided_and_uncorrected(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {1, 2, 6, 4, 3, 2};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    Policy policy = plain_policy;
    g_autoptr(ResultSink) both = compute("mann-whitney", s, NULL);
    policy.variant.one_sided = TRUE;
    g_autoptr(ResultSink) one = compute("mann-whitney", s, &policy);
    assert_near(test_row(one, -1, -1)->p.value, test_row(both, -1, -1)->p.value / 2, 1e-15);
    policy.variant.no_tie_correction = TRUE;
    g_autoptr(ResultSink) raw = compute("mann-whitney", s, &policy);
    /* U = 61: z = (61 - 40.5 - 0.5)/sqrt(81 * 19/12) */
    assert_near(test_row(raw, -1, -1)->p.value, tail_normal((20.5 - 0.5) / sqrt(81 * 19 / 12.0)),
                1e-13);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const gint64 three[] = {3, 1, 2, 2, 1, 5}, tied[] = {0, 4, 0, 3}, alone[] = {3, 1, 0, 0};
    g_autoptr(Summary) groups = summary_from_counts(three, 3, 2, NULL);
    g_autoptr(Summary) all_tied = summary_from_counts(tied, 2, 2, NULL);
    g_autoptr(Summary) one = summary_from_counts(alone, 2, 2, NULL);
    g_autoptr(ResultSink) a = compute("mann-whitney", groups, NULL);
    g_autoptr(ResultSink) b = compute("mann-whitney", all_tied, NULL);
    g_autoptr(ResultSink) c = compute("mann-whitney", one, NULL);
    assert_undefined(test_row(a, -1, -1), REASON_NOT_TWO_GROUPS);
    assert_undefined(test_row(b, -1, -1), REASON_ALL_TIED);
    assert_undefined(test_row(c, -1, -1), REASON_ONE_GROUP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),    cmocka_unit_test(published),
        cmocka_unit_test(identities), cmocka_unit_test(one_sided_and_uncorrected),
        cmocka_unit_test(heavy_ties), cmocka_unit_test(undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
