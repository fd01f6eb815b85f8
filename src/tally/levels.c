#include "levels.h"

#include <string.h>

enum { FIRST_SLOTS = 16 };

LevelSet *level_set_new(void)
{
    LevelSet *set = g_new0(LevelSet, 1);
    set->levels = g_array_new(FALSE, FALSE, sizeof(SummaryLevel));
    set->strings = g_string_chunk_new(64);
    set->n_slots = FIRST_SLOTS;
    set->slots = g_new0(guint32, set->n_slots);
    return set;
}

void level_set_free(LevelSet *set)
{
    if (set == NULL)
        return;
    g_array_unref(set->levels);
    g_string_chunk_free(set->strings);
    g_free(set->slots);
    g_free(set);
}

static guint64 hash_bytes(guint64 hash, const void *bytes, gsize n)
{
    const guint8 *p = bytes;
    for (gsize i = 0; i < n; i++)
        hash = (hash ^ p[i]) * G_GUINT64_CONSTANT(0x100000001b3);
    return hash;
}

static guint hash_level(const SummaryLevel *value)
{
    guint64 hash =
        G_GUINT64_CONSTANT(0xcbf29ce484222325) + (guint64)value->state * 257 + (guint8)value->tag;
    if (value->text != NULL)
        hash = hash_bytes(hash, value->text, strlen(value->text));
    else
        hash = hash_bytes(hash, &value->number, sizeof value->number);
    return (guint)(hash ^ (hash >> 32));
}

static gboolean equal_levels(const SummaryLevel *a, const SummaryLevel *b)
{
    if (a->state != b->state || a->tag != b->tag || (a->text == NULL) != (b->text == NULL))
        return FALSE;
    return a->text != NULL ? strcmp(a->text, b->text) == 0 : a->number == b->number;
}

/* One spelling for values that mean the same. */
static SummaryLevel canonical(SummaryLevel value)
{
    if (value.state == CELL_SYSTEM_MISSING || value.state == CELL_TAGGED_MISSING) {
        value.number = 0;
        value.text = NULL;
    }
    if (value.state != CELL_TAGGED_MISSING)
        value.tag = '\0';
    if (value.number == 0 || value.text != NULL)
        value.number = 0;
    return value;
}

static guint32 *find_slot(const LevelSet *set, const SummaryLevel *value)
{
    guint mask = set->n_slots - 1;
    for (guint at = hash_level(value) & mask;; at = (at + 1) & mask) {
        guint32 *slot = &set->slots[at];
        if (*slot == 0 || equal_levels(level_set_get(set, *slot - 1), value))
            return slot;
    }
}

static void grow(LevelSet *set)
{
    g_free(set->slots);
    set->n_slots *= 2;
    set->slots = g_new0(guint32, set->n_slots);
    for (guint i = 0; i < set->levels->len; i++)
        *find_slot(set, level_set_get(set, i)) = i + 1;
}

guint level_set_intern(LevelSet *set, SummaryLevel value)
{
    value = canonical(value);
    guint32 *slot = find_slot(set, &value);
    if (*slot != 0)
        return *slot - 1;
    if (value.text != NULL)
        value.text = g_string_chunk_insert(set->strings, value.text);
    g_array_append_val(set->levels, value);
    *slot = set->levels->len;
    set->n_valid += value.state == CELL_VALID;
    guint id = set->levels->len - 1;
    if (set->levels->len * 2 > set->n_slots)
        grow(set);
    return id;
}

guint level_set_find(const LevelSet *set, SummaryLevel value)
{
    value = canonical(value);
    return *find_slot(set, &value) - 1; /* 0 is none: wraps to G_MAXUINT */
}

gint level_compare(const SummaryLevel *a, const SummaryLevel *b)
{
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    if (a->tag != b->tag)
        return a->tag < b->tag ? -1 : 1;
    if (a->text != NULL && b->text != NULL)
        return strcmp(a->text, b->text);
    return (a->number > b->number) - (a->number < b->number);
}

static gint compare_ids(gconstpointer a, gconstpointer b, gpointer data)
{
    const LevelSet *set = data;
    return level_compare(level_set_get(set, *(const guint *)a),
                         level_set_get(set, *(const guint *)b));
}

guint *level_set_order(const LevelSet *set)
{
    guint n = set->levels->len;
    guint *order = g_new(guint, n + 1);
    for (guint i = 0; i < n; i++)
        order[i] = i;
    g_qsort_with_data(order, (gint)n, sizeof *order, compare_ids, (gpointer)(gsize)set);
    return order;
}
