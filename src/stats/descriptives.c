/* Median, quartiles, mean, standard deviation, extremes and mean rank: of everybody, then of each
 * group.
 *
 * Estimates "median", "q1", "q3" (rule of the policy, hf7 by default), "mean", "sd" (n - 1), "min",
 * "max" and, where there is a grouping, "mean_rank" (mid-ranks among all groups together). The
 * median's interval is that of binomial order statistics, the mean's is Student's t; n is the
 * group's respondents.
 *
 * Under a sampling weight: mean Σwx/Σw; sd √(n/(n - 1) Σw(x - mean)²/Σw); median and quartiles by
 * the school rule whatever the plan's rule; extremes as they are; no intervals and no mean rank,
 * which need the design.
 *
 * SOURCE     quantiles: Hyndman and Fan (1996); school rule: T. Lumley, R's survey. Interval of the
 *            median: W. J. Conover (1999), Practical Nonparametric Statistics, p. 143.
 * UNDEFINED  no respondents; sd of one; words instead of numbers. The mean has no interval for one
 *            respondent, the median none where no order statistic reaches the confidence (n < 6 at
 *            0.95): the value stands, the row says why.
 * DEVIATES   SPSS's quartiles are hf6 (`quantile: hf6`).
 * GOLDEN     quantile(), mean(), sd(), t.test(), rank(), R 4.2.2; survey's svyquantile, svymean,
 *            svyvar: tests/stats/descriptives.R */
#include "sink.h"
#include "table.h"

#include "numeric/intervals.h"
#include "numeric/quantile.h"

#include <math.h>

/* One group, or everybody: counts by level, and weights where there are any. */
typedef struct {
    gint group;
    guint n_levels;
    const double *values;
    gint64 *n;
    double *w; /* NULL without a sampling weight */
    gint64 size;
    double weight;
} Sample;

static Sample sample_new(const Summary *s, const double *values, gint group)
{
    Sample sample = {.group = group, .n_levels = s->n_levels, .values = values};
    sample.n = g_new0(gint64, s->n_levels + 1);
    sample.w = s->w != NULL ? g_new0(double, s->n_levels + 1) : NULL;
    for (guint row = 0; row < s->n_strata * s->n_groups; row++) {
        if (group >= 0 && row % s->n_groups != (guint)group)
            continue;
        for (guint l = 0; l < s->n_levels; l++) {
            gsize cell = (gsize)row * s->n_levels + l;
            sample.n[l] += s->n[cell];
            sample.size += s->n[cell];
            if (sample.w != NULL) {
                sample.w[l] += s->w[cell];
                sample.weight += s->w[cell];
            }
        }
    }
    return sample;
}

static void sample_clear(Sample *sample)
{
    g_free(sample->n);
    g_free(sample->w);
}

static double share(const Sample *s, guint level)
{
    return s->w != NULL ? s->w[level] / s->weight : (double)s->n[level] / (double)s->size;
}

static guint first_level(const Sample *s)
{
    guint l = 0;
    while (s->n[l] == 0)
        l++;
    return l;
}

/* About the smallest value, so that the mean of equal numbers is that number. */
static double mean_of(const Sample *s)
{
    double origin = s->values[first_level(s)], sum = 0;
    for (guint l = 0; l < s->n_levels; l++)
        sum += share(s, l) * (s->values[l] - origin);
    return origin + sum;
}

static double sd_of(const Sample *s, double mean)
{
    double sum = 0, n = (double)s->size;
    for (guint l = 0; l < s->n_levels; l++)
        sum += share(s, l) * (s->values[l] - mean) * (s->values[l] - mean);
    return sqrt(sum * (n / (n - 1)));
}

static double quantile_of(const Sample *s, double p, const Policy *policy)
{
    if (s->w != NULL)
        return weighted_quantile(s->values, s->w, s->n_levels, p);
    QuantileRule rule = policy->quantile != 0 ? policy->quantile : QUANTILE_HF7;
    return quantile_of_counts(s->values, s->n, s->n_levels, p, rule);
}

/* --- rows ------------------------------------------------------------------------------------- */

static StatEstimate *emit(ResultSink *sink, const Sample *s, const char *name, double value)
{
    StatEstimate *row = sink_estimate(sink, name, s->size, quantity(value));
    row->group = s->group;
    if (s->w != NULL)
        row->n_weighted = quantity(s->weight);
    return row;
}

