/* What a sampling design asks of statistics, and what it tells them.
 *
 * Every statistic here is made of domain means, θ = Σ w a / Σ w over the cells of a domain: a
 * percent (a is 0 or 1), a mean, the share below a quantile, a mean rank score. A statistic lists
 * its domain means over a sealed table (Statistic.means); their covariance comes, in the same
 * order,
 *
 * - from the table itself where respondents are drawn with replacement from one stratum;
 * - from the tally's second pass under strata and clusters, for the values linearised as
 *   z = (a - θ)/Σ w inside the domain and 0 outside;
 * - from the same means under each replicate weight.
 *
 *     domain_means_add(means)[cell] = …           NAN (the default) is outside the domain
 *
 * SOURCE  D. A. Binder (1983), International Statistical Review 51:279-292; T. Lumley (2010),
 *         Complex Surveys, 2.1; K. M. Wolter (2007), Introduction to Variance Estimation, 2nd ed.
 */
#pragma once

#include "tally/summary.h"

typedef struct {
    guint cells, k;
    gboolean apart; /* set by who lists them: of each its variance, no covariances */
    GArray *scores; /* double [k][cells] */
} DomainMeans;

/* More means than this of one table are not asked for: their covariance would outgrow the data. */
enum { MOST_MEANS = 512 };

DomainMeans *domain_means_new(const Summary *table);
void domain_means_free(DomainMeans *means);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DomainMeans, domain_means_free)
/* The scores of one mean more, all NAN; valid until the next. */
double *domain_means_add(DomainMeans *means);
static inline const double *domain_means_get(const DomainMeans *means, guint index)
{
    return &g_array_index(means->scores, double, (gsize)index * means->cells);
}
/* MEANS of a table made from TABLE by changing its levels, as means of TABLE: level l of TABLE is
 * LEVEL_OF[l] of the changed one (n_levels levels), or in none (-1). */
DomainMeans *domain_means_expand(const DomainMeans *means, const Summary *table,
                                 const gint *level_of, guint n_levels);
/* The values of the second pass, [k][cells]; g_free(). */
double *domain_means_linearise(const DomainMeans *means, const Summary *table);

/* The covariance of k domain means, and its degrees of freedom. */
typedef struct {
    guint k;
    gboolean apart;     /* as the means */
    double *covariance; /* [k][k]; of means apart its diagonal alone, [k] */
    double df;          /* units less strata, or the rank of replicate weights less one */
} DesignVariance;

void design_variance_free(DesignVariance *variance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DesignVariance, design_variance_free)
/* Respondents drawn with replacement from one stratum: n/(n - 1) Σ (w z)², n = everybody asked.
 * Without weights each counts 1. */
DesignVariance *design_variance_respondents(const DomainMeans *means, const Summary *table);
/* From the second pass: DESIGN is what it sealed for domain_means_linearise(). */
DesignVariance *design_variance_units(const DomainMeans *means, const Summary *design);
/* From a second pass that linearised nothing but summed the weights of each cell (z the identity):
 * one request then serves every statistic of a table with few cells. */
DesignVariance *design_variance_cells(const DomainMeans *means, const Summary *table,
                                      const Summary *design);
/* From replicate weights: scale Σ_r rscale_r (θ_r - θ̄)(θ_r - θ̄)' about the mean of the replicates
 * whose factor is not 0, as R's svrVar(). RSCALES may be NULL (all 1). A replicate in which a
 * domain has no weight is left out. */
DesignVariance *design_variance_replicates(const DomainMeans *means, const Summary *table,
                                           double scale, const double *rscales);

static inline double design_se2(const DesignVariance *variance, guint index)
{
    return variance->covariance[variance->apart ? index : (gsize)index * variance->k + index];
}
