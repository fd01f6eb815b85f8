#include "units.h"

/* u[m] = Σ over the cells of a cluster of n z[m]. */
static void unit_sums(const gint64 *cluster, const double *z, const DomainMeans *means, double *u)
{
    for (guint m = 0; m < means->k; m++) {
        u[m] = 0;
        for (guint c = 0; c < means->cells; c++)
            u[m] += (double)cluster[c] * z[(gsize)m * means->cells + c];
    }
}

/* m/(m - 1) Σ u u': the sums over all clusters are 0, so that no mean need be subtracted. */
static double *between_units(const Sample *sample, const double *z, const DomainMeans *means)
{
    guint k = means->k, units = sample->n_clusters;
    double *covariance = g_new0(double, (gsize)k *k + 1), scale = (double)units / (units - 1);
    g_autofree double *u = g_new(double, k + 1);

    for (guint i = 0; i < units; i++) {
        unit_sums(sample->clusters + (gsize)i * means->cells, z, means, u);
        for (guint a = 0; a < k; a++)
            for (guint b = 0; b < k; b++)
                covariance[(gsize)a * k + b] += scale * u[a] * u[b];
    }
    return covariance;
}

DesignVariance *units_variance(const Sample *sample, const Summary *table,
                               const Statistic *statistic)
{
    g_autoptr(DomainMeans) means = domain_means_new(table);

    if (sample->n_clusters < 2 || statistic->means == NULL)
        return NULL;
    statistic->means(table, means);
    g_autofree double *z = domain_means_linearise(means, table);
    g_autofree double *covariance = between_units(sample, z, means);
    const Summary sealed = {.kind = SUMMARY_DESIGN,
                            .n_items = means->k,
                            .covariance = covariance,
                            .n_units = sample->n_clusters,
                            .n_design_strata = 1};
    return design_variance_units(means, &sealed);
}
