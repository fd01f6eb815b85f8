/* Messages of a scan's readers, none of them believed.
 *
 * Every size, offset, width and count of a batch is checked before it is used, and every code
 * against its dictionary, so that whoever counts by them cannot be led outside an array. */
#include "scan_parts.h"

#include "base/error.h"

#include <math.h>

enum { ALIGNMENT = 64 };

void scan_hostile(const Scan *scan, GError **error)
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

gboolean scan_take_entry(const Scan *scan, ScanReader *reader, GError **error)
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
        scan_hostile(scan, error);
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

const Batch *scan_take_batch(const Scan *scan, ScanReader *reader, GError **error)
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
        scan_hostile(scan, error);
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
        scan_hostile(scan, error);
    return good;
}

gboolean scan_take_move(Scan *scan, ScanReader *reader, GError **error)
{
    WireCursor cursor = wire_cursor(&reader->wire);
    gint64 to = wire_take_i64(&cursor);
    if (!wire_cursor_done(&cursor) || scan->shares == NULL || to < 0 || to > scan->codebook->rows) {
        scan_hostile(scan, error);
        return FALSE;
    }
    gboolean good = note_rows(scan, reader, FALSE, error);
    reader->rows = (Rows){to, to};
    return good;
}

gboolean scan_take_end(Scan *scan, ScanReader *reader, GError **error)
{
    WireCursor cursor = wire_cursor(&reader->wire);
    gint64 place = wire_take_i64(&cursor), beyond = rows_end(scan, reader);
    if (!wire_cursor_done(&cursor) || place != reader->rows.until) {
        scan_hostile(scan, error);
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
