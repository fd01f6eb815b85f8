/* A block of rows as one flat piece of memory without pointers: it crosses a pipe as it is.
 * Columns are those asked for, in the order asked. Codes index the reader's dictionary of that
 * column (see source.h); a column of doubles (weights) holds values, NaN for any kind of missing.
 */
#pragma once

#include <glib.h>

typedef enum { BATCH_U8 = 1, BATCH_U16 = 2, BATCH_U32 = 4, BATCH_DOUBLE = 8 } BatchWidth;

typedef struct {
    guint32 width;  /* BatchWidth; may grow from batch to batch */
    guint32 offset; /* from the start of the Batch, a multiple of 64 */
} BatchColumn;

typedef struct {
    guint32 size; /* bytes in all */
    guint32 n_rows;
    guint32 n_columns;
    guint32 pad;
    gint64 first_row; /* of the file, from 0 */
    BatchColumn columns[];
} Batch;

static inline const void *batch_column(const Batch *batch, guint column)
{
    return (const char *)batch + batch->columns[column].offset;
}

/* The code at ROW whatever the width; for loops that matter, switch on the width outside. */
static inline guint32 batch_code(const Batch *batch, guint column, guint row)
{
    const void *cells = batch_column(batch, column);
    switch (batch->columns[column].width) {
    case BATCH_U8:
        return ((const guint8 *)cells)[row];
    case BATCH_U16:
        return ((const guint16 *)cells)[row];
    default:
        return ((const guint32 *)cells)[row];
    }
}
