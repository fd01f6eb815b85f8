/* An atom is known by its signature: one bit for each set, whether the atom's levels are in it. */
#include "consistency_atoms.h"

void atoms_init(Atoms *atoms)
{
    atoms->sets = g_ptr_array_new();
    atoms->signatures = g_array_new(FALSE, FALSE, sizeof(guint64));
}

void atoms_clear(Atoms *atoms)
{
    g_ptr_array_unref(atoms->sets);
    g_array_unref(atoms->signatures);
}

static gboolean same_set(char **a, char **b)
{
    for (char **word = a; *word != NULL; word++)
        if (!g_strv_contains((const char *const *)b, *word))
            return FALSE;
    for (char **word = b; *word != NULL; word++)
        if (!g_strv_contains((const char *const *)a, *word))
            return FALSE;
    return TRUE;
}

guint atoms_set(Atoms *atoms, char **levels)
{
    for (guint i = 0; i < atoms->sets->len; i++)
        if (same_set(g_ptr_array_index(atoms->sets, i), levels))
            return i;
    g_ptr_array_add(atoms->sets, levels);
    return atoms->sets->len - 1;
}

static guint64 signature_of(const Atoms *atoms, const char *level)
{
    guint64 signature = 0;
    for (guint i = 0; i < atoms->sets->len; i++)
        if (g_strv_contains(g_ptr_array_index(atoms->sets, i), level))
            signature |= G_GUINT64_CONSTANT(1) << i;
    return signature;
}

static void add_atom(Atoms *atoms, guint64 signature)
{
    for (guint i = 0; i < atoms->signatures->len; i++)
        if (g_array_index(atoms->signatures, guint64, i) == signature)
            return;
    g_array_append_val(atoms->signatures, signature);
}

void atoms_find(Atoms *atoms)
{
    for (guint i = 0; i < atoms->sets->len; i++)
        for (char **level = g_ptr_array_index(atoms->sets, i); *level != NULL; level++)
            add_atom(atoms, signature_of(atoms, *level));
}

gboolean atoms_in_set(const Atoms *atoms, guint atom, guint set)
{
    return atom < atoms->signatures->len &&
           (g_array_index(atoms->signatures, guint64, atom) >> set & 1);
}
