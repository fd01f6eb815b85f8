/* Reading CSV: for the microdata a stream of fields at the speed of libcsv, for small files whole
 * records.
 *
 *     g_autoptr(CsvReader) reader = csv_reader_new(&(CsvFormat){.delimiter = ';'}, &calls, data);
 *     while (more) if (!csv_reader_push(reader, bytes, length, &error)) ...
 *     if (!csv_reader_finish(reader, &error)) ...
 *
 * The grammar is RFC 4180's, and what programs write beside it: LF, CRLF and CR end lines; blanks
 * around unquoted fields are dropped; a quote inside an unquoted field is a character. A blank line
 * is a record of one empty field, because in a file of one column it is a missing answer. A BOM at
 * the very start is removed.
 *
 * Refused with ANNEXE_ERROR_DATA, and csv_reader_line() then the line to be looked at: NUL bytes; a
 * quote that is never closed, or that closes in the middle of a field (the line where it OPENED);
 * a quoted field of more than CSV_FIELD_MAX bytes, a line of more than CSV_LINE_MAX. Messages begin
 * with "line N: ". */
#pragma once

#include <glib.h>

enum { CSV_FIELD_MAX = 1 << 20, CSV_LINE_MAX = 1 << 26 };

typedef struct CsvReader CsvReader;

typedef struct {
    char delimiter;     /* 0: comma */
    char quote;         /* 0: the double quote */
    guint64 first_line; /* number of the first line pushed; 0 means 1 */
} CsvFormat;

/* Called in the order of the file. FIELD gets the bytes (no NUL behind them, gone after the call)
 * and is called by libcsv itself, without anything in between; BYTES is NULL for an empty field
 * that was not quoted. RECORD ends the record (may be NULL); a physical line gives one at most. */
typedef struct {
    void (*field)(void *bytes, size_t length, void *data);
    void (*record)(CsvReader *reader, void *data);
} CsvCalls;

CsvReader *csv_reader_new(const CsvFormat *format, const CsvCalls *calls, void *data);
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)
/* Bytes may be cut anywhere. FALSE ends the reading. */
gboolean csv_reader_push(CsvReader *reader, const char *bytes, gsize length, GError **error);
/* Ends the last record, which may lack its line end. */
gboolean csv_reader_finish(CsvReader *reader, GError **error);
/* From a callback: nothing more is to be read; later bytes are ignored. Takes effect at the end of
 * the physical line. */
void csv_reader_stop(CsvReader *reader);
/* In a callback: the physical line (from 1) where the record begins. After an error: see above. */
guint64 csv_reader_line(const CsvReader *reader);

/* Which of comma, semicolon and tab the first line with any of them holds most often outside
 * quotes; a comma when none. */
char csv_sniff_delimiter(const char *text, gsize length);

/* A whole small file (claims, catalogues of labels) as records. */
typedef struct {
    char *text;      /* with a NUL behind it */
    gsize length;    /* bytes */
    gboolean quoted; /* an empty field written "" */
} CsvField;

typedef struct {
    guint64 line;   /* where it begins */
    GArray *fields; /* CsvField */
} CsvRecord;

typedef struct {
    GPtrArray *records; /* CsvRecord */
} CsvTable;

/* NULL with ERROR, and *LINE the line of the mistake (LINE may be NULL). */
CsvTable *csv_table_read(const char *text, gsize length, const CsvFormat *format, guint64 *line,
                         GError **error);
void csv_table_free(CsvTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvTable, csv_table_free)
/* Where field FIELD (from 0) of the record that begins at *LINE stands in TEXT: its physical line,
 * and the column in characters from 1. */
void csv_locate(const char *text, gsize length, const CsvFormat *format, guint field, guint64 *line,
                guint *column);
