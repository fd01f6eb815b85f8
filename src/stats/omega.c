/* McDonald's omega total of a scale: the share of the variance of the sum that one common factor
 * gives, over rows complete on all items.
 *
 *     ω = (Σ λ)²/((Σ λ)² + Σ ψ),   x_i = λ_i f + e_i,   var(e_i) = ψ_i,
 *     SE² = g' I⁻¹ g/n, g the derivatives of ω, I the expected information (delta method),
 *     interval ω ± quantile · SE, within 0..1
 *
 * The one-factor model is fitted by maximum likelihood to the covariances (numeric/factor.h). n is
 * the complete rows. Reversed items come reversed. Under a sampling weight the moments are
 * weighted, and there is no interval. The row is computed when `measures:` asks for omega.
 *
 * SOURCE     R. P. McDonald (1999), Test theory: a unified treatment, formula 6.20b. Interval: T.
 *            Raykov (2002), Multivariate Behavioral Research 37:89-103.
 * UNDEFINED  no complete row; not more rows than items; an item without variance; fewer than three
 *            items, or fewer than three that share the factor (not identified); a unique variance
 *            that would be 0 or negative (Heywood case); no convergence.
 * DEVIATES   psych::omega(nfactors = 1) fits correlations by minimum residuals and divides by the
 *            observed variance. lavaan reports Heywood cases as they come, with a warning, may end
 *            at a local maximum, and does not cut the interval at 0 and 1.
 * GOLDEN     lavaan 0.6-14, cfa() with omega := s^2/(s^2 + sum of the unique variances), R 4.2.2:
 *            tests/stats/omega.R */
#include "covariance.h"
#include "sink.h"

#include "numeric/factor.h"
#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double value, se;
} Omega;

static Reason reason_of(const Summary *s, const Covariance *c)
{
    Reason reason = covariance_reason(s);

    for (guint i = 0; reason == REASON_NONE && i < c->k; i++)
        if (covariance_is_none(c->cov[(gsize)i * c->k + i], c))
            reason = REASON_ZERO_VARIANCE;
    if (reason == REASON_NONE && c->k < 2)
        reason = REASON_TOO_FEW;
    if (reason == REASON_NONE && c->k > 2 && s->complete <= (gint64)c->k)
        reason = REASON_TOO_FEW;
    return reason;
}

/* The delta method, COVARIANCE being that of √n (loadings, unique variances). */
static Omega omega_of(const double *loadings, const double *unique, const double *covariance,
                      guint k, double n)
{
    g_autofree double *g = g_new(double, 2 * k);
    double sum = 0, rest = 0, variance = 0;

    for (guint i = 0; i < k; i++) {
        sum += loadings[i];
        rest += unique[i];
    }
    double all = sum * sum + rest;
    for (guint i = 0; i < k; i++) {
        g[i] = 2 * sum * rest / (all * all);
        g[k + i] = -sum * sum / (all * all);
    }
    for (guint i = 0; i < 2 * k; i++)
        for (guint j = 0; j < 2 * k; j++)
            variance += g[i] * covariance[(gsize)i * 2 * k + j] * g[j];
    return (Omega){sum * sum / all, sqrt(fmax(0, variance) / n)};
}

static Reason fit(const Covariance *c, double n, Omega *omega)
{
    static const Reason reasons[] = {[FACTOR_FOUND] = REASON_NONE,
                                     [FACTOR_NOT_IDENTIFIED] = REASON_NOT_IDENTIFIED,
                                     [FACTOR_HEYWOOD] = REASON_HEYWOOD,
                                     [FACTOR_NOT_CONVERGED] = REASON_NOT_CONVERGED};
    g_autofree double *loadings = g_new(double, c->k);
    g_autofree double *unique = g_new(double, c->k);
    g_autofree double *covariance = g_new(double, 4 * (gsize)c->k * c->k);
    FactorState state = one_factor(c->cov, c->k, loadings, unique, covariance);

    if (state == FACTOR_FOUND)
        *omega = omega_of(loadings, unique, covariance, c->k, n);
    return reasons[state];
}

static void compute(const Summary *s, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Covariance) c = covariance_new(s);
    StatEstimate *row = sink_estimate(sink, "omega", s->complete, (Quantity){0});
    gboolean weighted = s->complete_w != (double)s->complete;
    Omega omega = {0, 0};
    Reason reason = reason_of(s, c);

    if (reason == REASON_NONE)
        reason = fit(c, (double)s->complete, &omega);
    if (weighted)
        row->n_weighted = quantity(s->complete_w);
    if (reason != REASON_NONE) {
        estimate_undefined(row, reason);
        return;
    }
    row->value = quantity(omega.value);
    if (weighted) {
        row->reason = REASON_SAMPLING_WEIGHT;
        return;
    }
    double half = quantile_normal((1 + policy->confidence) / 2) * omega.se;
    row->low = quantity(fmax(0, omega.value - half));
    row->high = quantity(fmin(1, omega.value + half));
}

const Statistic statistic_omega = {
    .name = "omega",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_MOMENTS,
    .compute = compute,
};
