/* Adjusted weights of a slice, and the sums that adjusting needs before. */
#include "calibration.h"
#include "lane.h"

#include <math.h>

static void free_array(gpointer data)
{
    g_array_unref(data);
}

LaneMargins *lane_margins_new(const Pass *pass)
{
    LaneMargins *self = g_new0(LaneMargins, 1);
    const MarginSums *sums = pass->sums;
    self->maps = g_ptr_array_new_with_free_func(free_array);
    self->strays = g_ptr_array_new_with_free_func(free_array);
    for (guint i = 0; i < pass->margins->len; i++) {
        g_ptr_array_add(self->maps, g_array_new(FALSE, FALSE, sizeof(guint)));
        g_ptr_array_add(self->strays, g_array_new(FALSE, TRUE, sizeof(Stray)));
    }
    if (sums != NULL)
        self->sums = margin_sums_new(sums->kind, pass->calibration, sums->n_planes);
    return self;
}

void lane_margins_free(LaneMargins *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->maps);
    g_ptr_array_unref(self->strays);
    margin_sums_free(self->sums);
    g_free(self->shares);
    g_free(self);
}

static gboolean counts(double weight)
{
    return weight > 0 && !isinf(weight);
}

static void refresh_map(const Lane *lane, guint variable)
{
    guint column = g_array_index(lane->pass->margins, guint, variable);
    GArray *map = g_ptr_array_index(lane->margins->maps, variable);
    for (guint code = map->len; code < lane_codes(lane, column); code++) {
        guint at = calibration_find(calibration_variable(lane->pass->calibration, variable),
                                    lane_value(lane, column, code));
        g_array_append_val(map, at);
    }
}

static void note_stray(Lane *lane, guint variable, guint code, guint row)
{
    GArray *strays = g_ptr_array_index(lane->margins->strays, variable);
    if (strays->len <= code)
        g_array_set_size(strays, code + 1);
    Stray *stray = &g_array_index(strays, Stray, code);
    note_place(&stray->count, &stray->first_row, lane_place(lane, row));
}

static void find_cells(Lane *lane, guint variable)
{
    LaneMargins *self = lane->margins;
    guint stride = calibration_variable(lane->pass->calibration, variable)->stride;
    refresh_map(lane, variable);
    const guint *map = (const guint *)(gpointer)((GArray *)self->maps->pdata[variable])->data;
    const Cells view = lane->columns[g_array_index(lane->pass->margins, guint, variable)].view;
    FOR_WIDTH(
        view, code, for (guint r = 0; r < lane->rows; r++) {
            guint at = map[code[r]];
            if (at == NO_CELL && counts(self->before[r]) && self->sums != NULL)
                note_stray(lane, variable, code[r], r);
            self->cell[r] =
                at == NO_CELL || self->cell[r] == NO_CELL ? NO_CELL : self->cell[r] + at * stride;
        });
}

void lane_margins_slice(Lane *lane, const Batch *batch, guint start)
{
    const Pass *pass = lane->pass;
    LaneMargins *self = lane->margins;
    const double *weights =
        pass->weight >= 0 ? (const double *)batch_column(batch, (guint)pass->weight) + start : NULL;
    for (guint r = 0; r < lane->rows; r++) {
        self->before[r] = weights != NULL ? weights[r] : 1;
        self->cell[r] = counts(self->before[r]) ? 0 : NO_CELL;
    }
    for (guint i = 0; i < pass->margins->len; i++)
        find_cells(lane, i);
    for (guint r = 0; r < lane->rows; r++) {
        gint trimmed = 0;
        self->weights[r] = self->before[r];
        if (self->cell[r] != NO_CELL)
            self->weights[r] =
                calibration_weight(pass->calibration, self->before[r], self->cell[r], &trimmed);
        else if (counts(self->before[r]))
            self->weights[r] = NAN;
        self->trimmed[r] = (gint8)trimmed;
    }
}

static void sum_census(MarginSums *sums, guint cell, double weight)
{
    sums->n[cell]++;
    exact_add(sums->planes[0], cell, weight);
    exact_add(sums->planes[1], cell, weight * weight);
}

static void sum_replicates(Lane *lane, const Batch *batch, guint start, guint row)
{
    MarginSums *sums = lane->margins->sums;
    for (guint i = 0; i < sums->n_planes; i++) {
        guint column = (guint)lane->pass->first_replicate + i;
        double weight = ((const double *)batch_column(batch, column))[start + row];
        if (counts(weight))
            exact_add(sums->planes[i], lane->margins->cell[row], weight);
        else if (weight != 0)
            lane_weight_problem(lane, 1 + i, row, weight);
    }
}

static void sum_trim(LaneMargins *self, const TrimRound *bounds, guint row)
{
    MarginSums *sums = self->sums;
    double w = self->weights[row];
    guint cell = self->cell[row];
    gint side = w < bounds->lower ? -1 : w > bounds->upper ? 1 : 0;
    gint ever = self->trimmed[row] != 0 ? self->trimmed[row] : side;
    exact_add(sums->excess, 1, 1 / self->before[row]);
    if (ever != 0)
        sums->ever[ever > 0]++;
    if (side == 0) {
        sums->n[cell]++;
        exact_add(sums->planes[0], cell, w);
        return;
    }
    double bound = side < 0 ? bounds->lower : bounds->upper;
    sums->outside[side > 0]++;
    exact_add(sums->planes[1], cell, bound);
    exact_add(sums->excess, 0, w);
    exact_add(sums->excess, 0, -bound);
}

void lane_margins_sum(Lane *lane, const Batch *batch, guint start)
{
    LaneMargins *self = lane->margins;
    lane->file_rows += lane->rows;
    for (guint r = 0; r < lane->rows; r++) {
        double before = self->before[r];
        if (before < 0 || isinf(before))
            lane_weight_problem(lane, 0, r, before);
        if (self->cell[r] == NO_CELL)
            continue;
        if (self->sums->kind == SUM_CENSUS)
            sum_census(self->sums, self->cell[r], before);
        else if (self->sums->kind == SUM_REPLICATES)
            sum_replicates(lane, batch, start, r);
        else
            sum_trim(self, &lane->pass->sums->bounds, r);
    }
}

void lane_margins_finish(Lane *lane)
{
    Pass *pass = lane->pass;
    margin_sums_merge(pass->sums, lane->margins->sums);
    for (guint i = 0; i < pass->margins->len; i++) {
        guint column = g_array_index(pass->margins, guint, i);
        const GArray *strays = g_ptr_array_index(lane->margins->strays, i);
        for (guint code = 0; code < strays->len; code++) {
            Stray stray = g_array_index(strays, Stray, code);
            if (stray.count > 0)
                margin_sums_stray(pass->sums, i,
                                  level_set_intern(pass_column(pass, column)->levels,
                                                   *lane_value(lane, column, code)),
                                  stray);
        }
    }
}
