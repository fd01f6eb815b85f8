/* Microdata written: SAV, ZSAV, POR, DTA, XPT, SAS7BDAT, CSV or TSV by extension. No clock in the
 * file. Written to a hidden sibling, synced and renamed at sink_close(): never half a file. */
#pragma once

#include "data/codebook.h"

/* A cell to write: state CELL_VALID or CELL_USER_MISSING with a value, or missing. */
typedef struct {
    CellState state;
    char tag;
    double number;
    const char *text;
} SinkCell;

typedef struct Sink Sink;

/* CODEBOOK gives variables (strings with their width), labels, file label (a synthetic file says so
 * there; CSV: in a first column, see sink_csv.c). It outlives the sink. Exactly N_ROWS rows
 * follow. Errors: USAGE for an unknown extension, else IO. */
Sink *sink_new(const char *path, const Codebook *codebook, gint64 n_rows, GError **error);
gboolean sink_write(Sink *sink, const SinkCell *cells, GError **error);
gboolean sink_close(Sink *sink, GError **error);
/* Without sink_close(): removes what was written. */
void sink_free(Sink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sink, sink_free)
