/* annexe.xlsx: the annex itself. */
#include "report_formats.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/outset.h"
#include "base/parallel.h"
#include "clean.h"
#include "pivot.h"
#include "xlsx_parts.h"

#include <errno.h>
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
    const Results *results = xlsx->results;
    const char *whole = results->title != NULL ? results->title : "annexe";
    g_autofree char *valid = clean_text(whole);
    g_autofree char *title = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), 120));
    lxw_doc_properties properties = {
        .title = title, .author = (char *)(guintptr) "annexe", .created = CREATED};
    xlsx_note_error((Xlsx *)(guintptr)xlsx, workbook_set_properties(xlsx->workbook, &properties));
}

/* --- sheets, written while those that follow are filled --------------------------------------- */

/* A sheet on its way from one thread to the other; SHEET is NULL behind the last. */
typedef struct {
    const Sheet *sheet;
    guint position;
    gboolean whole;
} Told;

typedef struct {
    const Results *results;
    GAsyncQueue *queue; /* Told */
    Book *book;
} Filling;

static void send(const Sheet *sheet, guint position, gboolean whole, gpointer data)
{
    Told told = {sheet, position, whole};
    g_async_queue_push(data, g_memdup2(&told, sizeof told));
}

static gpointer fill(gpointer data)
{
    Filling *filling = data;
    filling->book = pivot_book(filling->results, send, filling->queue);
    send(NULL, 0, FALSE, filling->queue);
    return NULL;
}

static void add_sheet(Xlsx *xlsx, const Told *told, GPtrArray *worksheets)
{
    lxw_worksheet *worksheet = workbook_add_worksheet(xlsx->workbook, told->sheet->name);
    if (worksheet == NULL)
        xlsx_note_error(xlsx, LXW_ERROR_SHEETNAME_LENGTH_EXCEEDED);
    g_ptr_array_add(worksheets, worksheet);
    g_ptr_array_add(xlsx->sheets, (gpointer)(guintptr)told->sheet);
}

static void write_sheets(Xlsx *xlsx, GAsyncQueue *queue)
{
    g_autoptr(GPtrArray) worksheets = g_ptr_array_new();
    for (;;) {
        g_autofree Told *told = g_async_queue_pop(queue);
        if (told->sheet == NULL)
            break;
        if (told->position == worksheets->len)
            add_sheet(xlsx, told, worksheets);
        lxw_worksheet *worksheet = g_ptr_array_index(worksheets, told->position);
        if (told->whole && xlsx->error == LXW_NO_ERROR)
            xlsx_sheet_write(xlsx, worksheet, told->position);
    }
    if (xlsx->error == LXW_NO_ERROR)
        worksheet_activate(g_ptr_array_index(worksheets, 0));
}

/* Fills the sheets in a thread of its own, where there is one to be had. */
static Book *fill_and_write(Xlsx *xlsx)
{
    g_autoptr(GAsyncQueue) queue = g_async_queue_new();
    Filling filling = {xlsx->results, queue, NULL};
    GThread *thread = g_thread_try_new("pivot", fill, &filling, NULL);
    if (thread == NULL)
        fill(&filling);
    write_sheets(xlsx, queue);
    if (thread != NULL)
        g_thread_join(thread);
    return filling.book;
}

/* Syncing and checking: the disk's work and the processor's, at the same time. */
typedef struct {
    const char *path;
    int failure; /* the errno that closing left, 0 for none */
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

/* Why the workbook is no good: what syncing says, then what made writing fail, which the library
 * that writes does not tell but errno kept, then what the check found. */
static void finish_error(Finish *f, GError **error)
{
    if (f->errors[1] != NULL) {
        g_clear_error(&f->errors[0]);
        g_propagate_error(error, f->errors[1]);
    } else if (f->failure != 0) {
        g_clear_error(&f->errors[0]);
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO,
                    "%s: the workbook was not written whole: %s", f->path, g_strerror(f->failure));
    } else {
        g_propagate_error(error, f->errors[0]);
    }
}

static char *finish_file(const char *path, int failure, GError **error)
{
    Finish f = {.path = path, .failure = failure};
    parallel(2, 2, finish, &f);
    if (f.errors[0] == NULL && f.errors[1] == NULL)
        return f.sha256;
    finish_error(&f, error);
    g_free(f.sha256);
    return NULL;
}

/* The errno of the last call that failed on the way, which alone proves nothing. */
static int close_workbook(Xlsx *xlsx)
{
    errno = 0;
    lxw_error closed = workbook_close(xlsx->workbook);
    int failure = errno;
    xlsx_note_error(xlsx, closed);
    return failure;
}

gpointer xlsx_begin(const Results *results, const char *path)
{
    Xlsx *xlsx = g_new0(Xlsx, 1);
    xlsx->results = results;
    xlsx->path = g_strdup(path);
    xlsx->folder = g_path_get_dirname(path);
    xlsx->sheets = g_ptr_array_new();
    lxw_workbook_options options = {.tmpdir = xlsx->folder};
    xlsx->workbook = workbook_new_opt(path, &options);
    if (xlsx->workbook != NULL) {
        xlsx_default_font(xlsx);
        set_properties(xlsx);
        xlsx->book = fill_and_write(xlsx);
    }
    return xlsx;
}

static char *end(Xlsx *xlsx, GError **error)
{
    if (xlsx->workbook == NULL) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: cannot be created", xlsx->path);
        return NULL;
    }
    int failure = close_workbook(xlsx);
    if (xlsx->error == LXW_NO_ERROR)
        return finish_file(xlsx->path, failure, error);
    const char *why = failure != 0 ? g_strerror(failure) : lxw_strerror(xlsx->error);
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: %s", xlsx->path, why);
    return NULL;
}

char *xlsx_end(gpointer begun, GError **error)
{
    Xlsx *xlsx = begun;
    char *sha256 = end(xlsx, error);
    g_clear_pointer(&xlsx->book, book_free);
    g_ptr_array_unref(xlsx->sheets);
    g_free(xlsx->folder);
    g_free(xlsx->path);
    g_free(xlsx);
    return sha256;
}
