/* Cramér's V corrected for bias.
 *
 *     φ² = max(0, X²/N - (r - 1)(c - 1)/(N - 1)),   r̃ = r - (r - 1)²/(N - 1), c̃ alike,
 *     V = √(φ²/(min(r̃, c̃) - 1))
 *
 * The uncorrected V, with an interval by inversion, is the effect of chi-square.
 *
 * SOURCE     W. Bergsma (2013), Journal of the Korean Statistical Society 42:323-328.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; so few respondents
 *            that min(r̃, c̃) is not above 1; a sampling weight.
 * DEVIATES   DescTools::CramerV(correct = TRUE) is the same.
 * GOLDEN     the formula, R 4.2.2: tests/stats/effects.R */
#include "sink.h"
#include "table.h"

#include <math.h>

static double mean_square(const Table *t)
{
    double n = (double)t->total, sum = 0;

    for (guint r = 0; r < t->rows; r++)
        for (guint c = 0; c < t->cols; c++) {
            double e = (double)t->row_n[r] * (double)t->col_n[c] / n;
            double off = (double)t->n[r * t->cols + c] - e;
            sum += off * off / e;
        }
    return sum / n;
}

/* φ² less its bias; what rounding leaves of nothing is nothing, before a root makes much of it. */
static double above_bias(double square, double bias)
{
    return square - bias > 1e-12 * square ? square - bias : 0;
}

static double shrunk(guint size, double n)
{
    double free_lines = size - 1.0;

    return size - free_lines * free_lines / (n - 1);
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    StatTest *test = sink_test(sink, "cramers_v_corrected", t->total, "Bergsma 2013");
    Reason reason = table_two_way_reason(t, summary);
    double n = (double)t->total, bias = (t->rows - 1.0) * (t->cols - 1.0) / (n - 1);
    double size = fmin(shrunk(t->rows, n), shrunk(t->cols, n)) - 1;

    test->effect_name = "cramers_v_corrected";
    if (reason == REASON_NONE && !(size > 0))
        reason = REASON_TOO_FEW;
    if (reason != REASON_NONE)
        test_undefined(test, reason);
    else
        test->effect = quantity(sqrt(above_bias(mean_square(t), bias) / size));
}

const Statistic statistic_cramers_v_corrected = {
    .name = "cramers_v_corrected",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS,
    .keeps =
        KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_TRANSPOSE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
