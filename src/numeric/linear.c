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
