/* The second pass over a slice: which unit a row belongs to, and what it adds there. */
#include "lane.h"

#include <math.h>

struct LaneDesign {
    GHashTable *units;    /* codes of the lane -> DesignUnit, the lane's own account */
    GHashTable *parts;    /* the same of the second stage: shared index, code */
    GArray *(*maps)[3];   /* [requests]: gint a code, where in the table it begins */
    guint unit_of[SLICE]; /* index of its sums; 0 for rows without weight, which add nothing */
    guint most;           /* the largest of them */
    double w[SLICE], w2[SLICE]; /* rounded; 0 for rows that add nothing */
    gint cell[SLICE];           /* below 0 for rows that the table does not have */
    Problem missing[3];         /* of strata, of clusters, of those within */
};

enum { NOWHERE = -(1 << 29) }; /* no sum of three with places is 0 or more */

LaneDesign *lane_design_new(const Design *design)
{
    LaneDesign *self = g_new0(LaneDesign, 1);
    self->units = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    self->parts = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    self->maps = g_malloc0_n(design->requests->len + 1, sizeof *self->maps);
    for (guint i = 0; i < design->requests->len; i++)
        for (guint d = 0; d < 3; d++)
            self->maps[i][d] = g_array_new(FALSE, FALSE, sizeof(gint));
    self->missing[0].column = design->strata;
    self->missing[1].column = design->cluster;
    self->missing[2].column = design->second;
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
    g_hash_table_unref(self->parts);
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
    note_place(&problem->count, &problem->first_row, lane_place(lane, row));
    return FALSE;
}

static guint shared_id(const Lane *lane, gint column, guint code)
{
    if (column < 0)
        return 0;
    return level_set_intern(pass_column(lane->pass, (guint)column)->levels,
                            *lane_value(lane, (guint)column, code));
}

static guint64 shared_key(const Lane *lane, guint64 key)
{
    const Design *design = lane->pass->design;
    guint64 stratum = shared_id(lane, design->strata, (guint)(key >> 32));
    return stratum << 32 | shared_id(lane, design->cluster, (guint)key);
}

/* The account of KEY in UNITS, with a fresh one in *FRESH when it is new. */
static DesignUnit *own_account(GHashTable *units, guint64 key, gboolean *fresh)
{
    DesignUnit *unit = g_hash_table_lookup(units, &key);
    *fresh = unit == NULL;
    if (unit != NULL)
        return unit;
    unit = g_new0(DesignUnit, 1);
    unit->key = key;
    g_hash_table_insert(units, &unit->key, unit);
    return unit;
}

static DesignUnit *own_unit(Lane *lane, guint64 key)
{
    gboolean fresh;
    DesignUnit *unit = own_account(lane->design->units, key, &fresh);
    if (fresh) {
        g_mutex_lock(&lane->pass->lock);
        unit->index = design_unit(lane->pass->design, shared_key(lane, key))->index;
        g_mutex_unlock(&lane->pass->lock);
    }
    return unit;
}

/* CODE: of the cluster within UNIT. */
static DesignUnit *own_part(Lane *lane, const DesignUnit *unit, guint code)
{
    gboolean fresh;
    Design *design = lane->pass->design;
    DesignUnit *part = own_account(lane->design->parts, (guint64)unit->index << 32 | code, &fresh);
    if (fresh) {
        g_mutex_lock(&lane->pass->lock);
        DesignUnit *of = design_unit(design, shared_key(lane, unit->key));
        part->index = design_part(design, of, shared_id(lane, design->second, code))->index;
        g_mutex_unlock(&lane->pass->lock);
    }
    return part;
}

/* An fpc that varies within a unit becomes NaN, which the seal refuses. */
static void note_row(DesignUnit *unit, gint64 row, double fpc)
{
    if (unit->rows == 0)
        unit->fpc = fpc;
    else if (unit->fpc != fpc)
        unit->fpc = NAN;
    note_place(&unit->rows, &unit->first_row, row);
}

static const double *fpc_cells(const Lane *lane, const Batch *batch, guint start, guint stage)
{
    gint column = lane->pass->design->fpc[stage];
    return column >= 0 ? (const double *)batch_column(batch, (guint)column) + start : NULL;
}

/* Every row with a weight is in the sample, also where `where` leaves it out of the tables. */
static void find_units(Lane *lane, const Batch *batch, guint start)
{
    const Design *design = lane->pass->design;
    LaneDesign *self = lane->design;
    const double *fpc = fpc_cells(lane, batch, start, 0);
    const double *second = fpc_cells(lane, batch, start, 1);
    DesignUnit *last = NULL;
    self->most = 0;
    for (guint r = 0; r < lane->rows; r++) {
        guint stratum, cluster, within;
        self->unit_of[r] = 0;
        if (!(row_weight(lane, r) > 0) || !design_code(lane, design->strata, r, 0, &stratum) ||
            !design_code(lane, design->cluster, r, 1, &cluster) ||
            !design_code(lane, design->second, r, 2, &within))
            continue;
        guint64 key = (guint64)stratum << 32 | cluster;
        if (last == NULL || last->key != key)
            last = own_unit(lane, key);
        note_row(last, lane_place(lane, r), fpc != NULL ? fpc[r] : 0);
        self->unit_of[r] = last->index;
        if (design->second >= 0) {
            DesignUnit *part = own_part(lane, last, within);
            note_row(part, lane_place(lane, r), second != NULL ? second[r] : 0);
            self->unit_of[r] = part->index;
        }
        self->most = MAX(self->most, self->unit_of[r]);
    }
}

