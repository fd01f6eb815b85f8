/* A level joins a block while no claim tells it from the block's levels: claims are sets of levels,
 * and two levels that are in the same sets have the same signature. */
#include "blocks.h"

#include <string.h>

gboolean in_set(guint64 set, guint block)
{
    return set == 0 || (set >> (block + 1) & 1);
}

/* A hash of the sets of claims that hold LEVEL: levels that differ in it are told apart. */
static guint64 signature_of(const Model *model, guint column, guint level)
{
    guint64 signature = 0;
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        guint64 sets[] = {share->column == column ? share->levels : 0,
                          share->by == (gint)column ? share->group : 0};
        for (guint s = 0; s < 2; s++)
            if (!share->is_freed && sets[s] != 0)
                signature = signature * G_GUINT64_CONSTANT(6364136223846793005) + 1 +
                            (sets[s] >> level & 1);
    }
    return signature;
}

/* The block of an earlier level that LEVEL may join, or -1. Levels of a group stay apart, for their
 * sizes; of an associated item at most two neighbours join, so that it has something to hold on to;
 * else all that no claim tells apart. */
static gint block_to_join(const Model *model, guint c, guint level)
{
    const Column *column = COLUMN(model, c);
    if (column->is_group || level == 0)
        return -1;
    if (column->is_associated) {
        guint block = column->block_of[level - 1];
        gboolean full = level >= 2 && column->block_of[level - 2] == block;
        gboolean same = signature_of(model, c, level + 1) == signature_of(model, c, level);
        return same && !full ? (gint)block : -1;
    }
    for (guint l = 0; l < level; l++)
        if (signature_of(model, c, level + 1) == signature_of(model, c, l + 1))
            return column->block_of[l];
    return -1;
}

void find_blocks(Model *model, guint c)
{
    Column *column = COLUMN(model, c);
    column->n_blocks = 0;
    for (guint l = 0; l < column->n_levels; l++) {
        gint block = block_to_join(model, c, l);
        column->block_of[l] = (guint8)(block >= 0 ? (guint)block : column->n_blocks++);
    }
}

void split_blocks(Model *model, guint c)
{
    Column *column = COLUMN(model, c);
    gint64 count[MAX_LEVELS], left[MAX_LEVELS] = {0}, size[MAX_LEVELS];
    if (column->unit != G_MAXUINT && !SCALE(model, column->unit)->is_plain)
        return;
    for (guint l = 0; l < column->n_levels; l++)
        left[column->block_of[l]]++;
    memcpy(size, column->count, sizeof(size));
    for (guint l = 0; l < column->n_levels; l++) {
        guint block = column->block_of[l];
        count[l] = size[block] / left[block]--;
        size[block] -= count[l];
    }
    for (guint l = 0; l < column->n_levels; l++) {
        column->block_of[l] = (guint8)l;
        column->count[l] = count[l];
    }
    column->n_blocks = column->n_levels;
}

guint64 blocks_of(const Column *column, guint64 levels)
{
    guint64 blocks = 0;
    for (guint l = 0; l < column->n_levels; l++)
        if (levels >> (l + 1) & 1)
            blocks |= G_GUINT64_CONSTANT(1) << (column->block_of[l] + 1);
    return blocks;
}

gint64 levels_in(const Column *column, guint block)
{
    gint64 n = 0;
    for (guint l = 0; l < column->n_levels; l++)
        n += column->block_of[l] == block;
    return n;
}

guint64 all_blocks(const Column *column)
{
    return (G_GUINT64_CONSTANT(1) << (column->n_blocks + 1)) - 2;
}
