/* Atoms: the levels of an item, those together that no claim tells apart.
 *
 *     set = atoms_set(&atoms, levels)           for each set of levels that a claim names
 *     atoms_find(&atoms)                        once, when all are named
 *     atoms_in_set(&atoms, atom, set) …         for atoms from 0 to signatures->len */
#pragma once

#include <glib.h>

/* As many as a signature has bits; atoms_set() takes more, atoms_find() must not be called then. */
#define ATOMS_MOST_SETS 64

typedef struct {
    GPtrArray *sets;    /* char **, borrowed: bit i of a signature is set i */
    GArray *signatures; /* guint64, the atoms */
} Atoms;

void atoms_init(Atoms *atoms);
void atoms_clear(Atoms *atoms);
/* The number of the set that has these LEVELS, in any order; a new one where there is none. */
guint atoms_set(Atoms *atoms, char **levels);
void atoms_find(Atoms *atoms);
/* FALSE too for an ATOM beyond the last: what no claim names is in no set. */
gboolean atoms_in_set(const Atoms *atoms, guint atom, guint set);
