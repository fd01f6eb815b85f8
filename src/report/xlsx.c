/* annexe.xlsx: the annex itself. */
#include "report_formats.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/outset.h"
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

/* An output that cannot be read back is a failure of writing. */
static char *digest_output(const char *path, GError **error)
{
    GError *cause = NULL;
    char *sha256 = digest_file(path, &cause);
    if (cause == NULL)
        return sha256;
    cause->code = ANNEXE_ERROR_IO;
    g_propagate_error(error, cause);
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
    if (!xlsx_verify(path, error) || !outset_sync(path, error))
        return NULL;
    return digest_output(path, error);
}
