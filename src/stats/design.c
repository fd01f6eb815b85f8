/* Domain means and their covariance: include/stats/design.h. */
#include "stats/design.h"

#include "numeric/linear.h"

#include <math.h>
#include <string.h>

/* A score this near to its domain's mean is the mean: a domain of one value has variance 0. */
#define ROUNDING 1e-13

DomainMeans *domain_means_new(const Summary *table)
{
    DomainMeans *means = g_new0(DomainMeans, 1);
    means->cells = table->n_strata * table->n_groups * table->n_levels;
    means->scores = g_array_new(FALSE, FALSE, sizeof(double));
    return means;
}

void domain_means_free(DomainMeans *means)
{
    if (means == NULL)
        return;
    g_array_unref(means->scores);
    g_free(means);
}

double *domain_means_add(DomainMeans *means)
{
    gsize at = means->scores->len;
    means->k++;
    g_array_set_size(means->scores, (guint)at + means->cells);
    double *scores = (double *)(gpointer)means->scores->data + at;
    for (guint c = 0; c < means->cells; c++)
        scores[c] = NAN;
    return scores;
}

DomainMeans *domain_means_expand(const DomainMeans *means, const Summary *table,
                                 const gint *level_of, guint n_levels)
{
    DomainMeans *wide = domain_means_new(table);
    wide->apart = means->apart;
    guint rows = table->n_strata * table->n_groups;
    for (guint m = 0; m < means->k; m++) {
        const double *from = domain_means_get(means, m);
        double *to = domain_means_add(wide);
        for (guint r = 0; r < rows; r++)
            for (guint l = 0; l < table->n_levels; l++)
                if (level_of[l] >= 0)
                    to[r * table->n_levels + l] = from[r * n_levels + (guint)level_of[l]];
    }
    return wide;
}

static double weight_of(const Summary *table, guint cell)
{
    return table->w != NULL ? table->w[cell] : (double)table->n[cell];
}

/* θ and the domain's weight under the weights W of cells. */
static double domain_mean(const double *scores, const double *w, guint cells, double *total)
{
    double sum = 0;
    *total = 0;
    for (guint c = 0; c < cells; c++) {
        if (isnan(scores[c]))
            continue;
        sum += w[c] * scores[c];
        *total += w[c];
    }
    return *total > 0 ? sum / *total : NAN;
}

static double *cell_weights(const Summary *table, guint cells)
{
    double *w = g_new(double, cells + 1);
    for (guint c = 0; c < cells; c++)
        w[c] = weight_of(table, c);
    return w;
}

double *domain_means_linearise(const DomainMeans *means, const Summary *table)
{
    g_autofree double *w = cell_weights(table, means->cells);
    double *z = g_new0(double, (gsize)means->k * means->cells + 1);
    for (guint m = 0; m < means->k; m++) {
        const double *scores = domain_means_get(means, m);
        double total, mean = domain_mean(scores, w, means->cells, &total);
        for (guint c = 0; total > 0 && c < means->cells; c++)
            if (!isnan(scores[c]) && fabs(scores[c] - mean) > ROUNDING * fabs(mean))
                z[(gsize)m * means->cells + c] = (scores[c] - mean) / total;
    }
    return z;
}

static DesignVariance *variance_new(const DomainMeans *means)
{
    DesignVariance *variance = g_new0(DesignVariance, 1);
    variance->k = means->k;
    variance->apart = means->apart;
    variance->covariance = g_new0(double, (gsize)means->k *(means->apart ? 1 : means->k) + 1);
    return variance;
}

void design_variance_free(DesignVariance *variance)
{
    if (variance == NULL)
        return;
    g_free(variance->covariance);
    g_free(variance);
}

/* INTO += SCALE u u', U mostly zeros; of a covariance the upper triangle. */
static void add_outer(DesignVariance *into, const double *u, double scale)
{
    guint k = into->k;
    for (guint i = 0; i < k; i++) {
        if (u[i] == 0)
            continue;
        double a = scale * u[i];
        if (into->apart)
            into->covariance[i] += a * u[i];
        for (guint j = i; !into->apart && j < k; j++)
            into->covariance[(gsize)i * k + j] += a * u[j];
    }
}

static void mirror(DesignVariance *variance)
{
    guint k = variance->apart ? 0 : variance->k;
    for (guint i = 0; i < k; i++)
        for (guint j = 0; j < i; j++)
            variance->covariance[(gsize)i * k + j] = variance->covariance[(gsize)j * k + i];
}

