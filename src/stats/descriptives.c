/* Median, quartiles, mean, standard deviation, extremes and mean rank: of everybody, then of each
 * group.
 *
 * Estimates "median", "q1", "q3" (rule of the policy, hf7 by default), "mean", "sd" (n - 1), "min",
 * "max" and, where there is a grouping, "mean_rank" (mid-ranks among all groups together). The
 * median's interval is that of binomial order statistics, the mean's is Student's t; n is the
 * group's respondents.
 *
 * Under a sampling weight: mean Σwx/Σw with t interval on the design's degrees of freedom; sd
 * √(n/(n - 1) Σw(x - mean)²/Σw); median and quartiles by the school rule whatever the plan's rule,
 * with Woodruff's interval (the interval of the share at or below the quantile, turned back by the
 * same rule); rows "mean_se", "mean_cv", "mean_deff", "median_se", "median_cv" and so on (the
 * standard error of a quantile is its interval's width over 2 t); extremes as they are; mean rank n
 * (W below + W_l/2)/W + 1/2, which at equal weights is the mean of mid-ranks.
 *
 * SOURCE     quantiles: Hyndman and Fan (1996); school rule: T. Lumley, R's survey. Interval of the
 *            median: W. J. Conover (1999), Practical Nonparametric Statistics, p. 143.
 *            Woodruff (1952), JASA 47:635-646.
 * UNDEFINED  no respondents; sd of one; words instead of numbers. The mean has no interval for one
 *            respondent, the median none where no order statistic reaches the confidence (n < 6 at
 *            0.95): the value stands, the row says why.
 * DEVIATES   SPSS's quartiles are hf6 (`quantile: hf6`).
 * GOLDEN     quantile(), mean(), sd(), t.test(), rank(), R 4.2.2; survey's svyquantile, svymean,
 *            svyvar: tests/stats/descriptives.R, tests/stats/design.R */
#include "design_rows.h"
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
    const DesignNumbers *design; /* NULL without a sampling weight */
} Sample;

/* Domain means of a group, in this order. */
typedef enum { MEAN_VALUE, MEAN_MEDIAN, MEAN_Q1, MEAN_Q3, N_MEANS } MeanKind;

static guint mean_at(gint group, MeanKind kind)
{
    return (guint)(group + 1) * N_MEANS + kind;
}

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
static void set_interval(StatEstimate *row, const Interval *interval, Reason none)
{
    if (interval == NULL) {
        row->reason = none;
    } else {
        row->low = quantity(interval->low);
        row->high = quantity(interval->high);
    }
}

static double share_up_to(const Sample *s, double value)
{
    double w = 0;
    for (guint l = 0; l < s->n_levels; l++)
        w += s->values[l] <= value ? s->w[l] : 0;
    return w / s->weight;
}

/* Woodruff: the interval of the share at or below the quantile, turned back. */
static Reason woodruff(const Sample *s, guint mean, double value, const Policy *policy,
                       Interval *interval)
{
    Reason reason = design_reason(s->design, mean, s->size);
    if (reason != REASON_NONE)
        return reason;
    double centre = share_up_to(s, value);
    double half = design_t(s->design, policy->confidence) * design_se(s->design, mean);
    if (!(half > 0) || centre - half <= 0 || centre + half >= 1)
        return REASON_NOT_REACHED;
    interval->low = weighted_quantile(s->values, s->w, s->n_levels, centre - half);
    interval->high = weighted_quantile(s->values, s->w, s->n_levels, centre + half);
    return REASON_NONE;
}

