#include "kept.h"

#include <string.h>

enum { ALIGNMENT = 64, ROWS = 4 * 4096 /* of a batch that is handed out */ };

typedef struct {
    guint32 batch, row;
} KeptRow;

typedef struct {
    GPtrArray *batches; /* Batch */
    KeptRow *order;     /* [rows] */
    guint rows;
    guint next;      /* in that order */
    Batch *out;      /* what was handed out last */
    guint32 *places; /* [ROWS] its rows of the file: what is kept is far below 2^32 */
} KeptReader;

struct Kept {
    Feed feed;
    GArray *columns; /* SourceColumn */
    GArray *chosen;  /* guint, positions in COLUMNS */
    KeptReader *readers;
    gsize most;
    gsize bytes; /* atomic */
    gint over;   /* atomic */
};

Kept *kept_new(const Feed *feed, GArray *columns, gsize most_bytes)
{
    Kept *kept = g_new0(Kept, 1);
    kept->feed = *feed;
    kept->most = most_bytes;
    kept->columns = g_array_ref(columns);
    kept->chosen = g_array_new(FALSE, FALSE, sizeof(guint));
    kept->readers = g_new0(KeptReader, feed->n_readers + 1);
    for (guint r = 0; r < feed->n_readers; r++)
        kept->readers[r].batches = g_ptr_array_new_with_free_func(g_free);
    return kept;
}

void kept_free(Kept *kept)
{
    if (kept == NULL)
        return;
    for (guint r = 0; r < kept->feed.n_readers; r++) {
        KeptReader *reader = &kept->readers[r];
        g_ptr_array_unref(reader->batches);
        g_free(reader->order);
        g_free(reader->out);
        g_free(reader->places);
    }
    g_free(kept->readers);
    g_array_unref(kept->columns);
    g_array_unref(kept->chosen);
    g_free(kept);
}

/* --- the first pass --------------------------------------------------------------------------- */

