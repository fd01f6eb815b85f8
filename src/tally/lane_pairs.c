/* Item by item from bitmaps: one bit a row for each code of an item, so that a cell of a pair is an
 * AND and a count of bits. The first code of an item has no bitmap: its cells follow from the
 * margins. Used without weights and for items of few codes; others are counted row by row. */
#include "lane.h"

#include <string.h>

enum { WORDS = SLICE / 64, MOST_CODES = 64 };

typedef struct {
    guint column, codes;
    guint64 *bits;   /* [codes - 1][WORDS], of codes 1.. */
    gint64 *margins; /* [codes] */
} PairItem;

typedef struct {
    guint table;
    guint by, response; /* items */
    gint64 *cells;      /* [by codes - 1][response codes - 1] */
} Pair;

struct Pairs {
    GArray *items; /* PairItem */
    GArray *pairs; /* Pair */
    gint64 rows;   /* kept */
};

static void clear_item(gpointer data)
{
    PairItem *item = data;
    g_free(item->bits);
    g_free(item->margins);
}

static void clear_pair(gpointer data)
{
    g_free(((Pair *)data)->cells);
}

Pairs *pairs_new(void)
{
    Pairs *pairs = g_new0(Pairs, 1);
    pairs->items = g_array_new(FALSE, FALSE, sizeof(PairItem));
    g_array_set_clear_func(pairs->items, clear_item);
    pairs->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    g_array_set_clear_func(pairs->pairs, clear_pair);
    return pairs;
}

void pairs_free(Pairs *pairs)
{
    g_array_unref(pairs->items);
    g_array_unref(pairs->pairs);
    g_free(pairs);
}

static guint find_item(Pairs *pairs, const Lane *lane, guint column)
{
    for (guint i = 0; i < pairs->items->len; i++)
        if (g_array_index(pairs->items, PairItem, i).column == column)
            return i;
    PairItem item = {column, lane->caps[column], NULL, NULL};
    item.bits = g_new0(guint64, (gsize)item.codes * WORDS);
    item.margins = g_new0(gint64, item.codes);
    g_array_append_val(pairs->items, item);
    return pairs->items->len - 1;
}

gboolean pairs_take(Pairs *pairs, const Lane *lane, guint table)
{
    const PassTable *of = &g_array_index(lane->pass->tables, PassTable, table);
    guint by = (guint)of->by;
    if (lane->pass->weight_kind != WEIGHT_NONE || lane->caps[by] > MOST_CODES ||
        lane->caps[of->response] > MOST_CODES)
        return FALSE;
    Pair pair = {table, find_item(pairs, lane, by), find_item(pairs, lane, of->response), NULL};
    pair.cells = g_new0(gint64, (gsize)lane->caps[by] * lane->caps[of->response]);
    g_array_append_val(pairs->pairs, pair);
    return TRUE;
}

/* One bit for each of eight codes, in the order of a multiplication: the same for all columns. */
static guint64 equal_bytes(guint64 eight, guint64 code)
{
    const guint64 low7 = G_GUINT64_CONSTANT(0x7f7f7f7f7f7f7f7f);
    guint64 x = eight ^ (code * G_GUINT64_CONSTANT(0x0101010101010101));
    guint64 zero = ~(((x & low7) + low7) | x | low7); /* 0x80 where a byte is zero */
    return ((zero >> 7) * G_GUINT64_CONSTANT(0x0102040810204080)) >> 56;
}

static void bits_of_bytes(guint64 *bits, const guint8 *codes, guint code)
{
    for (guint w = 0; w < WORDS; w++) {
        guint64 word = 0;
        for (guint b = 0; b < 8; b++) {
            guint64 eight;
            memcpy(&eight, codes + w * 64 + b * 8, sizeof eight);
            word |= equal_bytes(eight, code) << (8 * b);
        }
        bits[w] = word;
    }
}

