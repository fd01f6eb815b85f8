/* What a second pass is asked, and its units. */
#include "design.h"

#include <math.h>
#include <string.h>

/* For doubles that sum to at most BOUND in all: x + r - r is x rounded to a multiple of about 2^-51
 * of it. 1.5 keeps x + r within one power of two, whatever the sign of x. */
static double rounding_constant(double bound)
{
    int exponent = 0;
    frexp(bound, &exponent);
    return bound > 0 ? ldexp(1.5, exponent + 1) : 0;
}

static void clear_request(gpointer data)
{
    DesignRequest *request = data;
    for (guint d = 0; d < 3; d++)
        level_set_free(request->sides[d]);
    g_free(request->z);
    g_free(request->rounds);
}

static void unit_free(gpointer data)
{
    DesignUnit *unit = data;
    g_free(unit->sums);
    g_free(unit);
}

static GHashTable *units_new(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, unit_free);
}

static Lonely lonely_policy(const PlanDesign *plan)
{
    static const char *const names[] = {"error", "certainty", "adjust", "average"};
    for (guint i = 0; plan->lonely.text != NULL && i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], plan->lonely.text) == 0)
            return (Lonely)i;
    return LONELY_ERROR;
}

Design *design_new(Pass *pass, double weights, double squares)
{
    const FrameDesign *frame = &pass->frame->design;
    Design *design = g_new0(Design, 1);
    design->strata = frame->strata >= 0 ? (gint)pass_want(pass, frame->strata) : -1;
    design->cluster = frame->clusters->len > 0
                          ? (gint)pass_want(pass, g_array_index(frame->clusters, gint, 0))
                          : -1;
    design->fpc = -1;
    if (frame->fpc >= 0) {
        SourceColumn fpc = {frame_variable(pass->frame, frame->fpc)->source->column, TRUE};
        design->fpc = (gint)pass->feed->len;
        g_array_append_val(pass->feed, fpc);
    }
    design->nest = pass->frame->plan->data.design.nest;
    design->lonely = lonely_policy(&pass->frame->plan->data.design);
    design->requests = g_array_new(FALSE, TRUE, sizeof(DesignRequest));
    g_array_set_clear_func(design->requests, clear_request);
    design->weights = weights;
    design->rounds[0] = rounding_constant(weights);
    design->rounds[1] = rounding_constant(squares);
    design->units = units_new();
    return design;
}

void design_free(Design *design)
{
    if (design == NULL)
        return;
    g_array_unref(design->requests);
    g_hash_table_unref(design->units);
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
    request->rounds = g_new0(double, request->k + 1);
    for (guint v = 0; v < request->k; v++) {
        double most = 0;
        for (guint c = 0; c < request->cells; c++) {
            double x = z[(gsize)v * request->cells + c];
            request->z[(gsize)c * request->k + v] = x;
            most = fmax(most, fabs(x));
        }
        request->rounds[v] = rounding_constant(most * weights);
    }
}

void design_add(Pass *pass, const Summary *table, const gint variables[3], const double *z, guint k)
{
    Design *design = pass->design;
    const SummaryLevel *const levels[] = {table->strata, table->groups, table->levels};
    DesignRequest request = {.sizes = {table->n_strata, table->n_groups, table->n_levels}};
    for (guint d = 0; d < 3; d++) {
        request.columns[d] = variables[d] >= 0 ? pass_want(pass, variables[d]) : G_MAXUINT;
        request.sides[d] = variables[d] >= 0 ? side_of(levels[d], request.sizes[d]) : NULL;
    }
    request.cells = table->n_strata * table->n_groups * table->n_levels;
    request.k = k;
    take_vectors(&request, z, design->weights);
    request.offset = design->length;
    request.by_cell = request.cells <= 2 * k;
    design->length += design_by_row(design) ? 2 * request.cells
                      : request.by_cell     ? request.cells
                                            : k;
    g_array_append_val(design->requests, request);
}

DesignUnit *design_unit(Design *design, GHashTable *units, guint64 key)
{
    DesignUnit *unit = g_hash_table_lookup(units, &key);
    if (unit != NULL)
        return unit;
    unit = g_new0(DesignUnit, 1);
    unit->key = key;
    unit->first_row = -1;
    unit->fpc = NAN;
    unit->sums = g_new0(double, design->length + 1);
    g_hash_table_insert(units, &unit->key, unit);
    gsize bytes = sizeof *unit + design->length * sizeof(double);
    if ((gsize)g_atomic_pointer_add(&design->bytes, (gssize)bytes) + bytes > MOST_UNIT_BYTES)
        g_atomic_int_set(&design->full, 1);
    return unit;
}
