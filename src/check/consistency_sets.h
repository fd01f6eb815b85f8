/* All minimal contradictory sets among N things, and a smallest set of things to free, from an
 * oracle that says whether a subset holds together. */
#pragma once

#include "check/solver.h"

typedef SolverAnswer (*SetOracle)(gpointer data, const guint *members, guint n);

typedef struct {
    GPtrArray *sets;   /* GArray of guint, ascending; in ascending order of size, then of members */
    GArray *repair;    /* guint, ascending: a smallest set that leaves the rest consistent */
    gboolean complete; /* FALSE: a limit was reached; every set is one, there may be more */
} MinimalSets;

typedef struct {
    guint max_sets;   /* minimal sets */
    guint max_calls;  /* of the oracle */
    SolverWork *work; /* shared with the oracle; NULL: no limit */
} SetLimits;

/* The oracle must be monotone: what contradicts keeps contradicting when more is added.
 * SOLVER_LIMIT counts as consistent and clears `complete`. Where work ends, a set may have more
 * members than it needs, and the repair may be too small. Free with minimal_sets_free(). */
MinimalSets *minimal_sets_find(guint n, SetOracle oracle, gpointer data, SetLimits limits);
void minimal_sets_free(MinimalSets *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MinimalSets, minimal_sets_free)
/* Ascending by size, then by members; for g_ptr_array_sort(). */
gint member_sets_compare(gconstpointer a, gconstpointer b);
