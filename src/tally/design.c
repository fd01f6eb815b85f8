/* What a second pass is asked, and its units. */
#include "design.h"

#include <math.h>
#include <string.h>

/* 1.5 keeps x + r within one power of two, whatever the sign of x. */
double design_rounding(double bound)
{
    int exponent = 0;
    frexp(bound, &exponent);
    return bound > 0 ? ldexp(1.5, exponent + 1) : 0;
}

static void free_request(gpointer data)
{
    DesignRequest *request = data;
    for (guint d = 0; d < 3; d++)
        level_set_free(request->sides[d]);
    g_free(request->z);
    g_free(request->rounds);
    g_free(request->sums);
    g_free(request->ratios);
    g_free(request->beta);
    g_free(request->raw);
    g_mutex_clear(&request->lock);
    g_free(request);
}

static Lonely lonely_policy(const PlanDesign *plan)
{
    static const char *const names[] = {"error", "certainty", "adjust", "average"};
    for (guint i = 0; plan->lonely.text != NULL && i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], plan->lonely.text) == 0)
            return (Lonely)i;
    return LONELY_ERROR;
}

static gint column_of(Pass *pass, gint variable)
{
    return variable >= 0 ? (gint)pass_want(pass, variable) : -1;
}

static gint first_cluster(const FrameDesign *frame)
{
    return frame->clusters->len > 0 ? g_array_index(frame->clusters, gint, 0) : -1;
}

/* The feed's column of the fpc of STAGE, or -1. */
static gint want_fpc(Pass *pass, guint stage)
{
    gint variable = pass->frame->design.fpc[stage];
    if (variable < 0)
        return -1;
    SourceColumn fpc = {frame_variable(pass->frame, variable)->source->column, TRUE};
    g_array_append_val(pass->feed, fpc);
    return (gint)pass->feed->len - 1;
}

/* What is drawn within clusters tells nothing more unless those come from a finite population. */
static gint second_stage(const FrameDesign *frame)
{
    return frame->clusters->len > 1 && frame->fpc[0] >= 0 ? g_array_index(frame->clusters, gint, 1)
                                                          : -1;
}

void pass_want_design(Pass *pass)
{
    column_of(pass, pass->frame->design.strata);
    column_of(pass, first_cluster(&pass->frame->design));
    column_of(pass, second_stage(&pass->frame->design));
    for (guint stage = 0; stage < MOST_FPC; stage++)
        want_fpc(pass, stage);
}

gint pass_cluster_feed(Pass *pass)
{
    gint cluster = column_of(pass, first_cluster(&pass->frame->design));
    while (cluster >= 0 && pass_column(pass, (guint)cluster)->from >= 0)
        cluster = pass_column(pass, (guint)cluster)->from;
    return cluster < 0 ? -1 : pass_column(pass, (guint)cluster)->feed;
}

Design *design_new(Pass *pass, double weights, double squares, guint units)
{
    const FrameDesign *frame = &pass->frame->design;
    Design *design = g_new0(Design, 1);
    design->strata = column_of(pass, frame->strata);
    design->cluster = column_of(pass, first_cluster(frame));
    design->second = column_of(pass, second_stage(frame));
    for (guint stage = 0; stage < MOST_FPC; stage++)
        design->fpc[stage] = want_fpc(pass, stage);
    design->nest = pass->frame->plan->data.design.nest;
    design->lonely = lonely_policy(&pass->frame->plan->data.design);
    design->requests = g_ptr_array_new_with_free_func(free_request);
    design->weights = weights;
    design->rounds[0] = design_rounding(weights);
    design->rounds[1] = design_rounding(squares);
    design->expected = units;
    design->units = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, design_unit_free);
    design->parts = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, design_unit_free);
    design_residuals_begin(design, pass->calibration, squares);
    return design;
}

void design_free(Design *design)
{
    if (design == NULL)
        return;
    g_ptr_array_unref(design->requests);
    g_hash_table_unref(design->units);
    g_hash_table_unref(design->parts);
    g_free(design);
}

static LevelSet *side_of(const SummaryLevel *levels, guint n)
{
    LevelSet *set = level_set_new();
    for (guint i = 0; i < n; i++)
        level_set_intern(set, levels[i]);
    return set;
}

