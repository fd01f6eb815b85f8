/* Where a pass gets its batches: a Scan of a file, or anything else that has readers, batches and
 * dictionaries (the tests feed tables from memory). The functions keep to the contract of
 * data/source.h. */
#pragma once

#include "data/source.h"
#include "tally/tally.h"

typedef struct {
    guint n_readers;
    gboolean (*next)(gpointer data, guint reader, const Batch **batch, GError **error);
    const DictEntry *(*dictionary)(gpointer data, guint reader, guint column, guint *n);
    gpointer data;
    /* Of READER's last batch, the rows of the file (from 0), where they do not follow one another
     * from first_row on; NULL when they always do. */
    const guint32 *(*rows)(gpointer data, guint reader);
    /* After the readers have ended: some cells were not in the encoding of the file. NULL: never.
     */
    gboolean (*guessed)(gpointer data);
} Feed;

/* Opens a feed of COLUMNS (SourceColumn), for work that takes several passes. */
typedef struct {
    gboolean (*open)(gpointer data, const GArray *columns, Feed *feed, GError **error);
    void (*close)(Feed *feed);
    gpointer data;
} FeedMaker;

/* The columns that the requests of TALLY need, in order (SourceColumn; free with g_array_unref()).
 */
GArray *tally_columns(Tally *tally);
/* tally_run() over a feed of MAKER, kept open for the second pass where its batches fit in the
 * bytes that tally_keep() says (by default MOST_KEPT; 0: nothing is kept). */
gboolean tally_run_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                         const Progress *progress, GError **error);
enum { MOST_KEPT = 24 << 20 };
void tally_keep(Tally *tally, gsize most_bytes);
/* The same over FEED, whose columns are tally_columns(); NAME is the file's in messages. */
gboolean tally_run_feed(Tally *tally, const Feed *feed, const char *name, const Progress *progress,
                        GError **error);

/* Adjusts the weights where the plan says so, in passes of its own; before tally_columns(). */
gboolean tally_calibrate_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                               const Progress *progress, GError **error);
gboolean tally_run_design_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                                const Progress *progress, GError **error);
gboolean tally_run_replicates_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                                    const Progress *progress, GError **error);
