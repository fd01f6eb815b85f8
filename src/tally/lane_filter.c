/* Which rows count, and for how much: `where`, weights; and answers that break the plan. */
#include "calibration.h"
#include "lane.h"

#include <math.h>
#include <string.h>

static gboolean passes(const GPtrArray *values, const SummaryLevel *level)
{
    for (guint i = 0; i < values->len; i++)
        if (map_equals(g_ptr_array_index(values, i), level))
            return TRUE;
    return FALSE;
}

static void apply_where(Lane *lane, guint condition)
{
    const PassWhere *where = &g_array_index(lane->pass->where, PassWhere, condition);
    GArray *table = g_ptr_array_index(lane->where, condition);
    for (guint code = table->len; code < lane_codes(lane, where->column); code++) {
        guint8 pass = passes(where->values, lane_value(lane, where->column, code));
        g_array_append_val(table, pass);
    }
    const Cells view = lane->columns[where->column].view;
    const guint8 *pass = (const guint8 *)table->data;
    guint8 *keep = lane->keep;
    guint rows = lane->rows;
    FOR_WIDTH(view, code, for (guint r = 0; r < rows; r++) keep[r] &= pass[code[r]]);
}

void lane_weight_problem(Lane *lane, guint which, guint row, double weight)
{
    Problem *problem = &lane->weight_problems[which];
    if (note_place(&problem->count, &problem->first_row, lane_place(lane, row))) {
        problem->column = -1 - (gint)which;
        problem->missing = isnan(weight);
        problem->value = problem->missing ? 0 : weight;
    }
    lane->keep[row] = 0;
}

static void frequency_row(Lane *lane, guint row, double weight)
{
    gboolean whole = weight >= 0 && weight < 0x1p53 && trunc(weight) == weight;
    lane->copies_read += whole ? (Wide)weight : 0;
    lane->copies[row] = 0;
    if (!lane->keep[row])
        return;
    if (!whole) {
        lane_weight_problem(lane, 0, row, weight);
    } else if (weight == 0) {
        lane->rows_zero++;
        lane->keep[row] = 0;
    } else {
        lane->copies[row] = (gint64)weight;
        lane->copies_kept += (Wide)weight;
    }
}

static Term *term_of(Lane *lane, guint plane, gint bin)
{
    for (guint i = 0; i < lane->n_terms; i++) {
        Term *term = g_ptr_array_index(lane->terms, i);
        if (term->plane == plane && term->bin == bin)
            return term;
    }
    if (lane->n_terms == lane->terms->len)
        g_ptr_array_add(lane->terms, g_new(Term, 1));
    Term *term = g_ptr_array_index(lane->terms, lane->n_terms++);
    term->plane = plane;
    term->bin = bin;
    memset(term->addends, 0, sizeof term->addends);
    return term;
}

static void add_term(Lane *lane, guint plane, guint row, double value)
{
    Wide m;
    gint bin = exact_split(value, &m);
    term_of(lane, plane, bin)->addends[row] = m;
}

static void sampling_row(Lane *lane, guint row, double weight)
{
    lane->weights[row] = 0;
    if (!lane->keep[row])
        return;
    if (isnan(weight)) {
        lane->rows_missing++;
        lane->keep[row] = 0;
    } else if (weight == 0) {
        lane->rows_zero++;
        lane->keep[row] = 0;
    } else if (weight < 0 || isinf(weight)) {
        lane_weight_problem(lane, 0, row, weight);
    } else {
        lane->weights[row] = weight;
        if (lane->design != NULL)
            return; /* sums are the first pass's */
        exact_add(lane->weight_sum, 0, weight);
        exact_add(lane->weight_sum, 1, weight * weight);
        add_term(lane, 0, row, weight);
        add_term(lane, 1, row, weight * weight);
    }
}

static void apply_weight(Lane *lane, const Batch *batch, guint start)
{
    const Pass *pass = lane->pass;
    lane->n_terms = 0;
    if (pass->weight_kind == WEIGHT_NONE)
        return;
    lane->weight_cells = lane->margins != NULL
                             ? lane->margins->weights
                             : (const double *)batch_column(batch, (guint)pass->weight) + start;
    for (guint r = 0; r < lane->rows; r++) {
        if (pass->weight_kind == WEIGHT_FREQUENCY)
            frequency_row(lane, r, lane->weight_cells[r]);
        else
            sampling_row(lane, r, lane->weight_cells[r]);
    }
    /* Every sum of copies is at most this one, also after lanes are merged. */
    if (lane->copies_kept > MOST_COPIES)
        g_atomic_int_set(&lane->pass->over, 1);
}

double lane_replicate(const Lane *lane, guint replicate, guint row, double weight)
{
    const Calibration *calibration = lane->pass->calibration;
    if (calibration == NULL || calibration->rake == NULL)
        return weight;
    if (lane->margins->cell[row] == NO_CELL)
        return 0;
    guint first = lane->pass->replicates_from;
    return calibration_replicate(calibration, first + replicate, weight, lane->margins->cell[row]);
}

static void apply_replicates(Lane *lane, const Batch *batch, guint start)
{
    for (guint i = 0; i < lane->pass->replicates->len; i++) {
        const double *weights = batch_column(batch, (guint)lane->pass->first_replicate + i);
        for (guint r = 0; r < lane->rows; r++) {
            double weight = weights[start + r];
            if (!lane->keep[r] || weight == 0)
                continue;
            if (weight > 0 && !isinf(weight))
                add_term(lane, 2 + i, r, lane_replicate(lane, i, r, weight));
            else
                lane_weight_problem(lane, 1 + i, r, weight);
        }
    }
}

/* Rows with an answer outside the range of its scale. */
static void note_outside(Lane *lane, guint column)
{
    LaneColumn *self = &lane->columns[column];
    for (guint r = 0; r < lane->rows; r++) {
        guint code = 0;
        FOR_WIDTH(self->view, codes, code = codes[r]);
        if (!lane->keep[r] || !g_array_index(self->outside, gboolean, code))
            continue;
        Problem *problem = &g_array_index(self->problems, Problem, code);
        note_place(&problem->count, &problem->first_row, lane_place(lane, r));
    }
}

void lane_filter_slice(Lane *lane, const Batch *batch, guint start)
{
    memset(lane->keep, 1, lane->rows);
    for (guint i = 0; i < lane->pass->where->len; i++)
        apply_where(lane, i);
    apply_weight(lane, batch, start);
    apply_replicates(lane, batch, start);
    lane->kept = 0;
    for (guint r = 0; r < lane->rows; r++)
        lane->kept += lane->keep[r];
    lane->file_rows += lane->rows;
    lane->rows_kept += lane->kept;
    for (guint c = 0; c < lane->pass->columns->len; c++)
        if (lane->columns[c].any_outside)
            note_outside(lane, c);
}
