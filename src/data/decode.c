#include "decode.h"

#include "base/error.h"

#include <string.h>

struct Decoder {
    char *encoding;
    gboolean is_utf8, strict, fell_back;
    GIConv converter; /* of ENCODING unless that is UTF-8 */
    GIConv fallback;  /* windows-1252, opened when first needed */
};

#define NO_CONVERTER ((GIConv)-1)

static gboolean names_utf8(const char *encoding)
{
    return encoding == NULL || g_ascii_strcasecmp(encoding, "UTF-8") == 0 ||
           g_ascii_strcasecmp(encoding, "UTF8") == 0 ||
           g_ascii_strcasecmp(encoding, "US-ASCII") == 0 || encoding[0] == '\0';
}

Decoder *decoder_new(const char *encoding, gboolean given, GError **error)
{
    GIConv converter = NO_CONVERTER;
    if (!names_utf8(encoding)) {
        converter = g_iconv_open("UTF-8", encoding);
        if (converter == NO_CONVERTER) {
            g_autofree char *name = decode_for_message(encoding, strlen(encoding));
            g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                        "the encoding '%s' is unknown; name another one as `encoding`, such as "
                        "UTF-8 or windows-1252",
                        name);
            return NULL;
        }
    }
    Decoder *decoder = g_new0(Decoder, 1);
    decoder->is_utf8 = names_utf8(encoding);
    decoder->encoding = g_strdup(decoder->is_utf8 ? "UTF-8" : encoding);
    decoder->strict = given || !decoder->is_utf8;
    decoder->converter = converter;
    decoder->fallback = NO_CONVERTER;
    return decoder;
}

void decoder_free(Decoder *decoder)
{
    if (decoder == NULL)
        return;
    if (decoder->converter != NO_CONVERTER)
        g_iconv_close(decoder->converter);
    if (decoder->fallback != NO_CONVERTER)
        g_iconv_close(decoder->fallback);
    g_free(decoder->encoding);
    g_free(decoder);
}

gboolean decoder_fell_back(const Decoder *decoder)
{
    return decoder->fell_back;
}

const char *decoder_encoding(const Decoder *decoder)
{
    return decoder->fell_back ? "windows-1252" : decoder->encoding;
}

static char *convert(GIConv converter, const char *bytes, gsize length)
{
    gsize read = 0;
    GError *error = NULL;
    char *text = g_convert_with_iconv(bytes, (gssize)length, converter, &read, NULL, &error);
    if (error != NULL && g_error_matches(error, G_CONVERT_ERROR, G_CONVERT_ERROR_PARTIAL_INPUT)) {
        g_clear_error(&error);
        text = g_convert_with_iconv(bytes, (gssize)read, converter, &read, NULL, &error);
    }
    g_clear_error(&error);
    if (text != NULL && !g_utf8_validate(text, -1, NULL))
        g_clear_pointer(&text, g_free);
    return text;
}

static char *utf8(const char *bytes, gsize length)
{
    const char *end;
    if (g_utf8_validate_len(bytes, length, &end))
        return g_strndup(bytes, length);
    gsize left = length - (gsize)(end - bytes);
    if (left < 4 && end > bytes && g_utf8_get_char_validated(end, (gssize)left) == (gunichar)-2)
        return g_strndup(bytes, (gsize)(end - bytes));
    return NULL;
}

static char *fall_back(Decoder *decoder, const char *bytes, gsize length)
{
    if (decoder->fallback == NO_CONVERTER)
        decoder->fallback = g_iconv_open("UTF-8", "WINDOWS-1252");
    if (decoder->fallback == NO_CONVERTER)
        return NULL;
    char *text = convert(decoder->fallback, bytes, length);
    decoder->fell_back |= text != NULL;
    return text;
}

char *decoder_text(Decoder *decoder, const char *bytes, gsize length)
{
    const char *nul = memchr(bytes, '\0', length);
    if (nul != NULL)
        length = (gsize)(nul - bytes);
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    char *text =
        decoder->is_utf8 ? utf8(bytes, length) : convert(decoder->converter, bytes, length);
    if (text == NULL && !decoder->strict)
        text = fall_back(decoder, bytes, length);
    return text;
}

char *decode_for_message(const char *bytes, gsize length)
{
    enum { LONGEST = 60 };
    GString *text = g_string_new(NULL);
    const char *at = bytes, *end = bytes + length;
    while (at < end && text->len < LONGEST) {
        gunichar c = g_utf8_get_char_validated(at, end - at);
        if (c >= (gunichar)-2 || g_unichar_iscntrl(c)) {
            g_string_append_printf(text, "\\x%02x", (guint8)*at++);
        } else {
            g_string_append_unichar(text, c);
            at += g_utf8_skip[*(const guchar *)at];
        }
    }
    if (at < end)
        g_string_append(text, "…");
    return g_string_free(text, FALSE);
}
