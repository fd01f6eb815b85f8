/* Iterative proportional fitting, with the factor of each level kept instead of each cell's weight:
 * a respondent's weight then follows from the levels that it has. */
#include "numeric/rake.h"

#include <math.h>

/* The levels of one margin brought to their targets; FALSE at an empty one. */
static gboolean fit_margin(const RakeTable *table, guint margin, double *w, Rake *rake)
{
    const guint *level = table->level + (gsize)margin * table->cells;
    guint from = table->first[margin], n = table->first[margin + 1] - from;
    g_autofree double *factor = g_new0(double, n + 1);
    for (guint c = 0; c < table->cells; c++)
        factor[level[c] - from] += w[c];
    for (guint l = 0; l < n; l++) {
        double target = table->target[from + l];
        if (!(factor[l] > 0) && target > 0) {
            rake->empty = (gint)(from + l);
            return FALSE;
        }
        factor[l] = factor[l] > 0 ? target / factor[l] : 1;
        rake->factors[from + l] *= factor[l];
    }
    for (guint c = 0; c < table->cells; c++)
        w[c] *= factor[level[c] - from];
    return TRUE;
}

static double largest_change(const double *a, const double *b, guint n)
{
    double most = 0;
    for (guint i = 0; i < n; i++)
        most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

Rake *rake_new(const RakeTable *table, const double *w, double tolerance, guint most)
{
    guint levels = table->first[table->margins];
    Rake *rake = g_new0(Rake, 1);
    rake->factors = g_new(double, levels + 1);
    rake->before = g_new(double, levels + 1);
    rake->empty = -1;
    for (guint l = 0; l < levels; l++)
        rake->factors[l] = rake->before[l] = 1;
    g_autofree double *now = g_memdup2(w, table->cells * sizeof *w);
    g_autofree double *last = g_new(double, table->cells + 1);
    double total = 0;
    for (guint c = 0; c < table->cells; c++)
        total += w[c];
    double limit = tolerance < 1 ? tolerance * total : tolerance;
    while (rake->iterations < most && !rake->converged) {
        for (guint l = 0; l < levels; l++)
            rake->before[l] = rake->factors[l];
        for (guint c = 0; c < table->cells; c++)
            last[c] = now[c];
        for (guint m = 0; m < table->margins; m++)
            if (!fit_margin(table, m, now, rake))
                return rake;
        rake->iterations++;
        rake->change = largest_change(now, last, table->cells);
        rake->converged = rake->change < limit;
    }
    return rake;
}

void rake_free(Rake *rake)
{
    if (rake == NULL)
        return;
    g_free(rake->factors);
    g_free(rake->before);
    g_free(rake);
}

void rake_steps(const Rake *rake, guint margins, const guint *levels, double *steps)
{
    double fitted = 1, waiting = 1;
    for (guint m = margins; m-- > 0;) {
        steps[m] = waiting;
        waiting *= rake->before[levels[m]];
    }
    for (guint m = 0; m < margins; m++) {
        fitted *= rake->factors[levels[m]];
        steps[m] *= fitted;
    }
}

RakeResiduals *rake_residuals_new(const RakeTable *table, const Rake *rake, const double *counts,
                                  guint rounds)
{
    RakeResiduals *residuals = g_new0(RakeResiduals, 1);
    guint margins = table->margins, levels = table->first[margins];
    residuals->margins = margins;
    residuals->levels = levels;
    residuals->rounds = rounds;
    residuals->first = g_memdup2(table->first, (margins + 1) * sizeof *table->first);
    residuals->overlap = g_new0(double, (gsize)levels *levels + 1);
    g_autofree guint *at = g_new(guint, margins + 1);
    g_autofree double *steps = g_new(double, margins + 1);
    for (guint c = 0; c < table->cells; c++) {
        if (!(counts[c] > 0))
            continue;
        for (guint m = 0; m < margins; m++)
            at[m] = table->level[(gsize)m * table->cells + c];
        rake_steps(rake, margins, at, steps);
        for (guint m = 0; m < margins; m++)
            for (guint j = 0; steps[m] > 0 && j < margins; j++)
                residuals->overlap[(gsize)at[m] * levels + at[j]] +=
                    counts[c] * (steps[j] / steps[m]);
    }
    return residuals;
}

void rake_residuals_free(RakeResiduals *residuals)
{
    if (residuals == NULL)
        return;
    g_free(residuals->first);
    g_free(residuals->overlap);
    g_free(residuals);
}

/* What margin's levels still hold of y on average, taken out. */
static void take_out(const RakeResiduals *residuals, guint margin, const double *sums, double *beta)
{
    guint levels = residuals->levels, from = residuals->first[margin];
    guint n = residuals->first[margin + 1] - from;
    for (guint l = from; l < from + n; l++) {
        const double *overlap = residuals->overlap + (gsize)l * levels;
        double rest = sums[l];
        for (guint j = 0; j < levels; j++)
            rest -= overlap[j] * beta[j];
        if (overlap[l] > 0)
            beta[l] += rest / overlap[l];
    }
}

void rake_residuals_solve(const RakeResiduals *residuals, const double *sums, double *beta)
{
    for (guint l = 0; l < residuals->levels; l++)
        beta[l] = 0;
    for (guint round = 0; round < residuals->rounds; round++)
        for (guint m = 0; m < residuals->margins; m++)
            take_out(residuals, m, sums, beta);
}
