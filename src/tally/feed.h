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
    gint64 (*first_row)(gpointer data, guint reader);
    gpointer data;
} Feed;

/* Opens a feed of COLUMNS (SourceColumn), for work that takes several passes. */
typedef struct {
    gboolean (*open)(gpointer data, const GArray *columns, Feed *feed, GError **error);
    void (*close)(gpointer data, Feed *feed);
    gpointer data;
} FeedMaker;

/* The columns that the requests of TALLY need, in order (SourceColumn; free with g_array_unref()).
 */
GArray *tally_columns(Tally *tally);
/* tally_run() over FEED, whose columns are tally_columns(); NAME is the file's in messages. */
gboolean tally_run_feed(Tally *tally, const Feed *feed, const char *name, const Progress *progress,
                        GError **error);

gboolean tally_run_design_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                                const Progress *progress, GError **error);
gboolean tally_run_replicates_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                                    const Progress *progress, GError **error);
