/* A lane's columns: dictionaries as they grow, and derived variables. */
#include "lane.h"

/* Outside the range of some scale that the column is an item of. */
static gboolean outside_range(const Pass *pass, guint column, const SummaryLevel *value)
{
    if (value->state != CELL_VALID)
        return FALSE;
    for (guint c = 0; c < pass->columns->len; c++) {
        const PassColumn *scale = pass_column(pass, c);
        for (guint i = 0; scale->items != NULL && i < scale->items->len; i++)
            if (g_array_index(scale->items, guint, i) == column &&
                (value->number < scale->frame->low || value->number > scale->frame->high))
                return TRUE;
    }
    return FALSE;
}

static void check_limits(Lane *lane, guint column)
{
    guint roles = pass_column(lane->pass, column)->roles;
    guint n = lane->columns[column].n_valid;
    if ((roles & ROLE_GROUP && n > MOST_GROUPS) || (roles & ROLE_RESPONSE && n > MOST_LEVELS))
        g_atomic_int_set(&lane->pass->over, 1);
}

void lane_add_value(Lane *lane, guint column, SummaryLevel value)
{
    LaneColumn *self = &lane->columns[column];
    g_array_append_val(self->values, value);
    if (value.state == CELL_VALID) {
        self->n_valid++;
        check_limits(lane, column);
    }
    if (self->outside == NULL)
        return;
    gboolean outside = outside_range(lane->pass, column, &value);
    Problem problem = {(gint)column, value.number, FALSE, 0, 0};
    self->any_outside = self->any_outside || outside;
    g_array_append_val(self->outside, outside);
    g_array_append_val(self->problems, problem);
}

static void refresh_source(Lane *lane, guint column)
{
    const PassColumn *pass = pass_column(lane->pass, column);
    guint n = 0;
    const DictEntry *entries =
        lane->feed->dictionary(lane->feed->data, lane->reader, (guint)pass->feed, &n);
    for (guint code = lane_codes(lane, column); code < n; code++)
        lane_add_value(lane, column,
                       map_source(pass->frame, lane->pass->frame->plan, &entries[code]));
}

static void refresh_derived(Lane *lane, guint column)
{
    const PassColumn *pass = pass_column(lane->pass, column);
    LaneColumn *self = &lane->columns[column];
    guint from = (guint)pass->from;
    for (guint code = self->map->len; code < lane_codes(lane, from); code++) {
        SummaryLevel value = map_derived(pass->frame, lane_value(lane, from, code));
        guint32 id = level_set_intern(self->local, value);
        if (id == self->values->len)
            lane_add_value(lane, column, *level_set_get(self->local, id));
        g_array_append_val(self->map, id);
    }
}

/* Codes 0 and 1 are missing and complete, whatever is met first. */
static void add_complete_values(Lane *lane, guint column)
{
    if (lane_codes(lane, column) > 0)
        return;
    lane_add_value(lane, column, (SummaryLevel){CELL_SYSTEM_MISSING, '\0', 0, NULL});
    lane_add_value(lane, column, (SummaryLevel){CELL_VALID, '\0', 1, NULL});
}

void lane_columns_refresh(Lane *lane)
{
    for (guint c = 0; c < lane->pass->columns->len; c++) {
        switch (pass_column(lane->pass, c)->frame->kind) {
        case FRAME_SOURCE:
            refresh_source(lane, c);
            break;
        case FRAME_DERIVED:
            refresh_derived(lane, c);
            break;
        case FRAME_SCALE:
            scorer_refresh(lane, c);
            break;
        case FRAME_COMPLETE:
            add_complete_values(lane, c);
            break;
        }
    }
}

static void view_source(Lane *lane, guint column, const Batch *batch, guint start)
{
    Cells *view = &lane->columns[column].view;
    guint feed = (guint)pass_column(lane->pass, column)->feed;
    view->width = batch->columns[feed].width;
    view->cells = (const char *)batch_column(batch, feed) + (gsize)start * view->width;
}

static void view_derived(Lane *lane, guint column)
{
    refresh_derived(lane, column); /* a score that this slice met first */
    LaneColumn *self = &lane->columns[column];
    const Cells from = lane->columns[pass_column(lane->pass, column)->from].view;
    const guint32 *map = (const guint32 *)(gpointer)self->map->data;
    guint32 *buffer = self->buffer;
    guint rows = lane->rows;
    FOR_WIDTH(from, code, for (guint r = 0; r < rows; r++) buffer[r] = map[code[r]]);
    self->view = (Cells){buffer, BATCH_U32};
}

static void view_complete(Lane *lane, guint column)
{
    const GArray *items = pass_column(lane->pass, column)->items;
    LaneColumn *self = &lane->columns[column];
    guint32 *buffer = self->buffer;
    for (guint r = 0; r < lane->rows; r++)
        buffer[r] = 1;
    for (guint i = 0; i < items->len; i++) {
        guint item = g_array_index(items, guint, i);
        const Cells view = lane->columns[item].view;
        FOR_WIDTH(view, code,
                  for (guint r = 0; r < lane->rows; r++) buffer[r] &=
                  lane_value(lane, item, code[r])->state == CELL_VALID);
    }
    self->view = (Cells){buffer, BATCH_U32};
}

void lane_columns_slice(Lane *lane, const Batch *batch, guint start)
{
    for (guint c = 0; c < lane->pass->columns->len; c++) {
        switch (pass_column(lane->pass, c)->frame->kind) {
        case FRAME_SOURCE:
            view_source(lane, c, batch, start);
            break;
        case FRAME_DERIVED:
            view_derived(lane, c);
            break;
        case FRAME_SCALE:
            scorer_slice(lane, c);
            break;
        case FRAME_COMPLETE:
            view_complete(lane, c);
            break;
        }
    }
}
