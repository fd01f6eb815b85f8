/* annexe.xlsx: the annex itself. */
#include "report_formats.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/outset.h"
#include "base/parallel.h"
#include "clean.h"
#include "pivot.h"
#include "xlsx_parts.h"

#include <string.h>

/* No clock in any output: the moment that every workbook says it was created. */
#define CREATED 946684800 /* 2000-01-01T00:00:00Z */

void xlsx_note_error(Xlsx *xlsx, lxw_error error)
{
    if (xlsx->error == LXW_NO_ERROR)
        xlsx->error = error;
}

static void set_properties(const Xlsx *xlsx)
{
    const Results *results = xlsx->book->results;
    const char *whole = results->title != NULL ? results->title : "annexe";
    g_autofree char *valid = clean_text(whole);
    g_autofree char *title = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), 120));
    lxw_doc_properties properties = {
        .title = title, .author = (char *)(guintptr) "annexe", .created = CREATED};
    xlsx_note_error((Xlsx *)(guintptr)xlsx, workbook_set_properties(xlsx->workbook, &properties));
}

static void write_sheets(Xlsx *xlsx)
{
    guint n = xlsx->book->sheets->len;
    g_autofree lxw_worksheet **sheets = g_new0(lxw_worksheet *, n);
    for (guint i = 0; i < n; i++) {
        const Sheet *sheet = g_ptr_array_index(xlsx->book->sheets, i);
        sheets[i] = workbook_add_worksheet(xlsx->workbook, sheet->name);
        if (sheets[i] == NULL) {
            xlsx_note_error(xlsx, LXW_ERROR_SHEETNAME_LENGTH_EXCEEDED);
            return;
        }
    }
    for (guint i = 0; i < n; i++)
        xlsx_sheet_write(xlsx, sheets[i], i);
    worksheet_activate(sheets[0]);
}

/* Syncing and checking: the disk's work and the processor's, at the same time. */
typedef struct {
    const char *path;
    char *sha256;
    GError *errors[2];
} Finish;

/* An output that cannot be read back is a failure of writing. */
static void finish(guint index, gpointer data)
{
    Finish *f = data;
    if (index == 0) {
        xlsx_verify(f->path, &f->errors[0]);
    } else if (outset_sync(f->path, &f->errors[1])) {
        f->sha256 = digest_file(f->path, &f->errors[1]);
        if (f->errors[1] != NULL)
            f->errors[1]->code = ANNEXE_ERROR_IO;
    }
}

static char *finish_file(const char *path, GError **error)
{
    Finish f = {.path = path};
    parallel(2, 2, finish, &f);
    GError *first = f.errors[0] != NULL ? f.errors[0] : f.errors[1];
    if (first == NULL)
        return f.sha256;
    if (first != f.errors[1])
        g_clear_error(&f.errors[1]);
    g_propagate_error(error, first);
    g_free(f.sha256);
    return NULL;
}

char *xlsx_write(const Results *results, const char *path, GError **error)
{
    g_autoptr(Book) book = pivot_book(results);
    g_autofree char *folder = g_path_get_dirname(path);
    lxw_workbook_options options = {.tmpdir = folder};
    Xlsx xlsx = {.book = book, .workbook = workbook_new_opt(path, &options)};
    if (xlsx.workbook == NULL) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: cannot be created", path);
        return NULL;
    }
    xlsx_default_font(&xlsx);
    set_properties(&xlsx);
    write_sheets(&xlsx);
    lxw_error closed = workbook_close(xlsx.workbook);
    xlsx_note_error(&xlsx, closed);
    if (xlsx.error != LXW_NO_ERROR) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: %s", path, lxw_strerror(xlsx.error));
        return NULL;
    }
    return finish_file(path, error);
}
