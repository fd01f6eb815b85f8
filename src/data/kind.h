/* What a kind of source gives to source.c and scan.c: one file per kind, which exports one
 * `const SourceKind`, and one line in the table of source.c. */
#pragma once

#include "confined.h"
#include "data/source.h"
#include "reader.h"
#include "shares.h"

/* An input, opened before any confinement: what a reader can read is decided here. */
typedef struct {
    const char *path;
    int fd;         /* each reader reads with pread(): they share the position otherwise */
    gint64 size;    /* bytes */
    int catalog_fd; /* -1: none */
    gint64 catalog_size;
} SourceFile;

/* One reader's part: rows for ReadStat, bytes for text. */
typedef struct {
    gint64 from, until; /* until -1: the end */
    gint64 first_row;   /* of the file, from 0 */
    gint64 n_rows;      /* -1: unknown */
} SourceRange;

typedef struct {
    const SourceFile *file;
    const SourceOptions *options;
    const Codebook *codebook;
    const SourceColumn *columns;
    guint n_columns;
    SourceRange range;
    /* Where readers share rows: the range is what this one begins with. Else NULL. */
    Shares *shares;
    guint reader;
} ReadJob;

typedef struct {
    const char *name;
    const char *const *extensions; /* lower case, without the point; ends with NULL */
    /* Fills CODEBOOK by way of confined children. */
    gboolean (*describe)(const SourceFile *file, const SourceOptions *options, Codebook *codebook,
                         GError **error);
    /* At most WANTED ranges into RANGES, at least one; how many. */
    guint (*ranges)(const SourceFile *file, const Codebook *codebook, guint wanted,
                    SourceRange *ranges);
    /* What a row before its own costs a reader, as part of what reading one does: readers then
     * share the rows. NULL: each reads its range. */
    double (*skip)(const SourceFile *file);
    /* In the child. */
    void (*read)(Reader *reader, const ReadJob *job);
} SourceKind;

/* The kind for a path by its extension, or NULL with ERROR that lists the known ones. */
const SourceKind *source_kind(const char *path, GError **error);
/* scan_new() with a kind at hand; a test gives one whose reader is hostile. */
Scan *scan_new_of(const SourceKind *kind, const SourceOptions *options, const Codebook *codebook,
                  const SourceColumn *columns, guint n_columns, guint n_readers, GError **error);
gboolean source_file_open(SourceFile *file, const SourceOptions *options, GError **error);
void source_file_close(SourceFile *file);
/* The descriptors a reader keeps; how many. */
guint source_file_fds(const SourceFile *file, int fds[2]);

/* "PATH: row R, variable V: error: MESSAGE": ROW from 1, or 0; VARIABLE may be NULL. */
void source_error(GError **error, gint code, const char *path, gint64 row, const char *variable,
                  const char *format, ...) G_GNUC_PRINTF(6, 7);
/* For a child that ended without a word: HOW is confined_end()'s. */
void source_error_ended(GError **error, const char *path, const char *how);
/* The message of WIRE_ERROR in READER, with the names that COLUMNS stand for (or NULL). */
void source_error_wire(GError **error, const WireReader *reader, const Codebook *codebook,
                       const ReadJob *job);
