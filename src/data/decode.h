/* Bytes of a file as UTF-8, once per name, label and dictionary entry. */
#pragma once

#include <glib.h>

typedef struct Decoder Decoder;

/* ENCODING NULL: UTF-8 where the bytes are, else windows-1252. A file that says UTF-8 and has other
 * bytes in it (a label pasted in latin-1) is read the same way; GIVEN, when the plan names the
 * encoding, is strict. NULL with ERROR for an encoding that iconv does not know. */
Decoder *decoder_new(const char *encoding, gboolean given, GError **error);
/* UTF-8 without trailing blanks; free with g_free(). NULL when the bytes are not in the encoding. A
 * character cut in two at the end, as fixed widths do, is dropped. */
char *decoder_text(Decoder *decoder, const char *bytes, gsize length);
/* Some text was not what the file said and was read as windows-1252. */
gboolean decoder_fell_back(const Decoder *decoder);
const char *decoder_encoding(const Decoder *decoder);
void decoder_free(Decoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decoder, decoder_free)

/* Text for a message: what is not UTF-8 becomes \xNN, control characters too, and a long one is
 * cut. */
char *decode_for_message(const char *bytes, gsize length);