/* The ends of an interval, or why there are none. */
static void set_interval(StatEstimate *row, const Sample *s, const Interval *interval, Reason none)
{
    if (s->w != NULL) {
        row->reason = REASON_SAMPLING_WEIGHT;
    } else if (interval == NULL) {
        row->reason = none;
    } else {
        row->low = quantity(interval->low);
        row->high = quantity(interval->high);
    }
}

static void emit_median(ResultSink *sink, const Sample *s, const Policy *policy)
{
    StatEstimate *row = emit(sink, s, "median", quantile_of(s, 0.5, policy));
    gint64 low, high;
    if (!interval_median_ranks(s->size, policy->confidence, &low, &high)) {
        set_interval(row, s, NULL, REASON_NOT_REACHED);
        return;
    }
    const Interval interval = {order_statistic(s->values, s->n, s->n_levels, low),
                               order_statistic(s->values, s->n, s->n_levels, high)};
    set_interval(row, s, &interval, REASON_NONE);
}

static void emit_moments(ResultSink *sink, const Sample *s, const Policy *policy)
{
    double mean = mean_of(s);
    StatEstimate *row = emit(sink, s, "mean", mean);
    if (s->size < 2) {
        set_interval(row, s, NULL, REASON_TOO_FEW);
        estimate_undefined(emit(sink, s, "sd", 0), REASON_TOO_FEW);
        return;
    }
    double sd = sd_of(s, mean);
    const Interval interval = interval_t(mean, sd, s->size, policy->confidence);
    set_interval(row, s, &interval, REASON_NONE);
    emit(sink, s, "sd", sd);
}

static void emit_extremes(ResultSink *sink, const Sample *s)
{
    emit(sink, s, "min", order_statistic(s->values, s->n, s->n_levels, 1));
    emit(sink, s, "max", order_statistic(s->values, s->n, s->n_levels, s->size));
}

static void describe(const Sample *s, const Policy *policy, Reason reason, ResultSink *sink)
{
    static const char *const names[] = {"median", "q1", "q3", "mean", "sd", "min", "max"};
    if (reason == REASON_NONE && s->size == 0)
        reason = REASON_NO_RESPONDENTS;
    if (reason != REASON_NONE) {
        for (guint i = 0; i < G_N_ELEMENTS(names); i++)
            estimate_undefined(emit(sink, s, names[i], 0), reason);
        return;
    }
    emit_median(sink, s, policy);
    emit(sink, s, "q1", quantile_of(s, 0.25, policy));
    emit(sink, s, "q3", quantile_of(s, 0.75, policy));
    emit_moments(sink, s, policy);
    emit_extremes(sink, s);
}

static void mean_ranks(const Summary *summary, Reason reason, ResultSink *sink)
{
    g_autoptr(Table) table = table_new(summary, TABLE_WHOLE);
    g_autoptr(CentredRanks) ranks = centred_ranks_new(table);
    if (reason == REASON_NONE && summary->w != NULL)
        reason = REASON_SAMPLING_WEIGHT;
    for (guint g = 0; g < table->rows; g++) {
        Reason why = table->row_n[g] == 0 ? REASON_NO_RESPONDENTS : reason;
        double middle = (double)(table->total + 1) / 2;
        StatEstimate *row = sink_estimate(sink, "mean_rank", table->row_n[g], (Quantity){0});
        row->group = (gint)g;
        if (why != REASON_NONE)
            estimate_undefined(row, why);
        else
            row->value = quantity(middle + centred_mean_rank(ranks, table, g));
    }
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autofree double *values = g_new(double, summary->n_levels + 1);
    Reason reason = REASON_NONE;
    for (guint l = 0; l < summary->n_levels; l++) {
        values[l] = summary->levels[l].number;
        if (summary->levels[l].text != NULL)
            reason = REASON_NOT_NUMERIC;
    }
    gint groups = summary->groups != NULL ? (gint)summary->n_groups : 0;
    for (gint group = -1; group < groups; group++) {
        Sample sample = sample_new(summary, values, group);
        describe(&sample, policy, reason, sink);
        sample_clear(&sample);
    }
    if (summary->groups != NULL)
        mean_ranks(summary, reason, sink);
}

const Statistic statistic_descriptives = {
    .name = "descriptives",
    .role = STATISTIC_ESTIMATES,
    .needs = NEEDS_NUMERIC,
    .keeps = KEEPS_GROUP_ORDER,
    .compute = compute,
};
