#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

typedef struct {
    guint32 type;
    guint32 size;
} WireHeader;

enum { FLUSH_AT = 64 << 10, VECTORS = 512, ALIGNMENT = 64, FIRST_CAPACITY = 64 << 10 };

/* The parent has closed its end, or was killed: there is nobody left to tell. */
static void write_all(int fd, const void *data, gsize size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(0);
        at += n;
        size -= (gsize)n;
    }
}

void wire_init(Wire *wire, int fd)
{
    wire->fd = fd;
    wire->buffer = g_byte_array_sized_new(FLUSH_AT + 4096);
    wire->message = 0;
}

static void append(Wire *wire, const void *data, gsize size)
{
    g_byte_array_append(wire->buffer, data, (guint)size);
}

void wire_begin(Wire *wire, WireType type)
{
    wire->message = wire->buffer->len;
    WireHeader header = {.type = type};
    append(wire, &header, sizeof header);
}

void wire_u32(Wire *wire, guint32 value)
{
    append(wire, &value, sizeof value);
}

void wire_i64(Wire *wire, gint64 value)
{
    append(wire, &value, sizeof value);
}

void wire_f64(Wire *wire, double value)
{
    append(wire, &value, sizeof value);
}

void wire_bytes(Wire *wire, const char *bytes, gsize length)
{
    wire_u32(wire, bytes == NULL ? WIRE_NO_BYTES : (guint32)length);
    if (bytes != NULL)
        append(wire, bytes, length);
}

void wire_text(Wire *wire, const char *text)
{
    wire_bytes(wire, text, text == NULL ? 0 : strlen(text));
}

void wire_flush(Wire *wire)
{
    write_all(wire->fd, wire->buffer->data, wire->buffer->len);
    g_byte_array_set_size(wire->buffer, 0);
}

void wire_end(Wire *wire)
{
    guint32 size = wire->buffer->len - wire->message - (guint32)sizeof(WireHeader);
    memcpy(wire->buffer->data + wire->message + G_STRUCT_OFFSET(WireHeader, size), &size,
           sizeof size);
    if (wire->buffer->len >= FLUSH_AT)
        wire_flush(wire);
}

static void write_vectors(int fd, struct iovec *vectors, guint n)
{
    while (n > 0) {
        ssize_t written = writev(fd, vectors, (int)MIN(n, VECTORS));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(0);
        while (n > 0 && (gsize)written >= vectors->iov_len) {
            written -= (ssize_t)vectors->iov_len;
            vectors++;
            n--;
        }
        if (n > 0) {
            vectors->iov_base = (char *)vectors->iov_base + written;
            vectors->iov_len -= (gsize)written;
        }
    }
}

void wire_batch(Wire *wire, const Batch *head, const void *const *cells)
{
    static const char padding[ALIGNMENT];
    WireHeader header = {.type = WIRE_BATCH, .size = head->size};
    g_autofree struct iovec *vectors = g_new(struct iovec, 2 * head->n_columns + 3);
    gsize head_size = sizeof(Batch) + head->n_columns * sizeof(BatchColumn);
    guint n = 0;
    gsize at = head_size;
    vectors[n++] = (struct iovec){&header, sizeof header};
    vectors[n++] = (struct iovec){(void *)(guintptr)head, head_size};
    for (guint c = 0; c < head->n_columns; c++) {
        const BatchColumn *column = &head->columns[c];
        if (column->offset > at)
            vectors[n++] = (struct iovec){(void *)(guintptr)padding, column->offset - at};
        vectors[n++] =
            (struct iovec){(void *)(guintptr)cells[c], (gsize)column->width * head->n_rows};
        at = column->offset + (gsize)column->width * head->n_rows;
    }
    wire_flush(wire);
    write_vectors(wire->fd, vectors, n);
    if (head->size > at)
        write_all(wire->fd, padding, head->size - at);
}

void wire_error(Wire *wire, guint32 code, gint64 row, guint32 column, const char *text)
{
    wire_begin(wire, WIRE_ERROR);
    wire_u32(wire, code);
    wire_i64(wire, row);
    wire_u32(wire, column);
    wire_text(wire, text);
    wire_end(wire);
    wire_flush(wire);
}