static gsize aligned(gsize size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* A batch of N_ROWS with columns of these WIDTHS. */
static Batch *batch_of(guint n_rows, guint n_columns, const BatchWidth *widths)
{
    gsize head = aligned(sizeof(Batch) + n_columns * sizeof(BatchColumn)), size = head;
    for (guint c = 0; c < n_columns; c++)
        size += aligned((gsize)n_rows * widths[c]);
    Batch *batch = g_malloc(size);
    *batch = (Batch){.size = (guint32)size, .n_rows = n_rows, .n_columns = n_columns};
    for (guint c = 0; c < n_columns; c++) {
        batch->columns[c] = (BatchColumn){widths[c], (guint32)head};
        head += aligned((gsize)n_rows * widths[c]);
    }
    return batch;
}

static gpointer cells_of(Batch *batch, guint column)
{
    return (char *)batch + batch->columns[column].offset;
}

/* Only the rows that are there: a reader's last batch has room for more. */
static Batch *copy_batch(const Batch *batch)
{
    guint n = batch->n_columns;
    g_autofree BatchWidth *widths = g_new(BatchWidth, n + 1);
    for (guint c = 0; c < n; c++)
        widths[c] = batch->columns[c].width;
    Batch *copy = batch_of(batch->n_rows, n, widths);
    copy->first_row = batch->first_row;
    for (guint c = 0; c < n; c++)
        memcpy(cells_of(copy, c), batch_column(batch, c), (gsize)batch->n_rows * widths[c]);
    return copy;
}

static void keep(Kept *kept, KeptReader *reader, const Batch *batch)
{
    Batch *copy = copy_batch(batch);
    gsize bytes = copy->size + copy->n_rows * sizeof(KeptRow);
    g_ptr_array_add(reader->batches, copy);
    reader->rows += copy->n_rows;
    if ((gsize)g_atomic_pointer_add(&kept->bytes, (gssize)bytes) + bytes > kept->most)
        g_atomic_int_set(&kept->over, 1);
}

static gboolean next_and_keep(gpointer data, guint reader, const Batch **batch, GError **error)
{
    Kept *kept = data;
    if (!kept->feed.next(kept->feed.data, reader, batch, error))
        return FALSE;
    if (*batch != NULL && !g_atomic_int_get(&kept->over))
        keep(kept, &kept->readers[reader], *batch);
    if (g_atomic_int_get(&kept->over))
        g_ptr_array_set_size(kept->readers[reader].batches, 0);
    return TRUE;
}

static const DictEntry *first_dictionary(gpointer data, guint reader, guint column, guint *n)
{
    const Kept *kept = data;
    return kept->feed.dictionary(kept->feed.data, reader, column, n);
}

Feed kept_feed(Kept *kept)
{
    return (Feed){kept->feed.n_readers, next_and_keep, first_dictionary, kept, NULL, NULL};
}

gboolean kept_has_all(const Kept *kept)
{
    return !g_atomic_int_get(&kept->over);
}

/* --- sorted ----------------------------------------------------------------------------------- */

static guint code_of(const Batch *batch, gint column, guint row)
{
    return column < 0 ? 0 : batch_code(batch, (guint)column, row);
}

/* A counting sort: where the rows of each code begin. */
static guint *starts_of(const KeptReader *reader, gint column, guint n_codes)
{
    guint *starts = g_new0(guint, n_codes + 2);
    for (guint b = 0; b < reader->batches->len; b++) {
        const Batch *batch = g_ptr_array_index(reader->batches, b);
        for (guint r = 0; r < batch->n_rows; r++)
            starts[code_of(batch, column, r) + 1]++;
    }
    for (guint i = 1; i <= n_codes; i++)
        starts[i] += starts[i - 1];
    return starts;
}

void kept_sort(Kept *kept, gint column)
{
    if (!kept_has_all(kept))
        return;
    for (guint i = 0; i < kept->feed.n_readers; i++) {
        KeptReader *reader = &kept->readers[i];
        guint n_codes = 1;
        if (column >= 0)
            kept->feed.dictionary(kept->feed.data, i, (guint)column, &n_codes);
        g_autofree guint *starts = starts_of(reader, column, n_codes);
        g_free(reader->order);
        reader->order = g_new(KeptRow, reader->rows + 1);
        for (guint b = 0; b < reader->batches->len; b++) {
            const Batch *batch = g_ptr_array_index(reader->batches, b);
            for (guint r = 0; r < batch->n_rows; r++)
                reader->order[starts[code_of(batch, column, r)]++] = (KeptRow){b, r};
        }
    }
}

/* --- the passes that follow ------------------------------------------------------------------- */

static BatchWidth widest(const KeptReader *reader, guint column)
{
    BatchWidth width = BATCH_U8; /* of codes; a column of doubles has one width */
    for (guint b = 0; b < reader->batches->len; b++) {
        const Batch *batch = g_ptr_array_index(reader->batches, b);
        width = MAX(width, (BatchWidth)batch->columns[column].width);
    }
    return width;
}

#define GATHER(type, cell)                                                                         \
    for (guint i = 0; i < n; i++) {                                                                \
        const Batch *from = g_ptr_array_index(reader->batches, rows[i].batch);                     \
        ((type *)to)[i] = (type)(cell);                                                            \
    }

/* N cells of COLUMN; codes may have been narrower when they were kept. */
static void gather(const KeptReader *reader, const KeptRow *rows, guint n, guint column,
                   BatchWidth width, gpointer to)
{
    switch (width) {
    case BATCH_U8:
        GATHER(guint8, ((const guint8 *)batch_column(from, column))[rows[i].row]);
        break;
    case BATCH_U16:
        GATHER(guint16, batch_code(from, column, rows[i].row));
        break;
    case BATCH_U32:
        GATHER(guint32, batch_code(from, column, rows[i].row));
        break;
    case BATCH_DOUBLE:
        GATHER(double, ((const double *)batch_column(from, column))[rows[i].row]);
        break;
    }
}

static gboolean next_kept(gpointer data, guint r, const Batch **batch, GError **error G_GNUC_UNUSED)
{
    const Kept *kept = data;
    KeptReader *reader = &kept->readers[r];
    guint n = MIN(ROWS, reader->rows - reader->next);
    const KeptRow *rows = reader->order + reader->next;
    *batch = NULL;
    if (n == 0)
        return TRUE;
    reader->out->n_rows = n;
    reader->out->first_row = reader->next;
    for (guint c = 0; c < kept->chosen->len; c++)
        gather(reader, rows, n, g_array_index(kept->chosen, guint, c),
               (BatchWidth)reader->out->columns[c].width, cells_of(reader->out, c));
    for (guint i = 0; i < n; i++) {
        const Batch *of = g_ptr_array_index(reader->batches, rows[i].batch);
        reader->places[i] = (guint32)of->first_row + rows[i].row;
    }
    reader->next += n;
    *batch = reader->out;
    return TRUE;
}

static const guint32 *kept_rows(gpointer data, guint reader)
{
    const Kept *kept = data;
    return kept->readers[reader].places;
}

static const DictEntry *kept_dictionary(gpointer data, guint reader, guint column, guint *n)
{
    const Kept *kept = data;
    return first_dictionary(data, reader, g_array_index(kept->chosen, guint, column), n);
}

static gboolean choose(Kept *kept, const SourceColumn *column)
{
    for (guint c = 0; c < kept->columns->len; c++) {
        const SourceColumn *has = &g_array_index(kept->columns, SourceColumn, c);
        if (has->column == column->column && has->as_double == column->as_double) {
            g_array_append_val(kept->chosen, c);
            return TRUE;
        }
    }
    return FALSE;
}

static void open_reader(const Kept *kept, KeptReader *reader)
{
    guint n = kept->chosen->len;
    g_autofree BatchWidth *widths = g_new(BatchWidth, n + 1);
    for (guint c = 0; c < n; c++)
        widths[c] = widest(reader, g_array_index(kept->chosen, guint, c));
    g_free(reader->out);
    reader->out = batch_of(MIN(ROWS, reader->rows), n, widths);
    reader->next = 0;
    if (reader->places == NULL)
        reader->places = g_new(guint32, ROWS);
}

gboolean kept_open(Kept *kept, const GArray *columns, Feed *feed)
{
    g_array_set_size(kept->chosen, 0);
    if (!kept_has_all(kept))
        return FALSE;
    for (guint c = 0; c < columns->len; c++)
        if (!choose(kept, &g_array_index(columns, SourceColumn, c)))
            return FALSE;
    for (guint r = 0; r < kept->feed.n_readers; r++)
        open_reader(kept, &kept->readers[r]);
    *feed = (Feed){kept->feed.n_readers, next_kept, kept_dictionary, kept, kept_rows, NULL};
    return TRUE;
}
