/* Requests resolved to columns and tables; the shared tables as they grow. */
#include "calibration.h"
#include "design.h"

#include <math.h>
#include <string.h>

static void clear_column(gpointer data)
{
    PassColumn *column = data;
    g_clear_pointer(&column->items, g_array_unref);
    level_set_free(column->levels);
}

static void clear_table(gpointer data)
{
    PassTable *table = data;
    g_free(table->n);
    for (guint i = 0; table->w != NULL && table->w[i] != NULL; i++)
        exact_free(table->w[i]);
    g_free(table->w);
}

static void free_moments(gpointer data)
{
    PassMoments *moments = data;
    g_array_unref(moments->items);
    g_array_unref(moments->flips);
    g_free(moments->origin);
    exact_free(moments->sums);
    g_free(moments);
}

static void free_blocks(gpointer data)
{
    PassBlocks *blocks = data;
    g_array_unref(blocks->items);
    block_sums_clear(&blocks->sums);
    g_free(blocks);
}

Pass *pass_new(const Frame *frame)
{
    Pass *pass = g_new0(Pass, 1);
    pass->frame = frame;
    pass->weight = -1;
    pass->columns = g_array_new(FALSE, TRUE, sizeof(PassColumn));
    g_array_set_clear_func(pass->columns, clear_column);
    pass->feed = g_array_new(FALSE, TRUE, sizeof(SourceColumn));
    pass->tables = g_array_new(FALSE, TRUE, sizeof(PassTable));
    g_array_set_clear_func(pass->tables, clear_table);
    pass->moments = g_ptr_array_new_with_free_func(free_moments);
    pass->blocks = g_ptr_array_new_with_free_func(free_blocks);
    pass->where = g_array_new(FALSE, TRUE, sizeof(PassWhere));
    pass->problems = g_array_new(FALSE, TRUE, sizeof(Problem));
    pass->weight_sum = exact_new(2);
    pass->replicates = g_array_new(FALSE, FALSE, sizeof(gint));
    pass->margins = g_array_new(FALSE, FALSE, sizeof(guint));
    pass->weight_kind = frame->weight_kind;
    pass->n_planes = frame->weight_kind == WEIGHT_SAMPLING ? 2 : 0;
    g_mutex_init(&pass->lock);
    for (guint i = 0; i < frame->where->len; i++) {
        const PlanWhere *plan = g_ptr_array_index(frame->plan->where, i);
        PassWhere where = {pass_want(pass, g_array_index(frame->where, gint, i)), plan->values};
        g_array_append_val(pass->where, where);
    }
    if (frame->weight >= 0) {
        SourceColumn weight = {frame_variable(frame, frame->weight)->source->column, TRUE};
        pass->weight = (gint)pass->feed->len;
        g_array_append_val(pass->feed, weight);
    }
    return pass;
}

void pass_free(Pass *pass)
{
    if (pass == NULL)
        return;
    g_array_unref(pass->columns);
    g_array_unref(pass->feed);
    g_array_unref(pass->tables);
    g_ptr_array_unref(pass->moments);
    g_ptr_array_unref(pass->blocks);
    g_array_unref(pass->where);
    g_array_unref(pass->problems);
    g_array_unref(pass->replicates);
    g_free(pass->sketch);
    g_array_unref(pass->margins);
    margin_sums_free(pass->sums);
    design_free(pass->design);
    exact_free(pass->weight_sum);
    g_mutex_clear(&pass->lock);
    g_free(pass);
}

static void want_items(Pass *pass, PassColumn *column)
{
    column->items = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < column->frame->items->len; i++) {
        guint item = pass_want(pass, g_array_index(column->frame->items, gint, i));
        if (column->frame->kind == FRAME_SCALE)
            pass_column(pass, item)->ranged = TRUE;
        g_array_append_val(column->items, item);
    }
}

guint pass_want(Pass *pass, gint variable)
{
    for (guint i = 0; i < pass->columns->len; i++)
        if (pass_column(pass, i)->variable == variable)
            return i;
    PassColumn column = {variable, frame_variable(pass->frame, variable), -1, -1};
    if (column.frame->kind == FRAME_SOURCE) {
        SourceColumn source = {column.frame->source->column, FALSE};
        column.feed = (gint)pass->feed->len;
        g_array_append_val(pass->feed, source);
    } else if (column.frame->kind == FRAME_DERIVED) {
        column.from = (gint)pass_want(pass, column.frame->from);
    } else {
        want_items(pass, &column);
    }
    column.levels = level_set_new();
    g_array_append_val(pass->columns, column);
    return pass->columns->len - 1;
}

void pass_calibrate(Pass *pass, const Calibration *calibration)
{
    pass->calibration = calibration;
    for (guint i = 0; calibration != NULL && i < calibration->variables->len; i++) {
        guint column = pass_want(pass, calibration_variable(calibration, i)->variable);
        g_array_append_val(pass->margins, column);
    }
}

void pass_want_replicates(Pass *pass, guint first, guint n)
{
    pass->first_replicate = (gint)pass->feed->len;
    pass->replicates_from = first;
    pass->n_planes += n;
    for (guint i = 0; i < n; i++) {
        gint variable = g_array_index(pass->frame->design.replicates, gint, first + i);
        SourceColumn column = {frame_variable(pass->frame, variable)->source->column, TRUE};
        g_array_append_val(pass->feed, column);
        g_array_append_val(pass->replicates, variable);
    }
    pass->sketch = sketch_new(pass);
}