/* Sums of w z are 0 by construction, so that no mean need be subtracted. */
DesignVariance *design_variance_respondents(const DomainMeans *means, const Summary *table)
{
    DesignVariance *variance = variance_new(means);
    g_autofree double *z = domain_means_linearise(means, table);
    g_autofree double *u = g_new0(double, means->k + 1);
    double n = (double)table->asked;
    variance->df = n - 1;
    for (guint c = 0; n > 1 && c < means->cells; c++) {
        double w2 = table->w2 != NULL ? table->w2[c] : weight_of(table, c);
        for (guint m = 0; m < means->k; m++)
            u[m] = z[(gsize)m * means->cells + c];
        if (w2 > 0)
            add_outer(variance, u, w2 * (n / (n - 1)));
    }
    mirror(variance);
    return variance;
}

DesignVariance *design_variance_units(const DomainMeans *means, const Summary *design)
{
    DesignVariance *variance = variance_new(means);
    gsize k = variance->k, step = variance->apart ? k + 1 : 1;
    variance->df = (double)(design->n_units - (gint64)design->n_design_strata);
    for (gsize i = 0; i < (variance->apart ? k : k * k); i++)
        variance->covariance[i] = design->covariance[i * step];
    return variance;
}

/* Z V Z' by rows of Z, in which most are 0. */
DesignVariance *design_variance_cells(const DomainMeans *means, const Summary *table,
                                      const Summary *design)
{
    guint k = means->k, cells = means->cells;
    DesignVariance *variance = variance_new(means);
    g_autofree double *z = domain_means_linearise(means, table);
    g_autofree double *row = g_new(double, cells + 1);
    variance->df = (double)(design->n_units - (gint64)design->n_design_strata);
    for (guint i = 0; i < k; i++) {
        const double *of = z + (gsize)i * cells;
        memset(row, 0, cells * sizeof *row);
        for (guint c = 0; c < cells; c++)
            for (guint d = 0; of[c] != 0 && d < cells; d++)
                row[d] += of[c] * design->covariance[(gsize)c * cells + d];
        if (variance->apart)
            variance->covariance[i] = dot_product(row, of, cells);
        for (guint j = i; !variance->apart && j < k; j++)
            variance->covariance[(gsize)i * k + j] = dot_product(row, z + (gsize)j * cells, cells);
    }
    mirror(variance);
    return variance;
}

/* The means under every replicate, NAN where a domain is empty; [replicates][k]. */
static double *replicated(const DomainMeans *means, const Summary *table)
{
    double *theta = g_new(double, (gsize)table->n_replicates * means->k + 1);
    for (guint r = 0; r < table->n_replicates; r++) {
        const double *w = table->replicates + (gsize)r * means->cells;
        for (guint m = 0; m < means->k; m++) {
            double total;
            theta[(gsize)r * means->k + m] =
                domain_mean(domain_means_get(means, m), w, means->cells, &total);
        }
    }
    return theta;
}

static double rscale_of(const double *rscales, guint replicate)
{
    return rscales != NULL ? rscales[replicate] : 1;
}

/* Of each mean over the replicates that count and have it. */
static void replicate_centre(const double *theta, guint replicates, const double *rscales, guint k,
                             double *centre)
{
    for (guint m = 0; m < k; m++) {
        double sum = 0;
        guint used = 0;
        for (guint r = 0; r < replicates; r++) {
            double value = theta[(gsize)r * k + m];
            gboolean counts = !isnan(value) && rscale_of(rscales, r) > 0;
            used += counts;
            sum += counts ? value : 0;
        }
        centre[m] = used > 0 ? sum / used : 0;
    }
}

DesignVariance *design_variance_replicates(const DomainMeans *means, const Summary *table,
                                           double scale, const double *rscales)
{
    guint k = means->k, replicates = table->n_replicates;
    DesignVariance *variance = variance_new(means);
    g_autofree double *theta = replicated(means, table);
    g_autofree double *centre = g_new0(double, k + 1);
    replicate_centre(theta, replicates, rscales, k, centre);
    variance->df = (double)table->replicate_rank - 1;
    for (guint r = 0; r < replicates; r++) {
        double *u = theta + (gsize)r * k;
        for (guint m = 0; m < k; m++)
            u[m] = isnan(u[m]) ? 0 : u[m] - centre[m];
        add_outer(variance, u, scale * rscale_of(rscales, r));
    }
    mirror(variance);
    return variance;
}
