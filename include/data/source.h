/* A data file, read. Every reader runs in a confined child process; a crafted file may end its
 * reader (then an error says so), never this process.
 *
 *     SourceOptions options = {.path = "copenhagen.sav"};
 *     g_autoptr(Codebook) codebook = source_describe(&options, &error);
 *     SourceColumn columns[] = {{.column = 0}, {.column = 4, .as_double = TRUE}};
 *     g_autoptr(Scan) scan = scan_new(&options, codebook, columns, 2, n_readers, &error);
 *     for each reader r < scan_n_readers(scan), each perhaps in a thread of its own:
 *         const Batch *batch;
 *         while (scan_next(scan, r, &batch, &error) && batch != NULL)
 *             … scan_dictionary(scan, r, column) has every entry that the batch uses …
 *
 * scan_new() forks, so it comes before any thread is started. */
#pragma once

#include "data/batch.h"
#include "data/codebook.h"

typedef struct {
    const char *path;
    const char
        *encoding;  /* NULL: what the file says, else UTF-8, else windows-1252 with a warning */
    char delimiter; /* 0: sniffed among , ; tab */
    char decimal;   /* 0: sniffed */
    /* Text files: words that in a column of numbers mean no answer, such as NA, compared as bytes;
     * they become system-missing. NULL-terminated, or NULL. */
    const char *const *missing_words;
    const char *catalog; /* SAS labels, or NULL */
} SourceOptions;

typedef struct {
    guint column;       /* Variable.column */
    gboolean as_double; /* no dictionary: values as double (weights) */
} SourceColumn;

/* A distinct value of a column as one reader met it; code = position. */
typedef struct {
    CellState state; /* as the file declares it; the plan's missing codes are applied later */
    char tag;
    double number;
    char *text;       /* string variables: UTF-8, trailing blanks removed; else NULL */
    gint64 first_row; /* of the file, from 0 */
} DictEntry;

typedef struct Scan Scan;

/* Whether PATH has a name that only data files have (a .txt may be anything). */
gboolean source_is_data_file(const char *path);
/* Reads only the dictionary of the file. */
Codebook *source_describe(const SourceOptions *options, GError **error);

/* Starts at most N_READERS readers over row ranges (fewer for small files or formats). Limit:
 * 262,144 distinct values in a coded column, else ANNEXE_ERROR_LIMIT naming variable and row. */
Scan *scan_new(const SourceOptions *options, const Codebook *codebook, const SourceColumn *columns,
               guint n_columns, guint n_readers, GError **error);
guint scan_n_readers(const Scan *scan);
/* TRUE with *BATCH = NULL at the end of this reader's range. The batch is valid until the next call
 * for this reader. Safe from one thread per reader. */
gboolean scan_next(Scan *scan, guint reader, const Batch **batch, GError **error);
/* Entries met so far by READER in the COLUMN-th column asked for; the array grows and may move with
 * scan_next(), codes stay. */
const DictEntry *scan_dictionary(const Scan *scan, guint reader, guint column, guint *n);
/* Some cells were not in the encoding that the file says, and were read as windows-1252. After the
 * readers have ended. */
gboolean scan_guessed_encoding(const Scan *scan);
/* Ends all readers, whatever they are doing. */
void scan_free(Scan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scan, scan_free)
