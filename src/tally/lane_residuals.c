/* What residuals after post-stratification or raking need of a slice: design_residuals.c. */
#include "calibration.h"
#include "lane.h"

/* A row in a margin, rounded for sums that do not depend on the order. */
typedef struct MarginShare {
    guint level;
    double step, exact; /* d × step, rounded and not */
    double ratio, cross;
} MarginShare;

static inline double rounded(double x, double constant)
{
    double high = x + constant; /* the rounding is the purpose; C may not fold it away */
    return high - constant;
}

static void share_row(const Lane *lane, guint row, gboolean rakes)
{
    const Calibration *c = lane->pass->design->calibration;
    const double *constants = lane->pass->design->residual_rounds;
    const LaneMargins *self = lane->margins;
    guint cell = self->cell[row];
    double weight = self->weights[row], count = rakes ? 1 : self->before[row];
    for (guint m = 0; m < c->margins; m++) {
        MarginShare *share = &self->shares[row * c->margins + m];
        share->level = c->level[(gsize)m * c->cells + cell];
        share->exact = self->before[row] * c->steps[(gsize)cell * c->margins + m];
        share->step = rounded(share->exact, constants[SUM_STEPS]);
        share->ratio = rounded(count * weight / share->exact, constants[SUM_RATIOS]);
        share->cross = rounded(weight * share->exact, constants[SUM_CROSS]);
    }
}

void lane_residuals_slice(Lane *lane)
{
    const Calibration *c = lane->pass->design->calibration;
    if (c == NULL)
        return;
    gboolean rakes = c->frame->plan->data.calibration.kind == CALIBRATE_RAKE;
    if (lane->margins->shares == NULL)
        lane->margins->shares = g_new(MarginShare, (gsize)SLICE * c->margins + 1);
    for (guint r = 0; r < lane->rows; r++)
        if (lane->margins->cell[r] != NO_CELL)
            share_row(lane, r, rakes);
}

/* Everybody in the sample. */
static void add_steps(const MarginShare *shares, guint margins, double *steps)
{
    for (guint m = 0; m < margins; m++)
        steps[shares[m].level] += shares[m].step;
}

static void add_products(const MarginShare *shares, guint margins, guint levels, double constant,
                         double *products)
{
    for (guint m = 0; m < margins; m++)
        for (guint j = 0; j < margins; j++)
            products[(gsize)shares[m].level * levels + shares[j].level] +=
                rounded(shares[m].exact * shares[j].exact, constant);
}

void lane_residuals_add(const Lane *lane, DesignRequest *request, const guint *unit_of,
                        const gint *cell)
{
    const Design *design = lane->pass->design;
    guint margins = design->calibration->margins, levels = request->levels;
    gboolean by_row = design_by_row(design);
    for (guint r = 0; r < lane->rows; r++) {
        if (lane->margins->cell[r] == NO_CELL)
            continue;
        const MarginShare *shares = &lane->margins->shares[r * margins];
        double *steps = request->sums + (gsize)unit_of[r] * request->stride + request->extra;
        double *cross = steps + levels;
        add_steps(shares, margins, steps);
        if (by_row && request == request->first)
            add_products(shares, margins, levels, design->residual_rounds[SUM_PRODUCTS],
                         cross + (gsize)levels * request->cells);
        if (!lane->keep[r] || cell[r] < 0)
            continue;
        gsize at = (gsize)cell[r] * levels;
        for (guint m = 0; m < margins; m++)
            request->ratios[at + shares[m].level] += shares[m].ratio;
        for (guint m = 0; by_row && m < margins; m++)
            cross[at + shares[m].level] += shares[m].cross;
    }
}