/* The codes of a slice as bytes; rows left out and rows past the end have a code of their own. */
static void bytes_of(const Lane *lane, const Cells view, guint8 *bytes)
{
    enum { NONE = 255 };
    const guint8 *keep = lane->keep;
    guint rows = lane->rows;
    FOR_WIDTH(view, code,
              for (guint r = 0; r < rows; r++) bytes[r] = keep[r] ? (guint8)code[r] : NONE);
    memset(bytes + rows, NONE, SLICE - rows);
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
__attribute__((target_clones("popcnt", "default")))
#endif
static guint
count_bits(const guint64 *a)
{
    guint n = 0;
    for (guint w = 0; w < WORDS; w++)
        n += (guint)__builtin_popcountll(a[w]);
    return n;
}

/* All cells of a pair at once, so that the choice of processor is made once. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
__attribute__((target_clones("popcnt", "default")))
#endif
static void
count_cells(gint64 *cells, const PairItem *by, const PairItem *response)
{
    for (guint i = 0; i + 1 < by->codes; i++) {
        const guint64 *a = by->bits + (gsize)i * WORDS;
        for (guint j = 0; j + 1 < response->codes; j++, cells++) {
            const guint64 *b = response->bits + (gsize)j * WORDS;
            guint n = 0;
            for (guint w = 0; w < WORDS; w++)
                n += (guint)__builtin_popcountll(a[w] & b[w]);
            *cells += n;
        }
    }
}

void pairs_slice(Pairs *pairs, const Lane *lane)
{
    guint8 bytes[SLICE];
    pairs->rows += lane->kept;
    for (guint i = 0; i < pairs->items->len; i++) {
        PairItem *item = &g_array_index(pairs->items, PairItem, i);
        bytes_of(lane, lane->columns[item->column].view, bytes);
        for (guint code = 1; code < item->codes; code++) {
            guint64 *bits = item->bits + (gsize)(code - 1) * WORDS;
            bits_of_bytes(bits, bytes, code);
            item->margins[code] += count_bits(bits);
        }
    }
    for (guint i = 0; i < pairs->pairs->len; i++) {
        const Pair *pair = &g_array_index(pairs->pairs, Pair, i);
        count_cells(pair->cells, &g_array_index(pairs->items, PairItem, pair->by),
                    &g_array_index(pairs->items, PairItem, pair->response));
    }
}

/* The margin of code 0. */
static gint64 rest_of(const Pairs *pairs, const PairItem *item)
{
    gint64 rest = pairs->rows;
    for (guint code = 1; code < item->codes; code++)
        rest -= item->margins[code];
    return rest;
}

static void flush_pair(const Pairs *pairs, const Pair *pair, const Lane *lane, const GPtrArray *ids)
{
    PassTable *table = &g_array_index(lane->pass->tables, PassTable, pair->table);
    const PairItem *by = &g_array_index(pairs->items, PairItem, pair->by);
    const PairItem *response = &g_array_index(pairs->items, PairItem, pair->response);
    const guint *rows = g_ptr_array_index(ids, by->column);
    const guint *columns = g_ptr_array_index(ids, response->column);
    guint n_rows = MIN(by->codes, lane_codes(lane, by->column));
    guint n_columns = MIN(response->codes, lane_codes(lane, response->column));
    gint64 corner = rest_of(pairs, by);
    for (guint j = 1; j < n_columns; j++)
        corner -= response->margins[j];
    for (guint i = 1; i < n_rows; i++) {
        gint64 rest = by->margins[i];
        for (guint j = 1; j < n_columns; j++) {
            gint64 n = pair->cells[(gsize)(i - 1) * (response->codes - 1) + j - 1];
            table->n[table_cell(table, 0, rows[i], columns[j])] += n;
            table->n[table_cell(table, 0, rows[0], columns[j])] -= n;
            rest -= n;
        }
        table->n[table_cell(table, 0, rows[i], columns[0])] += rest;
        corner += by->margins[i] - rest;
    }
    for (guint j = 1; j < n_columns; j++)
        table->n[table_cell(table, 0, rows[0], columns[j])] += response->margins[j];
    table->n[table_cell(table, 0, rows[0], columns[0])] += corner;
}

void pairs_flush(Pairs *pairs, const Lane *lane, const GPtrArray *ids)
{
    for (guint i = 0; pairs->rows > 0 && i < pairs->pairs->len; i++)
        flush_pair(pairs, &g_array_index(pairs->pairs, Pair, i), lane, ids);
}
