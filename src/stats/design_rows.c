#include "design_rows.h"

#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

DesignNumbers *design_numbers_new(void (*list)(const Summary *, DomainMeans *),
                                  const Summary *summary, const Policy *policy)
{
    DesignNumbers *numbers = g_new0(DesignNumbers, 1);
    numbers->means = domain_means_new(summary);
    list(summary, numbers->means);
    if (policy->design == NULL)
        numbers->owned = design_variance_respondents(numbers->means, summary);
    numbers->variance = policy->design != NULL ? policy->design : numbers->owned;
    return numbers;
}

void design_numbers_free(DesignNumbers *numbers)
{
    if (numbers == NULL)
        return;
    domain_means_free(numbers->means);
    design_variance_free(numbers->owned);
    g_free(numbers);
}

const char *design_variant(const Policy *policy)
{
    const char *name = policy->design != NULL && policy->design_name != NULL
                           ? policy->design_name
                           : "with replacement between respondents";
    g_autofree char *variant = g_strdup_printf("design-based; %s", name);
    return g_intern_string(variant);
}

Reason design_reason(const DesignNumbers *numbers, guint index, gint64 n)
{
    if (index >= numbers->variance->k)
        return REASON_WORK_LIMIT;
    return n < 2 || !(numbers->variance->df > 0) ? REASON_TOO_FEW : REASON_NONE;
}

double design_se(const DesignNumbers *numbers, guint index)
{
    return index < numbers->variance->k ? sqrt(fmax(0, design_se2(numbers->variance, index))) : 0;
}

double design_t(const DesignNumbers *numbers, double confidence)
{
    return quantile_t((1 + confidence) / 2, numbers->variance->df);
}

Interval design_logit(const DesignNumbers *numbers, guint index, double p, double confidence)
{
    double centre = log(p / (1 - p)), half = design_t(numbers, confidence);
    half *= design_se(numbers, index) / (p * (1 - p));
    return (Interval){1 / (1 + exp(half - centre)), 1 / (1 + exp(-half - centre))};
}

static void add_row(ResultSink *sink, const StatEstimate *of, const char *name, double value,
                    Reason reason)
{
    if (name == NULL)
        return;
    StatEstimate *row = sink_estimate(sink, name, of->n, quantity(value));
    row->group = of->group;
    row->level = of->level;
    row->n_weighted = of->n_weighted;
    if (reason == REASON_NONE && !isfinite(value))
        reason = REASON_ZERO_VARIANCE;
    if (reason != REASON_NONE)
        estimate_undefined(row, reason);
}

void design_rows(ResultSink *sink, const StatEstimate *of, const DesignNames *names, double se,
                 double srs)
{
    const StatEstimate copy = *of;
    gboolean known = copy.reason == REASON_NONE || copy.reason == REASON_ZERO_VARIANCE;
    add_row(sink, &copy, names->se, se, known ? REASON_NONE : copy.reason);
    add_row(sink, &copy, names->cv, 100 * se / fabs(copy.value.value), copy.reason);
    add_row(sink, &copy, names->deff, se * se / srs, copy.reason);
}
