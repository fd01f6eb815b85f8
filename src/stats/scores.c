#include "scores.h"

#include <math.h>

static double *scores_of(const SummaryLevel *values, const guint *index, guint n,
                         gboolean *by_order)
{
    double *scores = g_new(double, n + 1);

    *by_order = values == NULL;
    for (guint i = 0; i < n && !*by_order; i++)
        *by_order = values[index[i]].text != NULL || !isfinite(values[index[i]].number);
    for (guint i = 0; i < n; i++)
        scores[i] = *by_order ? i + 1.0 : values[index[i]].number;
    return scores;
}

double *row_scores(const Table *table, const Summary *summary, gboolean *by_order)
{
    return scores_of(summary->groups, table->row, table->rows, by_order);
}

double *col_scores(const Table *table, const Summary *summary, gboolean *by_order)
{
    return scores_of(summary->levels, table->col, table->cols, by_order);
}

static double mean_of(const gint64 *margin, const double *scores, guint n, double all)
{
    double sum = 0;

    for (guint i = 0; i < n; i++)
        sum += (double)margin[i] * scores[i];
    return sum / all;
}

ScoreSums score_sums(const Table *t, const double *rows, const double *cols)
{
    double all = (double)t->total;
    double row_mean = mean_of(t->row_n, rows, t->rows, all);
    double col_mean = mean_of(t->col_n, cols, t->cols, all);
    ScoreSums sums = {0};

    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++) {
            double x = rows[i] - row_mean, y = cols[j] - col_mean;
            double n = (double)t->n[i * t->cols + j];
            sums.rows += n * x * x;
            sums.cols += n * y * y;
            sums.both += n * x * y;
        }
    return sums;
}
