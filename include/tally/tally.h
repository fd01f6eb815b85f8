/* One pass over the data fills every table that was asked for.
 *
 *     g_autoptr(Tally) tally = tally_new(frame);
 *     guint a = tally_ask_table(tally, response, by, -1);
 *     guint b = tally_ask_moments(tally, items, n);
 *     if (!tally_run(tally, &options, threads, &progress, &error)) …
 *     const Summary *s = tally_summary(tally, a);
 *
 * The result does not depend on the number of readers or threads; memory does not grow with
 * respondents. Values that break the plan (outside a scale's range, a frequency weight that is
 * negative or fractional) are ANNEXE_ERROR_DATA: file, variable, value, how many, first row. */
#pragma once

#include "base/progress.h"
#include "tally/frame.h"
#include "tally/summary.h"

typedef struct Tally Tally;

Tally *tally_new(const Frame *frame);
/* Requests; equal ones get the same handle. BY and STRATUM are variable indexes or -1. */
guint tally_ask_table(Tally *tally, gint response, gint by, gint stratum);
/* Item by item over one level set (the union of their levels), from bitmaps. */
guint tally_ask_pair(Tally *tally, gint first, gint second);
guint tally_ask_moments(Tally *tally, const gint *items, guint n,
                        gint scale /* reversed as in it, or -1 */);
guint tally_ask_blocks(Tally *tally, const gint *items, guint n);
/* THREADS 0: as many as processors. FALSE with ERROR (DATA, LIMIT, IO): nothing is sealed. Limits:
 * 65,536 levels of a response, 1,000 groups of a grouping, 16 MiB of tables. */
gboolean tally_run(Tally *tally, const SourceOptions *options, guint threads,
                   const Progress *progress, GError **error);
/* Sealed after a run that succeeded, else NULL; owned by TALLY. */
const Summary *tally_summary(const Tally *tally, guint handle);
/* After the run. rows_read and rows_kept (by `where` and weight) count respondents, that is copies
 * under a frequency weight; the others count rows of the file. weight_sum is that of the rows kept.
 */
typedef struct {
    gint64 rows_read, rows_kept, rows_zero_weight, rows_missing_weight;
    double weight_sum;
    gint64 file_rows;
} TallyBase;
TallyBase tally_base(const Tally *tally);
void tally_free(Tally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tally, tally_free)
