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

#include <string.h>

/* Distinct values of one column; a grouping with more is a mistake. */
#define READER_LIMIT 262144u

/* A column's quick codes: of 0 to 15, and of system missing. */
enum { DIGITS = 16, DIGIT_MISSING = DIGITS, DIGIT_STRIDE = 32, NO_DIGIT = G_MAXUINT8 };
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
    /* Rows of one-byte codes, as they come: written across sixty columns at once they would miss
     * the translation buffer at every cell, so sixty-four of them go into the columns together.
     * Codes of wider columns, and doubles, go where they belong at once. */
    guint8 *stage;
    gsize stride; /* of the stage: columns, in eights */
    guint8 *row;  /* the one being filled */
    Batch *head;
    guint8 *digits; /* column by column, of one-byte columns: it all stays in the nearest cache */
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

/* Sets the cell of a column whose codes are wider than a byte. */
void reader_wide_code(Reader *reader, guint column, guint32 code);

/* Sets the cell to a code that is known already. */
static inline void reader_code(Reader *reader, guint column, guint32 code)
{
    if (reader->columns[column].width == BATCH_U8)
        reader->row[column] = (guint8)code;
    else
        reader_wide_code(reader, column, code);
}

/* The path of most cells, without a call and without a branch between answered and missing: FALSE
 * when VALUE is no digit of a five-point item that was met before, and reader_number() or
 * reader_missing() is to be asked. */
static inline gboolean reader_digit_met(Reader *reader, guint column, double value, guint missing)
{
    const double shift = 0x1p52; /* a whole number shifted by it stands in the lowest bits */
    const guint64 shift_bits = G_GUINT64_CONSTANT(0x4330000000000000);
    double shifted = value + shift;
    guint64 digit;
    memcpy(&digit, &shifted, sizeof digit);
    gboolean is_digit = (shifted - shift == value) & (digit - shift_bits < DIGITS);
    digit = missing ? DIGIT_MISSING : digit - shift_bits;
    if (!(is_digit | missing))
        return FALSE;
    guint8 code = reader->digits[column * DIGIT_STRIDE + digit];
    reader->row[column] = code;
    return code != NO_DIGIT;
}