static void emit_weighted_quantile(ResultSink *sink, const Sample *s, MeanKind kind,
                                   const Policy *policy)
{
    static const char *const names[] = {
        [MEAN_MEDIAN] = "median", [MEAN_Q1] = "q1", [MEAN_Q3] = "q3"};
    static const DesignNames more[] = {[MEAN_MEDIAN] = {"median_se", "median_cv", NULL},
                                       [MEAN_Q1] = {"q1_se", "q1_cv", NULL},
                                       [MEAN_Q3] = {"q3_se", "q3_cv", NULL}};
    static const double shares[] = {[MEAN_MEDIAN] = 0.5, [MEAN_Q1] = 0.25, [MEAN_Q3] = 0.75};
    double value = quantile_of(s, shares[kind], policy);
    StatEstimate *row = emit(sink, s, names[kind], value);
    Interval interval = {0, 0};
    Reason reason = woodruff(s, mean_at(s->group, kind), value, policy, &interval);
    set_interval(row, reason == REASON_NONE ? &interval : NULL, reason);
    double se = 0;
    if (reason == REASON_NONE)
        se = (interval.high - interval.low) / (2 * design_t(s->design, policy->confidence));
    design_rows(sink, row, &more[kind], se, 1);
}

static void emit_weighted_mean(ResultSink *sink, const Sample *s, const Policy *policy)
{
    static const DesignNames names = {"mean_se", "mean_cv", "mean_deff"};
    guint at = mean_at(s->group, MEAN_VALUE);
    double mean = mean_of(s), se = design_se(s->design, at), n = (double)s->size;
    StatEstimate *row = emit(sink, s, "mean", mean);
    row->reason = design_reason(s->design, at, s->size);
    if (row->reason == REASON_NONE && !(se > 0))
        row->reason = REASON_ZERO_VARIANCE;
    double sd = s->size < 2 ? 0 : sd_of(s, mean);
    if (row->reason == REASON_NONE) {
        double half = design_t(s->design, policy->confidence) * se;
        row->low = quantity(mean - half);
        row->high = quantity(mean + half);
    }
    design_rows(sink, row, &names, se, sd * sd / n);
    StatEstimate *spread = emit(sink, s, "sd", sd);
    if (s->size < 2)
        estimate_undefined(spread, REASON_TOO_FEW);
}

static void emit_median(ResultSink *sink, const Sample *s, const Policy *policy)
{
    StatEstimate *row = emit(sink, s, "median", quantile_of(s, 0.5, policy));
    gint64 low, high;
    if (!interval_median_ranks(s->size, policy->confidence, &low, &high)) {
        set_interval(row, NULL, REASON_NOT_REACHED);
        return;
    }
    const Interval interval = {order_statistic(s->values, s->n, s->n_levels, low),
                               order_statistic(s->values, s->n, s->n_levels, high)};
    set_interval(row, &interval, REASON_NONE);
}

static void emit_moments(ResultSink *sink, const Sample *s, const Policy *policy)
{
    double mean = mean_of(s);
    StatEstimate *row = emit(sink, s, "mean", mean);
    if (s->size < 2) {
        set_interval(row, NULL, REASON_TOO_FEW);
        estimate_undefined(emit(sink, s, "sd", 0), REASON_TOO_FEW);
        return;
    }
    double sd = sd_of(s, mean);
    const Interval interval = interval_t(mean, sd, s->size, policy->confidence);
    set_interval(row, &interval, REASON_NONE);
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
    if (s->w != NULL) {
        emit_weighted_quantile(sink, s, MEAN_MEDIAN, policy);
        emit_weighted_quantile(sink, s, MEAN_Q1, policy);
        emit_weighted_quantile(sink, s, MEAN_Q3, policy);
        emit_weighted_mean(sink, s, policy);
    } else {
        emit_median(sink, s, policy);
        emit(sink, s, "q1", quantile_of(s, 0.25, policy));
        emit(sink, s, "q3", quantile_of(s, 0.75, policy));
        emit_moments(sink, s, policy);
    }
    emit_extremes(sink, s);
}

