/* What a format gives to sink.c: one file per library, one line in the table there. */
#pragma once

#include "data/sink.h"

#include <stdio.h>

typedef struct {
    const char *path;
    FILE *file; /* the hidden sibling; a write that fails shows at the end (ferror) */
    const Codebook *codebook;
    gint64 n_rows;
} SinkFile;

typedef struct {
    const char *const *extensions; /* lower case, without the point; ends with NULL */
    /* The state of one file being written, or NULL with ERROR. */
    gpointer (*begin)(const SinkFile *file, GError **error);
    gboolean (*row)(gpointer state, const SinkCell *cells, GError **error);
    gboolean (*end)(gpointer state, GError **error);
    void (*free)(gpointer state);
} SinkKind;

/* "PATH: variable V: error: MESSAGE"; VARIABLE may be NULL. */
void sink_error(GError **error, const SinkFile *file, const char *variable, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
