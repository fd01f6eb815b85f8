/* The order of the work: what contradicts is freed, counts are solved, columns are placed before
 * those that depend on them, scales are made, associations pushed, and everything counted again. */
#include "synth/synth.h"

#include "data/sink.h"
#include "model.h"

typedef enum { UNIT_OPEN, UNIT_BEGUN, UNIT_DONE } UnitState;

typedef struct {
    Model *model;
    UnitState *columns, *scales;
} Order;

static void place(Order *order, guint column);

static gboolean belongs(const Model *model, guint column, guint scale)
{
    return COLUMN(model, column)->unit == scale;
}

/* Calls place() for what COLUMN is divided or associated by, outside its own scale. */
static void place_before(Order *order, guint column)
{
    Model *model = order->model;
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        if (share->column == column && share->by >= 0)
            place(order, (guint)share->by);
    }
    for (guint i = 0; i < model->associations->len; i++) {
        const Association *association = &g_array_index(model->associations, Association, i);
        if (association->column == column)
            place(order, association->by);
    }
}

static void place_scale(Order *order, guint scale)
{
    Model *model = order->model;
    if (order->scales[scale] != UNIT_OPEN)
        return;
    order->scales[scale] = UNIT_BEGUN;
    for (guint i = 0; i < model->scores->len; i++) {
        const Score *score = &g_array_index(model->scores, Score, i);
        if (score->scale == scale && score->by >= 0)
            place(order, (guint)score->by);
    }
    for (guint i = 0; i < model->comparisons->len; i++)
        if (g_array_index(model->comparisons, Comparison, i).scale == scale)
            place(order, g_array_index(model->comparisons, Comparison, i).by);
    for (guint c = 0; c < model->columns->len; c++)
        if (belongs(model, c, scale))
            place_before(order, c);
    make_scale(model, scale);
    order->scales[scale] = UNIT_DONE;
}

static void place(Order *order, guint column)
{
    Model *model = order->model;
    guint unit = COLUMN(model, column)->unit;
    if (COLUMN(model, column)->is_placed || order->columns[column] != UNIT_OPEN)
        return;
    if (unit != G_MAXUINT) {
        place_scale(order, unit);
        return;
    }
    order->columns[column] = UNIT_BEGUN;
    place_before(order, column);
    if (!COLUMN(model, column)->is_placed)
        place_column(model, column);
    order->columns[column] = UNIT_DONE;
}

static void make(Model *model)
{
    Order order = {model, g_new0(UnitState, model->columns->len + 1),
                   g_new0(UnitState, model->scales->len + 1)};
    model_count(model);
    for (guint c = 0; c < model->columns->len; c++)
        place(&order, c);
    for (guint s = 0; s < model->scales->len; s++)
        place_scale(&order, s);
    model_associate(model);
    g_free(order.columns);
    g_free(order.scales);
}

static void free_contradictions(Synth *synth)
{
    for (guint i = 0; i < synth->consistency->repair->len; i++) {
        guint claim = g_array_index(synth->consistency->repair, guint, i);
        if (synth->claims[claim].outcome == SYNTH_REPRODUCED)
            model_free_claim(synth->model, claim);
    }
}

Synth *synth_new(const Plan *plan, const Claims *claims, guint64 seed, Diagnostics *diagnostics)
{
    Model *model = model_new(plan, seed, diagnostics);
    if (model == NULL)
        return NULL;
    Synth *synth = g_new0(Synth, 1);
    synth->model = model;
    synth->codebook = model->codebook;
    synth->n_rows = model->n;
    synth->n_columns = model->columns->len;
    synth->n_claims = claims->claims->len;
    synth->claims = model->outcomes = g_new0(SynthClaim, synth->n_claims + 1);
    model->codebook->synthetic = TRUE;
    model->codebook->file_label = g_strdup("SYNTHETIC DATA / DONNÉES SYNTHÉTIQUES");
    model_demand(model, claims, diagnostics);
    synth->consistency = consistency_check(plan, claims);
    free_contradictions(synth);
    make(model);
    model_verify(model);
    return synth;
}

void synth_free(Synth *synth)
{
    if (synth == NULL)
        return;
    for (guint i = 0; i < synth->n_claims; i++)
        text_clear(&synth->claims[i].reason);
    g_free(synth->claims);
    consistency_free(synth->consistency);
    model_free(synth->model);
    g_free(synth);
}

static SinkCell cell_of(const Column *column, gboolean is_string, guint row)
{
    if (column->level[row] == 0)
        return (SinkCell){.state = CELL_SYSTEM_MISSING};
    const PlanValue *value = column->written[column->level[row] - 1];
    return (SinkCell){.state = CELL_VALID,
                      .number = is_string ? 0 : value->number,
                      .text = is_string ? value->text : NULL};
}

gboolean synth_write(const Synth *synth, const char *path, GError **error)
{
    g_autoptr(Sink) sink = sink_new(path, synth->codebook, synth->n_rows, error);
    g_autofree SinkCell *cells = g_new0(SinkCell, synth->n_columns + 1);
    for (guint row = 0; sink != NULL && row < synth->n_rows; row++) {
        for (guint c = 0; c < synth->n_columns; c++) {
            const Variable *variable = g_ptr_array_index(synth->codebook->variables, c);
            cells[c] = cell_of(COLUMN(synth->model, c), variable->is_string, row);
        }
        if (!sink_write(sink, cells, error))
            return FALSE;
    }
    return sink != NULL && sink_close(sink, error);
}
