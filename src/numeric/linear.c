/* Cholesky by columns without square roots: A = L D L', so that x' A⁻¹ x = Σ y²/d with L y = x. */
#include "numeric/linear.h"

#include <math.h>
#include <string.h>

#define DEPENDENT 1e-10

double quadratic_form(const double *a, const double *x, guint n, guint *rank)
{
    g_autofree double *l = g_memdup2(a, (gsize)n * n * sizeof *a);
    g_autofree double *y = g_memdup2(x, (gsize)n * sizeof *x);
    double sum = 0;

    *rank = 0;
    for (guint k = 0; k < n; k++) {
        double d = l[k * n + k];
        if (d <= DEPENDENT * a[k * n + k])
            continue;
        ++*rank;
        sum += y[k] * y[k] / d;
        for (guint i = k + 1; i < n; i++) {
            double factor = l[i * n + k] / d;
            y[i] -= factor * y[k];
            for (guint j = k + 1; j < n; j++)
                l[i * n + j] -= factor * l[k * n + j];
        }
    }
    return sum;
}

/* ROW of B += FACTOR × FROM. */
static void add_row(double *b, guint columns, guint row, guint from, double factor)
{
    for (guint c = 0; c < columns; c++)
        b[(gsize)row * columns + c] += factor * b[(gsize)from * columns + c];
}

gboolean solve_positive(double *a, guint n, double *b, guint columns)
{
    g_autofree double *diagonal = g_new(double, n + 1);
    for (guint i = 0; i < n; i++)
        diagonal[i] = a[(gsize)i * n + i];
    for (guint k = 0; k < n; k++) {
        double d = a[(gsize)k * n + k];
        if (!(d > DEPENDENT * diagonal[k]))
            return FALSE;
        for (guint i = k + 1; i < n; i++) {
            double factor = a[(gsize)i * n + k] / d;
            add_row(a, n, i, k, -factor);
            add_row(b, columns, i, k, -factor);
        }
    }
    for (guint k = n; k-- > 0;) {
        double d = a[(gsize)k * n + k];
        for (guint j = k + 1; j < n; j++)
            add_row(b, columns, k, j, -a[(gsize)k * n + j]);
        for (guint c = 0; c < columns; c++)
            b[(gsize)k * columns + c] /= d;
    }
    return TRUE;
}

double dot_product(const double *a, const double *b, guint n)
{
    double sum = 0;
    for (guint i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Gram and Schmidt, each vector against the others twice: once leaves rounding errors behind. */
guint column_rank(double *a, guint rows, guint columns, double tolerance)
{
    guint rank = 0;
    for (guint c = 0; c < columns; c++) {
        double *v = a + (gsize)c * rows, before = sqrt(dot_product(v, v, rows));
        for (guint pass = 0; pass < 2; pass++)
            for (guint k = 0; k < rank; k++) {
                const double *unit = a + (gsize)k * rows;
                double along = dot_product(unit, v, rows);
                for (guint i = 0; i < rows; i++)
                    v[i] -= along * unit[i];
            }
        double left = sqrt(dot_product(v, v, rows));
        if (!(left > tolerance * before))
            continue;
        for (guint i = 0; i < rows; i++)
            a[(gsize)rank * rows + i] = v[i] / left;
        rank++;
    }
    return rank;
}
