/* The child's side of a scan: cells come in one by one, batches and dictionary entries go out.
 *
 *     Reader *reader = reader_new(out, columns, n);
 *     for each row: for each column, in any order: one of reader_number(), _missing(), _text()
 *                   reader_row(reader);
 *     reader_finish(reader);
 *
 * Every cell is to be set: one that is not has a code of an earlier row. Most cells of a survey are
 * small whole numbers: those take one look-up in a table of their column; other numbers, and
 * texts, take a hash. */
#pragma once

#include "data/codebook.h"
#include "data/source.h"
#include "wire.h"

/* Distinct values of one column; a grouping with more is a mistake. */
#define READER_LIMIT 262144u

enum { DIGITS = 16, NO_DIGIT = G_MAXUINT8 };
enum { SMALL_LOW = -32, SMALL_COUNT = 256, NO_CODE = G_MAXUINT16 };

typedef struct {
    double key;
    guint32 code; /* G_MAXUINT32: free */
} ReaderSlot;

typedef struct {
    guint8 *cells;
    guint32 width;
    guint32 n_entries;
    gboolean as_double;
    /* Codes of the numbers SMALL_LOW + i, or of the texts of one byte i; NO_CODE when unknown. */
    guint16 small[SMALL_COUNT];
    ReaderSlot *slots; /* open addressing, a power of two */
    guint32 n_slots;
    guint32 missing[28]; /* codes of system missing, _, a to z; G_MAXUINT32 when unknown */
    GHashTable *texts;   /* TextKey to code + 1 */
} ReaderColumn;

struct TextKey;

typedef struct {
    Wire *out;
    guint n_columns;
    guint32 n_rows, capacity; /* in the columns */
    guint32 n_staged;         /* rows that wait in the stage */
    gint64 first_row;         /* of the batch being filled, in the range */
    /* Rows of codes, as they come: written across sixty columns at once they would miss the
     * translation buffer at every cell, so sixty-four of them go into the columns together. */
    guint32 *stage;
    guint32 *row; /* the one being filled */
    Batch *head;
    guint8 *digits; /* codes of 0 to 15, column by column: all of it stays in the nearest cache */
    struct TextKey *key; /* room to look a text up */
    gsize key_capacity;
    ReaderColumn columns[];
} Reader;

/* The code of the kinds of missing in ReaderColumn.missing and in WIRE_ENTRY. */
enum { READER_SYSTEM = 0, READER_UNDERSCORE = 1, READER_A = 2 };
typedef enum { ENTRY_NUMBER, ENTRY_TEXT, ENTRY_SYSTEM, ENTRY_TAGGED } EntryKind;

Reader *reader_new(Wire *out, const SourceColumn *columns, guint n_columns);
/* VALUE: NaN is system missing. */
void reader_number(Reader *reader, guint column, double value);
void reader_missing(Reader *reader, guint column);
/* TAG 'a' to 'z' or '_'. */
void reader_tagged(Reader *reader, guint column, char tag);
/* Trailing blanks do not count. */
void reader_text(Reader *reader, guint column, const char *bytes, gsize length);
void reader_row(Reader *reader);
/* Rows given so far. */
gint64 reader_rows(const Reader *reader);
/* Sends what is left, and that this was all. */
void reader_finish(Reader *reader);

/* Sets the cell to a code that is known already. */
static inline void reader_code(Reader *reader, guint column, guint32 code)
{
    reader->row[column] = code;
}

/* The path of most cells, without a call: FALSE when VALUE is no digit of a five-point item that
 * was met before, and reader_number() is to be asked. */
static inline gboolean reader_digit_met(Reader *reader, guint column, double value)
{
    if (!(value >= 0 && value < DIGITS))
        return FALSE;
    int digit = (int)value;
    guint8 code = reader->digits[column * DIGITS + (guint)digit];
    if (digit != value || code == NO_DIGIT)
        return FALSE;
    reader_code(reader, column, code);
    return TRUE;
}
