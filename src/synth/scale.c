/* One scale from its claims to its items' answers. */
#include "scale.h"

/* How often a scale is begun again when its medians do not come out. */
#define STARTS 8

/* A plain variable ranges over its own levels. */
static void plain_range(ScaleWork *work)
{
    if (!work->scale->is_plain)
        return;
    const Column *column = COLUMN(work->model, g_array_index(work->scale->items, guint, 0));
    work->scale->low = work->scale->high = column->value[0];
    for (guint l = 1; l < column->n_levels; l++) {
        work->scale->low = MIN(work->scale->low, column->value[l]);
        work->scale->high = MAX(work->scale->high, column->value[l]);
    }
}

static void place_groups(ScaleWork *work)
{
    Model *model = work->model;
    for (guint i = 0; i < model->scores->len; i++) {
        const Score *score = &g_array_index(model->scores, Score, i);
        if (score->scale == work->index && score->by >= 0 && !COLUMN(model, score->by)->is_placed)
            place_column(model, (guint)score->by);
    }
    for (guint i = 0; i < model->comparisons->len; i++) {
        const Comparison *comparison = &g_array_index(model->comparisons, Comparison, i);
        if (comparison->scale == work->index && !COLUMN(model, comparison->by)->is_placed)
            place_column(model, comparison->by);
    }
}

static void free_limits(ScaleWork *work)
{
    for (guint row = 0; row < work->model->n; row++) {
        work->low[row] = work->scale->k[row] * work->scale->low;
        work->high[row] = work->scale->k[row] * work->scale->high;
    }
}

static void clamp_sums(ScaleWork *work)
{
    for (guint row = 0; row < work->model->n; row++)
        work->scale->sum[row] = CLAMP(work->scale->sum[row], work->low[row], work->high[row]);
}

static void mark_placed(ScaleWork *work)
{
    for (guint i = 0; i < work->scale->items->len; i++)
        COLUMN(work->model, g_array_index(work->scale->items, guint, i))->is_placed = TRUE;
}

/* How far the answers are from what is demanded, as far as exchanges and steps can tell. */
static gint64 all_off(ScaleWork *work)
{
    bands_refresh(work);
    gint64 off = bands_off(work);
    for (guint item = 0; item < work->scale->items->len; item++) {
        guint column = g_array_index(work->scale->items, guint, item);
        const GPtrArray *ties = work->model->ties_of[column];
        for (guint t = 0; t < ties->len; t++) {
            const Tie *tie = g_ptr_array_index(ties, t);
            if (tie->column == column && COLUMN(work->model, tie->by)->is_placed)
                off += ABS(tie->count - tie->target);
        }
    }
    return off;
}

static gboolean run(ScaleWork *work)
{
    g_array_set_size(work->bands, 0);
    g_array_set_size(work->groupings, 0);
    omit_answers(work);
    find_groupings(work);
    find_bands(work);
    draw_scores(work);
    free_limits(work);
    nudge(work, FALSE);
    fill_blocks(work);
    clamp_sums(work);
    nudge(work, TRUE);
    nudge_comparisons(work);
    fill_levels(work);
    return all_off(work) == 0;
}

static void work_free(ScaleWork *work)
{
    g_array_unref(work->bands);
    g_array_unref(work->groupings);
    g_free(work->low);
    g_free(work->high);
    g_free(work->key);
    g_free(work->valid);
}

static void place_items(ScaleWork *work)
{
    for (guint i = 0; i < work->scale->items->len; i++) {
        guint column = g_array_index(work->scale->items, guint, i);
        if (!COLUMN(work->model, column)->is_placed)
            place_column(work->model, column);
    }
}

void make_scale(Model *model, guint index)
{
    ScaleWork work = {.model = model, .scale = SCALE(model, index), .index = index};
    if (!work.scale->is_usable || work.scale->items->len == 0) {
        place_items(&work);
        return;
    }
    work.bands = g_array_new(FALSE, TRUE, sizeof(Band));
    work.groupings = g_array_new(FALSE, TRUE, sizeof(Grouping));
    work.low = g_new0(gint64, model->n);
    work.high = g_new0(gint64, model->n);
    work.key = g_new0(gint64, model->n);
    work.valid = g_new0(gboolean, model->n);
    work.random = model_random(model, "scale", work.scale->name);
    plain_range(&work);
    place_groups(&work);
    for (guint start = 0; start < STARTS && !run(&work); start++)
        continue;
    mark_placed(&work);
    work_free(&work);
}
