/* The parent's side of a scan: batches and entries from the readers, none of them believed.
 *
 * Every size, offset, width and count of a batch is checked before it is used, and every code
 * against its dictionary, so that whoever counts by them cannot be led outside an array. */
#include "base/error.h"
#include "decode.h"
#include "kind.h"

#include <math.h>
#include <string.h>

/* Of the file, from 0: UNTIL is the first one beyond. */
typedef struct {
    gint64 from, until;
} Rows;

typedef struct {
    Confined child;
    WireReader wire;
    ReadJob job;
    Decoder *decoder;
    GArray **dictionaries; /* DictEntry, one for each column asked for */
    Rows rows;             /* those that came, since the last move */
    gboolean ended, failed;
} ScanReader;

struct Scan {
    const Codebook *codebook;
    SourceOptions options;
    SourceFile file;
    SourceColumn *columns;
    guint n_columns, n_readers;
    ScanReader *readers;
    Shares *shares; /* NULL: each reads its range */
    GMutex lock;
    GArray *read;  /* Rows, of readers that share, by the lock */
    gint64 n_read; /* by the lock */
    guint n_ended; /* by the lock */
};

enum { MOST_READERS = 64, ALIGNMENT = 64 };

typedef struct {
    const SourceKind *kind;
    const ReadJob *job;
} ReaderStart;

static void reader_body(Wire *out, gpointer data)
{
    const ReaderStart *start = data;
    const ReadJob *job = start->job;
    Reader *reader = reader_new(out, job->columns, job->n_columns, job->range.first_row);
    start->kind->read(reader, job);
}

static void clear_entry(gpointer data)
{
    g_free(((DictEntry *)data)->text);
}

static gboolean start_reader(Scan *scan, const SourceKind *kind, guint r, SourceRange range,
                             GError **error)
{
    ScanReader *reader = &scan->readers[r];
    const Codebook *codebook = scan->codebook;
    int fds[2];
    reader->job = (ReadJob){.file = &scan->file,
                            .options = &scan->options,
                            .codebook = codebook,
                            .columns = scan->columns,
                            .n_columns = scan->n_columns,
                            .range = range,
                            .shares = scan->shares,
                            .reader = r};
    reader->rows = (Rows){range.first_row, range.first_row};
    /* All of a text file was looked at to know its encoding. */
    gboolean given = scan->options.encoding != NULL, is_text = codebook->delimiter != 0;
    reader->decoder =
        decoder_new(given ? scan->options.encoding : codebook->encoding, given || is_text, error);
    if (reader->decoder == NULL)
        return FALSE;
    reader->dictionaries = g_new0(GArray *, scan->n_columns);
    for (guint c = 0; c < scan->n_columns; c++) {
        reader->dictionaries[c] = g_array_new(FALSE, FALSE, sizeof(DictEntry));
        g_array_set_clear_func(reader->dictionaries[c], clear_entry);
    }
    ReaderStart start = {kind, &reader->job};
    if (!confined_start(&reader->child, fds, source_file_fds(&scan->file, fds), reader_body, &start,
                        error))
        return FALSE;
    wire_reader_init(&reader->wire, reader->child.fd);
    return TRUE;
}

static gboolean check_columns(const Codebook *codebook, const SourceColumn *columns,
                              guint n_columns, GError **error)
{
    for (guint c = 0; c < n_columns; c++) {
        const Variable *variable = codebook->variables->pdata[columns[c].column];
        if (!columns[c].as_double || !variable->is_string)
            continue;
        source_error(error, ANNEXE_ERROR_DATA, codebook->path, variable->first_word_row,
                     variable->name, "numbers are needed and this holds text%s%s%s",
                     variable->first_word != NULL ? ", such as '" : "",
                     variable->first_word != NULL ? variable->first_word : "",
                     variable->first_word != NULL ? "'" : "");
        return FALSE;
    }
    return TRUE;
}

static gboolean share_rows(Scan *scan, const SourceKind *kind, const SourceRange *ranges, guint n,
                           GError **error)
{
    if (n == 1 || kind->skip == NULL)
        return TRUE;
    scan->shares = shares_new(n, scan->codebook->rows, kind->skip(&scan->file), error);
    for (guint r = 0; scan->shares != NULL && r < n; r++)
        shares_give(scan->shares, r, ranges[r].from, ranges[r].until);
    return scan->shares != NULL;
}

