/* Linearised values less what the margins hold of them, as R's svyrecvar() takes it out: from sums
 * by cell of a request's table and level of the margins, never from rows. What a respondent i adds
 * to a unit is
 *
 *     w_i z_i - Σ_m s_mi β_m,     s_mi = d_i × step m
 *
 * with w the final weight, d the one before, and β by level from Σ c_i w_i z_i / s_mi, which the
 * ratios c w/s summed over the cells of the table give for any z (numeric/rake.h). */
#include "calibration.h"
#include "design.h"

#include <math.h>
#include <string.h>

/* A variance this small beside that without residuals is 0: a margin's own level has none. */
#define ROUNDING 1e-12

/* Largest sums of steps, of their squares, and of ratios, over the margins. */
typedef struct {
    double steps, squares, ratios;
} Bounds;

/* Under trimming a ratio gains at most what the weight gains over d × step. */
static double trimmed_ratios(const Calibration *c, gboolean rakes)
{
    double gain = c->report.lower, least = INFINITY, n = 0;
    for (guint i = 0; i < c->rounds->len; i++)
        gain += fabs(g_array_index(c->rounds, TrimRound, i).shift);
    for (guint cell = 0; cell < c->cells; cell++) {
        n += (double)c->n[cell];
        for (guint m = 0; c->n[cell] > 0 && m < c->margins; m++)
            least = fmin(least, c->steps[(gsize)cell * c->margins + m]);
    }
    return gain * (rakes ? c->inverse_sum : n) / least;
}

static Bounds bounds_of(const Calibration *c, gboolean rakes)
{
    Bounds most = {0, 0, 0};
    for (guint m = 0; m < c->margins; m++) {
        Bounds sum = {0, 0, 0};
        for (guint cell = 0; cell < c->cells; cell++) {
            const double *steps = c->steps + (gsize)cell * c->margins;
            if (c->n[cell] == 0)
                continue;
            double ratio = steps[c->margins - 1] / steps[m];
            sum.steps += c->d[cell] * steps[m];
            sum.squares += c->d2[cell] * steps[m] * steps[m];
            sum.ratios += (rakes ? (double)c->n[cell] : c->d[cell]) * ratio;
        }
        most.steps = fmax(most.steps, sum.steps);
        most.squares = fmax(most.squares, sum.squares);
        most.ratios = fmax(most.ratios, sum.ratios);
    }
    if (c->rounds->len > 0)
        most.ratios += trimmed_ratios(c, rakes);
    return most;
}

void design_residuals_begin(Design *design, const Calibration *calibration, double squares)
{
    if (calibration == NULL || calibration->margins == 0)
        return;
    gboolean rakes = calibration->frame->plan->data.calibration.kind == CALIBRATE_RAKE;
    Bounds bounds = bounds_of(calibration, rakes);
    design->calibration = calibration;
    design->residual_rounds[SUM_STEPS] = design_rounding(bounds.steps);
    design->residual_rounds[SUM_PRODUCTS] = design_rounding(bounds.squares);
    design->residual_rounds[SUM_CROSS] = design_rounding(sqrt(squares * bounds.squares));
    design->residual_rounds[SUM_RATIOS] = design_rounding(bounds.ratios);
}

gsize design_residuals_stride(const Design *design, guint cells)
{
    if (design->calibration == NULL)
        return 0;
    gsize levels = design->calibration->levels;
    if (!design_by_row(design))
        return levels;
    return levels * (1 + cells + (design->requests->len == 0 ? levels : 0));
}

void design_residuals_add(const Design *design, DesignRequest *request, guint extra)
{
    if (design->calibration == NULL)
        return;
    request->levels = design->calibration->levels;
    request->extra = extra;
    request->first = design->requests->len == 0 ? request : design_request(design, 0);
    request->ratios = g_new0(double, (gsize)request->cells * request->levels + 1);
}