/* Σ over the group of w (W below + W_l/2)/W, each share of it. */
static double weighted_mean_rank(const Summary *s, const Sample *all, guint group)
{
    double below = 0, sum = 0, size = 0;
    for (guint l = 0; l < s->n_levels; l++) {
        double score = (below + all->w[l] / 2) / all->weight;
        for (guint row = group; row < s->n_strata * s->n_groups; row += s->n_groups) {
            sum += s->w[(gsize)row * s->n_levels + l] * score;
            size += s->w[(gsize)row * s->n_levels + l];
        }
        below += all->w[l];
    }
    return (double)all->size * (sum / size) + 0.5;
}

static void mean_ranks(const Summary *summary, const double *values, Reason reason,
                       ResultSink *sink)
{
    g_autoptr(Table) table = table_new(summary, TABLE_WHOLE);
    g_autoptr(CentredRanks) ranks = centred_ranks_new(table);
    Sample all = sample_new(summary, values, -1);
    for (guint g = 0; g < table->rows; g++) {
        Reason why = table->row_n[g] == 0 ? REASON_NO_RESPONDENTS : reason;
        double middle = (double)(table->total + 1) / 2;
        StatEstimate *row = sink_estimate(sink, "mean_rank", table->row_n[g], (Quantity){0});
        row->group = (gint)g;
        if (why != REASON_NONE)
            estimate_undefined(row, why);
        else if (summary->w != NULL)
            row->value = quantity(weighted_mean_rank(summary, &all, g));
        else
            row->value = quantity(middle + centred_mean_rank(ranks, table, g));
    }
    sample_clear(&all);
}

/* The values of the levels, and whether they are numbers. */
static Reason level_values(const Summary *summary, double *values)
{
    Reason reason = REASON_NONE;
    for (guint l = 0; l < summary->n_levels; l++) {
        values[l] = summary->levels[l].number;
        if (summary->levels[l].text != NULL)
            reason = REASON_NOT_NUMERIC;
    }
    return reason;
}

/* A value of each level, over the cells of a group. */
static void group_scores(const Sample *s, const Summary *summary, double most, double *score)
{
    for (guint row = 0; row < summary->n_strata * summary->n_groups; row++) {
        if (s->group >= 0 && row % summary->n_groups != (guint)s->group)
            continue;
        for (guint l = 0; l < s->n_levels; l++)
            score[row * s->n_levels + l] = isnan(most) ? s->values[l] : s->values[l] <= most;
    }
}

static void means(const Summary *summary, DomainMeans *to)
{
    g_autofree double *values = g_new(double, summary->n_levels + 1);
    gint groups = summary->groups != NULL ? (gint)summary->n_groups : 0;
    to->apart = TRUE;
    if (summary->w == NULL || level_values(summary, values) != REASON_NONE ||
        (guint)(groups + 1) * N_MEANS > MOST_MEANS)
        return;
    static const double shares[] = {NAN, 0.5, 0.25, 0.75};
    for (gint group = -1; group < groups; group++) {
        Sample sample = sample_new(summary, values, group);
        for (guint kind = 0; kind < N_MEANS; kind++) {
            gboolean share = kind != MEAN_VALUE && sample.weight > 0;
            double most = share ? quantile_of(&sample, shares[kind], NULL) : NAN;
            group_scores(&sample, summary, most, domain_means_add(to));
        }
        sample_clear(&sample);
    }
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autofree double *values = g_new(double, summary->n_levels + 1);
    g_autoptr(DesignNumbers) design =
        summary->w == NULL ? NULL : design_numbers_new(means, summary, policy);
    Reason reason = level_values(summary, values);
    gint groups = summary->groups != NULL ? (gint)summary->n_groups : 0;
    for (gint group = -1; group < groups; group++) {
        Sample sample = sample_new(summary, values, group);
        sample.design = design;
        describe(&sample, policy, reason, sink);
        sample_clear(&sample);
    }
    if (summary->groups != NULL)
        mean_ranks(summary, values, reason, sink);
}

const Statistic statistic_descriptives = {
    .name = "descriptives",
    .role = STATISTIC_ESTIMATES,
    .needs = NEEDS_NUMERIC,
    .keeps = KEEPS_GROUP_ORDER,
    .compute = compute,
    .means = means,
};
