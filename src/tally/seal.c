/* Shared tables sealed into Summaries: levels in order of value, empty ones gone, the base. */
#include "pass.h"
#include "sealed.h"

#include <math.h>

#define ABSENT G_MAXUINT

/* Ids of one dimension that a table shows, in order; for a pair also those only the other has. */
typedef struct {
    guint n;
    guint *ids;
    SummaryLevel *levels;
} Side;

static void side_clear(Side *side)
{
    g_free(side->ids);
    g_free(side->levels);
}

/* Whether id AT of a dimension is a valid answer; without a set everybody is in the one cell. A set
 * that met nobody has no ids, but its table one cell. */
static gboolean is_valid(const LevelSet *set, guint at)
{
    return set == NULL || (at < set->levels->len && level_set_get(set, at)->state == CELL_VALID);
}

/* Valid respondents of each id of one dimension (0 strata, 1 groups, 2 levels). */
static gint64 *margin_of(const PassTable *table, LevelSet *const *sets, guint dimension)
{
    gint64 *margin = g_new0(gint64, table->caps[dimension] + 1);
    guint at[3];
    for (at[0] = 0; at[0] < table->caps[0]; at[0]++)
        for (at[1] = 0; at[1] < table->caps[1]; at[1]++)
            for (at[2] = 0; at[2] < table->caps[2]; at[2]++) {
                gboolean valid = TRUE;
                for (guint d = 0; d < 3; d++)
                    valid = valid && is_valid(sets[d], at[d]);
                if (valid)
                    margin[at[dimension]] += table->n[table_cell(table, at[0], at[1], at[2])];
            }
    return margin;
}

static Side side_new(const PassTable *table, LevelSet *const *sets, guint dimension)
{
    LevelSet *set = sets[dimension];
    Side side = {0, NULL, NULL};
    if (set == NULL) {
        side.n = 1;
        side.ids = g_new0(guint, 1);
        return side;
    }
    g_autofree gint64 *margin = margin_of(table, sets, dimension);
    g_autofree guint *order = level_set_order(set);
    side.ids = g_new(guint, set->levels->len + 1);
    side.levels = g_new(SummaryLevel, set->levels->len + 1);
    for (guint i = 0; i < set->levels->len; i++) {
        const SummaryLevel *level = level_set_get(set, order[i]);
        if (level->state != CELL_VALID || margin[order[i]] == 0)
            continue;
        side.levels[side.n] = *level;
        side.ids[side.n++] = order[i];
    }
    return side;
}

/* Both sides over the union of their levels, ascending. */
static void unite(Side *a, Side *b)
{
    Side out[2];
    for (guint s = 0; s < 2; s++) {
        out[s].n = 0;
        out[s].ids = g_new(guint, a->n + b->n + 1);
        out[s].levels = g_new(SummaryLevel, a->n + b->n + 1);
    }
    for (guint i = 0, j = 0; i < a->n || j < b->n;) {
        gint order = i == a->n ? 1 : j == b->n ? -1 : level_compare(&a->levels[i], &b->levels[j]);
        guint at = out[0].n++;
        out[0].levels[at] = out[1].levels[at] = order <= 0 ? a->levels[i] : b->levels[j];
        out[0].ids[at] = order <= 0 ? a->ids[i] : ABSENT;
        out[1].ids[at] = order >= 0 ? b->ids[j] : ABSENT;
        i += order <= 0;
        j += order >= 0;
    }
    out[1].n = out[0].n;
    side_clear(a);
    side_clear(b);
    *a = out[0];
    *b = out[1];
}

static void fill_cells(Sealed *sealed, const PassTable *table, const Side sides[3])
{
    Summary *s = &sealed->summary;
    gsize cells = (gsize)sides[0].n * sides[1].n * sides[2].n, cell = 0;
    gint64 *n = sealed_array(sealed, cells, sizeof *n);
    double *w = table->w[0] != NULL ? sealed_array(sealed, cells, sizeof *w) : NULL;
    double *w2 = w != NULL ? sealed_array(sealed, cells, sizeof *w2) : NULL;
    g_autoptr(ExactVector) valid = exact_new(1);
    for (guint i = 0; i < sides[0].n; i++)
        for (guint j = 0; j < sides[1].n; j++)
            for (guint k = 0; k < sides[2].n; k++, cell++) {
                if (sides[1].ids[j] == ABSENT || sides[2].ids[k] == ABSENT)
                    continue;
                gsize from = table_cell(table, sides[0].ids[i], sides[1].ids[j], sides[2].ids[k]);
                n[cell] = table->n[from];
                s->valid += n[cell];
                if (w == NULL)
                    continue;
                w[cell] = exact_value(table->w[0], from);
                w2[cell] = exact_value(table->w[1], from);
                exact_merge_one(valid, 0, table->w[0], from);
            }
    s->n = n;
    s->w = w;
    s->w2 = w2;
    s->valid_w = exact_value(valid, 0);
}

