/* A scan and its readers, as scan.c and scan_messages.c know them. */
#pragma once

#include "decode.h"
#include "kind.h"

/* Of the file, from 0: UNTIL is the first one beyond. */
typedef struct {
    gint64 from, until;
} Rows;

typedef struct {
    Confined child;
    WireReader wire;
    ReadJob job;
    Decoder *decoder;
    GArray **dictionaries; /* DictEntry, one for each column asked for */
    Rows rows;             /* those that came, since the last move */
    gboolean ended, failed;
} ScanReader;

struct Scan {
    const Codebook *codebook;
    SourceOptions options;
    SourceFile file;
    SourceColumn *columns;
    guint n_columns, n_readers;
    ScanReader *readers;
    Shares *shares; /* NULL: each reads its range */
    GMutex lock;
    GArray *read;  /* Rows, of readers that share, by the lock */
    gint64 n_read; /* by the lock */
    guint n_ended; /* by the lock */
};

/* Each takes the message that READER's wire holds: FALSE, or NULL, with ERROR when it is not one
 * that a reader sends, or tells of data that cannot be read. */
gboolean scan_take_entry(const Scan *scan, ScanReader *reader, GError **error);
/* The batch itself, as long as the wire holds it. */
const Batch *scan_take_batch(const Scan *scan, ScanReader *reader, GError **error);
gboolean scan_take_move(Scan *scan, ScanReader *reader, GError **error);
gboolean scan_take_end(Scan *scan, ScanReader *reader, GError **error);
/* Says that a reader sent what no reader sends. */
void scan_hostile(const Scan *scan, GError **error);
