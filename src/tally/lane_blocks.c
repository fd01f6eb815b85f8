/* Ranks of items within each respondent, over rows complete on all of them. Twice a mid-rank is a
 * whole number, so every sum is exact. A sampling weight has no part in ranks within a row:
 * respondents count once. */
#include "lane.h"

#include <string.h>

void block_sums_init(BlockSums *sums, guint k)
{
    *sums = (BlockSums){0};
    sums->ranks = g_new0(gint64, k + 1);
    for (guint v = 0; v < 2; v++) {
        sums->ones[v] = g_new0(gint64, k + 1);
        sums->by_row[v] = g_new0(gint64, k + 1);
    }
}

void block_sums_clear(BlockSums *sums)
{
    g_free(sums->ranks);
    for (guint v = 0; v < 2; v++) {
        g_free(sums->ones[v]);
        g_free(sums->by_row[v]);
    }
}

/* The place of an answer among the first two met, or 2 when there are more. */
static guint place_of(BlockSums *sums, double value)
{
    for (guint v = 0; v < MIN(sums->n_values, 2); v++)
        if (sums->values[v] == value)
            return v;
    if (sums->n_values < 2)
        sums->values[sums->n_values] = value;
    sums->n_values = MIN(sums->n_values + 1, 3);
    return sums->n_values - 1;
}

/* How many items of a respondent have the second value follows from how many have the first: a
 * lane that met one value only is filled in. */
static void merge_value(BlockSums *into, const BlockSums *from, guint v, guint k)
{
    guint place = place_of(into, from->values[v]);
    if (place > 1)
        return;
    for (guint i = 0; i < k; i++)
        into->ones[place][i] += from->ones[v][i];
    for (guint i = 0; i <= k; i++)
        into->by_row[place][i] += from->by_row[v][i];
}

void block_sums_merge(BlockSums *into, const BlockSums *from, guint k)
{
    into->complete += from->complete;
    into->ties += from->ties;
    into->cross += from->cross;
    for (guint i = 0; i < k; i++)
        into->ranks[i] += from->ranks[i];
    if (from->n_values > 2)
        into->n_values = 3;
    for (guint v = 0; v < MIN(from->n_values, 2) && into->n_values <= 2; v++)
        merge_value(into, from, v, k);
}

static void sort_places(guint *places, const double *row, guint k)
{
    for (guint i = 0; i < k; i++) {
        guint at = i;
        for (; at > 0 && row[places[at - 1]] > row[i]; at--)
            places[at] = places[at - 1];
        places[at] = i;
    }
}

static void rank_row(BlockSums *sums, const double *row, guint *places, guint k, gint64 copies)
{
    sort_places(places, row, k);
    for (guint start = 0; start < k;) {
        guint end = start + 1;
        while (end < k && row[places[end]] == row[places[start]])
            end++;
        gint64 t = end - start, twice = start + end + 1;
        sums->ties += (Wide)(t * t * t - t) * copies;
        sums->cross += (Wide)(twice * twice * t) * copies;
        for (guint i = start; i < end; i++)
            sums->ranks[places[i]] += twice * copies;
        start = end;
    }
}

static void count_ones(BlockSums *sums, const double *row, guint k, gint64 copies)
{
    guint n[3] = {0, 0, 0};
    for (guint i = 0; i < k && sums->n_values <= 2; i++) {
        guint place = place_of(sums, row[i]);
        n[place]++;
        if (place < 2)
            sums->ones[place][i] += copies;
    }
    for (guint v = 0; v < 2; v++)
        sums->by_row[v][n[v]] += copies;
}

static gboolean gather(const Lane *lane, const PassBlocks *blocks, guint r, double *row)
{
    for (guint i = 0; i < blocks->items->len; i++) {
        guint column = g_array_index(blocks->items, guint, i), code = 0;
        FOR_WIDTH(lane->columns[column].view, codes, code = codes[r]);
        if (!lane_number(lane, column, code, &row[i]))
            return FALSE;
    }
    return TRUE;
}

void lane_blocks_slice(Lane *lane, guint index)
{
    const PassBlocks *blocks = g_ptr_array_index(lane->pass->blocks, index);
    BlockSums *sums = &lane->blocks[index];
    guint k = blocks->items->len;
    g_autofree double *row = g_new(double, k + 1);
    g_autofree guint *places = g_new(guint, k + 1);
    for (guint r = 0; r < lane->rows; r++) {
        if (!lane->keep[r] || !gather(lane, blocks, r, row))
            continue;
        gint64 copies = lane->pass->weight_kind == WEIGHT_FREQUENCY ? lane->copies[r] : 1;
        sums->complete += copies;
        rank_row(sums, row, places, k, copies);
        count_ones(sums, row, k, copies);
    }
}
