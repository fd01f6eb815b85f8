/* Paths through the stages of a table that lead into the next one: those that meet in a state with
 * the same value are one, with the sum of their weights. */
#pragma once

#include <glib.h>

/* Paths to one state with one value. */
typedef struct {
    guint64 state;
    gint64 rounded; /* value / quantum, only to find equals */
    double value, weight;
} Path;

typedef struct {
    Path *slots;
    guint n_slots, n_used;
    double quantum;
} Paths;

/* Values that agree to QUANTUM are the same. */
void paths_init(Paths *p, double quantum);
void paths_clear(Paths *p);
/* FALSE when there are more paths than it takes. */
gboolean paths_add(Paths *p, guint64 state, double value, double weight);
/* The paths gathered, Path, by state and then value; none are left behind. */
GArray *paths_take(Paths *p);
