#include "ordinal.h"

#include "numeric/tails.h"

#include <math.h>

/* below[i][j] = Σ n over rows < i and columns < j; (rows + 1) × (cols + 1). */
static double *cumulate(const Table *t)
{
    guint w = t->cols + 1;
    double *below = g_new0(double, (gsize)(t->rows + 1) * w);

    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++)
            below[(i + 1) * w + j + 1] = below[i * w + j + 1] + below[(i + 1) * w + j] -
                                         below[i * w + j] + (double)t->n[i * t->cols + j];
    return below;
}

static void count_cell(Concordance *c, const Table *t, const double *below, guint i, guint j)
{
    guint w = t->cols + 1, at = i * t->cols + j;
    double all = (double)t->total, n = (double)t->n[at], off;
    double lower_left = below[i * w + j];
    double upper_right = all - below[(i + 1) * w + t->cols] - below[t->rows * w + j + 1] +
                         below[(i + 1) * w + j + 1];
    double lower_right = below[i * w + t->cols] - below[i * w + j + 1];
    double upper_left = below[t->rows * w + j] - below[(i + 1) * w + j];

    c->above[at] = lower_left + upper_right;
    c->against[at] = lower_right + upper_left;
    off = c->above[at] - c->against[at];
    c->p += n * c->above[at];
    c->q += n * c->against[at];
    c->spread += n * off * off;
}

static double untied(const gint64 *margin, guint n, double all)
{
    double sum = all * all;

    for (guint i = 0; i < n; i++)
        sum -= (double)margin[i] * (double)margin[i];
    return sum;
}

Concordance *concordance_new(const Table *t)
{
    Concordance *c = g_new0(Concordance, 1);
    g_autofree double *below = cumulate(t);

    c->above = g_new(double, (gsize)t->rows * t->cols + 1);
    c->against = g_new(double, (gsize)t->rows * t->cols + 1);
    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++)
            count_cell(c, t, below, i, j);
    c->rows = untied(t->row_n, t->rows, (double)t->total);
    c->cols = untied(t->col_n, t->cols, (double)t->total);
    c->spread -= (c->p - c->q) * (c->p - c->q) / (double)t->total;
    return c;
}

void concordance_free(Concordance *c)
{
    if (c == NULL)
        return;
    g_free(c->above);
    g_free(c->against);
    g_free(c);
}

Somers somers_of(const Table *t, const Concordance *c, gboolean given_rows)
{
    double w = given_rows ? c->rows : c->cols, gap = c->p - c->q, sum = 0;

    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++) {
            guint at = i * t->cols + j;
            double held = (double)(given_rows ? t->row_n[i] : t->col_n[j]);
            double term = w * (c->above[at] - c->against[at]) - gap * ((double)t->total - held);
            sum += (double)t->n[at] * term * term;
        }
    return (Somers){gap / w, 2 / (w * w) * sqrt(sum), 2 / w * sqrt(fmax(0, c->spread))};
}

void ordinal_interval(StatTest *test, double value, double ase1, double confidence)
{
    double half = quantile_normal((1 + confidence) / 2) * ase1;

    test->effect = quantity(value);
    if (!(ase1 > 0))
        return;
    test->se = quantity(ase1);
    test->effect_low = quantity(fmax(-1, value - half));
    test->effect_high = quantity(fmin(1, value + half));
}

void ordinal_fill(StatTest *test, double value, double ase1, double ase0, double confidence)
{
    ordinal_interval(test, value, ase1, confidence);
    if (ase0 > 0) {
        test->se0 = quantity(ase0);
        test->statistic = quantity(value / ase0);
        test->p = quantity(fmin(1, 2 * tail_normal(fabs(value / ase0))));
    }
}
