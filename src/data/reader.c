#include "reader.h"

#include "base/error.h"
#include "lanes.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    BATCH_BYTES = 1 << 20,
    ROWS_STAGED = 64, /* the capacity is a multiple of it, and it of LANES */
    BLOCK = 8,        /* columns that change places with LANES rows */
    ALIGNMENT = 64,
    SLOTS_FIRST = 256
};
#define UNKNOWN G_MAXUINT32

typedef struct TextKey {
    guint32 length;
    char bytes[];
} TextKey;

static guint text_hash(gconstpointer p)
{
    const TextKey *key = p;
    guint64 hash = 14695981039346656037u;
    for (guint32 i = 0; i < key->length; i++)
        hash = (hash ^ (guint8)key->bytes[i]) * 1099511628211u;
    return (guint)(hash ^ hash >> 32);
}

static gboolean text_equal(gconstpointer a, gconstpointer b)
{
    const TextKey *x = a, *y = b;
    return x->length == y->length && memcmp(x->bytes, y->bytes, x->length) == 0;
}

static guint32 largest_width(const ReaderColumn *column)
{
    return column->as_double ? BATCH_DOUBLE : BATCH_U32;
}

/* Address space for the widest codes; pages that a narrow column does not touch cost nothing. */
static void column_init(ReaderColumn *column, gboolean as_double, guint32 capacity)
{
    column->as_double = as_double;
    column->width = as_double ? BATCH_DOUBLE : BATCH_U8;
    void *cells = mmap(NULL, (gsize)capacity * largest_width(column), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (cells == MAP_FAILED)
        g_error("no memory for a batch");
    column->cells = cells;
    memset(column->small, 0xff, sizeof column->small);
    memset(column->missing, 0xff, sizeof column->missing);
}

static void forget(ReaderKnown *known)
{
    memset(known->codes, KNOWN_NONE, sizeof known->codes);
}

/* Every slot takes bits that belong to another one: 0, and in the slot of 0, 1. */
static void forget_all(Reader *reader)
{
    const guint64 one = G_GUINT64_CONSTANT(0x3ff0000000000000);
    for (guint slot = 0; slot < KNOWN_SLOTS; slot++)
        reader->bits[slot] = slot == reader_slot(0) ? one : 0;
    for (guint c = 0; c < reader->n_columns; c++)
        forget(&reader->known[c]);
}

Reader *reader_new(Wire *out, const SourceColumn *columns, guint n_columns, gint64 first_row)
{
    Reader *reader = g_malloc0(sizeof(Reader) + n_columns * sizeof(ReaderColumn));
    gsize row = 0;
    for (guint c = 0; c < n_columns; c++)
        row += columns[c].as_double ? BATCH_DOUBLE : BATCH_U8;
    reader->out = out;
    reader->first_row = first_row;
    reader->n_columns = n_columns;
    reader->capacity = (guint32)MAX(1, BATCH_BYTES / MAX(row, 1) / ROWS_STAGED) * ROWS_STAGED;
    reader->head = g_malloc0(sizeof(Batch) + n_columns * sizeof(BatchColumn));
    for (guint c = 0; c < n_columns; c++)
        column_init(&reader->columns[c], columns[c].as_double, reader->capacity);
    reader->stride = ((gsize)n_columns + BLOCK) / BLOCK * BLOCK;
    reader->stage = reader->row = g_malloc0(ROWS_STAGED * reader->stride);
    reader->known = g_new0(ReaderKnown, (gsize)n_columns + 1);
    forget_all(reader);
    return reader;
}

gint64 reader_place(const Reader *reader)
{
    return reader->first_row + reader->n_rows + reader->n_staged;
}

static G_NORETURN void too_many(Reader *reader, guint column)
{
    wire_error(reader->out, ANNEXE_ERROR_LIMIT, reader_place(reader), column,
               "more than 262,144 distinct values; a grouping or an item has fewer");
    _exit(0);
}

static guint32 width_for(guint32 n_entries)
{
    if (n_entries <= 1u << 8)
        return BATCH_U8;
    return n_entries <= 1u << 16 ? BATCH_U16 : BATCH_U32;
}

/* The codes of a column that wait in the stage, brought where they belong. */
static void unstage_column(const Reader *reader, guint c)
{
    guint8 *cells = reader->columns[c].cells + reader->n_rows;
    for (guint32 row = 0; row < reader->n_staged; row++)
        cells[row] = reader->stage[row * reader->stride + c];
}

/* Widens the cells that are there already, from the last one down: they grow in place. */
static void widen(const Reader *reader, guint c, guint32 width)
{
    ReaderColumn *column = (ReaderColumn *)(guintptr)&reader->columns[c];
    void *cells = column->cells;
    if (column->width == BATCH_U8) {
        unstage_column(reader, c);
        forget(&reader->known[c]);
    }
    for (guint32 row = reader->n_rows + reader->n_staged; row-- > 0;) {
        guint32 code = column->width == BATCH_U8 ? ((guint8 *)cells)[row] : ((guint16 *)cells)[row];
        if (width == BATCH_U16)
            ((guint16 *)cells)[row] = (guint16)code;
        else
            ((guint32 *)cells)[row] = code;
    }
    column->width = width;
}

void reader_wide_code(Reader *reader, guint column, guint32 code)
{
    const ReaderColumn *c = &reader->columns[column];
    guint32 row = reader->n_rows + reader->n_staged;
    if (c->width == BATCH_U16)
        ((guint16 *)(void *)c->cells)[row] = (guint16)code;
    else
        ((guint32 *)(void *)c->cells)[row] = code;
}

/* The bytes of A and of B in turn: those of their first halves, and those of their second ones. */
static Lanes shuffle_first(Lanes a, Lanes b)
{
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static Lanes shuffle_second(Lanes a, Lanes b)
{
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                   31);
}

/* Sixteen rows of eight columns at FROM become eight columns. A perfect shuffle of 2ⁿ things moves
 * the highest bit of each one's place to the lowest, so that four of them bring the four bits of
 * the row behind the three of the column. SOURCE: Warren (2013), Hacker's Delight, section 7-3. */
static void transpose(const guint8 *from, gsize stride, Lanes columns[static BLOCK])
{
    Lanes before[BLOCK];
    for (guint row = 0; row < LANES; row++)
        memcpy((guint8 *)columns + row * BLOCK, from + row * stride, BLOCK);
    for (guint round = 0; round < 4; round++) {
        memcpy(before, columns, sizeof before);
        for (guint i = 0; i < BLOCK / 2; i++) {
            columns[2 * i] = shuffle_first(before[i], before[i + BLOCK / 2]);
            columns[2 * i + 1] = shuffle_second(before[i], before[i + BLOCK / 2]);
        }
    }
}

/* All rows of the stage, filled or not: the columns have room for them. */
static void unstage_block(const Reader *reader, guint first)
{
    Lanes columns[BLOCK];
    guint n = MIN(BLOCK, reader->n_columns - first);
    for (guint row = 0; row < ROWS_STAGED; row += LANES) {
        transpose(reader->stage + row * reader->stride + first, reader->stride, columns);
        for (guint i = 0; i < n; i++) {
            const ReaderColumn *column = &reader->columns[first + i];
            if (column->width == BATCH_U8)
                memcpy(column->cells + reader->n_rows + row, &columns[i], sizeof columns[i]);
        }
    }
}

static void unstage(Reader *reader)
{
    for (guint c = 0; c < reader->n_columns; c += BLOCK)
        unstage_block(reader, c);
    reader->n_rows += reader->n_staged;
    reader->n_staged = 0;
    reader->row = reader->stage;
}

static void set_double(Reader *reader, ReaderColumn *column, double value)
{
    ((double *)(void *)column->cells)[reader->n_rows + reader->n_staged] = value;
}

static void send_entry(Reader *reader, guint column, EntryKind kind, char tag, double number)
{
    wire_begin(reader->out, WIRE_ENTRY);
    wire_u32(reader->out, column);
    wire_u32(reader->out, kind);
    wire_u32(reader->out, (guint8)tag);
    wire_f64(reader->out, number);
    wire_i64(reader->out, reader_place(reader));
}

/* Gives the next code of COLUMN; the entry itself is sent by the caller. */
static guint32 next_code(Reader *reader, guint column)
{
    ReaderColumn *c = &reader->columns[column];
    if (c->n_entries == READER_LIMIT)
        too_many(reader, column);
    guint32 width = width_for(c->n_entries + 1);
    if (width != c->width)
        widen(reader, column, width);
    return c->n_entries++;
}

static guint32 new_entry(Reader *reader, guint column, EntryKind kind, char tag, double number)
{
    guint32 code = next_code(reader, column);
    send_entry(reader, column, kind, tag, number);
    wire_bytes(reader->out, NULL, 0);
    wire_end(reader->out);
    return code;
}

/* The upper bits of the product come down: whole numbers have only zeros in their lower half, and
 * so has the product. */
static guint64 number_hash(double value)
{
    guint64 bits;
    memcpy(&bits, &value, sizeof bits);
    bits *= 0x9e3779b97f4a7c15u;
    return bits ^ bits >> 40;
}

static ReaderSlot *slot_of(ReaderSlot *slots, guint32 n_slots, double value)
{
    guint32 at = (guint32)number_hash(value) & (n_slots - 1);
    while (slots[at].code != UNKNOWN && slots[at].key != value)
        at = (at + 1) & (n_slots - 1);
    return &slots[at];
}

static void grow_slots(ReaderColumn *column)
{
    guint32 n = column->n_slots == 0 ? SLOTS_FIRST : 2 * column->n_slots;
    ReaderSlot *slots = g_malloc(n * sizeof *slots);
    memset(slots, 0xff, n * sizeof *slots);
    for (guint32 i = 0; i < column->n_slots; i++)
        if (column->slots[i].code != UNKNOWN)
            *slot_of(slots, n, column->slots[i].key) = column->slots[i];
    g_free(column->slots);
    column->slots = slots;
    column->n_slots = n;
}

/* -0 is 0 here: they compare equal, and so they share a code. */
static guint32 number_code(Reader *reader, guint column, double value)
{
    ReaderColumn *c = &reader->columns[column];
    if (2 * c->n_entries >= c->n_slots)
        grow_slots(c);
    value += 0.0;
    ReaderSlot *slot = slot_of(c->slots, c->n_slots, value);
    if (slot->code != UNKNOWN)
        return slot->code;
    slot->key = value;
    slot->code = new_entry(reader, column, ENTRY_NUMBER, 0, value);
    return slot->code;
}

void reader_learn(Reader *reader, guint column, guint64 bits)
{
    guint slot = reader_slot(bits);
    if (reader->columns[column].width != BATCH_U8)
        return;
    if (reader_slot(reader->bits[slot]) != slot)
        reader->bits[slot] = bits;
    if (reader->bits[slot] == bits)
        reader->known[column].codes[slot] = reader->row[column];
}

/* A small whole number that has no code in the table yet, or any other number. */
static void other_number(Reader *reader, guint column, double value)
{
    guint32 code = number_code(reader, column, value);
    reader_code(reader, column, code);
    int small = value >= SMALL_LOW && value < SMALL_LOW + SMALL_COUNT ? (int)value : 0;
    if (small == value && small >= SMALL_LOW && code < NO_CODE)
        reader->columns[column].small[small - SMALL_LOW] = (guint16)code;
}

void reader_number(Reader *reader, guint column, double value)
{
    ReaderColumn *c = &reader->columns[column];
    if (c->as_double) {
        set_double(reader, c, value);
        return;
    }
    if (value >= SMALL_LOW && value < SMALL_LOW + SMALL_COUNT) {
        int small = (int)value;
        guint16 code = c->small[small - SMALL_LOW];
        if (small == value && code != NO_CODE) {
            reader_code(reader, column, code);
            return;
        }
    }
    if (isnan(value))
        reader_missing(reader, column);
    else
        other_number(reader, column, value);
}

static void missing_code(Reader *reader, guint column, guint kind, char tag)
{
    ReaderColumn *c = &reader->columns[column];
    if (c->as_double) {
        set_double(reader, c, (double)NAN);
        return;
    }
    if (c->missing[kind] == UNKNOWN)
        c->missing[kind] =
            new_entry(reader, column, tag == 0 ? ENTRY_SYSTEM : ENTRY_TAGGED, tag, 0);
    reader_code(reader, column, c->missing[kind]);
}

void reader_missing(Reader *reader, guint column)
{
    missing_code(reader, column, READER_SYSTEM, 0);
}

void reader_tagged(Reader *reader, guint column, char tag)
{
    guint kind = tag == '_' ? READER_UNDERSCORE : READER_A + (guint)(tag - 'a');
    if (tag != '_' && (tag < 'a' || tag > 'z'))
        reader_missing(reader, column);
    else
        missing_code(reader, column, kind, tag);
}

/* The text as a key, in the reader's own room for one. */
static TextKey *key_of(Reader *reader, const char *bytes, gsize length)
{
    if (reader->key == NULL || reader->key_capacity < length) {
        reader->key_capacity = MAX(1024, 2 * length);
        reader->key = g_realloc(reader->key, sizeof(TextKey) + reader->key_capacity);
    }
    reader->key->length = (guint32)length;
    memcpy(reader->key->bytes, bytes, length);
    return reader->key;
}

static guint32 text_code(Reader *reader, guint column, const char *bytes, gsize length)
{
    ReaderColumn *c = &reader->columns[column];
    if (c->texts == NULL)
        c->texts = g_hash_table_new(text_hash, text_equal);
    const TextKey *key = key_of(reader, bytes, length);
    gpointer found = g_hash_table_lookup(c->texts, key);
    if (found != NULL)
        return GPOINTER_TO_UINT(found) - 1;
    guint32 code = next_code(reader, column);
    send_entry(reader, column, ENTRY_TEXT, 0, 0);
    wire_bytes(reader->out, bytes, length);
    wire_end(reader->out);
    g_hash_table_insert(c->texts, g_memdup2(key, sizeof(TextKey) + length),
                        GUINT_TO_POINTER(code + 1));
    return code;
}

void reader_text(Reader *reader, guint column, const char *bytes, gsize length)
{
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    if (reader->columns[column].as_double) {
        missing_code(reader, column, READER_SYSTEM, 0);
        return;
    }
    guint32 code = text_code(reader, column, bytes, length);
    reader_code(reader, column, code);
    if (length == 1 && code < NO_CODE)
        reader->columns[column].small[(guint8)bytes[0]] = (guint16)code;
}

static void send_batch(Reader *reader)
{
    Batch *head = reader->head;
    g_autofree const void **cells = g_new(const void *, reader->n_columns);
    gsize at = sizeof(Batch) + reader->n_columns * sizeof(BatchColumn);
    for (guint c = 0; c < reader->n_columns; c++) {
        const ReaderColumn *column = &reader->columns[c];
        at = (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        head->columns[c] = (BatchColumn){.width = column->width, .offset = (guint32)at};
        cells[c] = column->cells;
        at += (gsize)column->width * reader->n_rows;
    }
    head->size = (guint32)((at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    head->n_rows = reader->n_rows;
    head->n_columns = reader->n_columns;
    head->first_row = reader->first_row;
    wire_batch(reader->out, head, cells);
    reader->first_row += reader->n_rows;
    reader->n_rows = 0;
}

void reader_row(Reader *reader)
{
    reader->row += reader->stride;
    if (++reader->n_staged < ROWS_STAGED)
        return;
    unstage(reader);
    if (reader->n_rows == reader->capacity)
        send_batch(reader);
}

static void send_rest(Reader *reader)
{
    unstage(reader);
    if (reader->n_rows > 0)
        send_batch(reader);
}

void reader_move(Reader *reader, gint64 row)
{
    send_rest(reader);
    wire_begin(reader->out, WIRE_MOVE);
    wire_i64(reader->out, row);
    wire_end(reader->out);
    reader->first_row = row;
}

void reader_finish(Reader *reader)
{
    send_rest(reader);
    wire_begin(reader->out, WIRE_END);
    wire_i64(reader->out, reader->first_row);
    wire_end(reader->out);
    wire_flush(reader->out);
}
