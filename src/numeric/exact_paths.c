/* Paths in a table with open addressing; a path without weight is a free slot. */
#include "exact_paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1 << 12, MOST_ENTRIES = 1 << 22 };

void paths_init(Paths *p, double quantum)
{
    *p = (Paths){.slots = g_new0(Path, FIRST_SLOTS), .n_slots = FIRST_SLOTS, .quantum = quantum};
}

void paths_clear(Paths *p)
{
    g_clear_pointer(&p->slots, g_free);
}

static guint slot_hash(guint64 state, gint64 rounded)
{
    guint64 h = state * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) + (guint64)rounded;

    h = (h ^ (h >> 31)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    return (guint)(h ^ (h >> 32));
}

static Path *slot_find(Path *slots, guint n_slots, guint64 state, gint64 rounded)
{
    guint i = slot_hash(state, rounded) & (n_slots - 1);

    while (slots[i].weight > 0 && (slots[i].state != state || slots[i].rounded != rounded))
        i = (i + 1) & (n_slots - 1);
    return &slots[i];
}

static void grow(Paths *p)
{
    guint n = p->n_slots * 2;
    Path *slots = g_new0(Path, n);

    for (guint i = 0; i < p->n_slots; i++)
        if (p->slots[i].weight > 0)
            *slot_find(slots, n, p->slots[i].state, p->slots[i].rounded) = p->slots[i];
    g_free(p->slots);
    p->slots = slots;
    p->n_slots = n;
}

gboolean paths_add(Paths *p, guint64 state, double value, double weight)
{
    gint64 rounded = (gint64)llround(value / p->quantum);
    Path *slot = slot_find(p->slots, p->n_slots, state, rounded);

    if (weight <= 0)
        return TRUE;
    if (slot->weight > 0) {
        slot->weight += weight;
        return TRUE;
    }
    *slot = (Path){state, rounded, value, weight};
    if (++p->n_used > MOST_ENTRIES)
        return FALSE;
    if (p->n_used > p->n_slots / 2)
        grow(p);
    return TRUE;
}

static int path_compare(const void *a, const void *b)
{
    const Path *x = a, *y = b;

    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    return (x->rounded > y->rounded) - (x->rounded < y->rounded);
}

GArray *paths_take(Paths *p)
{
    GArray *paths = g_array_sized_new(FALSE, FALSE, sizeof(Path), p->n_used);

    for (guint i = 0; i < p->n_slots; i++)
        if (p->slots[i].weight > 0)
            g_array_append_val(paths, p->slots[i]);
    qsort(paths->data, paths->len, sizeof(Path), path_compare);
    memset(p->slots, 0, p->n_slots * sizeof *p->slots);
    p->n_used = 0;
    return paths;
}
