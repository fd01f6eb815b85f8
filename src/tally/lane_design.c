/* The second pass over a slice: which unit a row belongs to, and what it adds there. */
#include "lane.h"

#include <math.h>

struct LaneDesign {
    GHashTable *units;          /* codes of the lane -> DesignUnit */
    GArray *(*maps)[3];         /* [requests]: gint a code, position in the table or -1 */
    DesignUnit *unit_of[SLICE]; /* NULL for rows without weight */
    gint cell[SLICE];           /* -1 for rows that the table does not have */
    Problem missing[2];         /* of strata, of clusters */
};

static void unit_free(gpointer data)
{
    g_free(((DesignUnit *)data)->sums);
    g_free(data);
}

LaneDesign *lane_design_new(const Design *design)
{
    LaneDesign *self = g_new0(LaneDesign, 1);
    self->units = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, unit_free);
    self->maps = g_malloc0_n(design->requests->len + 1, sizeof *self->maps);
    for (guint i = 0; i < design->requests->len; i++)
        for (guint d = 0; d < 3; d++)
            self->maps[i][d] = g_array_new(FALSE, FALSE, sizeof(gint));
    self->missing[0].column = design->strata;
    self->missing[1].column = design->cluster;
    return self;
}

void lane_design_free(LaneDesign *self, const Design *design)
{
    if (self == NULL)
        return;
    for (guint i = 0; i < design->requests->len; i++)
        for (guint d = 0; d < 3; d++)
            g_array_unref(self->maps[i][d]);
    g_free(self->maps);
    g_hash_table_unref(self->units);
    g_free(self);
}

static double row_weight(const Lane *lane, guint row)
{
    return lane->weight_cells != NULL ? lane->weight_cells[row] : 1;
}

/* The code of a design variable; FALSE, and noted, when it is missing. */
static gboolean design_code(Lane *lane, gint column, guint row, guint which, guint *code)
{
    *code = 0;
    if (column < 0)
        return TRUE;
    FOR_WIDTH(lane->columns[column].view, codes, *code = codes[row]);
    if (lane_value(lane, (guint)column, *code)->state == CELL_VALID)
        return TRUE;
    Problem *problem = &lane->design->missing[which];
    problem->missing = TRUE;
    if (problem->count++ == 0)
        problem->first_row = lane->first + row;
    return FALSE;
}

/* An fpc that varies within a unit becomes NaN, which the seal refuses. */
static void note_fpc(DesignUnit *unit, double fpc)
{
    if (unit->rows == 1)
        unit->fpc = fpc;
    else if (unit->fpc != fpc)
        unit->fpc = NAN;
}

/* Every row with a weight is in the sample, also where `where` leaves it out of the tables. */
static void find_units(Lane *lane, const Batch *batch, guint start)
{
    Design *design = lane->pass->design;
    LaneDesign *self = lane->design;
    const double *fpc =
        design->fpc >= 0 ? (const double *)batch_column(batch, (guint)design->fpc) + start : NULL;
    DesignUnit *last = NULL;
    for (guint r = 0; r < lane->rows; r++) {
        guint stratum, cluster;
        self->unit_of[r] = NULL;
        if (!(row_weight(lane, r) > 0) || !design_code(lane, design->strata, r, 0, &stratum) ||
            !design_code(lane, design->cluster, r, 1, &cluster))
            continue;
        guint64 key = (guint64)stratum << 32 | cluster;
        if (last == NULL || last->key != key)
            last = design_unit(design, self->units, key);
        if (last->rows++ == 0)
            last->first_row = lane->first + r;
        if (fpc != NULL)
            note_fpc(last, fpc[r]);
        self->unit_of[r] = last;
    }
}

static void refresh_map(const Lane *lane, const DesignRequest *request, guint dimension,
                        GArray *map)
{
    guint column = request->columns[dimension];
    for (guint code = map->len; code < lane_codes(lane, column); code++) {
        guint at = level_set_find(request->sides[dimension], *lane_value(lane, column, code));
        gint place = at == G_MAXUINT ? -1 : (gint)at;
        g_array_append_val(map, place);
    }
}

