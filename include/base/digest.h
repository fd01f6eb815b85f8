/* SHA-256, in lower-case hexadecimal; g_free() it. */
#pragma once

#include <glib.h>

char *digest_buffer(const void *bytes, gsize length);
/* NULL with ANNEXE_ERROR_DATA when PATH cannot be read. */
char *digest_file(const char *path, GError **error);
