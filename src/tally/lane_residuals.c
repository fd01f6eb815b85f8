/* What residuals after post-stratification or raking need of a slice: design_residuals.c. */
#include "calibration.h"
#include "lane.h"

static inline double rounded(double x, double constant)
{
    double high = x + constant; /* the rounding is the purpose; C may not fold it away */
    return high - constant;
}

typedef struct {
    guint level;
    double step; /* d × step of the margin */
} RowStep;

static inline RowStep step_of(const Lane *lane, guint row, guint m)
{
    const Calibration *c = lane->pass->calibration;
    guint cell = lane->margins->cell[row];
    double step = c->steps[(gsize)cell * c->margins + m];
    return (RowStep){c->level[(gsize)m * c->cells + cell], lane->margins->before[row] * step};
}

static void add_products(const Lane *lane, guint row, RowStep one, double *products)
{
    const Calibration *c = lane->pass->calibration;
    double constant = lane->pass->design->residual_rounds[SUM_PRODUCTS];
    for (guint m = 0; m < c->margins; m++) {
        RowStep other = step_of(lane, row, m);
        products[(gsize)one.level * c->levels + other.level] +=
            rounded(one.step * other.step, constant);
    }
}

/* A row's share in margin M: what everybody in the sample adds to MORE, the unit's sums behind its
 * own, and what those in a cell of the table add to ratios and cross products. */
static void add_row(const Lane *lane, DesignRequest *request, guint row, guint m, double *more,
                    gint cell)
{
    const Design *design = lane->pass->design;
    const double *constants = design->residual_rounds;
    gboolean by_row = design_by_row(design);
    guint levels = request->levels;
    RowStep at = step_of(lane, row, m);
    more[at.level] += rounded(at.step, constants[SUM_STEPS]);
    if (by_row)
        add_products(lane, row, at, more + levels);
    if (cell < 0)
        return;
    gboolean rakes = design->calibration->frame->plan->data.calibration.kind == CALIBRATE_RAKE;
    double weight = lane->margins->weights[row], count = rakes ? 1 : lane->margins->before[row];
    gsize place = (gsize)cell * levels + at.level;
    request->ratios[place] += rounded(count * weight / at.step, constants[SUM_RATIOS]);
    if (by_row)
        more[levels + (gsize)levels * levels + place] +=
            rounded(weight * at.step, constants[SUM_CROSS]);
}

void lane_residuals_add(const Lane *lane, DesignRequest *request, const guint *unit_of,
                        const gint *cell)
{
    guint margins = lane->pass->calibration->margins;
    for (guint r = 0; r < lane->rows; r++) {
        if (lane->margins->cell[r] == NO_CELL)
            continue;
        double *sums = request->sums + (gsize)unit_of[r] * request->stride;
        gint at = lane->keep[r] ? cell[r] : -1;
        for (guint m = 0; m < margins; m++)
            add_row(lane, request, r, m, sums + request->extra, at);
    }
}
