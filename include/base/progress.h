/* Progress of a long pass. Rooms report numbers; the command room draws them, and only on a
 * terminal. Called from one thread at a time. */
#pragma once

#include <glib.h>

typedef struct {
    void (*rows)(gpointer data, gint64 done, gint64 total); /* total -1 when unknown */
    gpointer data;
} Progress;
