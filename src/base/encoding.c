#include "base/encoding.h"

#include "base/error.h"

#include <string.h>

gboolean encoding_is_utf8(const char *bytes, gsize length)
{
    return g_utf8_validate_len(bytes, length, NULL);
}

gboolean encoding_is_known(const char *name)
{
    GIConv converter = g_iconv_open("UTF-8", name);
    if (converter == (GIConv)-1)
        return FALSE;
    g_iconv_close(converter);
    return TRUE;
}

static char *refuse(const char *bytes, gsize length, gsize offset, const char *encoding,
                    GError **error)
{
    if (offset < length)
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                    "byte 0x%02X at offset %" G_GSIZE_FORMAT " is not %s", (guchar)bytes[offset],
                    offset, encoding);
    else
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                    "the text ends inside a character of %s", encoding);
    return NULL;
}

static char *copy_utf8(const char *bytes, gsize length, GError **error)
{
    const char *end = NULL;
    if (!g_utf8_validate_len(bytes, length, &end))
        return refuse(bytes, length, (gsize)(end - bytes), "UTF-8", error);
    return g_strndup(bytes, length);
}

char *encoding_decode(const char *bytes, gsize length, const char *encoding, GError **error)
{
    if (g_ascii_strcasecmp(encoding, "UTF-8") == 0)
        return copy_utf8(bytes, length, error);
    if (!encoding_is_known(encoding)) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "the encoding '%s' is unknown",
                    encoding);
        return NULL;
    }
    gsize read = 0, written = 0;
    g_autofree char *text =
        g_convert(bytes, (gssize)length, "UTF-8", encoding, &read, &written, NULL);
    if (text == NULL || read < length)
        return refuse(bytes, length, text == NULL ? read : length, encoding, error);
    if (!encoding_is_utf8(text, written)) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "the text holds a NUL character");
        return NULL;
    }
    return g_steal_pointer(&text);
}

const char *encoding_sniff(const char *bytes, gsize length, gboolean whole)
{
    if (length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    const char *end = NULL;
    if (g_utf8_validate_len(bytes, length, &end))
        return "UTF-8";
    gsize rest = length - (gsize)(end - bytes);
    gboolean cut = !whole && g_utf8_get_char_validated(end, (gssize)rest) == (gunichar)-2;
    return (*end == '\0' || cut) ? "UTF-8" : "windows-1252";
}
