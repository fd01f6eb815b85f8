/* Bytes of text in any encoding to valid UTF-8, through GLib's iconv. */
#pragma once

#include <glib.h>

/* Valid UTF-8 without NUL bytes. */
gboolean encoding_is_utf8(const char *bytes, gsize length);
/* Whether iconv knows the encoding NAME. */
gboolean encoding_is_known(const char *name);
/* LENGTH bytes in ENCODING as UTF-8 with a NUL behind it; g_free() it. NULL with
 * ANNEXE_ERROR_DATA that names the offending byte and its offset, or for an encoding nobody knows.
 * NUL bytes in the text are refused as well: what follows them would vanish. */
char *encoding_decode(const char *bytes, gsize length, const char *encoding, GError **error);
/* What a text file seems to be, from its first bytes: "UTF-8" (with a BOM, or valid so far; unless
 * WHOLE the last character may be cut), "UTF-16LE", "UTF-16BE" (with a BOM), else "windows-1252",
 * in which every western spreadsheet writes. A static string. */
const char *encoding_sniff(const char *bytes, gsize length, gboolean whole);
