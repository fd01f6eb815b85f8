/* Tables, counted a column at a time.
 *
 * A response asked for by several groupings is counted once, against the joint cells of the
 * groupings, as long as those are few; lane_flush() sums the joint cells to each table. Rows left
 * out have a joint cell of their own behind the others, so that the loops have no branch. */
#include "lane.h"

enum {
    MOST_JOINT = 4096,   /* joint cells of one pack */
    MOST_COUNTER = 8192, /* cells of a counter on a pack of several groupings */
};

static void free_pack(gpointer data)
{
    Pack *pack = data;
    g_free(pack->joint);
    g_free(pack->first);
    g_free(pack);
}

static void clear_counter(gpointer data)
{
    Counter *counter = data;
    g_free(counter->n);
    for (guint i = 0; counter->w[i] != NULL; i++)
        exact_free(counter->w[i]);
    g_free(counter->w);
}

void lane_unplan(Lane *lane)
{
    lane->planned = FALSE;
    g_clear_pointer(&lane->packs, g_ptr_array_unref);
    g_clear_pointer(&lane->counters, g_array_unref);
    g_clear_pointer(&lane->pairs, pairs_free);
}

gboolean lane_outgrown(const Lane *lane)
{
    for (guint c = 0; c < lane->pass->columns->len; c++)
        if (lane_codes(lane, c) > lane->caps[c])
            return TRUE;
    return FALSE;
}

/* Few codes are likely all there are; scores and long dictionaries go on growing. */
static void choose_caps(Lane *lane)
{
    enum { FEW = 32, ROOM = 16 };
    for (guint c = 0; c < lane->pass->columns->len; c++) {
        guint n = MAX(1, lane_codes(lane, c));
        gboolean grows = n > FEW || pass_column(lane->pass, c)->frame->kind == FRAME_SCALE;
        lane->caps[c] = grows ? n + n / 4 + ROOM : n;
    }
}

static guint find_pack(Lane *lane, const guint *columns, guint n)
{
    for (guint p = 0; p < lane->packs->len; p++) {
        const Pack *pack = g_ptr_array_index(lane->packs, p);
        guint same = 0;
        while (same < n && same < pack->n && pack->columns[same] == columns[same])
            same++;
        if (same == n && pack->n == n)
            return p;
    }
    Pack *pack = g_new0(Pack, 1);
    pack->size = 1;
    pack->n = n;
    for (guint i = 0; i < n; i++) {
        pack->columns[i] = columns[i];
        pack->caps[i] = lane->caps[columns[i]];
        pack->size *= pack->caps[i];
    }
    pack->joint = g_new0(guint32, SLICE);
    pack->first = g_new0(guint32, SLICE);
    g_ptr_array_add(lane->packs, pack);
    return lane->packs->len - 1;
}

static guint find_counter(Lane *lane, guint response, guint pack)
{
    for (guint i = 0; i < lane->counters->len; i++) {
        const Counter *counter = &g_array_index(lane->counters, Counter, i);
        if (counter->response == response && counter->pack == pack)
            return i;
    }
    const Pack *of = g_ptr_array_index(lane->packs, pack);
    Counter counter = {response, pack, lane->caps[response], NULL, NULL};
    gsize cells = ((gsize)of->size + 1) * counter.levels;
    counter.n = g_new0(gint64, cells);
    counter.w = g_new0(ExactVector *, lane->pass->n_planes + 1); /* ends with NULL */
    for (guint i = 0; i < lane->pass->n_planes; i++)
        counter.w[i] = exact_new(cells);
    g_array_append_val(lane->counters, counter);
    return lane->counters->len - 1;
}

static gboolean is_plain(const PassTable *table)
{
    return !table->pair && table->stratum < 0 && table->by >= 0;
}

/* The groupings of plain tables, as many to a pack as stay within MOST_JOINT. */
static GArray *joint_packs(const Lane *lane)
{
    GArray *packs = g_array_new(FALSE, TRUE, sizeof(Pack));
    const Pass *pass = lane->pass;
    g_autofree gboolean *seen = g_new0(gboolean, pass->columns->len + 1);
    for (guint t = 0; t < pass->tables->len; t++) {
        const PassTable *table = &g_array_index(pass->tables, PassTable, t);
        if (!is_plain(table) || seen[table->by])
            continue;
        seen[table->by] = TRUE;
        guint cap = lane->caps[table->by];
        Pack *last = packs->len > 0 ? &g_array_index(packs, Pack, packs->len - 1) : NULL;
        if (last == NULL || (gsize)last->size * cap > MOST_JOINT || last->n == MOST_PACKED) {
            const Pack fresh = {.size = 1};
            g_array_append_val(packs, fresh);
            last = &g_array_index(packs, Pack, packs->len - 1);
        }
        last->columns[last->n++] = (guint)table->by;
        last->size *= cap;
    }
    return packs;
}

static const Pack *joint_of(const GArray *packs, gint by)
{
    for (guint p = 0; p < packs->len; p++) {
        const Pack *pack = &g_array_index(packs, Pack, p);
        for (guint f = 0; f < pack->n; f++)
            if ((gint)pack->columns[f] == by)
                return pack;
    }
    return NULL;
}

/* How many groupings of PACK the response is asked for by. */
static guint shared_tables(const Pass *pass, const GArray *packs, const PassTable *of)
{
    const Pack *pack = joint_of(packs, of->by);
    guint n = 0;
    for (guint t = 0; t < pass->tables->len && n < 2; t++) {
        const PassTable *table = &g_array_index(pass->tables, PassTable, t);
        n += is_plain(table) && table->response == of->response &&
             joint_of(packs, table->by) == pack;
    }
    return n;
}