/* Respondents with this kind of missing: all asked, and those of each group shown. */
static void fill_kind(const PassTable *table, const Side *groups, guint id, gint64 *total,
                      gint64 *by_group)
{
    for (guint s = 0; s < table->caps[0]; s++) {
        for (guint g = 0; g < table->caps[1]; g++)
            *total += table->n[table_cell(table, s, g, id)];
        for (guint g = 0; g < groups->n; g++)
            if (groups->ids[g] != ABSENT)
                by_group[g] += table->n[table_cell(table, s, groups->ids[g], id)];
    }
}

static void fill_missing(Sealed *sealed, const PassTable *table, const LevelSet *responses,
                         const Side *groups)
{
    Summary *s = &sealed->summary;
    g_autofree guint *order = level_set_order(responses);
    guint most = responses->levels->len;
    g_autofree gint64 *by_group = g_new0(gint64, groups->n + 1);
    SummaryLevel *kinds = sealed_array(sealed, most, sizeof *kinds);
    gint64 *totals = sealed_array(sealed, most, sizeof *totals);
    g_autofree gint64 *rows = g_new0(gint64, (gsize)groups->n * most + 1);
    for (guint i = 0; i < most; i++) {
        const SummaryLevel *level = level_set_get(responses, order[i]);
        if (level->state == CELL_VALID)
            continue;
        gint64 total = 0;
        for (guint g = 0; g < groups->n; g++)
            by_group[g] = 0;
        fill_kind(table, groups, order[i], &total, by_group);
        if (total == 0)
            continue;
        for (guint g = 0; g < groups->n; g++)
            rows[(gsize)g * most + s->n_missing] = by_group[g];
        totals[s->n_missing] = total;
        kinds[s->n_missing++] = *sealed_levels(sealed, level, 1);
    }
    gint64 *shown = sealed_array(sealed, (gsize)groups->n * s->n_missing, sizeof *shown);
    for (guint g = 0; g < groups->n; g++)
        for (guint k = 0; k < s->n_missing; k++)
            shown[g * s->n_missing + k] = rows[(gsize)g * most + k];
    s->missing = kinds;
    s->missing_n = totals;
    s->missing_by_group = shown;
}

static gint64 rows_read(const Pass *pass)
{
    return pass->weight_kind == WEIGHT_FREQUENCY ? (gint64)pass->copies_read : pass->file_rows;
}

static gint64 rows_asked(const Pass *pass)
{
    return pass->weight_kind == WEIGHT_FREQUENCY ? (gint64)pass->copies_kept : pass->rows_kept;
}

static void fill_base(const Pass *pass, Summary *s)
{
    s->rows_read = rows_read(pass);
    s->asked = rows_asked(pass);
    s->by_missing = s->asked - s->valid;
    for (guint k = 0; k < s->n_missing; k++)
        s->by_missing -= s->missing_n[k];
    if (pass->weight_kind == WEIGHT_SAMPLING)
        s->asked_w = exact_value(pass->weight_sum, 0);
}

static void find_sides(const Pass *pass, const PassTable *table, gboolean pair, Side sides[3])
{
    LevelSet *sets[3] = {NULL, NULL, pass_column(pass, table->response)->levels};
    if (table->stratum >= 0)
        sets[0] = pass_column(pass, (guint)table->stratum)->levels;
    if (table->by >= 0)
        sets[1] = pass_column(pass, (guint)table->by)->levels;
    for (guint d = 0; d < 3; d++)
        sides[d] = side_new(table, sets, d);
    if (pair)
        unite(&sides[1], &sides[2]);
}

