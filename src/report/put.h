/* Appending to a text without a call for each piece: files of results are millions of short ones.
 */
#pragma once

#include "base/number.h"

#include <string.h>

/* Where N more bytes may go; put_done() says how many did. */
static inline char *put_room(GString *out, gsize n)
{
    gsize length = out->len;
    if (G_UNLIKELY(length + n >= out->allocated_len)) {
        g_string_set_size(out, length + n);
        out->len = length;
    }
    return out->str + length;
}

static inline void put_done(GString *out, const char *end)
{
    out->len = (gsize)(end - out->str);
    out->str[out->len] = '\0';
}

static inline void put_bytes(GString *out, const char *bytes, gsize n)
{
    char *at = put_room(out, n);
    memcpy(at, bytes, n);
    put_done(out, at + n);
}

static inline void put_char(GString *out, char c)
{
    char *at = put_room(out, 1);
    *at = c;
    put_done(out, at + 1);
}

static inline void put_digits(GString *out, double value)
{
    char *at = put_room(out, NUMBER_BUFFER);
    put_done(out, at + number_write(value, at));
}
