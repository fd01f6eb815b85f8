/* SHA-256, in lower-case hexadecimal; g_free() it. */
#pragma once

#include <glib.h>

char *digest_buffer(const void *bytes, gsize length);
/* NULL with ANNEXE_ERROR_DATA when PATH cannot be read. */
char *digest_file(const char *path, GError **error);

/* The same beside other work, in a process of its own: digest_begin() forks, so it comes before any
 * thread is started. */
typedef struct Digest Digest;
Digest *digest_begin(const char *path);
/* As digest_file(). */
char *digest_end(Digest *digest, GError **error);
void digest_free(Digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)