Scan *scan_new_of(const SourceKind *kind, const SourceOptions *options, const Codebook *codebook,
                  const SourceColumn *columns, guint n_columns, guint n_readers, GError **error)
{
    if (!check_columns(codebook, columns, n_columns, error))
        return NULL;
    g_autoptr(Scan) scan = g_new0(Scan, 1);
    scan->file.fd = scan->file.catalog_fd = -1;
    scan->codebook = codebook;
    scan->options = *options;
    scan->options.catalog = NULL;
    scan->columns = g_memdup2(columns, n_columns * sizeof *columns);
    scan->n_columns = n_columns;
    scan->read = g_array_new(FALSE, FALSE, sizeof(Rows));
    g_mutex_init(&scan->lock);
    if (!source_file_open(&scan->file, &scan->options, error))
        return NULL;
    SourceRange ranges[MOST_READERS];
    guint n = kind->ranges(&scan->file, codebook, CLAMP(n_readers, 1, MOST_READERS), ranges);
    if (!share_rows(scan, kind, ranges, n, error))
        return NULL;
    scan->readers = g_new0(ScanReader, n);
    for (guint r = 0; r < n; r++) {
        scan->n_readers = r + 1;
        if (!start_reader(scan, kind, r, ranges[r], error))
            return NULL;
    }
    source_file_close(&scan->file);
    return g_steal_pointer(&scan);
}

Scan *scan_new(const SourceOptions *options, const Codebook *codebook, const SourceColumn *columns,
               guint n_columns, guint n_readers, GError **error)
{
    const SourceKind *kind = source_kind(options->path, error);
    if (kind == NULL)
        return NULL;
    return scan_new_of(kind, options, codebook, columns, n_columns, n_readers, error);
}

guint scan_n_readers(const Scan *scan)
{
    return scan->n_readers;
}

static void hostile(const Scan *scan, GError **error)
{
    source_error_ended(error, scan->codebook->path, "after sending what no reader sends");
}

static const Variable *variable_of(const Scan *scan, guint column)
{
    return scan->codebook->variables->pdata[scan->columns[column].column];
}

static gboolean entry_text(const Scan *scan, ScanReader *reader, const Variable *variable,
                           DictEntry *entry, const char *bytes, gsize length, GError **error)
{
    entry->text = decoder_text(reader->decoder, bytes, length);
    if (entry->text != NULL)
        return TRUE;
    g_autofree char *shown = decode_for_message(bytes, length);
    source_error(error, ANNEXE_ERROR_DATA, scan->codebook->path, entry->first_row + 1,
                 variable->name, "'%s' is not valid %s; name the file's encoding as `encoding`",
                 shown, decoder_encoding(reader->decoder));
    return FALSE;
}

static CellState state_of(const Variable *variable, EntryKind kind, const DictEntry *entry)
{
    if (kind == ENTRY_TAGGED)
        return CELL_TAGGED_MISSING;
    if (kind == ENTRY_SYSTEM)
        return CELL_SYSTEM_MISSING;
    if (variable_declares_missing(variable, entry->number, entry->text))
        return CELL_USER_MISSING;
    return kind == ENTRY_TEXT && entry->text[0] == '\0' ? CELL_SYSTEM_MISSING : CELL_VALID;
}

static gboolean plausible_entry(const Scan *scan, const ScanReader *reader, guint32 column,
                                EntryKind kind, const DictEntry *entry)
{
    if (column >= scan->n_columns || scan->columns[column].as_double ||
        (guint)kind > ENTRY_TAGGED || entry->first_row < 0 ||
        reader->dictionaries[column]->len >= READER_LIMIT)
        return FALSE;
    gboolean is_string = variable_of(scan, column)->is_string;
    if (kind == ENTRY_TAGGED && entry->tag != '_' && !g_ascii_islower(entry->tag))
        return FALSE;
    return kind == ENTRY_SYSTEM || (kind == ENTRY_TEXT) == is_string;
}

static gboolean take_entry(const Scan *scan, ScanReader *reader, GError **error)
{
    DictEntry entry = {0};
    gsize length;
    WireCursor cursor = wire_cursor(&reader->wire);
    guint32 column = wire_take_u32(&cursor);
    EntryKind kind = (EntryKind)wire_take_u32(&cursor);
    entry.tag = (char)wire_take_u32(&cursor);
    entry.number = wire_take_f64(&cursor);
    entry.first_row = wire_take_i64(&cursor);
    const char *bytes = wire_take_bytes(&cursor, &length);
    if (!wire_cursor_done(&cursor) || (kind == ENTRY_TEXT) != (bytes != NULL) ||
        !plausible_entry(scan, reader, column, kind, &entry)) {
        hostile(scan, error);
        return FALSE;
    }
    const Variable *variable = variable_of(scan, column);
    if (kind == ENTRY_NUMBER && !isfinite(entry.number)) {
        source_error(error, ANNEXE_ERROR_DATA, scan->codebook->path, entry.first_row + 1,
                     variable->name, "the value is infinite, and no answer is");
        return FALSE;
    }
    if (kind == ENTRY_TEXT && !entry_text(scan, reader, variable, &entry, bytes, length, error))
        return FALSE;
    entry.state = state_of(variable, kind, &entry);
    g_array_append_val(reader->dictionaries[column], entry);
    return TRUE;
}

