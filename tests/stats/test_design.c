/* Domain means and their covariance: by replicates as R's svrVar() has it, and by linearisation. */
#include "golden_design.h"
#include "stats_support.h"

enum { CELLS = 4, REPLICATES = 12 };

/* The share of cell 2 in cells 1-2, and of cell 4 in cells 3-4. */
static DomainMeans *two_shares(const Summary *table)
{
    DomainMeans *means = domain_means_new(table);
    double *first = domain_means_add(means);
    first[0] = 0;
    first[1] = 1;
    double *second = domain_means_add(means);
    second[2] = 0;
    second[3] = 1;
    return means;
}

static void assert_replicates(const double *replicates, double scale, const double *rscales,
                              const double *golden)
{
    g_autoptr(Summary) s = summary_from_weighted(replicate_n, replicate_w, NULL, 1, CELLS, NULL);
    s->n_replicates = s->replicate_rank = REPLICATES;
    s->replicates = replicates;
    g_autoptr(DomainMeans) means = two_shares(s);
    g_autoptr(DesignVariance) variance = design_variance_replicates(means, s, scale, rscales);
    for (guint i = 0; i < 4; i++)
        assert_near(variance->covariance[i], golden[i], 1e-12);
    assert_near(variance->df, REPLICATES - 1, 0);
}

static void replicates(void **state G_GNUC_UNUSED)
{
    assert_replicates(replicate_jk1, REPLICATE_JK1_SCALE, NULL, replicate_jk1_cov);
    assert_replicates(replicate_jkn, 1, replicate_jkn_rscales, replicate_jkn_cov);
}

/* Means apart have the diagonal of the covariance, however it is come by. */
static void apart(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = summary_from_weighted(replicate_n, replicate_w, NULL, 1, CELLS, NULL);
    s->n_replicates = s->replicate_rank = REPLICATES;
    s->replicates = replicate_jk1;
    const double cells[] = {4, 1, .5, 0, 1, 3, 0, -.5, .5, 0, 2, 1, 0, -.5, 1, 5};
    const Summary design = {
        .n_items = CELLS, .covariance = cells, .n_units = 9, .n_design_strata = 2};
    g_autoptr(DomainMeans) means = two_shares(s);
    g_autoptr(DesignVariance) by_cells = design_variance_cells(means, s, &design);
    const Summary sealed = {
        .n_items = 2, .covariance = by_cells->covariance, .n_units = 9, .n_design_strata = 2};
    g_autoptr(DesignVariance) by_rows = design_variance_respondents(means, s);
    g_autoptr(DesignVariance) by_replicates = design_variance_replicates(means, s, 0.5, NULL);
    means->apart = TRUE;
    g_autoptr(DesignVariance) of_cells = design_variance_cells(means, s, &design);
    g_autoptr(DesignVariance) of_units = design_variance_units(means, &sealed);
    g_autoptr(DesignVariance) of_rows = design_variance_respondents(means, s);
    g_autoptr(DesignVariance) of_replicates = design_variance_replicates(means, s, 0.5, NULL);
    for (guint i = 0; i < 2; i++) {
        assert_true(design_se2(by_cells, i) > 0);
        assert_near(design_se2(of_cells, i), design_se2(by_cells, i), 1e-14);
        assert_near(design_se2(of_units, i), design_se2(by_cells, i), 0);
        assert_near(design_se2(of_rows, i), design_se2(by_rows, i), 1e-14);
        assert_near(design_se2(of_replicates, i), design_se2(by_replicates, i), 1e-14);
    }
    assert_near(of_units->df, 7, 0);
}

/* A delete-one jackknife of respondents is n/(n - 1) Σ (w z)² for a total, and near it for a mean.
 */
static void linearised(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {30, 50};
    g_autoptr(Summary) s = summary_from_counts(n, 1, 2, NULL);
    g_autoptr(DomainMeans) means = domain_means_new(s);
    double *score = domain_means_add(means);
    score[0] = 0;
    score[1] = 1;
    g_autoptr(DesignVariance) variance = design_variance_respondents(means, s);
    double p = 50. / 80;
    assert_near(variance->covariance[0], p * (1 - p) / 79, 1e-13);
    assert_near(variance->df, 79, 0);
    g_autofree double *z = domain_means_linearise(means, s);
    assert_near(30 * z[0] + 50 * z[1] + 1, 1, 1e-15);
}

/* Levels merged or left out: the means of the merged table, over the cells of the first. */
static void expanded(void **state G_GNUC_UNUSED)
{
    const gint64 n[] = {3, 4, 5, 6, 7, 8};
    const gint level_of[] = {1, -1, 0};
    g_autoptr(Summary) s = summary_from_counts(n, 2, 3, NULL);
    g_autoptr(Summary) merged = summary_from_counts((const gint64[]){5, 3, 8, 6}, 2, 2, NULL);
    g_autoptr(DomainMeans) means = domain_means_new(merged);
    double *score = domain_means_add(means);
    for (guint c = 0; c < 4; c++)
        score[c] = 10 + c;
    g_autoptr(DomainMeans) wide = domain_means_expand(means, s, level_of, 2);
    const double *got = domain_means_get(wide, 0);
    const double expected[] = {11, NAN, 10, 13, NAN, 12};
    for (guint c = 0; c < 6; c++)
        if (isnan(expected[c]))
            assert_true(isnan(got[c]));
        else
            assert_near(got[c], expected[c], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replicates),
        cmocka_unit_test(apart),
        cmocka_unit_test(linearised),
        cmocka_unit_test(expanded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
