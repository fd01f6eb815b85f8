#include "lane.h"

static void free_moments(gpointer data)
{
    lane_moments_free(data);
}

static void free_array(gpointer data)
{
    g_array_unref(data);
}

static void column_init(LaneColumn *column, const PassColumn *pass)
{
    column->values = g_array_new(FALSE, FALSE, sizeof(SummaryLevel));
    if (pass->ranged) {
        column->outside = g_array_new(FALSE, TRUE, sizeof(gboolean));
        column->problems = g_array_new(FALSE, TRUE, sizeof(Problem));
    }
    if (pass->frame->kind == FRAME_SOURCE)
        return;
    column->local = level_set_new();
    column->map = g_array_new(FALSE, FALSE, sizeof(guint32));
    column->buffer = g_new0(guint32, SLICE);
    if (pass->frame->kind == FRAME_SCALE)
        column->scorer = scorer_new(pass);
}

static void column_clear(LaneColumn *column)
{
    g_array_unref(column->values);
    level_set_free(column->local);
    g_clear_pointer(&column->map, g_array_unref);
    g_clear_pointer(&column->outside, g_array_unref);
    g_clear_pointer(&column->problems, g_array_unref);
    g_free(column->buffer);
    scorer_free(column->scorer);
}

Lane *lane_new(Pass *pass, const Feed *feed, guint reader)
{
    Lane *lane = g_new0(Lane, 1);
    lane->pass = pass;
    lane->feed = feed;
    lane->reader = reader;
    guint n = pass->columns->len;
    lane->columns = g_new0(LaneColumn, n + 1);
    for (guint i = 0; i < n; i++)
        column_init(&lane->columns[i], pass_column(pass, i));
    lane->where = g_ptr_array_new_with_free_func(free_array);
    for (guint i = 0; i < pass->where->len; i++)
        g_ptr_array_add(lane->where, g_array_new(FALSE, FALSE, 1));
    lane->terms = g_ptr_array_new_with_free_func(g_free);
    lane->caps = g_new0(guint, n + 1);
    lane->counter_of = g_new0(guint, pass->tables->len + 1);
    lane->moments = g_ptr_array_new_with_free_func(free_moments);
    for (guint i = 0; i < pass->moments->len; i++)
        g_ptr_array_add(lane->moments, lane_moments_new(g_ptr_array_index(pass->moments, i)));
    lane->blocks = g_new0(BlockSums, pass->blocks->len + 1);
    for (guint i = 0; i < pass->blocks->len; i++) {
        const PassBlocks *blocks = g_ptr_array_index(pass->blocks, i);
        block_sums_init(&lane->blocks[i], blocks->items->len);
    }
    lane->weight_sum = exact_new(2);
    lane->weight_problems = g_new0(Problem, pass->replicates->len + 1);
    lane->sketch = sketch_new(pass);
    if (pass->design != NULL)
        lane->design = lane_design_new(pass->design);
    if (pass->calibration != NULL)
        lane->margins = lane_margins_new(pass);
    return lane;
}

void lane_free(Lane *lane)
{
    lane_unplan(lane);
    for (guint i = 0; i < lane->pass->columns->len; i++)
        column_clear(&lane->columns[i]);
    g_free(lane->columns);
    g_ptr_array_unref(lane->where);
    g_ptr_array_unref(lane->terms);
    g_free(lane->caps);
    g_free(lane->counter_of);
    g_ptr_array_unref(lane->moments);
    for (guint i = 0; i < lane->pass->blocks->len; i++)
        block_sums_clear(&lane->blocks[i]);
    g_free(lane->blocks);
    exact_free(lane->weight_sum);
    g_free(lane->weight_problems);
    g_free(lane->sketch);
    lane_design_free(lane->design, lane->pass->design);
    lane_margins_free(lane->margins);
    g_clear_error(&lane->error);
    g_free(lane);
}

static void count_slice(Lane *lane, const Batch *batch, guint start)
{
    lane->rows = MIN(SLICE, batch->n_rows - start);
    lane->first = batch->first_row + start;
    const Feed *feed = lane->feed;
    lane->places = feed->rows != NULL ? feed->rows(feed->data, lane->reader) + start : NULL;
    lane_columns_slice(lane, batch, start);
    if (lane->margins != NULL)
        lane_margins_slice(lane, batch, start);
    if (lane->pass->sums != NULL) {
        lane_margins_sum(lane, batch, start);
        return;
    }
    lane_filter_slice(lane, batch, start);
    lane_sketch_slice(lane, batch, start);
    if (lane->design != NULL) {
        lane_design_slice(lane, batch, start);
        return;
    }
    if (g_atomic_int_get(&lane->pass->over))
        return;
    if (lane->planned && lane_outgrown(lane))
        lane_flush(lane);
    if (g_atomic_int_get(&lane->pass->over))
        return;
    if (!lane->planned)
        lane_plan(lane);
    lane_count(lane);
    pairs_slice(lane->pairs, lane);
    for (guint i = 0; i < lane->moments->len; i++)
        lane_moments_slice(lane, g_ptr_array_index(lane->moments, i));
    for (guint i = 0; i < lane->pass->blocks->len; i++)
        lane_blocks_slice(lane, i);
}

