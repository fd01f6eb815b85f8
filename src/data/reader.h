/* The child's side of a scan: cells come in one by one, batches and dictionary entries go out.
 *
 *     Reader *reader = reader_new(out, columns, n, first_row);
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

enum { SMALL_LOW = -32, SMALL_COUNT = 256, NO_CODE = G_MAXUINT16 };

/* Numbers that are looked up by their bits, one a slot, the same in all columns, and their codes in
 * columns of one byte, a line of the cache each: what a reader of a survey looks up stays in the
 * nearest cache. Slots without a number have bits of another slot. */
enum { KNOWN_SLOTS = 64, KNOWN_SHIFT = 58, KNOWN_NONE = G_MAXUINT8 };
typedef struct {
    guint8 codes[KNOWN_SLOTS]; /* KNOWN_NONE: look it up */
} ReaderKnown;

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
    gint64 first_row;         /* of the batch being filled, in the file, from 0 */
    /* Rows of one-byte codes, as they come: written across sixty columns at once they would miss
     * the translation buffer at every cell, so sixty-four of them go into the columns together.
     * Codes of wider columns, and doubles, go where they belong at once. */
    guint8 *stage;
    gsize stride; /* of the stage: columns, in eights */
    guint8 *row;  /* the one being filled */
    Batch *head;
    guint64 bits[KNOWN_SLOTS];
    ReaderKnown *known;  /* one a column */
    struct TextKey *key; /* room to look a text up */
    gsize key_capacity;
    ReaderColumn columns[];
} Reader;

/* The code of the kinds of missing in ReaderColumn.missing and in WIRE_ENTRY. */
enum { READER_SYSTEM = 0, READER_UNDERSCORE = 1, READER_A = 2 };
typedef enum { ENTRY_NUMBER, ENTRY_TEXT, ENTRY_SYSTEM, ENTRY_TAGGED } EntryKind;

/* FIRST_ROW of the file, from 0, is the first that comes. */
Reader *reader_new(Wire *out, const SourceColumn *columns, guint n_columns, gint64 first_row);
/* VALUE: NaN is system missing. */
void reader_number(Reader *reader, guint column, double value);
void reader_missing(Reader *reader, guint column);
/* TAG 'a' to 'z' or '_'. */
void reader_tagged(Reader *reader, guint column, char tag);
/* Trailing blanks do not count. */
void reader_text(Reader *reader, guint column, const char *bytes, gsize length);
void reader_row(Reader *reader);
/* Of the file, from 0: the row that is being given. */
gint64 reader_place(const Reader *reader);
/* The rows that follow begin at ROW of the file, from 0. */
void reader_move(Reader *reader, gint64 row);
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

/* Found by trial: 0 to 20, -1, 88, 97 to 99 and a .sav's system missing have slots of their own. */
#define KNOWN_MULTIPLIER G_GUINT64_CONSTANT(0xd329402c3f6cb617)
static inline guint reader_slot(guint64 bits)
{
    return (guint)(bits * KNOWN_MULTIPLIER >> KNOWN_SHIFT);
}

/* The path of most cells, without a call: FALSE when nothing is known of the number with these
 * bits. */
static inline gboolean reader_known(Reader *reader, guint column, guint64 bits)
{
    guint slot = reader_slot(bits);
    guint8 code = reader->known[column].codes[slot];
    if (reader->bits[slot] != bits || code == KNOWN_NONE)
        return FALSE;
    reader->row[column] = code;
    return TRUE;
}

/* From now on these bits have the code that the cell was given just now. The first ones of a slot
 * keep it. */
void reader_learn(Reader *reader, guint column, guint64 bits);
