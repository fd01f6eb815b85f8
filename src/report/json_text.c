#include "json_text.h"

#include "put.h"

/* Bytes that need an escape, or a look at whether they are valid. */
static inline gboolean is_plain(guchar c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static void put_escaped(GString *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        guchar c = (guchar)*p;
        if (c == '"' || c == '\\')
            put_char(out, '\\');
        if (c >= 0x20)
            put_char(out, *p);
        else
            g_string_append_printf(out, "\\u%04x", (guint)c);
    }
}

void json_put_text(GString *out, const char *text)
{
    g_autofree char *valid = NULL;
    const char *p = text;
    put_char(out, '"');
    while (is_plain((guchar)*p))
        p++;
    put_bytes(out, text, (gsize)(p - text));
    if (*p != '\0') {
        if (!g_utf8_validate(p, -1, NULL))
            p = valid = g_utf8_make_valid(p, -1);
        put_escaped(out, p);
    }
    put_char(out, '"');
}

void json_put_name(GString *out, const char *name)
{
    char before = out->len > 0 ? out->str[out->len - 1] : '{';
    if (before != '{' && before != '[' && before != '\n')
        put_char(out, ',');
    put_char(out, '"');
    put_bytes(out, name, strlen(name)); /* a name of ours, which needs no escapes */
    put_bytes(out, "\":", 2);
}

void json_put_string(GString *out, const char *name, const char *text)
{
    if (text == NULL)
        return;
    json_put_name(out, name);
    json_put_text(out, text);
}

void json_put_number(GString *out, const char *name, double value)
{
    json_put_name(out, name);
    put_digits(out, value);
}

void json_put_boolean(GString *out, const char *name, gboolean value)
{
    json_put_name(out, name);
    g_string_append(out, value ? "true" : "false");
}