/* Ten times a second at most, and never two lanes at once. */
static void report(Lane *lane, guint rows)
{
    enum { TENTH = G_USEC_PER_SEC / 10 };
    Pass *pass = lane->pass;
    if (pass->progress == NULL || pass->progress->rows == NULL)
        return;
    g_mutex_lock(&pass->lock);
    pass->progress_rows += rows;
    gint64 now = g_get_monotonic_time();
    if (now - pass->progress_time >= TENTH) {
        pass->progress_time = now;
        pass->progress->rows(pass->progress->data, pass->progress_rows,
                             pass->frame->codebook->rows);
    }
    g_mutex_unlock(&pass->lock);
}

void lane_run(Lane *lane)
{
    Pass *pass = lane->pass;
    const Batch *batch = NULL;
    while (!g_atomic_int_get(&pass->stop)) {
        if (!lane->feed->next(lane->feed->data, lane->reader, &batch, &lane->error)) {
            g_atomic_int_set(&pass->stop, 1);
            return;
        }
        if (batch == NULL)
            break;
        lane_columns_refresh(lane);
        for (guint start = 0; start < batch->n_rows; start += SLICE)
            count_slice(lane, batch, start);
        report(lane, batch->n_rows);
    }
    if (!g_atomic_int_get(&pass->stop))
        lane_flush(lane);
}

/* Shared ids of this lane's codes, a guint array a column. */
static GPtrArray *shared_ids(Lane *lane)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    for (guint c = 0; c < lane->pass->columns->len; c++) {
        LevelSet *levels = pass_column(lane->pass, c)->levels;
        guint n = lane_codes(lane, c);
        guint *of = g_new(guint, n + 1);
        for (guint code = 0; code < n; code++)
            of[code] = level_set_intern(levels, *lane_value(lane, c, code));
        g_ptr_array_add(ids, of);
    }
    return ids;
}

static void flush_counter(Lane *lane, guint index, const GPtrArray *ids);

void lane_flush(Lane *lane)
{
    Pass *pass = lane->pass;
    g_mutex_lock(&pass->lock);
    g_autoptr(GPtrArray) ids = shared_ids(lane);
    if (pass_reserve(pass) && lane->planned) {
        for (guint t = 0; t < pass->tables->len; t++)
            flush_counter(lane, t, ids);
        pairs_flush(lane->pairs, lane, ids);
    }
    for (guint i = 0; i < lane->moments->len; i++)
        lane_moments_flush(g_ptr_array_index(lane->moments, i));
    g_mutex_unlock(&pass->lock);
    lane_unplan(lane);
}

/* A table's share of a counter: the joint cells summed over the groupings it does not have. */
static void flush_counter(Lane *lane, guint index, const GPtrArray *ids)
{
    if (lane->counter_of[index] == G_MAXUINT)
        return;
    PassTable *table = &g_array_index(lane->pass->tables, PassTable, index);
    const Counter *counter = &g_array_index(lane->counters, Counter, lane->counter_of[index]);
    const Pack *pack = g_ptr_array_index(lane->packs, counter->pack);
    const guint *responses = g_ptr_array_index(ids, counter->response);
    guint n_codes = lane_codes(lane, counter->response);
    for (guint joint = 0; joint < pack->size; joint++) {
        guint rest = joint, by = 0, stratum = 0;
        for (guint f = 0; f < pack->n; f++) {
            guint code = rest % pack->caps[f];
            rest /= pack->caps[f];
            if (code >= lane_codes(lane, pack->columns[f]))
                continue; /* room for codes not met: its cells are empty */
            const guint *of = g_ptr_array_index(ids, pack->columns[f]);
            if ((gint)pack->columns[f] == table->by)
                by = of[code];
            if ((gint)pack->columns[f] == table->stratum)
                stratum = of[code];
        }
        for (guint code = 0; code < MIN(n_codes, counter->levels); code++) {
            gsize from = (gsize)joint * counter->levels + code;
            if (counter->n[from] == 0)
                continue;
            gsize to = table_cell(table, stratum, by, responses[code]);
            table->n[to] += counter->n[from];
            for (guint i = 0; i < lane->pass->n_planes; i++)
                exact_merge_one(table->w[i], to, counter->w[i], from);
        }
    }
}

static void finish_problems(Lane *lane)
{
    Pass *pass = lane->pass;
    for (guint i = 0; i <= pass->replicates->len; i++) {
        Problem problem = lane->weight_problems[i];
        if (problem.count > 0)
            g_array_append_val(pass->problems, problem);
    }
    if (lane->design != NULL)
        lane_design_finish(lane);
    if (pass->sums != NULL)
        lane_margins_finish(lane);
    for (guint c = 0; c < pass->columns->len; c++) {
        const LaneColumn *column = &lane->columns[c];
        for (guint i = 0; column->problems != NULL && i < column->problems->len; i++) {
            Problem problem = g_array_index(column->problems, Problem, i);
            if (problem.count > 0)
                g_array_append_val(pass->problems, problem);
        }
    }
}

void lane_finish(Lane *lane)
{
    Pass *pass = lane->pass;
    pass->file_rows += lane->file_rows;
    pass->rows_kept += lane->rows_kept;
    pass->rows_zero += lane->rows_zero;
    pass->rows_missing += lane->rows_missing;
    pass->copies_read += lane->copies_read;
    pass->copies_kept += lane->copies_kept;
    exact_merge(pass->weight_sum, lane->weight_sum);
    lane_sketch_finish(lane);
    for (guint i = 0; i < pass->blocks->len; i++) {
        PassBlocks *blocks = g_ptr_array_index(pass->blocks, i);
        block_sums_merge(&blocks->sums, &lane->blocks[i], blocks->items->len);
    }
    finish_problems(lane);
}
