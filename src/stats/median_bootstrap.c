/* Bootstrap intervals of medians, of everybody and of each group: percentile and BCa.
 *
 *     θ* the median of n respondents drawn with replacement from the group's n,
 *     percentile: the (1 ± confidence)/2 quantiles of θ*,
 *     BCa: those at Φ(z₀ + (z₀ ± z)/(1 - a (z₀ ± z))),   z₀ = Φ⁻¹(P(θ* < θ) + ½ P(θ* = θ)),
 *     a = Σ (θ̄ - θ_i)³/(6 (Σ (θ̄ - θ_i)²)^1.5), θ_i the median without respondent i
 *
 * The distribution of θ* follows from the counts, so that it is exact: there are no draws and no
 * seed (numeric/bootstrap.h). Estimates "median_bootstrap_percentile" and "median_bootstrap_bca":
 * the value is the median by the policy's rule, low and high are the interval. Where leaving one
 * out moves no median, as mostly with answers on a scale, a is 0.
 *
 * SOURCE     B. Efron (1979), Annals of Statistics 7:1-26; (1987), JASA 82:171-185. A. D. Hutson
 * and M. D. Ernst (2000), JRSS B 62:89-94. Half of the ties in z₀: as scipy.stats.bootstrap.
 * UNDEFINED  no respondents; words instead of numbers; a sampling weight. No interval for one
 *            respondent.
 * DEVIATES   boot::boot.ci draws, interpolates between draws, and has no ties in z₀, which for a
 *            median of answers is mostly infinite and then an error.
 * GOLDEN     all resamples enumerated, and boot::boot within its error, R 4.2.2:
 *            tests/stats/bootstrap.R */
#include "sink.h"
#include "table.h"

#include "numeric/bootstrap.h"

#include <math.h>

typedef struct {
    const double *values;
    const gint64 *counts;
    guint n_levels;
    gint group;
    gint64 n;
} Sample;

static StatEstimate *emit(ResultSink *sink, const char *name, const Sample *sample, double median)
{
    StatEstimate *row = sink_estimate(sink, name, sample->n, quantity(median));

    row->group = sample->group;
    return row;
}

static void set_interval(StatEstimate *row, gboolean found, Interval interval)
{
    if (!found) {
        row->reason = row->n < 2 ? REASON_TOO_FEW : REASON_NOT_REACHED;
        return;
    }
    row->low = quantity(interval.low);
    row->high = quantity(interval.high);
}

static void intervals(const Sample *s, const Policy *policy, Reason reason, ResultSink *sink)
{
    static const char *const names[] = {"median_bootstrap_percentile", "median_bootstrap_bca"};
    QuantileRule rule = policy->quantile != 0 ? policy->quantile : QUANTILE_HF7;

    if (reason == REASON_NONE && s->n == 0)
        reason = REASON_NO_RESPONDENTS;
    if (reason != REASON_NONE) {
        for (guint i = 0; i < G_N_ELEMENTS(names); i++)
            estimate_undefined(emit(sink, names[i], s, 0), reason);
        return;
    }
    g_autoptr(Bootstrap) b = bootstrap_median(s->values, s->counts, s->n_levels, rule);
    double median = quantile_of_counts(s->values, s->counts, s->n_levels, 0.5, rule);
    double acceleration = jackknife_median(s->values, s->counts, s->n_levels, rule);
    Interval bca = {0, 0};
    gboolean found = bootstrap_bca(b, median, acceleration, policy->confidence, &bca);
    set_interval(emit(sink, names[0], s, median), s->n > 1,
                 bootstrap_percentile(b, policy->confidence));
    set_interval(emit(sink, names[1], s, median), s->n > 1 && found, bca);
}

static Reason reason_of(const Summary *summary, double *values)
{
    Reason reason = summary->w != NULL ? REASON_SAMPLING_WEIGHT : REASON_NONE;

    for (guint l = 0; l < summary->n_levels; l++) {
        values[l] = summary->levels[l].number;
        if (summary->levels[l].text != NULL || !isfinite(values[l]))
            reason = REASON_NOT_NUMERIC;
    }
    return reason;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_WHOLE);
    g_autofree double *values = g_new(double, summary->n_levels + 1);
    Reason reason = reason_of(summary, values);
    Sample sample = {values, t->col_n, t->cols, -1, t->total};

    intervals(&sample, policy, reason, sink);
    for (guint g = 0; summary->groups != NULL && g < t->rows; g++) {
        sample.counts = t->n + (gsize)g * t->cols;
        sample.group = (gint)g;
        sample.n = t->row_n[g];
        intervals(&sample, policy, reason, sink);
    }
}

const Statistic statistic_median_bootstrap = {
    .name = "median_bootstrap",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_NUMERIC,
    .keeps = KEEPS_GROUP_ORDER,
    .compute = compute,
};