static guint choose_pack(Lane *lane, const GArray *packs, const PassTable *table)
{
    guint columns[2], n = 0;
    if (is_plain(table) && shared_tables(lane->pass, packs, table) > 1) {
        const Pack *joint = joint_of(packs, table->by);
        gsize planes = 1 + lane->pass->n_planes;
        if ((gsize)joint->size * lane->caps[table->response] * planes <= MOST_COUNTER)
            return find_pack(lane, joint->columns, joint->n);
    }
    if (table->by >= 0)
        columns[n++] = (guint)table->by;
    if (table->stratum >= 0 && table->stratum != table->by)
        columns[n++] = (guint)table->stratum;
    return find_pack(lane, columns, n);
}

/* A table without grouping is the margin of any counter of its response. */
static guint any_counter(Lane *lane, guint response)
{
    for (guint i = 0; i < lane->counters->len; i++)
        if (g_array_index(lane->counters, Counter, i).response == response)
            return i;
    return find_counter(lane, response, find_pack(lane, NULL, 0));
}

void lane_plan(Lane *lane)
{
    const Pass *pass = lane->pass;
    choose_caps(lane);
    lane->planned = TRUE;
    lane->packs = g_ptr_array_new_with_free_func(free_pack);
    lane->counters = g_array_new(FALSE, FALSE, sizeof(Counter));
    g_array_set_clear_func(lane->counters, clear_counter);
    lane->pairs = pairs_new();
    g_autoptr(GArray) packs = joint_packs(lane);
    for (guint t = 0; t < pass->tables->len; t++) {
        const PassTable *table = &g_array_index(pass->tables, PassTable, t);
        lane->counter_of[t] = G_MAXUINT;
        if (table->pair && pairs_take(lane->pairs, lane, t))
            continue;
        if (table->by >= 0 || table->stratum >= 0)
            lane->counter_of[t] =
                find_counter(lane, table->response, choose_pack(lane, packs, table));
    }
    for (guint t = 0; t < pass->tables->len; t++) {
        const PassTable *table = &g_array_index(pass->tables, PassTable, t);
        if (table->by < 0 && table->stratum < 0)
            lane->counter_of[t] = any_counter(lane, table->response);
    }
}

static void join(const Lane *lane, Pack *pack)
{
    guint rows = lane->rows;
    guint32 *joint = pack->joint, stride = 1;
    for (guint r = 0; r < rows; r++)
        joint[r] = 0;
    for (guint f = 0; f < pack->n; f++) {
        const Cells view = lane->columns[pack->columns[f]].view;
        FOR_WIDTH(view, code, for (guint r = 0; r < rows; r++) joint[r] += stride * code[r]);
        stride *= pack->caps[f];
    }
    if (lane->kept < rows)
        for (guint r = 0; r < rows; r++)
            joint[r] = lane->keep[r] ? joint[r] : pack->size;
    pack->levels = 0;
}

/* Responses of a questionnaire have as many levels, most of them: it is seldom computed anew. */
static const guint32 *first_cells(Pack *pack, guint levels, guint rows)
{
    if (pack->levels != levels)
        for (guint r = 0; r < rows; r++)
            pack->first[r] = pack->joint[r] * levels;
    pack->levels = levels;
    return pack->first;
}

/* Four cells are known before the first is counted: a byte's type may alias any other, so the
 * compiler does not read codes ahead of a count. */
static void count_rows(gint64 *n, const guint32 *first, const Cells view, guint rows)
{
    enum { AHEAD = 4 };
    FOR_WIDTH(view, code, {
        guint r = 0;
        for (guint32 at[AHEAD]; r + AHEAD <= rows; r += AHEAD) {
            for (guint i = 0; i < AHEAD; i++)
                at[i] = first[r + i] + code[r + i];
            for (guint i = 0; i < AHEAD; i++)
                n[at[i]]++;
        }
        for (; r < rows; r++)
            n[first[r] + code[r]]++;
    })
}

static void count_copies(const Lane *lane, gint64 *n, const guint32 *first, const Cells view)
{
    const gint64 *copies = lane->copies;
    FOR_WIDTH(view, code,
              for (guint r = 0; r < lane->rows; r++) n[first[r] + code[r]] += copies[r]);
}

static void count_weights(Lane *lane, const Counter *counter, const guint32 *first,
                          const Cells view)
{
    gint64 *n = counter->n;
    guint32 *cell = lane->cell;
    guint rows = lane->rows;
    FOR_WIDTH(view, code, for (guint r = 0; r < rows; r++) cell[r] = first[r] + code[r]);
    for (guint r = 0; r < rows; r++)
        n[cell[r]]++;
    for (guint t = 0; t < lane->n_terms; t++) {
        const Term *term = g_ptr_array_index(lane->terms, t);
        Wide *sums = exact_plane(counter->w[term->plane], term->bin);
        for (guint r = 0; r < rows; r++)
            sums[cell[r]] += term->addends[r];
    }
}

void lane_count(Lane *lane)
{
    for (guint p = 0; p < lane->packs->len; p++)
        join(lane, g_ptr_array_index(lane->packs, p));
    for (guint i = 0; i < lane->counters->len; i++) {
        const Counter *counter = &g_array_index(lane->counters, Counter, i);
        Pack *pack = g_ptr_array_index(lane->packs, counter->pack);
        const Cells view = lane->columns[counter->response].view;
        const guint32 *first = first_cells(pack, counter->levels, lane->rows);
        switch (lane->pass->weight_kind) {
        case WEIGHT_NONE:
            count_rows(counter->n, first, view, lane->rows);
            break;
        case WEIGHT_FREQUENCY:
            count_copies(lane, counter->n, first, view);
            break;
        case WEIGHT_SAMPLING:
            count_weights(lane, counter, first, view);
            break;
        }
    }
}
