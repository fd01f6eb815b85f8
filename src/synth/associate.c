/* Associations that the making of scales has not brought about: two respondents exchange their
 * answers to the column, and where it is an item of a scale, other items of each make up for it, so
 * that no score changes. Kept when chi-square grows and no tie becomes worse. */
#include "significance.h"

#define TRIES_PER_ROW 200
#define REPAIR_TRIES  60

typedef struct {
    guint column;
    guint row;
    guint8 level;
} Change;

typedef struct {
    Model *model;
    const Scale *scale; /* of the column, or NULL */
    guint column;
    GArray *changes; /* Change, for the way back */
    Random random;
} Push;

static void set_level(Push *push, guint column, guint row, guint8 level)
{
    guint8 *levels = COLUMN(push->model, column)->level;
    Change change = {column, row, levels[row]};
    g_array_append_val(push->changes, change);
    levels[row] = level;
}

static void undo(Push *push)
{
    for (guint i = push->changes->len; i > 0; i--) {
        const Change *change = &g_array_index(push->changes, Change, i - 1);
        COLUMN(push->model, change->column)->level[change->row] = change->level;
    }
    g_array_set_size(push->changes, 0);
}

/* Changes other items of ROW, within their blocks, until the sum is what it was. */
static gboolean repair(Push *push, guint row)
{
    gint64 lacking = push->scale == NULL
                         ? 0
                         : push->scale->sum[row] - answered_sum(push->model, push->scale, row);
    for (guint tries = 0; tries < REPAIR_TRIES && lacking != 0; tries++) {
        guint item = (guint)random_below(&push->random, push->scale->items->len);
        guint index = g_array_index(push->scale->items, guint, item);
        const Column *column = COLUMN(push->model, index);
        if (column->is_associated || column->is_group || column->level[row] == 0)
            continue;
        guint level = 1 + (guint)random_below(&push->random, column->n_levels);
        if (column->block_of[level - 1] + 1 != column->block[row])
            continue;
        gint64 change = item_value(push->model, push->scale, item, level) -
                        item_value(push->model, push->scale, item, column->level[row]);
        if (ABS(lacking - change) > ABS(lacking))
            continue;
        set_level(push, index, row, (guint8)level);
        lacking -= change;
    }
    return lacking == 0;
}

static gboolean in_one_scale_only(const Model *model, guint column)
{
    guint n = 0;
    for (guint s = 0; s < model->scales->len; s++)
        for (guint i = 0; i < SCALE(model, s)->items->len; i++)
            n += g_array_index(SCALE(model, s)->items, guint, i) == column;
    return n <= 1;
}

/* The statistic over the critical value, the least of all associations of the column. */
static double least_ratio(const Model *model, guint column)
{
    double least = 1e9;
    for (guint i = 0; i < model->associations->len; i++) {
        const Association *a = &g_array_index(model->associations, Association, i);
        guint df;
        if (a->is_freed || (a->column != column && a->by != column) || a->column == a->by)
            continue;
        double x = columns_chi_square(model, a->column, a->by, &df);
        double ratio = df == 0 ? 0 : x / chi_square_critical(safe_p(model, a->p, TRUE), df);
        least = MIN(least, ratio);
    }
    return least;
}

static gboolean try_rows(Push *push, guint i, guint j, double before)
{
    Column *column = COLUMN(push->model, push->column);
    if (column->level[i] == 0 || column->level[j] == 0 || column->level[i] == column->level[j] ||
        exchange_cost(push->model, push->column, i, j) > 0)
        return FALSE;
    guint8 level_i = column->level[i], level_j = column->level[j];
    set_level(push, push->column, i, level_j);
    set_level(push, push->column, j, level_i);
    if (!(least_ratio(push->model, push->column) > before) || !repair(push, i) ||
        !repair(push, j)) {
        undo(push);
        return FALSE;
    }
    g_array_set_size(push->changes, 0);
    /* The levels have changed places; now the blocks and the ties follow. */
    column->level[i] = level_i;
    column->level[j] = level_j;
    exchange(push->model, push->column, i, j);
    return TRUE;
}

static void push_column(Model *model, guint c)
{
    Column *column = COLUMN(model, c);
    Push push = {.model = model,
                 .column = c,
                 .scale = column->unit == G_MAXUINT ? NULL : SCALE(model, column->unit),
                 .changes = g_array_new(FALSE, FALSE, sizeof(Change)),
                 .random = model_random(model, "associate", column->name)};
    double ratio = least_ratio(model, c);
    for (guint64 tries = (guint64)TRIES_PER_ROW * model->n; tries > 0 && ratio < 1; tries--) {
        guint i = (guint)random_below(&push.random, model->n);
        guint j = (guint)random_below(&push.random, model->n);
        if (try_rows(&push, i, j, ratio))
            ratio = least_ratio(model, c);
    }
    g_array_unref(push.changes);
}

void model_associate(Model *model)
{
    ties_refresh(model);
    for (guint i = 0; i < model->associations->len; i++) {
        const Association *a = &g_array_index(model->associations, Association, i);
        if (a->is_freed)
            continue;
        guint first = COLUMN(model, a->column)->is_group ? a->by : a->column;
        if (!COLUMN(model, first)->is_group && in_one_scale_only(model, first))
            push_column(model, first);
    }
}
