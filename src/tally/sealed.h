/* A Summary while it is being filled, and what it owns.
 *
 *     Sealed *sealed = sealed_new(SUMMARY_TABLE);
 *     gint64 *n = sealed_array(sealed, n_cells, sizeof *n);
 *     sealed->summary.n = n;
 *     return &sealed->summary;             (summary_free() takes it back)
 *
 * sealed_array() gives zeroed memory that lives as long as the Summary; never NULL (one element at
 * least), so that an empty table still has arrays. */
#pragma once

#include "tally/summary.h"

typedef struct {
    Summary summary; /* first: a Summary * is a Sealed * */
    GPtrArray *owned;
    GStringChunk *strings; /* texts of levels */
} Sealed;

Sealed *sealed_new(SummaryKind kind);
gpointer sealed_array(Sealed *sealed, gsize n, gsize size);
/* A copy of LEVELS whose texts belong to SEALED; NULL for NULL. */
SummaryLevel *sealed_levels(Sealed *sealed, const SummaryLevel *levels, guint n);
/* Copies of plain arrays; NULL for NULL. */
gint64 *sealed_counts(Sealed *sealed, const gint64 *counts, gsize n);
double *sealed_doubles(Sealed *sealed, const double *doubles, gsize n);
