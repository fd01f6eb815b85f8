/* A dictionary of values: each distinct value once, numbered in the order met. Values are told
 * apart by state, tag, and number or text; every system-missing is one value, and -0 is 0. */
#pragma once

#include "tally/summary.h"

typedef struct {
    GArray *levels; /* SummaryLevel, by number */
    GStringChunk *strings;
    guint32 *slots; /* open addressing: number + 1, or 0 */
    guint n_slots;
    guint n_valid;
} LevelSet;

LevelSet *level_set_new(void);
void level_set_free(LevelSet *set);
/* The number of VALUE, added (its text copied) when it is new. */
guint level_set_intern(LevelSet *set, SummaryLevel value);
/* The number of VALUE, or G_MAXUINT. */
guint level_set_find(const LevelSet *set, SummaryLevel value);
static inline const SummaryLevel *level_set_get(const LevelSet *set, guint id)
{
    return &g_array_index(set->levels, SummaryLevel, id);
}
/* Order of levels: valid ones first, then system-missing, user-missing, tagged; each ascending by
 * value, strings by code point. */
gint level_compare(const SummaryLevel *a, const SummaryLevel *b);
/* Ids of SET in that order; n = set->levels->len; free with g_free(). */
guint *level_set_order(const LevelSet *set);
