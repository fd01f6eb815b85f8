/* Adjusted residuals as tests: which cells depart from independence?
 *
 *     z = (o - e)/√(e (1 - row/N)(1 - column/N)),   two-sided normal p,
 *     adjusted_p: Holm's over the cells of the table
 *
 * SOURCE     S. J. Haberman (1973), Biometrics 29:205-220; T. M. Beasley and R. E. Schumacker
 *            (1995), Journal of Experimental Education 64:79-93 (adjusting over cells).
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; a sampling weight.
 * DEVIATES   SPSS prints the residual without p.
 * GOLDEN     chisq.test()$stdres, p.adjust, R 4.2.2: tests/stats/posthoc.R */
#include "sink.h"
#include "table.h"

#include "numeric/adjust.h"
#include "numeric/tails.h"

#include <math.h>

/* Below this a cell is too skewed for the normal tail; its row says so. */
#define SMALL_EXPECTED 5

static double expected(const Table *t, guint r, guint c)
{
    return (double)t->row_n[r] * (double)t->col_n[c] / (double)t->total;
}

static double residual(const Table *t, guint r, guint c)
{
    double n = (double)t->total, row = (double)t->row_n[r], col = (double)t->col_n[c];
    double off = (double)t->n[r * t->cols + c] - row * col / n;

    return off / sqrt(row * col / n * (1 - row / n) * (1 - col / n));
}

static void adjust(ResultSink *sink, guint first)
{
    guint n = sink->tests->len - first;
    g_autofree double *p = g_new(double, n + 1);
    StatTest *rows = &g_array_index(sink->tests, StatTest, first);

    for (guint i = 0; i < n; i++)
        p[i] = rows[i].p.value;
    p_adjust(p, NULL, n, ADJUST_HOLM, p);
    for (guint i = 0; i < n; i++)
        rows[i].adjusted_p = quantity(p[i]);
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    static const char variant[] = "asymptotic; holm over the cells";
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    Reason reason = table_two_way_reason(t, summary);
    guint first = sink->tests->len;

    if (reason != REASON_NONE) {
        test_undefined(sink_test(sink, "adjusted-residual", t->total, variant), reason);
        return;
    }
    for (guint r = 0; r < t->rows; r++)
        for (guint c = 0; c < t->cols; c++) {
            StatTest *test = sink_test(sink, "adjusted-residual", t->total, variant);
            double z = residual(t, r, c);
            test->group = (gint)t->row[r];
            test->level = (gint)t->col[c];
            test->statistic = quantity(z);
            test->p = quantity(fmin(1, 2 * tail_normal(fabs(z))));
            if (expected(t, r, c) < SMALL_EXPECTED)
                test->smallest_expected = quantity(expected(t, r, c));
        }
    adjust(sink, first);
}

const Statistic statistic_residuals = {
    .name = "adjusted-residuals",
    .role = STATISTIC_POSTHOC,
    .needs = NEEDS_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
