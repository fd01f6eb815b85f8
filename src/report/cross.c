#include "cross.h"

#include "base/words.h"

#include <string.h>

const CrossMeasureKind cross_measures[CROSS_MEASURES] = {
    [CROSS_COUNT] = {"count", W_MEASURE_COUNT, W_COUNT_OF_GROUP, ROLE_COUNT},
    [CROSS_PERCENT] = {"percent", W_MEASURE_PERCENT, W_PERCENT_OF_GROUP, ROLE_PERCENT},
    [CROSS_RESIDUAL] = {"adjusted_residual", W_MEASURE_RESIDUAL, W_RESIDUAL_OF_GROUP,
                        ROLE_RESIDUAL},
};

static gint measure_of(const EstimateResult *e)
{
    for (gint m = 0; m < CROSS_MEASURES && e->level != NULL; m++)
        if (is_named(e->estimate, cross_measures[m].name))
            return m;
    return -1;
}

/* A cell of a crosstab; results have one address for equal strings. */
typedef struct {
    const char *group, *level;
} Spot;

static guint spot_hash(gconstpointer data)
{
    const Spot *spot = data;
    return g_direct_hash(spot->group) * 31 + g_direct_hash(spot->level);
}

static gboolean spot_equal(gconstpointer a, gconstpointer b)
{
    const Spot *x = a, *y = b;
    return x->group == y->group && x->level == y->level;
}

guint cross_nets_from(const Pivot *pivot, const Topic *topic)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(spot_hash, spot_equal, g_free, NULL);
    guint n = topic->cell->estimates->len;
    for (guint i = 0; i < n; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (measure_of(e) != CROSS_COUNT)
            continue;
        Spot spot = {e->group, e->level};
        if (strchr(e->level, ';') != NULL || !g_hash_table_add(seen, g_memdup2(&spot, sizeof spot)))
            return i;
    }
    return n;
}

static void cross_see(Pivot *pivot, const Topic *topic, guint from, guint to, Cross *cross)
{
    cross->levels = g_array_new(FALSE, FALSE, sizeof(Key));
    cross->groups = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = from; i < to; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (is_named(e->estimate, "expected")) /* behind the residuals; all in estimates.csv */
            pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
        if (measure_of(e) < 0)
            continue;
        pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
        keys_add(cross->levels, e->level, e->level_label);
        guint g = keys_add(cross->groups, e->group, e->group_label);
        if (measure_of(e) == CROSS_PERCENT) {
            g_array_index(cross->groups, Key, g).n = e->n;
            g_array_index(cross->groups, Key, g).invented = (e->invented & INVENTED_N) != 0;
        }
    }
    keys_name(cross->levels, pivot->book);
    keys_name(cross->groups, pivot->book);
}

const Key *cross_group(const Cross *cross, guint g)
{
    return &g_array_index(cross->groups, Key, g);
}

static void cross_order(Cross *cross)
{
    cross->order = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint all = 0; all < 2; all++)
        for (guint g = 0; g < cross->groups->len; g++)
            if ((cross_group(cross, g)->value == NULL) == (all == 1))
                g_array_append_val(cross->order, g);
}

static void cross_sort(const Pivot *pivot, const Topic *topic, guint from, guint to, Cross *cross)
{
    guint size = cross->levels->len * cross->groups->len;
    for (guint m = 0; m < CROSS_MEASURES; m++)
        cross->cells[m] = g_new0(const EstimateResult *, size + 1);
    for (guint i = from; i < to; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        gint m = measure_of(e);
        if (m < 0)
            continue;
        guint l = keys_add(cross->levels, e->level, NULL);
        guint g = keys_add(cross->groups, e->group, NULL);
        cross->cells[m][l * cross->groups->len + g] = e;
        g_array_index(cross->groups, Key, g).marked |= e->quality != NULL;
        cross->has[m] |= e->value.has; /* under a weight nothing may have residuals */
    }
}

void cross_read(Pivot *pivot, const Topic *topic, guint from, guint to, Cross *cross)
{
    *cross = (Cross){0};
    cross_see(pivot, topic, from, to, cross);
    cross_sort(pivot, topic, from, to, cross);
    cross_order(cross);
}

void cross_clear(Cross *cross)
{
    g_array_unref(cross->levels);
    g_array_unref(cross->groups);
    g_array_unref(cross->order);
    for (guint m = 0; m < CROSS_MEASURES; m++)
        g_free(cross->cells[m]);
}

const char *cross_group_name(const Pivot *pivot, const Cross *cross, guint group)
{
    const Key *key = cross_group(cross, group);
    return key->value == NULL ? word(W_ALL_GROUPS, pivot->language) : key->shown;
}

void cross_put(const Pivot *pivot, const Cross *cross, guint level, guint group,
               CrossMeasure measure, Table *table)
{
    const EstimateResult *e = cross->cells[measure][level * cross->groups->len + group];
    if (e == NULL && measure == CROSS_COUNT)
        put_n(table, 0, pivot->results->synthetic ? INVENTED_N : 0);
    else
        put_estimate(table, cross_measures[measure].role, e);
    if (cross_group(cross, group)->marked)
        put_quality(table, e);
}
