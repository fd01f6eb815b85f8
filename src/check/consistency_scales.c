/* Granularity of medians and means of scales.
 *
 * SOURCE: Brown and Heathers 2017, The GRIM Test, Social Psychological and Personality Science
 * 8:363-369: a mean of n whole numbers is a multiple of 1/n; of n scores of k items, of 1/(nk).
 *
 * DERIVED here, for medians of item means. A score is s/j: s whole from j low to j high, j of the
 * k items answered, j from min_answered to k. The median of an odd number of respondents is one
 * such score, of an even number the mean of two, so the reachable values are
 *     { s/j }   and   { (s/j + t/i) / 2 },
 * with everybody answering everything the multiples of 1/k and of 1/(2k). Any such value is
 * reached by one or two respondents, and by more (repeat the values below and above), hence the
 * enumeration is exact. Where the parity is not known the second set is taken: it contains the
 * first (both halves equal). Reversed items (low + high - x) change nothing.
 *
 * DERIVED for means with omitted answers: n scores with denominators min_answered..k add to a
 * multiple of 1/L, L their least common multiple, so a mean is a multiple of 1/(nL). If the printed
 * interval holds none, no answers give it; if it holds one, there need not be answers that do.
 *
 * POWER: the share of prints between low and high that are reachable. One omitted item in 19 makes
 * nearly all two-decimal medians reachable; then the rule says nothing, and so do we.
 *
 * CHANCE that some k fits: each two-decimal value has a set of k's, as bits; the distribution of
 * the intersection over n values drawn independently is built value by value, exactly. Held against
 * brute force in tests/check/test_consistency_scales.c. */
#include "consistency_scales.h"

#include <math.h>
#include <string.h>

#define MAX_UNIT 10000
#define MAX_LCM  1000000
/* More distinct scores than this reach every print of at most two decimals. */
#define MAX_SCORES 3000

typedef struct {
    gint64 top, bottom; /* top / bottom, bottom > 0 */
} Fraction;

struct Reach {
    gint64 unit, first, n; /* prints first/unit … (first + n - 1)/unit */
    gint64 n_reached;
    guint8 *reached;
};

static gint64 power_of_ten(int decimals)
{
    gint64 unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    return MIN(unit, MAX_UNIT);
}

static Reach *reach_new(gint64 low, gint64 high, int decimals)
{
    Reach *reach = g_new0(Reach, 1);
    reach->unit = power_of_ten(decimals);
    reach->first = low * reach->unit;
    reach->n = (high - low) * reach->unit + 1;
    reach->reached = g_new0(guint8, (gsize)reach->n);
    return reach;
}

void reach_free(Reach *reach)
{
    if (reach == NULL)
        return;
    g_free(reach->reached);
    g_free(reach);
}

static void mark(Reach *reach, gint64 print)
{
    gint64 i = print - reach->first;
    if (i >= 0 && i < reach->n && !reach->reached[i]) {
        reach->reached[i] = 1;
        reach->n_reached++;
    }
}

