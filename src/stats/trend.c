#include "trend.h"
#include "ordinal.h"
#include "permutation.h"
#include "scores.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double *rows, *cols;
} Scores;

/* About their means, in standard deviations. */
static void standardize(double *scores, const gint64 *margin, guint n, double all)
{
    double mean = 0, spread = 0;

    for (guint i = 0; i < n; i++)
        mean += (double)margin[i] * scores[i] / all;
    for (guint i = 0; i < n; i++) {
        scores[i] -= mean;
        spread += (double)margin[i] * scores[i] * scores[i] / all;
    }
    for (guint i = 0; i < n; i++)
        scores[i] /= sqrt(spread);
}

static double ase1(const Table *t, const Scores *raw, double r)
{
    double n = (double)t->total, sum = 0;
    g_autofree double *rows = g_memdup2(raw->rows, (gsize)t->rows * sizeof *rows);
    g_autofree double *cols = g_memdup2(raw->cols, (gsize)t->cols * sizeof *cols);

    standardize(rows, t->row_n, t->rows, n);
    standardize(cols, t->col_n, t->cols, n);
    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++) {
            double x = rows[i], y = cols[j], z = x * y - r * (x * x + y * y) / 2;
            sum += (double)t->n[i * t->cols + j] * z * z;
        }
    return sqrt(sum) / n;
}

void trend_rows(const Trend *trend, const Table *t, const Summary *summary, const Policy *policy,
                ResultSink *sink)
{
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, trend->test, t->total, trend->variant);
    gboolean by_order;
    g_autofree double *rows = row_scores(t, summary, &by_order);
    g_autofree double *cols = col_scores(t, summary, &by_order);

    test->effect_name = "r";
    if (trend->reason != REASON_NONE) {
        test_undefined(test, trend->reason);
        return;
    }
    ScoreSums sums = score_sums(t, rows, cols);
    double r = sums.both / sqrt(sums.rows * sums.cols);
    double x2 = (double)(t->total - trend->less_one) * r * r;
    ordinal_interval(test, r, ase1(t, &(Scores){rows, cols}, r), policy->confidence);
    test->statistic = quantity(x2);
    test->df = quantity(1);
    test->p = quantity(policy->variant.one_sided ? tail_normal(sqrt(x2)) : tail_chi_square(x2, 1));
    permutation_rows(&(Permutation){{EXACT_LINEAR, rows, cols}, TRUE, r > 0}, t, policy, sink,
                     index);
}
