#include "base/json.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>

enum { DEPTH_MAX = 32 };

struct JsonWriter {
    GString *out;
    guint depth;
    char kinds[DEPTH_MAX];
    gboolean filled[DEPTH_MAX]; /* something stands in it */
};

JsonWriter *json_writer_new(void)
{
    JsonWriter *writer = g_new0(JsonWriter, 1);
    writer->out = g_string_new(NULL);
    return writer;
}

char *json_writer_end(JsonWriter *writer)
{
    g_return_val_if_fail(writer->depth == 0, NULL);
    g_string_append_c(writer->out, '\n');
    char *text = g_string_free(writer->out, FALSE);
    g_free(writer);
    return text;
}

static void append_quoted(GString *out, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    g_string_append_c(out, '"');
    for (const char *p = valid; *p != '\0'; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '"' || c == '\\')
            g_string_append_printf(out, "\\%c", (char)c);
        else if (c == '\n')
            g_string_append(out, "\\n");
        else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029)
            g_string_append_printf(out, "\\u%04X", c);
        else
            g_string_append_unichar(out, c);
    }
    g_string_append_c(out, '"');
}

/* The comma, line end and key before a value. */
static void begin_value(JsonWriter *writer, const char *key)
{
    GString *out = writer->out;
    if (writer->depth > 0) {
        gboolean *filled = &writer->filled[writer->depth - 1];
        if (writer->depth == 1)
            g_string_append(out, *filled ? ",\n  " : "\n  ");
        else if (*filled)
            g_string_append(out, ", ");
        *filled = TRUE;
    }
    if (key == NULL)
        return;
    append_quoted(out, key);
    g_string_append(out, ": ");
}

void json_open(JsonWriter *writer, const char *key, char kind)
{
    g_return_if_fail(writer->depth < DEPTH_MAX);
    begin_value(writer, key);
    g_string_append_c(writer->out, kind);
    writer->kinds[writer->depth] = kind;
    writer->filled[writer->depth] = FALSE;
    writer->depth++;
}

void json_close(JsonWriter *writer)
{
    g_return_if_fail(writer->depth > 0);
    writer->depth--;
    if (writer->depth == 0 && writer->filled[0])
        g_string_append_c(writer->out, '\n');
    g_string_append_c(writer->out, writer->kinds[writer->depth] == '{' ? '}' : ']');
}

void json_text(JsonWriter *writer, const char *key, const char *value)
{
    begin_value(writer, key);
    if (value == NULL)
        g_string_append(writer->out, "null");
    else
        append_quoted(writer->out, value);
}

void json_number(JsonWriter *writer, const char *key, double value)
{
    char buffer[NUMBER_BUFFER];
    begin_value(writer, key);
    g_string_append(writer->out, isfinite(value) ? number_format(value, buffer) : "null");
}

void json_whole(JsonWriter *writer, const char *key, gint64 value)
{
    begin_value(writer, key);
    g_string_append_printf(writer->out, "%" G_GINT64_FORMAT, value);
}

void json_flag(JsonWriter *writer, const char *key, gboolean value)
{
    begin_value(writer, key);
    g_string_append(writer->out, value ? "true" : "false");
}
