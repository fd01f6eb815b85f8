/* Rows of a first pass, kept for those that follow: a file that fits is read once.
 *
 *     Kept *kept = kept_new(&feed, columns, most_bytes);
 *     … a pass over kept_feed(kept), which hands on FEED's batches and copies them …
 *     kept_sort(kept, column);
 *     Feed again;
 *     if (kept_open(kept, other_columns, &again)) … a pass over AGAIN, from memory …
 *
 * Sorted, the rows of a cluster come one after the other, and what is summed by cluster stays in
 * the processor's cache: without it, half of a second pass waits for memory. Beyond MOST_BYTES it
 * forgets what it has and goes on without; kept_open() is then FALSE, as it is for columns that the
 * first pass did not have. FEED must live as long, for its dictionaries. */
#pragma once

#include "feed.h"

typedef struct Kept Kept;

Kept *kept_new(const Feed *feed, GArray *columns, gsize most_bytes);
void kept_free(Kept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kept, kept_free)
/* The feed of the first pass. */
Feed kept_feed(Kept *kept);
/* After it: whether there was room. */
gboolean kept_has_all(const Kept *kept);
/* After it: each reader's rows by the code of COLUMN (of the first pass; -1: none), in file order
 * within. */
void kept_sort(Kept *kept, gint column);
/* From the first row on, over COLUMNS (SourceColumn) in their order; one such pass at a time. */
gboolean kept_open(Kept *kept, const GArray *columns, Feed *feed);
