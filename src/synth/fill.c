/* Items that add up to the scores: first blocks, by exchanges within a column until every
 * respondent's sum lies between what the blocks allow; then levels within the blocks. */
#include "scale.h"

#include <stdlib.h>

/* Of items that no claim speaks of, one answer in this many is omitted. */
#define OMITTED_ONE_IN 50
#define PASSES         300
#define TRIES_PER_PASS 40
#define LEVEL_TRIES    4000

static Column *item_column(const ScaleWork *work, guint item)
{
    return COLUMN(work->model, g_array_index(work->scale->items, guint, item));
}

gboolean is_movable(const ScaleWork *work, guint item)
{
    const Column *column = item_column(work, item);
    return column->unit == work->index && !column->is_placed;
}

/* --- answers omitted --- */

static gint64 answered_of(const Column *column)
{
    gint64 n = 0;
    for (guint b = 0; b < column->n_blocks; b++)
        n += column->count[b];
    return n;
}

/* An item of one block binds nothing: some do not answer it. */
static void omit_freely(const ScaleWork *work, Column *column)
{
    if (column->n_blocks == 1 && !work->scale->is_plain)
        column->count[0] =
            MIN(column->count[0], (gint64)(work->model->n - work->model->n / OMITTED_ONE_IN));
}

/* Respondents early in ORDER omit first, so most answer everything; nobody omits more than the
 * score allows while there are others. */
static void omit_item(ScaleWork *work, Column *column, const guint *order, guint start,
                      guint *omitted)
{
    guint n = work->model->n;
    gint64 left = n - answered_of(column);
    guint most = work->scale->items->len - MIN(work->scale->min_answered, work->scale->items->len);
    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < n && left > 0; i++) {
            guint row = order[(start + i) % n];
            if (column->block[row] == 0 || (pass == 0 && omitted[row] >= most))
                continue;
            column->block[row] = 0;
            omitted[row]++;
            left--;
        }
    }
}

/* Blocks in an order of chance, for ties to settle who omits. */
static void scatter_blocks(ScaleWork *work, Column *column, guint *order)
{
    guint b = 0;
    gint64 left = column->count[0];
    shuffle(&work->random, order, work->model->n);
    for (guint i = 0; i < work->model->n; i++) {
        if (column->block[order[i]] == 0)
            continue;
        while (left == 0 && b + 1 < column->n_blocks)
            left = column->count[++b];
        column->block[order[i]] = (guint8)(b + 1);
        left--;
    }
}

static void count_answered(ScaleWork *work)
{
    for (guint row = 0; row < work->model->n; row++) {
        work->scale->k[row] = 0;
        for (guint item = 0; item < work->scale->items->len; item++)
            work->scale->k[row] += item_column(work, item)->block[row] != 0;
        work->valid[row] = work->scale->k[row] >= work->scale->min_answered;
    }
}

void omit_answers(ScaleWork *work)
{
    guint n = work->model->n;
    g_autofree guint *order = g_new(guint, n), *other = g_new(guint, n);
    g_autofree guint *omitted = g_new0(guint, n);
    for (guint i = 0; i < n; i++)
        order[i] = other[i] = i;
    shuffle(&work->random, order, n);
    for (guint item = 0; item < work->scale->items->len; item++) {
        Column *column = item_column(work, item);
        if (!is_movable(work, item))
            continue;
        guint start = column->n_blocks == 1 ? (guint)random_below(&work->random, n) : 0;
        omit_freely(work, column);
        for (guint row = 0; row < n; row++)
            column->block[row] = 1;
        omit_item(work, column, order, start, omitted);
        scatter_blocks(work, column, other);
        guint index = g_array_index(work->scale->items, guint, item);
        if (work->model->ties_of[index]->len > 0)
            settle_ties(work->model, index, &work->random, FALSE);
    }
    count_answered(work);
}

/* --- blocks --- */

static gint64 block_end(const ScaleWork *work, guint item, guint block, gboolean highest)
{
    const Column *column = item_column(work, item);
    gint64 end = 0;
    gboolean any = FALSE;
    for (guint l = 1; l <= column->n_levels; l++) {
        gint64 value = item_value(work->model, work->scale, item, l);
        if (column->block_of[l - 1] != block || (any && (highest ? value < end : value > end)))
            continue;
        end = value;
        any = TRUE;
    }
    return end;
}

/* Blocks from the least to the greatest value. */
static void blocks_in_order(const ScaleWork *work, guint item, guint *order)
{
    Keyed keyed[MAX_LEVELS];
    guint n = item_column(work, item)->n_blocks;
    for (guint b = 0; b < n; b++)
        keyed[b] = (Keyed){block_end(work, item, b, FALSE) + block_end(work, item, b, TRUE), b};
    qsort(keyed, n, sizeof(Keyed), compare_keyed);
    for (guint b = 0; b < n; b++)
        order[b] = keyed[b].row;
}

