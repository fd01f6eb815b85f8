#include "yaml_put.h"

#include <stdio.h>
#include <string.h>

void put_scalar(const char *text)
{
    static const char *const keywords[] = {"items", "scales", "all",  "yes", "no", "true", "false",
                                           "on",    "off",    "null", "y",   "n",  NULL};
    g_autofree char *lower = g_ascii_strdown(text, -1);
    gboolean plain = g_ascii_isalpha(text[0]) && !g_strv_contains(keywords, lower);
    for (const char *c = text; *c != '\0' && plain; c++)
        plain = g_ascii_isalnum(*c) || *c == '_';
    if (plain) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (const char *c = text; *c != '\0'; c++) {
        if ((guchar)*c < 0x20)
            printf("\\x%02x", (guint)(guchar)*c);
        else if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else
            putchar(*c);
    }
    putchar('"');
}

void put_names(const GPtrArray *names, guint indent, guint used)
{
    putchar('[');
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        guint cells = (guint)g_utf8_strlen(name, -1) + 2;
        if (i > 0)
            putchar(',');
        if (i > 0 && used + cells > YAML_WIDTH) {
            printf("\n%*s", (int)indent, "");
            used = indent;
        } else if (i > 0) {
            putchar(' ');
        }
        put_scalar(name);
        used += cells;
    }
    putchar(']');
}
