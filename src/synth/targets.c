/* What the claims want of each group of a scale, and scores to begin with.
 *
 * A median of printed value v must lie in [v - half, v + half). Scores of k answered items are
 * multiples of 1/k: where such a multiple lies in the interval, many respondents can have it. Where
 * none does, the median is the mean of two neighbours, and the group must be even. */
#include "scale.h"

#include <stdlib.h>

/* Standard deviation of a score within its groups, as a share of the scale's range. */
#define SPREAD_NUM 11
#define SPREAD_DEN 100
#define ROUNDS     40

static gint64 factor_of(const Scale *scale)
{
    return scale->is_sum ? (gint64)scale->items->len : 1;
}

static Grouping *grouping_of(ScaleWork *work, guint by)
{
    for (guint i = 0; i < work->groupings->len; i++)
        if (g_array_index(work->groupings, Grouping, i).by == by)
            return &g_array_index(work->groupings, Grouping, i);
    Grouping grouping = {.by = by};
    g_array_append_val(work->groupings, grouping);
    return &g_array_index(work->groupings, Grouping, work->groupings->len - 1);
}

static void take_targets(ScaleWork *work)
{
    for (guint i = 0; i < work->model->scores->len; i++) {
        const Score *score = &g_array_index(work->model->scores, Score, i);
        if (score->is_freed || score->scale != work->index || score->by < 0)
            continue;
        Grouping *grouping = grouping_of(work, (guint)score->by);
        for (guint level = 1; level <= MAX_LEVELS; level++) {
            if (!(score->group >> level & 1) || grouping->has_target[level])
                continue;
            grouping->has_target[level] = TRUE;
            grouping->target[level] = fixed(score->value, score->unit);
        }
    }
}

static void take_verdicts(ScaleWork *work)
{
    for (guint i = 0; i < work->model->comparisons->len; i++) {
        const Comparison *comparison = &g_array_index(work->model->comparisons, Comparison, i);
        if (comparison->is_freed || comparison->scale != work->index)
            continue;
        Grouping *grouping = grouping_of(work, comparison->by);
        grouping->differs = grouping->differs || comparison->differs;
        grouping->same = grouping->same || !comparison->differs;
        grouping->p = comparison->p;
    }
}

static gint64 range_of(const ScaleWork *work)
{
    return fixed((work->scale->high - work->scale->low) * factor_of(work->scale), 1);
}

/* The mean of all targets, else the middle of what the items allow. */
static gint64 centre_of(const ScaleWork *work)
{
    gint64 sum = 0, n = 0, answered = 0;
    for (guint i = 0; i < work->groupings->len; i++)
        for (guint l = 1; l <= MAX_LEVELS; l++)
            if (g_array_index(work->groupings, Grouping, i).has_target[l]) {
                sum += g_array_index(work->groupings, Grouping, i).target[l];
                n++;
            }
    if (n > 0)
        return sum / n;
    for (guint i = 0; i < work->scale->items->len; i++) {
        const Column *column = COLUMN(work->model, g_array_index(work->scale->items, guint, i));
        for (guint l = 1; l <= column->n_levels; l++) {
            gint64 weight = column->count[column->block_of[l - 1]];
            sum += weight * item_value(work->model, work->scale, i, l);
            answered += weight;
        }
    }
    return fixed(sum * factor_of(work->scale), MAX(1, answered));
}

/* The open interval that ranks leave to groups without a number; FALSE without ranks. */
static gboolean rank_limits(const ScaleWork *work, guint by, gboolean means, gint64 *a, gint64 *b)
{
    gboolean ranked = FALSE;
    *a = G_MININT64 / 4;
    *b = G_MAXINT64 / 4;
    for (guint i = 0; i < work->model->scores->len; i++) {
        const Score *score = &g_array_index(work->model->scores, Score, i);
        if (score->is_freed || score->scale != work->index || score->by != (gint)by ||
            score->is_mean != means || score->rank == RANK_NONE)
            continue;
        ranked = TRUE;
        if (score->rank == RANK_HIGHEST)
            *b = MIN(*b, fixed(2 * score->value - 1, 2 * score->unit));
        else
            *a = MAX(*a, fixed(2 * score->value + 1, 2 * score->unit));
    }
    return ranked;
}

/* Groups without a number, in an order of chance, evenly between LOW and HIGH. */
static void spread_targets(ScaleWork *work, Grouping *grouping, gint64 low, gint64 high)
{
    guint order[MAX_LEVELS], n = 0;
    for (guint l = 1; l <= COLUMN(work->model, grouping->by)->n_levels; l++)
        if (!grouping->has_target[l])
            order[n++] = l;
    shuffle(&work->random, order, n);
    for (guint i = 0; i < n; i++) {
        grouping->has_target[order[i]] = TRUE;
        grouping->target[order[i]] = low + (high - low) / (gint64)(n + 1) * (gint64)(i + 1);
    }
}

