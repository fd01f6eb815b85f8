#include "json_text.h"

#include "base/number.h"

void json_put_text(GString *out, const char *text)
{
    g_autofree char *valid = NULL;
    if (!g_utf8_validate(text, -1, NULL))
        text = valid = g_utf8_make_valid(text, -1);
    g_string_append_c(out, '"');
    const char *run = text; /* what stands as it is goes out in one piece */
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '"' && *p != '\\' && (guchar)*p >= 0x20)
            continue;
        g_string_append_len(out, run, p - run);
        if (*p == '"' || *p == '\\')
            g_string_append_printf(out, "\\%c", *p);
        else
            g_string_append_printf(out, "\\u%04x", (guint)(guchar)*p);
        run = p + 1;
    }
    g_string_append(out, run);
    g_string_append_c(out, '"');
}

void json_put_name(GString *out, const char *name)
{
    char before = out->len > 0 ? out->str[out->len - 1] : '{';
    if (before != '{' && before != '[' && before != '\n')
        g_string_append_c(out, ',');
    g_string_append_c(out, '"');
    g_string_append(out, name); /* a name of ours, which needs no escapes */
    g_string_append(out, "\":");
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
    char buffer[NUMBER_BUFFER];
    json_put_name(out, name);
    g_string_append(out, number_format(value, buffer));
}

void json_put_boolean(GString *out, const char *name, gboolean value)
{
    json_put_name(out, name);
    g_string_append(out, value ? "true" : "false");
}