static inline double rounded(double x, double constant)
{
    double high = x + constant; /* the rounding is the purpose; C may not fold it away */
    return high - constant;
}

static void round_weights(const Lane *lane)
{
    const Design *design = lane->pass->design;
    LaneDesign *self = lane->design;
    for (guint r = 0; r < lane->rows; r++) {
        double w = lane->keep[r] ? row_weight(lane, r) : 0;
        self->w[r] = rounded(w, design->rounds[0]);
        self->w2[r] = rounded(w * w, design->rounds[1]);
    }
}

static void refresh_map(const Lane *lane, const DesignRequest *request, guint dimension,
                        GArray *map)
{
    guint column = request->columns[dimension];
    gint step = 1;
    for (guint d = dimension + 1; d < 3; d++)
        step *= (gint)request->sizes[d];
    for (guint code = map->len; code < lane_codes(lane, column); code++) {
        guint at = level_set_find(request->sides[dimension], *lane_value(lane, column, code));
        gint place = at == G_MAXUINT ? NOWHERE : (gint)at * step;
        g_array_append_val(map, place);
    }
}

static void find_cells(Lane *lane, guint index)
{
    LaneDesign *self = lane->design;
    const DesignRequest *request = design_request(lane->pass->design, index);
    guint rows = lane->rows;
    gint *cell = self->cell;
    for (guint r = 0; r < rows; r++)
        cell[r] = 0;
    for (guint d = 0; d < 3; d++) {
        if (request->columns[d] == G_MAXUINT)
            continue;
        refresh_map(lane, request, d, self->maps[index][d]);
        const gint *map = (const gint *)(gpointer)self->maps[index][d]->data;
        const Cells view = lane->columns[request->columns[d]].view;
        FOR_WIDTH(view, code, for (guint r = 0; r < rows; r++) cell[r] += map[code[r]]);
    }
}

/* Rows that the table does not have add to a cell of their own behind the others. */
static void add_cells(const Lane *lane, DesignRequest *request, gboolean squares)
{
    const LaneDesign *self = lane->design;
    guint cells = request->cells, stride = request->stride;
    for (guint r = 0; r < lane->rows; r++) {
        guint at = MIN((guint)self->cell[r], cells);
        double *sums = request->sums + (gsize)self->unit_of[r] * stride + at;
        *sums += self->w[r];
        if (squares)
            sums[cells + 1] += self->w2[r];
    }
}

static void add_vectors(const Lane *lane, DesignRequest *request)
{
    const LaneDesign *self = lane->design;
    guint k = request->k;
    for (guint r = 0; r < lane->rows; r++) {
        if (self->cell[r] < 0 || !lane->keep[r])
            continue;
        double *sums = request->sums + (gsize)self->unit_of[r] * request->stride;
        double w = row_weight(lane, r);
        const double *z = request->z + (gsize)self->cell[r] * k;
        for (guint v = 0; v < k; v++)
            sums[v] += rounded(w * z[v], request->rounds[v]);
    }
}

/* Lanes begin at different requests, so that they rarely wait for one another. */
void lane_design_slice(Lane *lane, const Batch *batch, guint start)
{
    const Design *design = lane->pass->design;
    guint n = design->requests->len, first = lane->reader * n / lane->feed->n_readers;
    find_units(lane, batch, start);
    if (g_atomic_int_get(&design->full)) {
        g_atomic_int_set(&lane->pass->stop, 1);
        return;
    }
    round_weights(lane);
    lane_residuals_slice(lane);
    for (guint i = 0; i < n; i++) {
        DesignRequest *request = design_request(design, (first + i) % n);
        find_cells(lane, (first + i) % n);
        g_mutex_lock(&request->lock);
        design_reserve(design, request, (gsize)lane->design->most + 1);
        if (design_by_row(design) || request->by_cell)
            add_cells(lane, request, design_by_row(design));
        else
            add_vectors(lane, request);
        if (request->levels > 0)
            lane_residuals_add(lane, request, lane->design->unit_of, lane->design->cell);
        g_mutex_unlock(&request->lock);
    }
}

static void merge_unit(DesignUnit *shared, const DesignUnit *unit)
{
    gboolean fresh = shared->rows == 0;
    shared->fpc = fresh || shared->fpc == unit->fpc ? unit->fpc : NAN;
    shared->first_row = fresh ? unit->first_row : MIN(shared->first_row, unit->first_row);
    shared->rows += unit->rows;
}

static guint64 shared_part_key(const Lane *lane, guint64 key)
{
    guint id = shared_id(lane, lane->pass->design->second, (guint)key);
    return (key >> 32) << 32 | id;
}

void lane_design_finish(Lane *lane)
{
    LaneDesign *self = lane->design;
    Design *design = lane->pass->design;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, self->units);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const DesignUnit *unit = value;
        merge_unit(design_unit(design, shared_key(lane, unit->key)), unit);
    }
    g_hash_table_iter_init(&iter, self->parts);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const DesignUnit *part = value;
        guint64 key = shared_part_key(lane, part->key);
        merge_unit(g_hash_table_lookup(design->parts, &key), part);
    }
    for (guint which = 0; which < G_N_ELEMENTS(self->missing); which++) {
        Problem problem = self->missing[which];
        if (problem.count > 0)
            g_array_append_val(lane->pass->problems, problem);
    }
}