void wire_reader_init(WireReader *reader, int fd)
{
    reader->fd = fd;
    reader->data = NULL;
    reader->size = reader->capacity = reader->taken = reader->filled = 0;
}

void wire_reader_clear(WireReader *reader)
{
    g_clear_pointer(&reader->data, free);
    reader->capacity = 0;
}

/* Some bytes, 0 at the end. */
static gsize read_some(int fd, void *data, gsize size)
{
    ssize_t n;
    do
        n = read(fd, data, size);
    while (n < 0 && errno == EINTR);
    return n > 0 ? (gsize)n : 0;
}

static gboolean read_ahead(WireReader *reader)
{
    reader->taken = 0;
    reader->filled = read_some(reader->fd, reader->ahead, WIRE_AHEAD);
    return reader->filled > 0;
}

/* What was read ahead, then the rest; much goes where it belongs at once. */
static gboolean read_all(WireReader *reader, void *data, gsize size)
{
    char *at = data;
    while (size > 0) {
        if (reader->taken == reader->filled && size < WIRE_AHEAD && !read_ahead(reader))
            return FALSE;
        gsize n = MIN(size, reader->filled - reader->taken);
        if (n > 0)
            memcpy(at, reader->ahead + reader->taken, n);
        reader->taken += n;
        if (n == 0 && (n = read_some(reader->fd, at, size)) == 0)
            return FALSE;
        at += n;
        size -= n;
    }
    return TRUE;
}

static gboolean reserve(WireReader *reader, gsize size)
{
    if (size <= reader->capacity)
        return TRUE;
    gsize capacity = MAX(FIRST_CAPACITY, (size + 4095) / 4096 * 4096);
    void *data = NULL;
    if (posix_memalign(&data, ALIGNMENT, capacity) != 0)
        return FALSE;
    free(reader->data);
    reader->data = data;
    reader->capacity = capacity;
    return TRUE;
}

WireRead wire_reader_next(WireReader *reader, WireType *type)
{
    WireHeader header;
    if (!read_all(reader, &header, sizeof header))
        return WIRE_READ_END;
    if (header.size > WIRE_LIMIT || header.type < WIRE_META || header.type > WIRE_ERROR ||
        !reserve(reader, header.size))
        return WIRE_READ_BAD;
    if (!read_all(reader, reader->data, header.size))
        return WIRE_READ_END;
    reader->size = header.size;
    *type = (WireType)header.type;
    return WIRE_READ_OK;
}

WireCursor wire_cursor(const WireReader *reader)
{
    return (WireCursor){.at = reader->data, .end = reader->data + reader->size};
}

static void take(WireCursor *cursor, void *value, gsize size)
{
    if (cursor->bad || (gsize)(cursor->end - cursor->at) < size) {
        cursor->bad = TRUE;
        memset(value, 0, size);
        return;
    }
    memcpy(value, cursor->at, size);
    cursor->at += size;
}

guint32 wire_take_u32(WireCursor *cursor)
{
    guint32 value;
    take(cursor, &value, sizeof value);
    return value;
}

gint64 wire_take_i64(WireCursor *cursor)
{
    gint64 value;
    take(cursor, &value, sizeof value);
    return value;
}

double wire_take_f64(WireCursor *cursor)
{
    double value;
    take(cursor, &value, sizeof value);
    return value;
}

const char *wire_take_bytes(WireCursor *cursor, gsize *length)
{
    guint32 size = wire_take_u32(cursor);
    *length = 0;
    if (cursor->bad || size == WIRE_NO_BYTES)
        return NULL;
    if ((gsize)(cursor->end - cursor->at) < size) {
        cursor->bad = TRUE;
        return NULL;
    }
    const char *bytes = (const char *)cursor->at;
    cursor->at += size;
    *length = size;
    return bytes;
}

gboolean wire_cursor_done(const WireCursor *cursor)
{
    return !cursor->bad && cursor->at == cursor->end;
}