guint pass_want_table(Pass *pass, gint response, gint by, gint stratum, gboolean pair)
{
    PassTable table = {.response = pass_want(pass, response), .pair = pair};
    table.by = by >= 0 ? (gint)pass_want(pass, by) : -1;
    table.stratum = stratum >= 0 ? (gint)pass_want(pass, stratum) : -1;
    pass_column(pass, table.response)->roles |= pair ? 0 : ROLE_RESPONSE;
    if (by >= 0 && !pair)
        pass_column(pass, (guint)table.by)->roles |= ROLE_GROUP;
    if (stratum >= 0)
        pass_column(pass, (guint)table.stratum)->roles |= ROLE_GROUP;
    table.w = g_new0(ExactVector *, pass->n_planes + 1); /* ends with NULL */
    for (guint i = 0; i < pass->n_planes; i++)
        table.w[i] = exact_new(0);
    g_array_append_val(pass->tables, table);
    return pass->tables->len - 1;
}

/* Whole numbers near the answers keep the sums small; known before the data are read. */
static double item_origin(const FrameVariable *item, const FrameVariable *scale)
{
    if (scale != NULL)
        return trunc(scale->low);
    for (guint i = 0; i < item->levels->len; i++) {
        const FrameLevel *level = &g_array_index(item->levels, FrameLevel, i);
        if (level->state == CELL_VALID && level->text == NULL)
            return trunc(level->number);
    }
    return 0;
}

static double item_flip(const FrameVariable *scale, gint item)
{
    for (guint i = 0; scale != NULL && i < scale->items->len; i++)
        if (g_array_index(scale->items, gint, i) == item &&
            g_array_index(scale->reversed, gboolean, i))
            return scale->low + scale->high;
    return NAN;
}

guint pass_want_moments(Pass *pass, const gint *items, guint n, gint scale)
{
    const FrameVariable *of = scale >= 0 ? frame_variable(pass->frame, scale) : NULL;
    PassMoments *moments = g_new0(PassMoments, 1);
    moments->items = g_array_new(FALSE, FALSE, sizeof(guint));
    moments->flips = g_array_new(FALSE, FALSE, sizeof(double));
    moments->origin = g_new0(double, MAX(n, 1));
    moments->sums = exact_new(1 + n + (gsize)n * n);
    for (guint i = 0; i < n; i++) {
        guint column = pass_want(pass, items[i]);
        double flip = item_flip(of, items[i]);
        moments->origin[i] = item_origin(pass_column(pass, column)->frame, of);
        g_array_append_val(moments->items, column);
        g_array_append_val(moments->flips, flip);
    }
    g_ptr_array_add(pass->moments, moments);
    return pass->moments->len - 1;
}

guint pass_want_blocks(Pass *pass, const gint *items, guint n)
{
    PassBlocks *blocks = g_new0(PassBlocks, 1);
    blocks->items = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < n; i++) {
        guint column = pass_want(pass, items[i]);
        g_array_append_val(blocks->items, column);
    }
    block_sums_init(&blocks->sums, n);
    g_ptr_array_add(pass->blocks, blocks);
    return pass->blocks->len - 1;
}

static guint ids(const Pass *pass, gint column)
{
    return column < 0 ? 1 : MAX(1, pass_column(pass, (guint)column)->levels->levels->len);
}

static void wanted_caps(const Pass *pass, const PassTable *table, guint caps[3])
{
    caps[0] = ids(pass, table->stratum);
    caps[1] = ids(pass, table->by);
    caps[2] = ids(pass, (gint)table->response);
}

/* A moved copy of n × SIZE cells, from OLD capacities to NEW ones. */
static gpointer moved(gpointer cells, const guint *old, const guint *new, gsize size)
{
    guint8 *to = g_malloc0_n((gsize) new[0] * new[1] * new[2], size);
    const guint8 *from = cells;
    for (guint s = 0; s < old[0] && from != NULL; s++)
        for (guint b = 0; b < old[1]; b++)
            memcpy(to + ((gsize)s * new[1] + b) * new[2] * size,
                   from + ((gsize)s * old[1] + b) * old[2] * size, old[2] * size);
    g_free(cells);
    return to;
}

static void move_exact(ExactVector *vector, const guint *old, const guint *new)
{
    vector->n = (gsize) new[0] * new[1] * new[2];
    for (guint i = 0; i < vector->planes->len; i++) {
        ExactPlane *plane = &g_array_index(vector->planes, ExactPlane, i);
        plane->sums = moved(plane->sums, old, new, sizeof *plane->sums);
    }
}

static void reserve_table(const Pass *pass, PassTable *table)
{
    guint caps[3];
    wanted_caps(pass, table, caps);
    if (table->n != NULL && memcmp(caps, table->caps, sizeof caps) == 0)
        return;
    table->n = moved(table->n, table->caps, caps, sizeof *table->n);
    for (guint i = 0; i < pass->n_planes; i++)
        move_exact(table->w[i], table->caps, caps);
    memcpy(table->caps, caps, sizeof caps);
}

gboolean pass_reserve(Pass *pass)
{
    gsize bytes = BYTES_COUNTED + (gsize)MIN(pass->n_planes, 2) * BYTES_SUMMED;
    double total = 0;
    for (guint i = 0; i < pass->tables->len; i++) {
        guint caps[3];
        wanted_caps(pass, &g_array_index(pass->tables, PassTable, i), caps);
        total += (double)caps[0] * caps[1] * caps[2] * (double)bytes;
    }
    if (total > MOST_BYTES)
        g_atomic_int_set(&pass->over, 1);
    if (g_atomic_int_get(&pass->over))
        return FALSE;
    for (guint i = 0; i < pass->tables->len; i++)
        reserve_table(pass, &g_array_index(pass->tables, PassTable, i));
    return TRUE;
}
