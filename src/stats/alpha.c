/* Cronbach's alpha of a scale, and what each item does to it, over rows complete on all items.
 *
 *     α = k/(k - 1) (1 - Σ var(x_i) / var(Σ x_i))
 *
 * Estimates "alpha", then by item "alpha_if_dropped", "item_total" (the item's correlation with the
 * sum of the other items), "item_mean" and "item_sd". n is the complete rows. Reversed items come
 * reversed. Under a sampling weight the moments are weighted.
 *
 * The interval of alpha is Feldt's; none under a sampling weight.
 *
 * SOURCE     L. J. Cronbach (1951), Psychometrika 16:297-334, formula 2. L. S. Feldt (1965),
 *            Psychometrika 30:357-370. Item-total: J. C. Nunnally
 *            (1978), Psychometric Theory, p. 279.
 * UNDEFINED  no complete row; one row; fewer than two items (three for alpha_if_dropped); no
 *            variance of the sum, for item_total of the item or of the rest.
 * DEVIATES   psych::alpha uses pairwise covariances; on complete cases they agree. Raw alpha, not
 *            the standardised one.
 * GOLDEN     psych::alpha on complete cases, R 4.2.2: tests/stats/alpha.R */
#include "covariance.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

static double alpha_of(double k, double traces, double total)
{
    return k / (k - 1) * (1 - traces / total);
}

static StatEstimate *emit(ResultSink *sink, const Summary *s, const char *name, gint item)
{
    StatEstimate *row = sink_estimate(sink, name, s->complete, (Quantity){0});
    row->item = item;
    if (s->complete_w != (double)s->complete)
        row->n_weighted = quantity(s->complete_w);
    return row;
}

static void set(StatEstimate *row, Reason reason, double value)
{
    if (reason != REASON_NONE)
        estimate_undefined(row, reason);
    else
        row->value = quantity(value);
}

/* (1 - α)/(1 - α̂) is F with n - 1 and (n - 1)(k - 1) degrees of freedom under parallel normal
 * items. */
static void set_interval(StatEstimate *row, double n, double k, double confidence)
{
    double df = (n - 1) * (k - 1), rest = 1 - row->value.value;

    row->low = quantity(1 - rest * quantile_f((1 + confidence) / 2, n - 1, df));
    row->high = quantity(1 - rest * quantile_f((1 - confidence) / 2, n - 1, df));
}

static void emit_alpha(ResultSink *sink, const Summary *s, const Covariance *c,
                       const Policy *policy, Reason reason)
{
    if (reason == REASON_NONE && c->k < 2)
        reason = REASON_TOO_FEW;
    if (reason == REASON_NONE && covariance_is_none(c->total, c))
        reason = REASON_ZERO_VARIANCE;
    StatEstimate *row = emit(sink, s, "alpha", -1);
    set(row, reason, alpha_of(c->k, c->traces, c->total));
    if (reason == REASON_NONE && s->complete_w == (double)s->complete)
        set_interval(row, (double)s->complete, c->k, policy->confidence);
}

static void emit_item(ResultSink *sink, const Summary *s, const Covariance *c, guint i,
                      Reason reason)
{
    double own = reason == REASON_NONE ? c->cov[(gsize)i * c->k + i] : 0;
    double with = reason == REASON_NONE ? c->with[i] : 0;
    double rest = c->total - 2 * with + own; /* variance of the sum of the others */
    Reason dropped = reason, correlated = reason;
    if (reason == REASON_NONE) {
        dropped = c->k < 3                      ? REASON_TOO_FEW
                  : covariance_is_none(rest, c) ? REASON_ZERO_VARIANCE
                                                : REASON_NONE;
        correlated = c->k < 2 ? REASON_TOO_FEW
                     : covariance_is_none(rest, c) || covariance_is_none(own, c)
                         ? REASON_ZERO_VARIANCE
                         : REASON_NONE;
    }
    set(emit(sink, s, "alpha_if_dropped", (gint)i), dropped,
        alpha_of(c->k - 1.0, c->traces - own, rest));
    set(emit(sink, s, "item_total", (gint)i), correlated, (with - own) / sqrt(own * rest));
    set(emit(sink, s, "item_mean", (gint)i), s->complete == 0 ? REASON_NO_RESPONDENTS : REASON_NONE,
        s->origin[i] + s->sums[i] / s->complete_w);
    set(emit(sink, s, "item_sd", (gint)i), reason, sqrt(fmax(0, own)));
}

static void compute(const Summary *s, const Policy *policy, ResultSink *sink)
{
    Reason reason = covariance_reason(s);
    g_autoptr(Covariance) c = covariance_new(s);

    emit_alpha(sink, s, c, policy, reason);
    for (guint i = 0; i < c->k; i++)
        emit_item(sink, s, c, i, reason);
}

const Statistic statistic_alpha = {
    .name = "alpha",
    .role = STATISTIC_ESTIMATES,
    .needs = NEEDS_MOMENTS,
    .compute = compute,
};