static gint64 floor_div(gint64 a, gint64 b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* Marks the prints of top/bottom; a tie prints both neighbours. */
static void mark_value(Reach *reach, gint64 top, gint64 bottom)
{
    gint64 twice = 2 * top * reach->unit;
    gint64 down = floor_div(twice, 2 * bottom);
    gint64 rest = twice - down * 2 * bottom;
    if (rest <= bottom)
        mark(reach, down);
    if (rest >= bottom)
        mark(reach, down + 1);
}

static gint compare_fractions(gconstpointer a, gconstpointer b)
{
    const Fraction *x = a, *y = b;
    gint64 left = x->top * y->bottom, right = y->top * x->bottom;
    return (left > right) - (left < right);
}

/* The median of J answers is an answer or, for even J, half-way between two. */
static void add_scores(const ScaleShape *shape, gint64 j, GArray *scores)
{
    gint64 step = shape->score == SCALE_MEAN ? j : j % 2 == 0 ? 2 : 1;
    if (shape->score == SCALE_SUM)
        step = 1;
    gint64 factor = shape->score == SCALE_SUM ? j : 1;
    for (gint64 s = factor * shape->low * step; s <= factor * shape->high * step; s++) {
        Fraction score = {s, step};
        g_array_append_val(scores, score);
    }
}

/* The distinct scores, ascending. */
static GArray *all_scores(const ScaleShape *shape)
{
    g_autoptr(GArray) scores = g_array_new(FALSE, FALSE, sizeof(Fraction));
    for (gint64 j = MAX(1, shape->min_answered); j <= shape->k; j++)
        add_scores(shape, j, scores);
    g_array_sort(scores, compare_fractions);
    GArray *distinct = g_array_new(FALSE, FALSE, sizeof(Fraction));
    for (guint i = 0; i < scores->len; i++) {
        const Fraction *score = &g_array_index(scores, Fraction, i);
        if (i == 0 || compare_fractions(score - 1, score) != 0)
            g_array_append_vals(distinct, score, 1);
    }
    return distinct;
}

static void mark_pairs(Reach *reach, const GArray *scores)
{
    for (guint i = 0; i < scores->len && reach->n_reached < reach->n; i++) {
        Fraction a = g_array_index(scores, Fraction, i);
        for (guint j = i; j < scores->len; j++) {
            Fraction b = g_array_index(scores, Fraction, j);
            mark_value(reach, a.top * b.bottom + b.top * a.bottom, 2 * a.bottom * b.bottom);
        }
    }
}

Reach *reach_medians(const ScaleShape *shape, int decimals, MedianParity parity)
{
    gint64 factor = shape->score == SCALE_SUM ? shape->k : 1;
    gint64 low = shape->score == SCALE_SUM ? MAX(1, shape->min_answered) * shape->low : shape->low;
    Reach *reach = reach_new(MIN(low, factor * shape->low), factor * shape->high, decimals);
    g_autoptr(GArray) scores = all_scores(shape);
    if (parity == MEDIAN_OF_ONE || scores->len > MAX_SCORES) {
        for (guint i = 0; i < scores->len; i++)
            mark_value(reach, g_array_index(scores, Fraction, i).top,
                       g_array_index(scores, Fraction, i).bottom);
    } else {
        mark_pairs(reach, scores);
    }
    if (scores->len > MAX_SCORES)
        reach->n_reached = reach->n;
    return reach;
}

gboolean reach_has(const Reach *reach, double value)
{
    if (reach->n_reached == reach->n)
        return value * (double)reach->unit > (double)reach->first - 0.5 &&
               value * (double)reach->unit < (double)(reach->first + reach->n) - 0.5;
    gint64 i = llround(value * (double)reach->unit) - reach->first;
    return i >= 0 && i < reach->n && reach->reached[i];
}

double reach_share(const Reach *reach)
{
    return (double)reach->n_reached / (double)reach->n;
}

static gint64 common_step(const ScaleShape *shape)
{
    if (shape->score == SCALE_SUM)
        return 1;
    if (shape->score == SCALE_MEDIAN)
        return shape->k > 1 ? 2 : 1;
    gint64 step = 1;
    for (gint64 j = MAX(1, shape->min_answered); j <= shape->k && step <= MAX_LCM; j++) {
        gint64 a = step, b = j;
        while (b != 0) {
            gint64 rest = a % b;
            a = b;
            b = rest;
        }
        step = step / a * j;
    }
    return step;
}

gboolean grim_mean(const ScaleShape *shape, gint64 n, double value, int decimals, double *share)
{
    gint64 step = common_step(shape), unit = power_of_ten(decimals);
    *share = 1;
    if (step > MAX_LCM || n <= 0 || n > MAX_LCM)
        return TRUE;
    gint64 bottom = n * step, printed = llround(value * (double)unit);
    *share = MIN(1.0, (double)bottom / (double)unit);
    gint64 above = floor_div((2 * printed + 1) * bottom, 2 * unit);
    return above * 2 * unit >= (2 * printed - 1) * bottom;
}

static gboolean item_fits(gint64 k, gint64 printed, gint64 unit)
{
    gint64 s = -floor_div(-(2 * printed - 1) * 2 * k, 2 * unit);
    return s * 2 * unit < (2 * printed + 1) * 2 * k;
}

gboolean items_fit(guint k, const double *values, guint n, int decimals)
{
    gint64 unit = power_of_ten(decimals);
    for (guint i = 0; i < n; i++)
        if (!item_fits(k, llround(values[i] * (double)unit), unit))
            return FALSE;
    return TRUE;
}

static void add_chance(GHashTable *chances, guint64 mask, double chance)
{
    double *known = g_hash_table_lookup(chances, &mask);
    if (known == NULL) {
        guint64 *key = g_new(guint64, 1);
        known = g_new0(double, 1);
        *key = mask;
        g_hash_table_insert(chances, key, known);
    }
    *known += chance;
}

/* One value more: every mask meets the fits of every print. MASKS: print → its k's, with counts. */
static GHashTable *next_chances(GHashTable *chances, GHashTable *masks, double n_prints)
{
    GHashTable *next = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    GHashTableIter outer, inner;
    gpointer mask, chance, fits, count;
    g_hash_table_iter_init(&outer, chances);
    while (g_hash_table_iter_next(&outer, &mask, &chance)) {
        g_hash_table_iter_init(&inner, masks);
        while (g_hash_table_iter_next(&inner, &fits, &count))
            add_chance(next, *(guint64 *)mask & *(guint64 *)fits,
                       *(double *)chance * *(double *)count / n_prints);
    }
    guint64 none = 0;
    g_hash_table_remove(next, &none);
    return next;
}

double items_chance(guint max_k, guint n, int decimals, gint64 low, gint64 high)
{
    gint64 unit = power_of_ten(decimals);
    g_autoptr(GHashTable) masks =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    for (gint64 printed = low * unit; printed <= high * unit; printed++) {
        guint64 mask = 0;
        for (guint k = 1; k <= MIN(max_k, 64); k++)
            if (item_fits(k, printed, unit))
                mask |= G_GUINT64_CONSTANT(1) << (k - 1);
        add_chance(masks, mask, 1);
    }
    GHashTable *chances = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    add_chance(chances, G_MAXUINT64, 1);
    for (guint i = 0; i < n; i++) {
        GHashTable *next = next_chances(chances, masks, (double)((high - low) * unit + 1));
        g_hash_table_unref(chances);
        chances = next;
    }
    double chance = 0;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, chances);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        chance += *(double *)value;
    g_hash_table_unref(chances);
    return chance;
}
