/* A child process that can read the files it was given, write to one pipe, and reach nothing else.
 *
 *     Confined child;
 *     if (!confined_start(&child, fds, n_fds, body, data, &error)) …
 *     … read child.fd to its end …
 *     g_autofree char *how = confined_end(&child);      NULL: it ended well
 *
 * It is forked, so it has the caller's memory as it was; no thread may have been started before. */
#pragma once

#include "wire.h"
#include <sys/types.h>

typedef struct {
    pid_t pid; /* 0: none */
    int fd;
} Confined;

typedef void (*ConfinedBody)(Wire *out, gpointer data);

/* The child keeps only the N_KEEP descriptors in KEEP and its pipe. BODY runs in it. */
gboolean confined_start(Confined *child, const int *keep, guint n_keep, ConfinedBody body,
                        gpointer data, GError **error);
/* After the end of its pipe was read: waits for the child, which may not close a descriptor, so it
 * is ending. How it ended when that was not well, as "by signal 11 (Segmentation fault)"; free with
 * g_free(). */
char *confined_end(Confined *child);
/* Ends the child, whatever it is doing. */
void confined_kill(Confined *child);
