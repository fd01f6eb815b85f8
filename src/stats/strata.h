/* The layers of a stratified table, and Cochran-Mantel-Haenszel's quadratic forms over them. */
#pragma once

#include "table.h"

/* Counts of one stratum for the rows and columns of a TABLE_FILLED of the whole summary. */
typedef struct {
    const Table *whole;
    gint64 *n, *row_n, *col_n;
    gint64 total;
} Layer;

Layer *layer_new(const Table *whole);
void layer_free(Layer *layer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Layer, layer_free)
/* Reads stratum STRATUM of SUMMARY into LAYER. */
void layer_load(Layer *layer, const Summary *summary, guint stratum);