static void take_vectors(DesignRequest *request, const double *z, double weights)
{
    request->z = g_new0(double, (gsize)request->cells * request->k + 1);
    request->identity = request->k == request->cells;
    request->rounds = g_new0(double, request->k + 1);
    for (guint v = 0; v < request->k; v++) {
        double most = 0;
        for (guint c = 0; c < request->cells; c++) {
            double x = z[(gsize)v * request->cells + c];
            request->z[(gsize)c * request->k + v] = x;
            request->identity = request->identity && x == (c == v);
            most = fmax(most, fabs(x));
        }
        request->rounds[v] = design_rounding(most * weights);
    }
}

static gboolean few_cells(guint cells, guint k)
{
    return cells <= 2 * k;
}

/* Without what residuals need. */
static gsize own_stride(const Design *design, guint cells, guint k)
{
    if (design_by_row(design))
        return 2 * ((gsize)cells + 1);
    return few_cells(cells, k) ? (gsize)cells + 1 : k;
}

gsize design_stride(const Design *design, const Summary *table, guint k)
{
    guint cells = table->n_strata * table->n_groups * table->n_levels;
    return own_stride(design, cells, k) + design_residuals_stride(design, cells);
}

void design_add(Pass *pass, const Summary *table, const gint variables[3], const double *z, guint k)
{
    Design *design = pass->design;
    const SummaryLevel *const levels[] = {table->strata, table->groups, table->levels};
    const guint sizes[] = {table->n_strata, table->n_groups, table->n_levels};
    DesignRequest *request = g_new0(DesignRequest, 1);
    g_mutex_init(&request->lock);
    for (guint d = 0; d < 3; d++) {
        request->sizes[d] = sizes[d];
        request->columns[d] = variables[d] >= 0 ? pass_want(pass, variables[d]) : G_MAXUINT;
        request->sides[d] = variables[d] >= 0 ? side_of(levels[d], sizes[d]) : NULL;
    }
    request->cells = sizes[0] * sizes[1] * sizes[2];
    request->k = k;
    take_vectors(request, z, design->weights);
    request->by_cell = few_cells(request->cells, k);
    request->stride = (guint)design_stride(design, table, k);
    design->length += request->stride;
    design_residuals_add(design, request, (guint)own_stride(design, request->cells, k));
    g_ptr_array_add(design->requests, request);
}

void design_reserve(const Design *design, DesignRequest *request, gsize n)
{
    if (n <= request->room)
        return;
    gsize room = MAX(MAX(n, design->expected), request->room + request->room / 2);
    request->sums = g_renew(double, request->sums, room * request->stride + 1);
    memset(request->sums + request->room * request->stride, 0,
           (room - request->room) * request->stride * sizeof(double));
    request->room = room;
}

void design_unit_free(gpointer data)
{
    DesignUnit *unit = data;
    if (unit->parts != NULL)
        g_ptr_array_unref(unit->parts);
    g_free(unit);
}

static DesignUnit *find_or_add(Design *design, GHashTable *units, guint64 key, gboolean *fresh)
{
    DesignUnit *unit = g_hash_table_lookup(units, &key);
    *fresh = unit == NULL;
    if (unit != NULL)
        return unit;
    unit = g_new0(DesignUnit, 1);
    unit->key = key;
    unit->index = g_hash_table_size(units);
    unit->first_row = -1;
    unit->fpc = NAN;
    g_hash_table_insert(units, &unit->key, unit);
    gsize most = design->requests->len > 1 ? design->room : MOST_UNIT_BYTES;
    if ((unit->index + 1) * design->length * sizeof(double) > most)
        g_atomic_int_set(&design->full, 1);
    return unit;
}

DesignUnit *design_unit(Design *design, guint64 key)
{
    gboolean fresh;
    DesignUnit *unit = find_or_add(design, design->units, key, &fresh);
    if (fresh && design->second >= 0)
        unit->parts = g_ptr_array_new();
    return unit;
}

DesignUnit *design_part(Design *design, DesignUnit *unit, guint id)
{
    gboolean fresh;
    DesignUnit *part = find_or_add(design, design->parts, (guint64)unit->index << 32 | id, &fresh);
    if (fresh)
        g_ptr_array_add(unit->parts, part);
    return part;
}
