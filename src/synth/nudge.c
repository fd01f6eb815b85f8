/* Scores moved by whole steps until every group's median or mean is as claimed.
 *
 * Each band counts its members below and above; how far it is off is the number of members on the
 * wrong side. A step is kept when the bands together are not further off, or rarely when they are
 * by one. Two respondents may also exchange all their answers to the scale, which changes groups
 * and leaves every item's counts as they are. */
#include "scale.h"

#include "significance.h"

#define STEPS_PER_ROW     3000
#define EXCHANGES_PER_ROW 1500
#define RARELY            64

static gboolean is_in(const ScaleWork *work, const Band *band, guint row)
{
    return band->by < 0 || (band->group >> COLUMN(work->model, band->by)->level[row] & 1);
}

static void shift_row(ScaleWork *work, guint row, gint64 sign)
{
    gint64 x = work->key[row];
    for (guint i = 0; work->valid[row] && i < work->bands->len; i++) {
        Band *band = &g_array_index(work->bands, Band, i);
        if (!is_in(work, band, row))
            continue;
        gboolean pair = band->kind == BAND_PAIR;
        band->n += sign;
        band->below += (pair ? x <= band->a : x < band->a) ? sign : 0;
        band->above += x >= band->b ? sign : 0;
        band->at_a += x == band->a ? sign : 0;
        band->at_b += x == band->b ? sign : 0;
        band->sum += sign * (x / 65536);
    }
}

static void set_key(ScaleWork *work, guint row)
{
    work->valid[row] = scale_score(work->scale, row, &work->key[row]);
}

void bands_refresh(ScaleWork *work)
{
    for (guint i = 0; i < work->bands->len; i++) {
        Band *band = &g_array_index(work->bands, Band, i);
        band->n = band->below = band->above = band->at_a = band->at_b = band->sum = 0;
    }
    for (guint row = 0; row < work->model->n; row++) {
        set_key(work, row);
        shift_row(work, row, 1);
    }
}

/* Steps of one answer that a mean is away; sums are in units of 2^-16. */
static gint64 mean_off(const ScaleWork *work, const Band *band)
{
    gint64 step = (G_GINT64_CONSTANT(1) << 16) / (gint64)work->scale->items->len;
    gint64 low = (band->a / 65536 + 1) * band->n, high = (band->b / 65536 - 1) * band->n;
    gint64 gap = band->sum < low ? low - band->sum : MAX(0, band->sum - high);
    return gap == 0 ? 0 : gap / MAX(1, step) + 1;
}

static gint64 band_off(const ScaleWork *work, const Band *band)
{
    if (band->n == 0)
        return 0;
    if (band->kind == BAND_MEAN)
        return mean_off(work, band);
    if (band->kind == BAND_PAIR)
        return ABS(2 * band->below - band->n) + ABS(2 * band->above - band->n) + (band->at_a == 0) +
               (band->at_b == 0);
    gint64 most = (band->n - 1) / 2;
    return MAX(0, band->below - most) + MAX(0, band->above - most);
}

gint64 bands_off(const ScaleWork *work)
{
    gint64 sum = 0;
    for (guint i = 0; i < work->bands->len; i++)
        sum += band_off(work, &g_array_index(work->bands, Band, i));
    return sum;
}

/* The least sum over K items whose score is at least KEY. */
static gint64 sum_at_least(const ScaleWork *work, gint64 key, gint64 k)
{
    gint64 factor = work->scale->is_sum ? (gint64)work->scale->items->len : 1;
    gint64 lowest = fixed(work->scale->low * factor, 1);
    gint64 highest = fixed(work->scale->high * factor, 1);
    key = CLAMP(key, lowest, highest);
    gint64 sum = (key / factor * k) >> 32;
    while (fixed(sum * factor, k) >= key)
        sum--;
    while (fixed(sum * factor, k) < key)
        sum++;
    return sum;
}

static gint64 propose(ScaleWork *work, const Band *band, guint row)
{
    gint64 k = work->scale->k[row], sum = work->scale->sum[row];
    switch (random_below(&work->random, 6)) {
    case 0:
        return sum_at_least(work, band->a, k);
    case 1:
        return sum_at_least(work, band->b, k);
    case 2:
        return sum_at_least(work, band->b, k) - 1;
    case 3:
        return sum_at_least(work, band->a, k) - 1;
    case 4:
        return sum + 1;
    default:
        return sum - 1;
    }
}

static gboolean keeps(ScaleWork *work, gint64 before, gint64 after)
{
    return after <= before || (after == before + 1 && random_below(&work->random, RARELY) == 0);
}

static void step_row(ScaleWork *work, const Band *band, guint row)
{
    gint64 before = bands_off(work), old = work->scale->sum[row];
    gint64 wanted = CLAMP(propose(work, band, row), work->low[row], work->high[row]);
    if (wanted == old)
        return;
    shift_row(work, row, -1);
    work->scale->sum[row] = wanted;
    set_key(work, row);
    shift_row(work, row, 1);
    if (keeps(work, before, bands_off(work)))
        return;
    shift_row(work, row, -1);
    work->scale->sum[row] = old;
    set_key(work, row);
    shift_row(work, row, 1);
}

/* --- two respondents exchange their answers to the scale --- */

#define EXCHANGE(type, a, b)                                                                       \
    do {                                                                                           \
        type kept = (a);                                                                           \
        (a) = (b);                                                                                 \
        (b) = kept;                                                                                \
    } while (0)