/* The highest code in codes of its own type, of which the processor compares many at once. */
#define HIGHEST_CODE(type)                                                                         \
    static guint32 highest_##type(const type *codes, guint32 n)                                    \
    {                                                                                              \
        type highest = 0;                                                                          \
        for (guint32 i = 0; i < n; i++)                                                            \
            highest = MAX(highest, codes[i]);                                                      \
        return highest;                                                                            \
    }
HIGHEST_CODE(guint8)
HIGHEST_CODE(guint16)
HIGHEST_CODE(guint32)

static gboolean codes_inside(const void *cells, guint32 width, guint32 n_rows, guint32 n_entries)
{
    switch (width) {
    case BATCH_U8:
        return highest_guint8(cells, n_rows) < n_entries;
    case BATCH_U16:
        return highest_guint16(cells, n_rows) < n_entries;
    default:
        return highest_guint32(cells, n_rows) < n_entries;
    }
}

/* Weights: a declared missing value is missing here too, and nothing infinite comes through. */
static gboolean doubles_good(const Scan *scan, Batch *batch, guint column, GError **error)
{
    double *cells = (double *)(void *)((char *)batch + batch->columns[column].offset);
    const Variable *variable = variable_of(scan, column);
    gboolean declares = variable->missing_ranges->len > 0;
    for (guint32 i = 0; i < batch->n_rows; i++) {
        if (isinf(cells[i])) {
            source_error(error, ANNEXE_ERROR_DATA, scan->codebook->path, batch->first_row + i + 1,
                         variable->name, "the value is infinite, and no weight is");
            return FALSE;
        }
        if (declares && variable_declares_missing(variable, cells[i], NULL))
            cells[i] = (double)NAN;
    }
    return TRUE;
}

static gboolean column_good(const Scan *scan, const ScanReader *reader, const Batch *batch, guint c)
{
    const BatchColumn *column = &batch->columns[c];
    gboolean wide = scan->columns[c].as_double;
    if (wide
            ? column->width != BATCH_DOUBLE
            : column->width != BATCH_U8 && column->width != BATCH_U16 && column->width != BATCH_U32)
        return FALSE;
    guint64 end = (guint64)column->offset + (guint64)column->width * batch->n_rows;
    if (column->offset % ALIGNMENT != 0 || end > batch->size ||
        column->offset < sizeof(Batch) + scan->n_columns * sizeof(BatchColumn))
        return FALSE;
    return wide || codes_inside(batch_column(batch, c), column->width, batch->n_rows,
                                reader->dictionaries[c]->len);
}

/* The first row that READER cannot have; -1: unknown. */
static gint64 rows_end(const Scan *scan, const ScanReader *reader)
{
    const SourceRange *range = &reader->job.range;
    if (scan->shares != NULL)
        return scan->codebook->rows;
    return range->n_rows < 0 ? -1 : range->first_row + range->n_rows;
}

static const Batch *take_batch(const Scan *scan, ScanReader *reader, GError **error)
{
    Batch *batch = (Batch *)(void *)reader->wire.data;
    gsize size = reader->wire.size;
    gint64 beyond = rows_end(scan, reader);
    gboolean good = size >= sizeof(Batch) + scan->n_columns * sizeof(BatchColumn) &&
                    batch->size == size && batch->n_columns == scan->n_columns &&
                    batch->n_rows > 0 && batch->first_row == reader->rows.until &&
                    (beyond < 0 || batch->n_rows <= beyond - reader->rows.until);
    for (guint c = 0; good && c < scan->n_columns; c++)
        good = column_good(scan, reader, batch, c);
    if (!good) {
        hostile(scan, error);
        return NULL;
    }
    for (guint c = 0; c < scan->n_columns; c++)
        if (scan->columns[c].as_double && !doubles_good(scan, batch, c, error))
            return NULL;
    reader->rows.until += batch->n_rows;
    return batch;
}

