/* Blocks of a column: levels that no claim tells apart are one, and what is counted is blocks.
 *
 * Sets of blocks are bits from block 1 = bit 1, as sets of levels are; blocks themselves are
 * numbered from 0. */
#pragma once

#include "model.h"

/* Finds the blocks of COLUMN in the claims that it is in. */
void find_blocks(Model *model, guint column);
/* Outside scales every level becomes a block of its own, with its share of the old one. */
void split_blocks(Model *model, guint column);
/* The blocks that have one of LEVELS. */
guint64 blocks_of(const Column *column, guint64 levels);
guint64 all_blocks(const Column *column);
/* Whether BLOCK is in SET; the empty set has everything. */
gboolean in_set(guint64 set, guint block);
/* How many levels of COLUMN are in BLOCK. */
gint64 levels_in(const Column *column, guint block);