static void exchange_rows(ScaleWork *work, guint i, guint j)
{
    shift_row(work, i, -1);
    shift_row(work, j, -1);
    for (guint item = 0; item < work->scale->items->len; item++)
        if (is_movable(work, item))
            exchange(work->model, g_array_index(work->scale->items, guint, item), i, j);
    EXCHANGE(guint, work->scale->k[i], work->scale->k[j]);
    EXCHANGE(gint64, work->scale->sum[i], work->scale->sum[j]);
    EXCHANGE(gint64, work->low[i], work->low[j]);
    EXCHANGE(gint64, work->high[i], work->high[j]);
    set_key(work, i);
    set_key(work, j);
    shift_row(work, i, 1);
    shift_row(work, j, 1);
}

static gboolean may_exchange(const ScaleWork *work, guint i, guint j)
{
    for (guint item = 0; item < work->scale->items->len; item++) {
        const Column *column = COLUMN(work->model, g_array_index(work->scale->items, guint, item));
        if (!is_movable(work, item) && column->level[i] != column->level[j])
            return FALSE;
    }
    return i != j;
}

static gint64 all_ties_off(const ScaleWork *work)
{
    gint64 sum = 0;
    for (guint item = 0; item < work->scale->items->len; item++)
        sum += ties_off(work->model, g_array_index(work->scale->items, guint, item));
    return sum;
}

/* Exchanges unless ties or bands become worse. */
static gboolean try_exchange(ScaleWork *work, guint i, guint j, gboolean rarely_worse)
{
    if (!may_exchange(work, i, j))
        return FALSE;
    gint64 before = bands_off(work), ties = all_ties_off(work);
    exchange_rows(work, i, j);
    gint64 after = bands_off(work);
    if (all_ties_off(work) <= ties && (rarely_worse ? keeps(work, before, after) : after <= before))
        return TRUE;
    exchange_rows(work, i, j);
    return FALSE;
}

/* --- until it holds --- */

static const Band *band_not_held(ScaleWork *work)
{
    guint first = (guint)random_below(&work->random, work->bands->len);
    for (guint i = 0; i < work->bands->len; i++) {
        const Band *band = &g_array_index(work->bands, Band, (first + i) % work->bands->len);
        if (band_off(work, band) > 0)
            return band;
    }
    return NULL;
}

void nudge(ScaleWork *work, gboolean exchanging)
{
    const Band *band;
    bands_refresh(work);
    if (work->bands->len == 0)
        return;
    guint64 steps = (guint64)STEPS_PER_ROW * work->model->n;
    for (; steps > 0 && (band = band_not_held(work)) != NULL; steps--) {
        guint row = (guint)random_below(&work->random, work->model->n);
        if (!work->valid[row] || !is_in(work, band, row))
            continue;
        if (exchanging && random_below(&work->random, 4) == 0)
            try_exchange(work, row, (guint)random_below(&work->random, work->model->n), TRUE);
        else
            step_row(work, band, row);
    }
}

/* --- comparisons --- */

static gboolean same_elsewhere(const ScaleWork *work, guint by, guint i, guint j)
{
    for (guint g = 0; g < work->groupings->len; g++) {
        guint other = g_array_index(work->groupings, Grouping, g).by;
        const guint8 *level = COLUMN(work->model, other)->level;
        if (other != by && level[i] != level[j])
            return FALSE;
    }
    return TRUE;
}

static void exchange_ranks(RankTest *test, const guint8 *group, guint i, guint j)
{
    gint64 gap = test->rank[j] - test->rank[i];
    test->rank_sum[group[i]] += gap;
    test->rank_sum[group[j]] -= gap;
    EXCHANGE(gint64, test->rank[i], test->rank[j]);
}

static gboolean improves(RankTest *test, const guint8 *group, guint i, guint j, gboolean up)
{
    double before = rank_test_statistic(test);
    exchange_ranks(test, group, i, j);
    double after = rank_test_statistic(test);
    if (up ? after > before : after < before)
        return TRUE;
    exchange_ranks(test, group, i, j);
    return FALSE;
}

static gboolean is_reached(const RankTest *test, const Grouping *grouping, double critical)
{
    double h = rank_test_statistic(test);
    return grouping->differs ? h >= critical : h <= critical;
}

static void nudge_comparison(ScaleWork *work, const Grouping *grouping)
{
    const Model *model = work->model;
    const guint8 *group = COLUMN(model, grouping->by)->level;
    g_autoptr(RankTest) test = rank_test_new(model, work->scale, grouping->by);
    if (test->n_groups < 2)
        return;
    double critical =
        chi_square_critical(safe_p(model, grouping->p, grouping->differs), test->n_groups - 1);
    guint64 tries = (guint64)EXCHANGES_PER_ROW * model->n;
    for (; tries > 0 && !is_reached(test, grouping, critical); tries--) {
        guint i = (guint)random_below(&work->random, model->n);
        guint j = (guint)random_below(&work->random, model->n);
        if (group[i] == group[j] || test->rank[i] == 0 || test->rank[j] == 0 ||
            !same_elsewhere(work, grouping->by, i, j) ||
            !improves(test, group, i, j, grouping->differs))
            continue;
        if (!try_exchange(work, i, j, FALSE))
            exchange_ranks(test, group, i, j);
    }
}

void nudge_comparisons(ScaleWork *work)
{
    for (guint i = 0; i < work->groupings->len; i++) {
        const Grouping *grouping = &g_array_index(work->groupings, Grouping, i);
        if (grouping->differs != grouping->same)
            nudge_comparison(work, grouping);
    }
}