void pass_seal_replicates(const Pass *pass, guint index, double *into)
{
    const PassTable *table = &g_array_index(pass->tables, PassTable, index);
    Side sides[3];
    find_sides(pass, table, FALSE, sides);
    for (guint p = 2; p < pass->n_planes; p++)
        for (guint i = 0; i < sides[0].n; i++)
            for (guint j = 0; j < sides[1].n; j++)
                for (guint k = 0; k < sides[2].n; k++, into++)
                    if (sides[1].ids[j] != ABSENT && sides[2].ids[k] != ABSENT)
                        *into =
                            exact_value(table->w[p], table_cell(table, sides[0].ids[i],
                                                                sides[1].ids[j], sides[2].ids[k]));
    for (guint d = 0; d < 3; d++)
        side_clear(&sides[d]);
}

Summary *pass_seal_table(const Pass *pass, guint index, gboolean pair)
{
    const PassTable *table = &g_array_index(pass->tables, PassTable, index);
    Sealed *sealed = sealed_new(pair ? SUMMARY_PAIR : SUMMARY_TABLE);
    Summary *s = &sealed->summary;
    Side sides[3] = {{0, NULL, NULL}, {0, NULL, NULL}, {0, NULL, NULL}};
    if (table->n != NULL) {
        find_sides(pass, table, pair, sides);
        fill_cells(sealed, table, sides);
        fill_missing(sealed, table, pass_column(pass, table->response)->levels, &sides[1]);
    }
    s->n_strata = sides[0].n;
    s->n_groups = sides[1].n;
    s->n_levels = sides[2].n;
    s->strata = sealed_levels(sealed, sides[0].levels, sides[0].n);
    s->groups = sealed_levels(sealed, sides[1].levels, sides[1].n);
    s->levels = sealed_levels(sealed, sides[2].levels, sides[2].n);
    fill_base(pass, s);
    for (guint d = 0; d < 3; d++)
        side_clear(&sides[d]);
    return s;
}

Summary *pass_seal_moments(const Pass *pass, guint index)
{
    const PassMoments *moments = g_ptr_array_index(pass->moments, index);
    guint k = moments->items->len;
    Sealed *sealed = sealed_new(SUMMARY_MOMENTS);
    Summary *s = &sealed->summary;
    double *sums = sealed_array(sealed, k, sizeof *sums);
    double *cross = sealed_array(sealed, (gsize)k * k, sizeof *cross);
    for (guint i = 0; i < k; i++) {
        sums[i] = exact_value(moments->sums, 1 + i);
        for (guint j = i; j < k; j++)
            cross[i * k + j] = cross[j * k + i] =
                exact_value(moments->sums, 1 + k + (gsize)i * k + j);
    }
    s->n_items = k;
    s->valid = s->complete = moments->complete;
    s->complete_w = exact_value(moments->sums, 0);
    s->sums = sums;
    s->cross = cross;
    s->origin = sealed_doubles(sealed, moments->origin, k);
    fill_base(pass, s);
    s->valid_w = pass->weight_kind == WEIGHT_SAMPLING ? s->complete_w : 0;
    return s;
}

static void fill_ones(Sealed *sealed, const BlockSums *sums, guint k)
{
    if (sums->n_values != 2)
        return;
    guint higher = sums->values[1] > sums->values[0];
    gint64 *by_row = sealed_counts(sealed, sums->by_row[higher], k + 1);
    by_row[0] = sums->complete; /* lanes that never met the higher answer did not count these */
    for (guint i = 1; i <= k; i++)
        by_row[0] -= by_row[i];
    sealed->summary.ones = sealed_counts(sealed, sums->ones[higher], k);
    sealed->summary.ones_by_row = by_row;
}

Summary *pass_seal_blocks(const Pass *pass, guint index)
{
    const PassBlocks *blocks = g_ptr_array_index(pass->blocks, index);
    const BlockSums *sums = &blocks->sums;
    guint k = blocks->items->len;
    Sealed *sealed = sealed_new(SUMMARY_BLOCKS);
    Summary *s = &sealed->summary;
    double *ranks = sealed_array(sealed, k, sizeof *ranks);
    for (guint i = 0; i < k; i++)
        ranks[i] = (double)sums->ranks[i] / 2;
    s->n_items = k;
    s->valid = s->complete = sums->complete;
    s->complete_w = (double)sums->complete;
    s->rank_sums = ranks;
    s->ties = (double)sums->ties;
    s->rank_cross = (double)sums->cross / 4;
    fill_ones(sealed, sums, k);
    fill_base(pass, s);
    return s;
}