static int compare_rows(const void *a, const void *b)
{
    const Rows *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Whether the readers together had every row of the file once. */
static gboolean all_read(Scan *scan)
{
    gint64 next = 0;
    g_array_sort(scan->read, compare_rows);
    for (guint i = 0; i < scan->read->len; i++) {
        const Rows *rows = &g_array_index(scan->read, Rows, i);
        if (rows->from != next)
            return FALSE;
        next = rows->until;
    }
    return next == scan->codebook->rows;
}

/* Of readers that share, the last one to end answers for all. */
static gboolean note_rows(Scan *scan, ScanReader *reader, gboolean last, GError **error)
{
    if (scan->shares == NULL)
        return TRUE;
    g_mutex_lock(&scan->lock);
    if (reader->rows.until > reader->rows.from)
        g_array_append_val(scan->read, reader->rows);
    scan->n_read += reader->rows.until - reader->rows.from;
    scan->n_ended += last;
    gboolean good =
        scan->n_ended < scan->n_readers ? scan->n_read <= scan->codebook->rows : all_read(scan);
    g_mutex_unlock(&scan->lock);
    if (!good)
        hostile(scan, error);
    return good;
}

static gboolean take_move(Scan *scan, ScanReader *reader, GError **error)
{
    WireCursor cursor = wire_cursor(&reader->wire);
    gint64 to = wire_take_i64(&cursor);
    if (!wire_cursor_done(&cursor) || scan->shares == NULL || to < 0 || to > scan->codebook->rows) {
        hostile(scan, error);
        return FALSE;
    }
    gboolean good = note_rows(scan, reader, FALSE, error);
    reader->rows = (Rows){to, to};
    return good;
}

static gboolean take_end(Scan *scan, ScanReader *reader, GError **error)
{
    WireCursor cursor = wire_cursor(&reader->wire);
    gint64 place = wire_take_i64(&cursor), beyond = rows_end(scan, reader);
    if (!wire_cursor_done(&cursor) || place != reader->rows.until) {
        hostile(scan, error);
        return FALSE;
    }
    if (scan->shares == NULL && beyond >= 0 && place != beyond) {
        source_error(error, ANNEXE_ERROR_DATA, scan->codebook->path, 0, NULL,
                     "the file has fewer rows than it says: truncated");
        return FALSE;
    }
    reader->ended = TRUE;
    return note_rows(scan, reader, TRUE, error);
}

/* The end of the pipe: well only after WIRE_END. */
static gboolean take_silence(const Scan *scan, ScanReader *reader, GError **error)
{
    g_autofree char *how = confined_end(&reader->child);
    if (reader->ended && how == NULL)
        return TRUE;
    source_error_ended(error, scan->codebook->path, how);
    return FALSE;
}

static gboolean next(Scan *scan, ScanReader *reader, const Batch **batch, GError **error)
{
    WireType type;
    while (reader->child.pid != 0) {
        WireRead state = wire_reader_next(&reader->wire, &type);
        if (state == WIRE_READ_END)
            return take_silence(scan, reader, error);
        if (state == WIRE_READ_BAD || reader->ended) {
            hostile(scan, error);
            return FALSE;
        }
        if (type == WIRE_BATCH)
            return (*batch = take_batch(scan, reader, error)) != NULL;
        if (type == WIRE_ENTRY && take_entry(scan, reader, error))
            continue;
        if (type == WIRE_MOVE && take_move(scan, reader, error))
            continue;
        if (type == WIRE_END && take_end(scan, reader, error))
            continue;
        if (type == WIRE_ERROR)
            source_error_wire(error, &reader->wire, scan->codebook, &reader->job);
        else if (type != WIRE_ENTRY && type != WIRE_MOVE && type != WIRE_END)
            hostile(scan, error);
        return FALSE;
    }
    return TRUE;
}

gboolean scan_next(Scan *scan, guint r, const Batch **batch, GError **error)
{
    ScanReader *reader = &scan->readers[r];
    *batch = NULL;
    if (!reader->failed && next(scan, reader, batch, error))
        return TRUE;
    if (reader->failed)
        source_error_ended(error, scan->codebook->path, NULL);
    reader->failed = TRUE;
    confined_kill(&reader->child);
    return FALSE;
}

const DictEntry *scan_dictionary(const Scan *scan, guint r, guint column, guint *n)
{
    const GArray *entries = scan->readers[r].dictionaries[column];
    *n = entries->len;
    return (const DictEntry *)(const void *)entries->data;
}

gboolean scan_guessed_encoding(const Scan *scan)
{
    for (guint r = 0; r < scan->n_readers; r++)
        if (decoder_fell_back(scan->readers[r].decoder))
            return TRUE;
    return FALSE;
}

static void clear_reader(ScanReader *reader, guint n_columns)
{
    confined_kill(&reader->child);
    wire_reader_clear(&reader->wire);
    decoder_free(reader->decoder);
    for (guint c = 0; reader->dictionaries != NULL && c < n_columns; c++)
        g_array_unref(reader->dictionaries[c]);
    g_free(reader->dictionaries);
}

void scan_free(Scan *scan)
{
    if (scan == NULL)
        return;
    for (guint r = 0; r < scan->n_readers; r++)
        clear_reader(&scan->readers[r], scan->n_columns);
    source_file_close(&scan->file);
    shares_free(scan->shares);
    g_array_unref(scan->read);
    g_mutex_clear(&scan->lock);
    g_free(scan->readers);
    g_free(scan->columns);
    g_free(scan);
}
