/* A file written front to back through a buffer, digested on its way, so that nobody has to read it
 * again.
 *
 *     g_autoptr(Outfile) file = outfile_new(path);
 *     for (...) { append to outfile_text(file); outfile_pass(file); }
 *     char *sha256 = outfile_end(file, &error);
 *
 * The first failure is kept and told at the end. Where PATH must appear whole or not at all it lies
 * in an Outset. */
#pragma once

#include <glib.h>

typedef struct Outfile Outfile;

/* Makes PATH, or empties what is there. */
Outfile *outfile_new(const char *path);
/* An unended file stays as far as it was written. */
void outfile_free(Outfile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outfile, outfile_free)
/* What waits to be written; append to it. */
GString *outfile_text(Outfile *file);
/* Writes what waits when it is worth a call. The text appended last stays in sight until here. */
void outfile_pass(Outfile *file);
/* Writes the rest, syncs and closes. The SHA-256 in lower-case hexadecimal (g_free() it), or NULL
 * with ANNEXE_ERROR_IO. Once. */
char *outfile_end(Outfile *file, GError **error);
