/* Ordinal measures and trend tests against ordinal.R. */
#include "stats_support.h"

#include "numeric/tails.h"

static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
static const gint64 party[] = {20, 14, 3, 9, 12, 11};

typedef struct {
    const char *name, *row;
    double value, ase1, p;
} Golden;

static void check(const Summary *summary, const Golden *golden)
{
    g_autoptr(ResultSink) sink = compute(golden->name, summary, NULL);

    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, i);
        double half = golden->ase1 * quantile_normal(0.975);
        if (strcmp(row->test, golden->row) != 0)
            continue;
        assert_near(row->effect.value, golden->value, 1e-12);
        assert_near(row->p.value, golden->p, 1e-11);
        assert_near(row->effect_low.value, golden->value - half, 1e-9);
        assert_near(row->effect_high.value, golden->value + half, 1e-9);
        return;
    }
    fail_msg("no row %s", golden->row);
}

static void measures(void **state G_GNUC_UNUSED)
{
    static const Golden of_job[] = {
        {"gamma", "gamma", 0.221100917431193, 0.11716282939528, 0.0641023750890843},
        {"tau_b", "tau_b", 0.152352151346597, 0.0818360657142132, 0.0641023750890843},
        {"somers_d", "somers_d", 0.1417230226404, 0.0763951129359943, 0.0641023750890843},
        {"somers_d", "somers_d_group", 0.163778457356439, 0.08780279413560819, 0.0641023750890843},
        {"spearman", "spearman", 0.176891710719443, 0.09551655395908611, 0.0846901486903857}};
    static const Golden of_party[] = {
        {"gamma", "gamma", 0.529265255292653, 0.155793481568171, 0.00283669201341298},
        {"tau_b", "tau_b", 0.316388431414984, 0.104713271062009, 0.00283669201341298},
        {"somers_d", "somers_d", 0.358952702702703, 0.120092061619316, 0.00283669201341298},
        {"somers_d", "somers_d_group", 0.278871391076115, 0.09146752528465681, 0.00283669201341298},
        {"spearman", "spearman", 0.333573894979516, 0.110796572453934, 0.00509508423264564}};
    g_autoptr(Summary) a = summary_from_counts(job, 4, 4, NULL);
    g_autoptr(Summary) b = summary_from_counts(party, 2, 3, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(of_job); i++)
        check(a, &of_job[i]);
    for (guint i = 0; i < G_N_ELEMENTS(of_party); i++)
        check(b, &of_party[i]);
}

static void trends(void **state G_GNUC_UNUSED)
{
    static const gint64 cochran[] = {7, 11, 15, 27, 16, 42, 13, 53, 1, 11};
    g_autoptr(Summary) a = summary_from_counts(job, 4, 4, NULL);
    g_autoptr(Summary) b = summary_from_counts(party, 2, 3, NULL);
    g_autoptr(Summary) c = summary_from_counts(cochran, 5, 2, NULL);
    g_autoptr(ResultSink) lbl = compute("linear-by-linear", a, NULL);
    g_autoptr(ResultSink) jt = compute("jonckheere", a, NULL);
    g_autoptr(ResultSink) two = compute("jonckheere", b, NULL);
    g_autoptr(ResultSink) trend = compute("cochran-armitage", c, NULL);
    g_autoptr(ResultSink) mantel = compute("linear-by-linear", c, NULL);

    assert_near(test_row(lbl, -1, -1)->statistic.value, 2.98298812069264, 1e-12);
    assert_near(test_row(lbl, -1, -1)->p.value, 0.0841437947064283, 1e-12);
    assert_near(test_row(jt, -1, -1)->statistic.value, 1941.5, 1e-15);
    assert_near(test_row(jt, -1, -1)->effect.value, 1.71672469639962, 1e-12);
    assert_near(test_row(jt, -1, -1)->p.value, 0.08602948556714329, 1e-12);
    assert_near(test_row(two, -1, -1)->effect.value, 2.75072080589847, 1e-12);
    assert_near(test_row(trend, -1, -1)->statistic.value, 6.66569115949503, 1e-12);
    assert_near(test_row(trend, -1, -1)->p.value, 0.00982865298923846, 1e-11);
    assert_near(test_row(mantel, -1, -1)->statistic.value, 6.63168253113026, 1e-12);
}

/* Perfect order: every measure is 1 and there is no interval to speak of. */
static void perfect(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {5, 0, 0, 0, 5, 0, 0, 0, 5};
    static const char *const names[] = {"gamma", "tau_b", "somers_d", "spearman"};
    g_autoptr(Summary) summary = summary_from_counts(n, 3, 3, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(ResultSink) sink = compute(names[i], summary, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        assert_near(row->effect.value, 1, 1e-15);
        assert_false(row->effect_high.has && row->effect_high.value > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures),
        cmocka_unit_test(trends),
        cmocka_unit_test(perfect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
