#include "numeric/adjust.h"

#include <math.h>

typedef struct {
    double p;
    guint index;
} Member;

static gint by_p(gconstpointer a, gconstpointer b)
{
    const Member *first = a, *second = b;
    return (first->p > second->p) - (first->p < second->p);
}

/* From the smallest p upwards: Holm. */
static void step_down(const Member *sorted, guint n, double *out)
{
    double most = 0;
    for (guint i = 0; i < n; i++) {
        most = fmax(most, (double)(n - i) * sorted[i].p);
        out[i] = fmin(1, most);
    }
}

/* From the largest p downwards: Hochberg, and Benjamini's two with n/rank for n + 1 - rank. */
static void step_up(const Member *sorted, guint n, AdjustMethod method, double *out)
{
    double least = INFINITY, harmonic = 1;
    if (method == ADJUST_BY) {
        harmonic = 0;
        for (guint i = 1; i <= n; i++)
            harmonic += 1.0 / i;
    }
    for (guint i = n; i-- > 0;) {
        double factor = method == ADJUST_HOCHBERG ? (double)(n - i) : harmonic * n / (i + 1.0);
        least = fmin(least, factor * sorted[i].p);
        out[i] = fmin(1, least);
    }
}

/* Hommel (1988) in the form of Wright (1992), Biometrics 48:1005-1013, as R has it. */
static void hommel(const Member *sorted, guint n, double *out)
{
    g_autofree double *q = g_new(double, n);
    double start = INFINITY;
    for (guint i = 0; i < n; i++)
        start = fmin(start, n * sorted[i].p / (i + 1.0));
    for (guint i = 0; i < n; i++)
        out[i] = q[i] = start;
    for (guint j = n - 1; j >= 2; j--) {
        guint head = n - j + 1;
        double least = INFINITY;
        for (guint i = head; i < n; i++)
            least = fmin(least, j * sorted[i].p / (i - head + 2.0));
        for (guint i = 0; i < head; i++)
            q[i] = fmin(j * sorted[i].p, least);
        for (guint i = head; i < n; i++)
            q[i] = q[head - 1];
        for (guint i = 0; i < n; i++)
            out[i] = fmax(out[i], q[i]);
    }
    for (guint i = 0; i < n; i++)
        out[i] = fmax(out[i], sorted[i].p);
}

static void adjust_sorted(const Member *sorted, guint n, AdjustMethod method, double *out)
{
    switch (method) {
    case ADJUST_BONFERRONI:
        for (guint i = 0; i < n; i++)
            out[i] = fmin(1, n * sorted[i].p);
        return;
    case ADJUST_HOLM:
        step_down(sorted, n, out);
        return;
    case ADJUST_HOCHBERG:
    case ADJUST_BH:
    case ADJUST_BY:
        step_up(sorted, n, method, out);
        return;
    case ADJUST_HOMMEL:
        if (n == 2)
            step_up(sorted, n, ADJUST_HOCHBERG, out);
        else
            hommel(sorted, n, out);
        return;
    case ADJUST_NONE:
    default:
        for (guint i = 0; i < n; i++)
            out[i] = sorted[i].p;
    }
}

guint p_adjust(const double *p, const gboolean *defined, guint n, AdjustMethod method,
               double *adjusted)
{
    g_autofree Member *members = g_new(Member, n + 1);
    g_autofree double *out = g_new(double, n + 1);
    guint size = 0;
    for (guint i = 0; i < n; i++)
        if (defined == NULL || defined[i])
            members[size++] = (Member){p[i], i};
    qsort(members, size, sizeof(Member), by_p);
    if (size < 2)
        method = ADJUST_NONE;
    adjust_sorted(members, size, method, out);
    for (guint i = 0; i < size; i++)
        adjusted[members[i].index] = out[i];
    return size;
}
