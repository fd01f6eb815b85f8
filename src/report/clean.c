#include "clean.h"

#include "base/text.h"

#include <string.h>

#define SHEET_NAME_UNITS 31
#define ESCAPED_BAR      "_x005F_"
#define HEADER_LONGEST   200 /* Excel allows 255 UTF-16 units */

static gboolean is_escape(const char *p)
{
    if (p[0] != '_' || p[1] != 'x')
        return FALSE;
    for (int i = 2; i < 6; i++)
        if (!g_ascii_isxdigit(p[i]))
            return FALSE;
    return p[6] == '_';
}

/* What XML 1.0 and a line of a table cannot hold. Blanks become one blank. */
static gboolean is_blank(gunichar c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == ' ' || c == 0x2028 || c == 0x2029;
}

static gboolean is_forbidden(gunichar c)
{
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || c == 0xFEFF;
}

char *clean_text(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_sized_new(strlen(valid));
    guint n = 0;
    for (const char *p = valid; *p != '\0' && n < CLEAN_LONGEST; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_forbidden(c))
            continue;
        if (is_blank(c)) {
            if (out->len == 0 || out->str[out->len - 1] == ' ')
                continue;
            c = ' ';
        }
        if (is_escape(p) && strncmp(p, ESCAPED_BAR, strlen(ESCAPED_BAR)) == 0) {
            g_string_append(out, ESCAPED_BAR); /* cleaned before */
            p += strlen(ESCAPED_BAR) - 1;
            continue;
        }
        if (is_escape(p))
            g_string_append(out, "_x005F");
        g_string_append_unichar(out, c);
        n++;
    }
    if (n == CLEAN_LONGEST)
        g_string_append(out, "…");
    if (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

char *clean_fold(const char *text)
{
    g_autofree char *decomposed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    GString *bare = g_string_new(NULL);
    for (const char *p = decomposed; p != NULL && *p != '\0'; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_ismark(c))
            g_string_append_unichar(bare, c);
    }
    char *folded = g_utf8_casefold(bare->str, -1);
    g_string_free(bare, TRUE);
    return folded;
}

/* The longest head of TEXT that has at most UNITS UTF-16 units. */
static char *head_of(const char *text, guint units)
{
    const char *p = text;
    for (guint used = 0; *p != '\0'; p = text_next(p)) {
        used += g_utf8_get_char(p) > 0xFFFF ? 2 : 1;
        if (used > units)
            break;
    }
    return g_strndup(text, (gsize)(p - text));
}

static guint utf16_units(const char *text)
{
    guint units = 0;
    for (const char *p = text; *p != '\0'; p = text_next(p))
        units += g_utf8_get_char(p) > 0xFFFF ? 2 : 1;
    return units;
}

/* Takes NAME, or NAME with SUFFIX within UNITS, when it is free in USED. */
static char *claim(const char *name, const char *suffix, guint units, GHashTable *used)
{
    g_autofree char *head = NULL;
    if (utf16_units(name) + utf16_units(suffix) <= units)
        head = g_strdup(name);
    else {
        g_autofree char *cut = head_of(name, units - utf16_units(suffix) - 1);
        head = g_strconcat(g_strchomp(cut), "…", NULL);
    }
    char *whole = g_strconcat(head, suffix, NULL);
    char *folded = clean_fold(whole);
    if (!g_hash_table_contains(used, folded)) {
        g_hash_table_add(used, folded);
        return whole;
    }
    g_free(folded);
    g_free(whole);
    return NULL;
}

static char *claim_unique(const char *name, guint units, GHashTable *used)
{
    char *whole = claim(name, "", units, used);
    for (guint i = 2; whole == NULL; i++) {
        g_autofree char *suffix = g_strdup_printf(" (%u)", i);
        whole = claim(name, suffix, units, used);
    }
    return whole;
}

char *clean_sheet_name(const char *name, GHashTable *used)
{
    g_autofree char *legal = clean_text(name);
    g_strdelimit(legal, "[]:*?/\\'", ' ');
    g_strstrip(legal);
    g_autofree char *folded = clean_fold(legal);
    if (legal[0] == '\0' || strcmp(folded, "history") == 0)
        return claim_unique("_", SHEET_NAME_UNITS, used);
    return claim_unique(legal, SHEET_NAME_UNITS, used);
}

char *clean_header(const char *header, GHashTable *used)
{
    g_autofree char *legal = clean_text(header);
    return claim_unique(legal[0] != '\0' ? legal : "–", HEADER_LONGEST, used);
}
