/* SHA-256, in lower-case hexadecimal; g_free() it. */
#pragma once

#include <glib.h>

/* Of bytes in pieces; digest_sum_end() frees the sum. */
typedef struct DigestSum DigestSum;
DigestSum *digest_sum_new(void);
void digest_sum_add(DigestSum *sum, const void *bytes, gsize length);
char *digest_sum_end(DigestSum *sum);
/* NULL with ANNEXE_ERROR_DATA when PATH cannot be read. */
char *digest_file(const char *path, GError **error);

/* The same beside other work, of a large file in a process of its own: digest_begin() forks, so it
 * comes before any thread is started. */
typedef struct Digest Digest;
Digest *digest_begin(const char *path);
/* As digest_file(). */
char *digest_end(Digest *digest, GError **error);
void digest_free(Digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)
