/* Rows that several readers divide among themselves while they read.
 *
 * A core is seldom as fast as its neighbour: other work shares it. So each reader has a part of its
 * own, takes it block by block, and takes over the end of another's when it is through. There is
 * one word a reader, in memory that the processes share, changed by compare and swap: nobody waits
 * for anybody, and all that a hostile reader can write there is which rows are read, which
 * scan_messages.c holds against the file's.
 *
 *     Shares *shares = shares_new(n_readers, n_rows, skip, &error);        before the forks
 *     shares_give(shares, r, from, until);                                 each reader its part
 *     in reader r: while ((n = shares_take(shares, r)) > 0) … reads N rows that follow …
 *                  if (shares_take_over(shares, r, &from)) … goes on there, likewise … */
#pragma once

#include <glib.h>

/* Parts begin at multiples of so many rows. */
#define SHARES_BLOCK 1024

typedef struct Shares Shares;

/* SKIP: what a row before the first one costs a reader, as part of what reading one does. NULL with
 * ANNEXE_ERROR_IO where there is no memory to share. */
Shares *shares_new(guint n_readers, gint64 n_rows, double skip, GError **error);
void shares_free(Shares *shares);
void shares_give(Shares *shares, guint reader, gint64 from, gint64 until);
/* How many rows READER reads next, at most a block; 0: its part is read. */
gint64 shares_take(Shares *shares, guint reader);
/* Makes the end of the longest part that is left READER's own, as much of it as lets both be
 * through at one time. FALSE: nothing is worth it. */
gboolean shares_take_over(Shares *shares, guint reader, gint64 *from);