/* The item's answers follow the score, what it is claimed to go with, and chance. */
static void fill_item(ScaleWork *work, guint item)
{
    Model *model = work->model;
    guint index = g_array_index(work->scale->items, guint, item), n = 0, order[MAX_LEVELS];
    Column *column = COLUMN(model, index);
    g_autofree Keyed *keyed = g_new(Keyed, model->n);
    gint64 range = MAX(1, work->scale->high - work->scale->low);
    for (guint row = 0; row < model->n; row++) {
        if (column->block[row] == 0)
            continue;
        gint64 k = work->scale->k[row];
        gint64 score = 2 * fixed(work->scale->sum[row] - k * work->scale->low, k * range);
        keyed[n++] =
            (Keyed){score + pull_of(model, index, row) + random_u32(&work->random) / 2, row};
    }
    qsort(keyed, n, sizeof(Keyed), compare_keyed);
    blocks_in_order(work, item, order);
    guint b = 0;
    gint64 left = column->count[order[0]];
    for (guint i = 0; i < n; i++) {
        while (left == 0 && b + 1 < column->n_blocks)
            left = column->count[order[++b]];
        column->block[keyed[i].row] = (guint8)(order[b] + 1);
        left--;
    }
    settle_ties(model, index, &work->random, TRUE);
}

void find_limits(ScaleWork *work)
{
    for (guint row = 0; row < work->model->n; row++)
        work->low[row] = work->high[row] = 0;
    for (guint item = 0; item < work->scale->items->len; item++) {
        const Column *column = item_column(work, item);
        gboolean movable = is_movable(work, item);
        for (guint row = 0; row < work->model->n; row++) {
            if (column->block[row] == 0)
                continue;
            guint block = column->block[row] - 1u;
            gint64 value =
                movable ? 0 : item_value(work->model, work->scale, item, column->level[row]);
            work->low[row] += movable ? block_end(work, item, block, FALSE) : value;
            work->high[row] += movable ? block_end(work, item, block, TRUE) : value;
        }
    }
}

static gint64 distance(gint64 sum, gint64 low, gint64 high)
{
    return sum < low ? low - sum : MAX(0, sum - high);
}

static gint64 row_distance(const ScaleWork *work, guint row)
{
    return distance(work->scale->sum[row], work->low[row], work->high[row]);
}

/* Exchanges the item between rows I and J unless sums or ties lose by it. */
static void try_item(ScaleWork *work, guint item, guint i, guint j)
{
    guint index = g_array_index(work->scale->items, guint, item);
    const guint8 *block = COLUMN(work->model, index)->block;
    if (block[i] == 0 || block[j] == 0 || block[i] == block[j])
        return;
    gint64 low =
        block_end(work, item, block[j] - 1u, FALSE) - block_end(work, item, block[i] - 1u, FALSE);
    gint64 high =
        block_end(work, item, block[j] - 1u, TRUE) - block_end(work, item, block[i] - 1u, TRUE);
    const gint64 *sum = work->scale->sum;
    gint64 after = distance(sum[i], work->low[i] + low, work->high[i] + high) +
                   distance(sum[j], work->low[j] - low, work->high[j] - high);
    if (after > row_distance(work, i) + row_distance(work, j) ||
        exchange_cost(work->model, index, i, j) > 0)
        return;
    exchange(work->model, index, i, j);
    work->low[i] += low;
    work->high[i] += high;
    work->low[j] -= low;
    work->high[j] -= high;
}

static gboolean fit_pass(ScaleWork *work)
{
    gboolean fits = TRUE;
    guint n = work->model->n, k = work->scale->items->len;
    for (guint row = 0; row < n; row++) {
        for (guint tries = 0; tries < TRIES_PER_PASS && row_distance(work, row) > 0; tries++) {
            guint item = (guint)random_below(&work->random, k);
            guint other = (guint)random_below(&work->random, n);
            if (is_movable(work, item))
                try_item(work, item, row, other);
        }
        fits = fits && row_distance(work, row) == 0;
    }
    return fits;
}

void fill_blocks(ScaleWork *work)
{
    for (guint item = 0; item < work->scale->items->len; item++)
        if (is_movable(work, item))
            fill_item(work, item);
    find_limits(work);
    ties_refresh(work->model);
    for (guint pass = 0; pass < PASSES && !fit_pass(work); pass++)
        continue;
}

/* --- levels --- */

static void fit_row(ScaleWork *work, guint row)
{
    gint64 lacking = work->scale->sum[row] - answered_sum(work->model, work->scale, row);
    for (guint tries = 0; tries < LEVEL_TRIES && lacking != 0; tries++) {
        guint item = (guint)random_below(&work->random, work->scale->items->len);
        Column *column = item_column(work, item);
        if (column->block[row] == 0 || !is_movable(work, item))
            continue;
        guint level = 1 + (guint)random_below(&work->random, column->n_levels);
        if (column->block_of[level - 1] + 1 != column->block[row])
            continue;
        gint64 change = item_value(work->model, work->scale, item, level) -
                        item_value(work->model, work->scale, item, column->level[row]);
        if (ABS(lacking - change) > ABS(lacking))
            continue;
        column->level[row] = (guint8)level;
        lacking -= change;
    }
    work->scale->sum[row] -= lacking;
}

void fill_levels(ScaleWork *work)
{
    for (guint item = 0; item < work->scale->items->len; item++)
        if (is_movable(work, item))
            choose_levels(work->model, g_array_index(work->scale->items, guint, item),
                          &work->random);
    for (guint row = 0; row < work->model->n; row++)
        fit_row(work, row);
}
