/* Independent pieces of work on several cores. */
#pragma once

#include <glib.h>

/* Calls EACH for every INDEX below N, once, from this thread and up to THREADS - 1 more (0: a
 * thread a core); lower indices begin first, and INDEX 0 on this thread. Returns when all are done.
 * Where the system gives no thread the others do its share. */
void parallel(guint n, guint threads, void (*each)(guint index, gpointer data), gpointer data);
