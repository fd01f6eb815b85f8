/* Answers handed out to respondents, block by block, so that percentages within groups hold.
 *
 * A column's block sizes never change here: two respondents exchange their blocks, and an exchange
 * is kept when the ties (how many of a group are in which blocks) do not become worse. */
#include "model.h"

#include <stdlib.h>

/* Exchanges tried per respondent before the ties are given up. */
#define TRIES 600

static gboolean is_member(const Model *model, const Tie *tie, guint row)
{
    return (tie->blocks >> COLUMN(model, tie->column)->block[row] & 1) &&
           (tie->groups >> COLUMN(model, tie->by)->block[row] & 1);
}

void ties_refresh(Model *model)
{
    for (guint i = 0; i < model->ties->len; i++) {
        Tie *tie = &g_array_index(model->ties, Tie, i);
        tie->count = 0;
        for (guint row = 0; row < model->n; row++)
            tie->count += is_member(model, tie, row);
    }
}

static gint64 off(gint64 count, gint64 target)
{
    return count > target ? count - target : target - count;
}

gint64 ties_off(const Model *model, guint column)
{
    gint64 sum = 0;
    for (guint i = 0; i < model->ties_of[column]->len; i++) {
        const Tie *tie = g_ptr_array_index(model->ties_of[column], i);
        sum += off(tie->count, tie->target);
    }
    return sum;
}

/* Members of TIE among rows I and J when they have exchanged COLUMN, less those now. */
static gint64 change_of(const Model *model, const Tie *tie, guint column, guint i, guint j)
{
    const Column *other = COLUMN(model, tie->column == column ? tie->by : tie->column);
    guint64 own = tie->column == column ? tie->blocks : tie->groups;
    guint64 others = tie->column == column ? tie->groups : tie->blocks;
    const guint8 *block = COLUMN(model, column)->block;
    gint64 own_i = (gint64)(own >> block[i] & 1), own_j = (gint64)(own >> block[j] & 1);
    gint64 other_i = (gint64)(others >> other->block[i] & 1);
    gint64 other_j = (gint64)(others >> other->block[j] & 1);
    return own_j * other_i + own_i * other_j - own_i * other_i - own_j * other_j;
}

gint64 exchange_cost(const Model *model, guint column, guint i, guint j)
{
    gint64 cost = 0;
    for (guint t = 0; t < model->ties_of[column]->len; t++) {
        const Tie *tie = g_ptr_array_index(model->ties_of[column], t);
        gint64 change = change_of(model, tie, column, i, j);
        cost += off(tie->count + change, tie->target) - off(tie->count, tie->target);
    }
    return cost;
}

void exchange(Model *model, guint column, guint i, guint j)
{
    for (guint t = 0; t < model->ties_of[column]->len; t++) {
        Tie *tie = g_ptr_array_index(model->ties_of[column], t);
        tie->count += change_of(model, tie, column, i, j);
    }
    guint8 *block = COLUMN(model, column)->block, *level = COLUMN(model, column)->level;
    guint8 kept_block = block[i], kept_level = level[i];
    block[i] = block[j];
    level[i] = level[j];
    block[j] = kept_block;
    level[j] = kept_level;
}

void settle_ties(Model *model, guint column, Random *random, gboolean keep_missing)
{
    const guint8 *block = COLUMN(model, column)->block;
    ties_refresh(model);
    for (guint64 tries = (guint64)TRIES * model->n; tries > 0 && ties_off(model, column) > 0;
         tries--) {
        guint i = (guint)random_below(random, model->n), j = (guint)random_below(random, model->n);
        if (block[i] == block[j] || (keep_missing && (block[i] == 0 || block[j] == 0)))
            continue;
        if (exchange_cost(model, column, i, j) <= 0)
            exchange(model, column, i, j);
    }
}

/* A column that COLUMN is claimed to go with and that has its answers already. */
static gint64 pull_from(const Model *model, guint other, guint row)
{
    const Column *column = COLUMN(model, other);
    if (!column->is_placed || column->level[row] == 0)
        return G_GINT64_CONSTANT(1) << 31;
    return (gint64)(column->level[row] - 1) * (G_GINT64_CONSTANT(1) << 32) /
           MAX(1, (gint64)column->n_levels - 1);
}

gint64 pull_of(const Model *model, guint column, guint row)
{
    gint64 pull = 0;
    for (guint i = 0; i < model->associations->len; i++) {
        const Association *association = &g_array_index(model->associations, Association, i);
        if (association->is_freed || association->column == association->by)
            continue;
        if (association->column == column)
            pull += pull_from(model, association->by, row);
        else if (association->by == column)
            pull += pull_from(model, association->column, row);
    }
    return pull;
}

/* Everybody in the order of what pulls on them, and of chance; those who omit it come first. */
static Keyed *ranked_rows(const Model *model, guint column, gint64 omitted, Random *random)
{
    g_autofree guint *order = g_new(guint, model->n);
    for (guint i = 0; i < model->n; i++)
        order[i] = i;
    shuffle(random, order, model->n);
    Keyed *ranked = g_new(Keyed, model->n);
    for (guint i = 0; i < model->n; i++) {
        gint64 noise = random_u32(random) / 2;
        ranked[i] = (Keyed){pull_of(model, column, order[i]) + noise, order[i]};
        if ((gint64)i < omitted)
            ranked[i].key = G_MININT64;
    }
    qsort(ranked, model->n, sizeof(Keyed), compare_keyed);
    return ranked;
}

void place_column(Model *model, guint c)
{
    Column *column = COLUMN(model, c);
    Random random = model_random(model, "column", column->name);
    gint64 left = model->n;
    for (guint b = 0; b < column->n_blocks; b++)
        left -= column->count[b];
    g_autofree Keyed *ranked = ranked_rows(model, c, left, &random);
    guint block = 0;
    for (guint i = 0; i < model->n; i++) {
        while (left == 0 && block < column->n_blocks)
            left = column->count[block++];
        column->block[ranked[i].row] = (guint8)block;
        left--;
    }
    settle_ties(model, c, &random, FALSE);
    choose_levels(model, c, &random);
    column->is_placed = TRUE;
}

void choose_levels(Model *model, guint c, Random *random)
{
    Column *column = COLUMN(model, c);
    for (guint row = 0; row < model->n; row++) {
        guint8 options[MAX_LEVELS];
        guint n = 0;
        for (guint l = 0; l < column->n_levels; l++)
            if (column->block_of[l] + 1 == column->block[row])
                options[n++] = (guint8)(l + 1);
        column->level[row] = n == 0 ? 0 : options[random_below(random, n)];
    }
}
