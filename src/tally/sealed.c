#include "sealed.h"

#include <string.h>

Sealed *sealed_new(SummaryKind kind)
{
    Sealed *sealed = g_new0(Sealed, 1);
    sealed->summary.kind = kind;
    sealed->summary.n_strata = 1;
    sealed->summary.n_groups = 1;
    sealed->owned = g_ptr_array_new_with_free_func(g_free);
    sealed->strings = g_string_chunk_new(64);
    return sealed;
}

gpointer sealed_array(Sealed *sealed, gsize n, gsize size)
{
    gpointer array = g_malloc0_n(MAX(n, 1), size);
    g_ptr_array_add(sealed->owned, array);
    return array;
}

SummaryLevel *sealed_levels(Sealed *sealed, const SummaryLevel *levels, guint n)
{
    if (levels == NULL)
        return NULL;
    SummaryLevel *copy = sealed_array(sealed, n, sizeof *copy);
    for (guint i = 0; i < n; i++) {
        copy[i] = levels[i];
        if (levels[i].text != NULL)
            copy[i].text = g_string_chunk_insert_const(sealed->strings, levels[i].text);
    }
    return copy;
}

gint64 *sealed_counts(Sealed *sealed, const gint64 *counts, gsize n)
{
    if (counts == NULL)
        return NULL;
    gint64 *copy = sealed_array(sealed, n, sizeof *copy);
    memcpy(copy, counts, n * sizeof *copy);
    return copy;
}

double *sealed_doubles(Sealed *sealed, const double *doubles, gsize n)
{
    if (doubles == NULL)
        return NULL;
    double *copy = sealed_array(sealed, n, sizeof *copy);
    memcpy(copy, doubles, n * sizeof *copy);
    return copy;
}

void summary_free(Summary *summary)
{
    if (summary == NULL)
        return;
    Sealed *sealed = (Sealed *)summary;
    g_ptr_array_unref(sealed->owned);
    g_string_chunk_free(sealed->strings);
    g_free(sealed);
}
