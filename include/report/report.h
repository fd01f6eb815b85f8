/* Reports: what `annexe run` writes. One file per format in src/report, one line in formats.def.
 * Each reads only Results. */
#pragma once

#include "result/result.h"

typedef struct {
    const char *format;    /* as in --only: "csv", "json", "xlsx"; csv has two files */
    const char *file_name; /* "annexe.xlsx" */
    /* Writes PATH whole, syncs it and gives its SHA-256 (g_free() it), or NULL with
     * ANNEXE_ERROR_IO. Its folder is the writer's to use for temporary files. Formats run in
     * threads of their own. */
    char *(*write)(const Results *results, const char *path, GError **error);
    /* Instead of write(): begin() has all threads to itself, before any format is written, and
     * end(), which runs beside the others, takes what it gave and is always called. */
    gpointer (*begin)(const Results *results, const char *path);
    char *(*end)(gpointer begun, GError **error);
} Report;

/* NULL-terminated: tests.csv, estimates.csv, results.json, annexe.xlsx. */
const Report *const *reports_all(void);

/* An input for the manifest. */
typedef struct {
    const char *role; /* plan, data, claims, catalog */
    const char *path;
    const char *sha256; /* when it is known already, else NULL */
} ReportInput;

/* Writes the set into FOLDER as SPEC.md says: hidden folder, sync, check, rename one by one, the
 * old manifest first and the new last; files of the old manifest that this run does not make are
 * removed. ONLY: NULL-terminated formats or NULL for all. RESULTS must
 * be sealed. Returns the paths written, the manifest last (g_strfreev()); NULL with
 * ANNEXE_ERROR_IO (ANNEXE_ERROR_DATA for an input that cannot be read) and everything as it was
 * before. */
char **reports_write(const Results *results, const char *folder, const char *const *only,
                     const ReportInput *inputs, guint n_inputs, GError **error);
/* A test as people call it: "Kruskal-Wallis", "Khi-deux"; an unknown one is its own name. */
const char *report_test_name(const char *test, Language language);