static gboolean has_any_target(const Grouping *grouping)
{
    for (guint l = 1; l <= MAX_LEVELS; l++)
        if (grouping->has_target[l])
            return TRUE;
    return FALSE;
}

static void complete_targets(ScaleWork *work, gint64 centre)
{
    gint64 room = range_of(work) / 4, a, b;
    for (guint i = 0; i < work->groupings->len; i++) {
        Grouping *grouping = &g_array_index(work->groupings, Grouping, i);
        gboolean ranked = rank_limits(work, grouping->by, FALSE, &a, &b) ||
                          rank_limits(work, grouping->by, TRUE, &a, &b);
        if (ranked) {
            a = MAX(a, MIN(b, centre) - room);
            b = MIN(b, MAX(a, centre) + room);
            spread_targets(work, grouping, a, b);
        } else if (grouping->differs && !has_any_target(grouping)) {
            spread_targets(work, grouping, centre - room, centre + room);
        }
    }
}

void find_groupings(ScaleWork *work)
{
    take_targets(work);
    take_verdicts(work);
    complete_targets(work, centre_of(work));
}

/* --- bands --- */

static gboolean in_band(const Model *model, const Band *band, guint row)
{
    return band->by < 0 || (band->group >> COLUMN(model, band->by)->level[row] & 1);
}

/* Whether (S1/k1 + S2/k2) / 2, times FACTOR, prints the score: exact. The lower end of the interval
 * prints it half up; the upper end half to even, when the last digit is even. */
static gboolean mean_prints(const Score *score, gint64 factor, const gint64 s[2], const gint64 k[2])
{
    gint64 num = (s[0] * k[1] + s[1] * k[0]) * factor * score->unit, den = k[0] * k[1];
    return num >= (2 * score->value - 1) * den &&
           num < (2 * score->value + 1) * den + (score->value % 2 == 0);
}

typedef struct {
    const Score *score;
    const gint64 *with_k; /* members by number of answered items */
    gint64 low, high, factor, n_items;
    Band *band;
    gint64 best;
} BandSearch;

/* A score that prints the value by itself; many members can have it. */
static gboolean single_fits(BandSearch *search)
{
    gint64 able = 0;
    for (gint64 k = 1; k <= search->n_items; k++) {
        gboolean fits = FALSE;
        for (gint64 s = k * search->low; s <= k * search->high && !fits; s++) {
            gint64 key = fixed(s * search->factor, k);
            fits = key >= search->band->a && key < search->band->b;
        }
        able += fits ? search->with_k[k] : 0;
    }
    search->best = able;
    return able * 4 >= search->band->n;
}

static void try_pair(BandSearch *search, const gint64 s[2], const gint64 k[2])
{
    gint64 able = MIN(search->with_k[k[0]], search->with_k[k[1]]);
    if (able <= search->best || !mean_prints(search->score, search->factor, s, k))
        return;
    search->best = able;
    search->band->kind = BAND_PAIR;
    search->band->a = fixed(s[0] * search->factor, k[0]);
    search->band->b = fixed(s[1] * search->factor, k[1]);
}

/* The least sum over K2 items above s/k1, and the next one: pairs further apart are no neighbours.
 */
static void find_pairs(BandSearch *search)
{
    Band aim = *search->band;
    for (gint64 k1 = search->n_items; k1 >= 1; k1--) {
        for (gint64 k2 = search->n_items; k2 >= 1; k2--) {
            if (MIN(search->with_k[k1], search->with_k[k2]) <= search->best)
                continue;
            for (gint64 s1 = k1 * search->low; s1 <= k1 * search->high; s1++) {
                gint64 above = s1 * k2 / k1 - (s1 * k2 % k1 < 0) + 1;
                gint64 middle = fixed(s1 * search->factor, k1);
                if (middle >= aim.b)
                    break;
                for (gint64 s2 = above; s2 <= above + 1 && s2 <= k2 * search->high; s2++)
                    try_pair(search, (gint64[]){s1, s2}, (gint64[]){k1, k2});
            }
        }
    }
}