/* The table's cell of each row: one dimension after the other. */
static void find_cells(Lane *lane, guint index)
{
    const DesignRequest *request =
        &g_array_index(lane->pass->design->requests, DesignRequest, index);
    LaneDesign *self = lane->design;
    gint *cell = self->cell;
    guint rows = lane->rows;
    for (guint r = 0; r < rows; r++)
        cell[r] = lane->keep[r] && self->unit_of[r] != NULL ? 0 : -1;
    for (guint d = 0; d < 3; d++) {
        if (request->columns[d] == G_MAXUINT)
            continue;
        refresh_map(lane, request, d, self->maps[index][d]);
        const gint *map = (const gint *)(gpointer)self->maps[index][d]->data;
        const Cells view = lane->columns[request->columns[d]].view;
        gint size = (gint)request->sizes[d];
        FOR_WIDTH(
            view, code, for (guint r = 0; r < rows; r++) {
                gint place = map[code[r]];
                cell[r] = cell[r] < 0 || place < 0 ? -1 : cell[r] * size + place;
            });
    }
}

static inline double rounded(double x, double constant)
{
    double high = x + constant; /* the rounding is the purpose; C may not fold it away */
    return high - constant;
}

static void add_row(const Design *design, const DesignRequest *request, double *sums, guint cell,
                    double weight)
{
    if (design_by_row(design)) {
        sums[cell] += rounded(weight, design->rounds[0]);
        sums[request->cells + cell] += rounded(weight * weight, design->rounds[1]);
        return;
    }
    if (request->by_cell) {
        sums[cell] += rounded(weight, design->rounds[0]);
        return;
    }
    const double *z = request->z + (gsize)cell * request->k;
    for (guint v = 0; v < request->k; v++) {
        sums[v] += rounded(weight * z[v], request->rounds[v]);
    }
}

void lane_design_slice(Lane *lane, const Batch *batch, guint start)
{
    Design *design = lane->pass->design;
    find_units(lane, batch, start);
    if (g_atomic_int_get(&design->full)) {
        g_atomic_int_set(&lane->pass->stop, 1);
        return;
    }
    for (guint i = 0; i < design->requests->len; i++) {
        const DesignRequest *request = &g_array_index(design->requests, DesignRequest, i);
        find_cells(lane, i);
        for (guint r = 0; r < lane->rows; r++)
            if (lane->design->cell[r] >= 0)
                add_row(design, request, lane->design->unit_of[r]->sums + request->offset,
                        (guint)lane->design->cell[r], row_weight(lane, r));
    }
}

static guint shared_id(const Lane *lane, gint column, guint code)
{
    if (column < 0)
        return 0;
    return level_set_intern(pass_column(lane->pass, (guint)column)->levels,
                            *lane_value(lane, (guint)column, code));
}

static void merge_unit(Design *design, DesignUnit *unit)
{
    DesignUnit *old = g_hash_table_lookup(design->units, &unit->key);
    if (old == NULL) {
        g_hash_table_insert(design->units, &unit->key, unit);
        return;
    }
    old->rows += unit->rows;
    old->first_row = MIN(old->first_row, unit->first_row);
    old->fpc = old->fpc == unit->fpc ? old->fpc : NAN;
    for (guint i = 0; i < design->length; i++)
        old->sums[i] += unit->sums[i];
    unit_free(unit);
}

void lane_design_finish(Lane *lane, gint64 offset)
{
    Design *design = lane->pass->design;
    LaneDesign *self = lane->design;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, self->units);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        DesignUnit *unit = value;
        g_hash_table_iter_steal(&iter);
        guint stratum = shared_id(lane, design->strata, (guint)(unit->key >> 32));
        guint cluster = shared_id(lane, design->cluster, (guint)unit->key);
        unit->key = (guint64)stratum << 32 | cluster;
        unit->first_row += offset;
        merge_unit(design, unit);
    }
    for (guint which = 0; which < 2; which++) {
        Problem problem = self->missing[which];
        problem.first_row += offset;
        if (problem.count > 0)
            g_array_append_val(lane->pass->problems, problem);
    }
}
