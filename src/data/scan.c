/* The parent's side of a scan: its readers from their start to their end. What they send is read in
 * scan_messages.c. */
#include "scan_parts.h"

#include "base/error.h"

enum { MOST_READERS = 64 };

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
            scan_hostile(scan, error);
            return FALSE;
        }
        if (type == WIRE_BATCH)
            return (*batch = scan_take_batch(scan, reader, error)) != NULL;
        if (type == WIRE_ENTRY && scan_take_entry(scan, reader, error))
            continue;
        if (type == WIRE_MOVE && scan_take_move(scan, reader, error))
            continue;
        if (type == WIRE_END && scan_take_end(scan, reader, error))
            continue;
        if (type == WIRE_ERROR)
            source_error_wire(error, &reader->wire, scan->codebook, &reader->job);
        else if (type != WIRE_ENTRY && type != WIRE_MOVE && type != WIRE_END)
            scan_hostile(scan, error);
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
