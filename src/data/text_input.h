/* A part of a text file pushed through CsvReader, in a confined child: for describing and for
 * reading alike. */
#pragma once

#include "base/csv.h"
#include "kind.h"

/* Pushes the bytes [from, until) of FILE, until -1 is its end, and finishes. WHY gets the message
 * of a refusal (g_free() it) and is NULL after success. STOP (or NULL) set by a callback, which has
 * stopped READER, ends the reading, and is no refusal. */
gboolean text_push(CsvReader *reader, const SourceFile *file, gint64 from, gint64 until,
                   const gboolean *stop, char **why);
/* pread() without interruption; bytes read, or -1. */
gssize text_read(const SourceFile *file, char *to, gsize wanted, gint64 at);
/* Whether a cell, blanks behind it aside, is one of WORDS (NULL-terminated, or NULL). */
gboolean text_means_missing(const char *const *words, const char *bytes, gsize length);