static void choose_band(ScaleWork *work, const Score *score, Band *band)
{
    g_autofree gint64 *with_k = g_new0(gint64, work->scale->items->len + 1);
    for (guint row = 0; row < work->model->n; row++)
        if (work->valid[row] && in_band(work->model, band, row)) {
            with_k[work->scale->k[row]]++;
            band->n++;
        }
    band->a = fixed(2 * score->value - 1, 2 * score->unit);
    band->b = fixed(2 * score->value + 1, 2 * score->unit) + (score->value % 2 == 0);
    if (score->is_mean) {
        band->kind = BAND_MEAN;
        return;
    }
    BandSearch search = {score,
                         with_k,
                         work->scale->low,
                         work->scale->high,
                         factor_of(work->scale),
                         work->scale->items->len,
                         band,
                         0};
    if (!single_fits(&search) && band->n % 2 == 0)
        find_pairs(&search);
}

static gboolean has_number(const ScaleWork *work, guint by, guint level, gboolean means)
{
    for (guint i = 0; i < work->model->scores->len; i++) {
        const Score *score = &g_array_index(work->model->scores, Score, i);
        if (!score->is_freed && score->scale == work->index && score->by == (gint)by &&
            score->is_mean == means && (score->group >> level & 1))
            return TRUE;
    }
    return FALSE;
}

static void add_rank_bands(ScaleWork *work, guint by, gboolean means)
{
    gint64 a, b;
    if (!rank_limits(work, by, means, &a, &b))
        return;
    for (guint level = 1; level <= COLUMN(work->model, by)->n_levels; level++) {
        if (has_number(work, by, level, means))
            continue;
        Band band = {.by = (gint)by,
                     .group = G_GUINT64_CONSTANT(1) << level,
                     .kind = means ? BAND_MEAN : BAND_INSIDE,
                     .a = a,
                     .b = b};
        g_array_append_val(work->bands, band);
    }
}

void find_bands(ScaleWork *work)
{
    for (guint i = 0; i < work->model->scores->len; i++) {
        const Score *score = &g_array_index(work->model->scores, Score, i);
        if (score->is_freed || score->scale != work->index)
            continue;
        Band band = {.by = score->by, .group = score->group};
        choose_band(work, score, &band);
        g_array_append_val(work->bands, band);
    }
    for (guint i = 0; i < work->groupings->len; i++) {
        guint by = g_array_index(work->groupings, Grouping, i).by;
        add_rank_bands(work, by, FALSE);
        add_rank_bands(work, by, TRUE);
    }
}

/* --- scores to begin with --- */

static gint compare_gint64(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

static gboolean median_of(const ScaleWork *work, const gint64 *x, guint by, guint level,
                          gint64 *median)
{
    g_autofree gint64 *sorted = g_new(gint64, work->model->n);
    const guint8 *group = COLUMN(work->model, by)->level;
    guint n = 0;
    for (guint row = 0; row < work->model->n; row++)
        if (work->valid[row] && group[row] == level)
            sorted[n++] = x[row];
    if (n == 0)
        return FALSE;
    qsort(sorted, n, sizeof(gint64), compare_gint64);
    *median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return TRUE;
}

/* Adds to everybody of each group what its median lacks. */
static void fit_grouping(ScaleWork *work, const Grouping *grouping, gint64 *x)
{
    const guint8 *group = COLUMN(work->model, grouping->by)->level;
    for (guint level = 1; level <= COLUMN(work->model, grouping->by)->n_levels; level++) {
        gint64 median;
        if (!grouping->has_target[level] || !median_of(work, x, grouping->by, level, &median))
            continue;
        for (guint row = 0; row < work->model->n; row++)
            if (group[row] == level)
                x[row] += grouping->target[level] - median;
    }
}

void draw_scores(ScaleWork *work)
{
    const Model *model = work->model;
    Scale *scale = work->scale;
    g_autofree gint64 *x = g_new(gint64, model->n);
    gint64 centre = centre_of(work), spread = range_of(work) / SPREAD_DEN * SPREAD_NUM;
    for (guint row = 0; row < model->n; row++) {
        gint64 own = 0;
        for (guint j = 0; j < 4; j++)
            own += random_u32(&work->random);
        own = (own - (G_GINT64_CONSTANT(1) << 33)) * 7 / 4;
        gint64 noise = (model->person[row] * 3 + own * 4) / 5 / 65536;
        x[row] = centre + noise * (spread / 65536);
    }
    for (guint round = 0; round < ROUNDS; round++)
        for (guint i = 0; i < work->groupings->len; i++)
            fit_grouping(work, &g_array_index(work->groupings, Grouping, i), x);
    for (guint row = 0; row < model->n; row++) {
        gint64 k = scale->k[row];
        gint64 sum = (x[row] / factor_of(scale) * k + (G_GINT64_CONSTANT(1) << 31)) >> 32;
        scale->sum[row] = CLAMP(sum, k * scale->low, k * scale->high);
    }
}