void design_residuals_solve(const Design *design, DesignRequest *request)
{
    guint k = request->k, levels = request->levels;
    g_autofree double *sums = g_new(double, levels + 1);
    g_autofree double *beta = g_new(double, levels + 1);
    request->beta = g_new0(double, (gsize)levels *k + 1);
    request->raw = g_new0(double, k + 1);
    for (guint v = 0; v < k; v++) {
        memset(sums, 0, levels * sizeof *sums);
        for (guint c = 0; c < request->cells; c++) {
            double z = request->z[(gsize)c * k + v];
            const double *ratios = request->ratios + (gsize)c * levels;
            for (guint l = 0; z != 0 && l < levels; l++)
                sums[l] += z * ratios[l];
        }
        rake_residuals_solve(design->calibration->residuals, sums, beta);
        for (guint l = 0; l < levels; l++)
            request->beta[(gsize)l * k + v] = beta[l];
    }
}

double *design_residuals_factors(const DesignRequest *request)
{
    guint k = request->k;
    double *factors = g_new0(double, (gsize)(request->extra + request->levels) * k + 1);
    if (request->by_cell)
        memcpy(factors, request->z, (gsize)request->cells * k * sizeof *factors);
    for (guint v = 0; !request->by_cell && v < k; v++)
        factors[(gsize)v * k + v] = 1;
    for (gsize i = 0; i < (gsize)request->levels * k; i++)
        factors[(gsize)request->extra * k + i] = -request->beta[i];
    return factors;
}

/* HELD[k] = Σ over levels of FACTOR × β. */
static void held_by(const DesignRequest *request, const double *factor, double *held)
{
    guint k = request->k;
    memset(held, 0, k * sizeof *held);
    for (guint l = 0; l < request->levels; l++)
        for (guint v = 0; factor[l] != 0 && v < k; v++)
            held[v] += factor[l] * request->beta[(gsize)l * k + v];
}

/* Σ (w z - h)(w z - h)' from products: w² z z' is there already, z Σ w h' by cells, and h h' from
 * those of the levels. */
void design_residuals_rows(const DesignRequest *request, const DesignUnit *unit, double scale,
                           double *sum, double *covariance)
{
    guint k = request->k, levels = request->levels;
    const DesignRequest *first = request->first;
    const double *sums = design_sums(request, unit), *w2 = sums + request->cells + 1;
    const double *steps = sums + request->extra, *cross = steps + levels;
    const double *products =
        design_sums(first, unit) + first->extra + (gsize)levels * (1 + first->cells);
    g_autofree double *held = g_new(double, k + 1);
    for (guint c = 0; c < request->cells; c++) {
        const double *z = request->z + (gsize)c * k;
        held_by(request, cross + (gsize)c * levels, held);
        for (guint i = 0; i < k; i++) {
            request->raw[i] += scale * w2[c] * z[i] * z[i];
            for (guint j = i; j < k; j++)
                covariance[(gsize)i * k + j] -= scale * (z[i] * held[j] + held[i] * z[j]);
        }
    }
    for (guint l = 0; l < levels; l++) {
        const double *beta = request->beta + (gsize)l * k;
        held_by(request, products + (gsize)l * levels, held);
        for (guint i = 0; i < k; i++)
            for (guint j = i; beta[i] != 0 && j < k; j++)
                covariance[(gsize)i * k + j] += scale * beta[i] * held[j];
    }
    held_by(request, steps, held);
    for (guint v = 0; v < k; v++)
        sum[v] -= held[v];
}

void design_residuals_settle(const DesignRequest *request, double *covariance)
{
    guint k = request->k;
    for (guint v = 0; v < k; v++) {
        if (!(covariance[(gsize)v * k + v] < ROUNDING * request->raw[v]))
            continue;
        for (guint i = 0; i < k; i++)
            covariance[(gsize)v * k + i] = covariance[(gsize)i * k + v] = 0;
    }
}
