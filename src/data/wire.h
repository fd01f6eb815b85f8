/* Messages from a confined reader to its parent, over a pipe: a header of type and size, then
 * fields in the machine's own order (both ends are one program).
 *
 * The reading end believes nothing: a cursor never runs past its message, a bad one is remembered
 * until asked for, and sizes are bounded before memory is asked for. */
#pragma once

#include "data/batch.h"
#include <glib.h>

typedef enum {
    WIRE_META = 1,
    WIRE_VARIABLE,
    WIRE_LABEL,
    WIRE_WEIGHT,
    WIRE_TYPES, /* CSV: what one range of the file says of the columns */
    WIRE_MARK,  /* CSV: a byte at which a record begins */
    WIRE_ENTRY,
    WIRE_BATCH,
    WIRE_MOVE, /* the rows that follow begin elsewhere in the file */
    WIRE_END,
    WIRE_ERROR
} WireType;

/* No message is longer: a batch is about 1 MiB, and four times that when its codes have grown. */
#define WIRE_LIMIT    (64u << 20)
#define WIRE_NOWHERE  G_MAXUINT32
#define WIRE_NO_BYTES G_MAXUINT32

/* The writing end, in the child. When the parent has gone the child ends, so nothing here fails. */
typedef struct {
    int fd;
    GByteArray *buffer;
    guint message; /* where the open message begins */
} Wire;

void wire_init(Wire *wire, int fd);
void wire_begin(Wire *wire, WireType type);
void wire_u32(Wire *wire, guint32 value);
void wire_i64(Wire *wire, gint64 value);
void wire_f64(Wire *wire, double value);
void wire_bytes(Wire *wire, const char *bytes, gsize length); /* NULL is kept apart from "" */
void wire_text(Wire *wire, const char *text);
void wire_end(Wire *wire);
void wire_flush(Wire *wire);
/* The batch whose columns lie at CELLS, without another copy of them. */
void wire_batch(Wire *wire, const Batch *head, const void *const *cells);
/* ROW from 0 within the range or -1, COLUMN an index or WIRE_NOWHERE; CODE an AnnexeErrorCode. */
void wire_error(Wire *wire, guint32 code, gint64 row, guint32 column, const char *text);

/* The reading end, in the parent. */
enum { WIRE_AHEAD = 16384 };
typedef struct {
    int fd;
    guint8 *data; /* the message, 64-byte aligned */
    gsize size, capacity;
    /* Read with what came before: most messages are a few words long. */
    gsize taken, filled;
    guint8 ahead[WIRE_AHEAD];
} WireReader;

typedef enum { WIRE_READ_OK, WIRE_READ_END, WIRE_READ_BAD } WireRead;

void wire_reader_init(WireReader *reader, int fd);
void wire_reader_clear(WireReader *reader);
/* END: the writer has gone between two messages or within one. BAD: a size beyond the limit. */
WireRead wire_reader_next(WireReader *reader, WireType *type);

typedef struct {
    const guint8 *at, *end;
    gboolean bad;
} WireCursor;

WireCursor wire_cursor(const WireReader *reader);
guint32 wire_take_u32(WireCursor *cursor);
gint64 wire_take_i64(WireCursor *cursor);
double wire_take_f64(WireCursor *cursor);
/* Points into the message; NULL when that was sent, or when the message is bad. */
const char *wire_take_bytes(WireCursor *cursor, gsize *length);
/* All of the message was taken, and nothing more. */
gboolean wire_cursor_done(const WireCursor *cursor);
