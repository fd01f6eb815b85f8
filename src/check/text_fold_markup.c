/* HTML, TeX, Markdown and pandoc in a passage: what they say of a character's height is kept, the
 * rest goes. */
#include "text_folder.h"

#include <string.h>

enum { LONGEST_TAG = 1000 }; /* word processors put styles into them */

/* HTML entities that stand in results. */
static const struct {
    const char *name;
    gunichar c;
} entities[] = {
    {"nbsp", 0xA0},    {"thinsp", 0x2009}, {"ensp", 0x2002}, {"emsp", 0x2003},  {"minus", 0x2212},
    {"ndash", 0x2013}, {"mdash", 0x2014},  {"lt", '<'},      {"gt", '>'},       {"le", 0x2264},
    {"ge", 0x2265},    {"chi", 0x3C7},     {"Chi", 0x3A7},   {"eta", 0x3B7},    {"rho", 0x3C1},
    {"tau", 0x3C4},    {"times", 0xD7},    {"middot", 0xB7}, {"sdot", 0x22C5},  {"sup2", 0xB2},
    {"sup3", 0xB3},    {"amp", '&'},       {"equals", '='},  {"eacute", 0xE9},  {"egrave", 0xE8},
    {"agrave", 0xE0},  {"shy", 0xAD},      {"quot", '"'},    {"asymp", 0x2248}, {"lpar", '('},
    {"rpar", ')'},     {"comma", ','},     {"period", '.'},  {"semi", ';'},
};

/* The character of the entity whose name is the LENGTH bytes at NAME, or 0. */
static gunichar entity_character(const char *name, gsize length)
{
    if (name[0] == '#' && length > 1) {
        gboolean hex = name[1] == 'x' || name[1] == 'X';
        char digits[12] = "";
        memcpy(digits, name + 1 + hex, MIN(length - 1 - hex, sizeof digits - 1));
        guint64 c = g_ascii_strtoull(digits, NULL, hex ? 16 : 10);
        return c >= 0x20 && c < 0x110000 && g_unichar_validate((gunichar)c) ? (gunichar)c : 0;
    }
    for (guint i = 0; i < G_N_ELEMENTS(entities); i++)
        if (strlen(entities[i].name) == length && memcmp(entities[i].name, name, length) == 0)
            return entities[i].c;
    return 0;
}

/* Bytes of the entity at f->at, folded; 0 when there is none. */
gsize fold_entity(Folder *f)
{
    gsize most = MIN((gsize)(f->end - f->at), 12);
    const char *stop = memchr(f->at, ';', most);
    if (stop == NULL || stop == f->at + 1)
        return 0;
    gunichar c = entity_character(f->at + 1, (gsize)(stop - f->at - 1));
    if (c == 0)
        return 0;
    if (c >= 0x80)
        folder_unicode(f, c);
    else
        folder_put(f, (char)c);
    return (gsize)(stop - f->at + 1);
}

/* HTML's tags that stand in and around results, and what they leave behind. */
static const struct {
    const char *name, *text;
} tags[] = {
    {"i", ""},    {"b", ""},      {"em", ""},   {"strong", ""},   {"sup", "^"},   {"sub", "_"},
    {"u", ""},    {"br", " "},    {"span", ""}, {"font", ""},     {"small", ""},  {"p", " "},
    {"td", "\t"}, {"th", "\t"},   {"tr", " "},  {"tbody", " "},   {"thead", " "}, {"tfoot", " "},
    {"div", " "}, {"table", " "}, {"a", ""},    {"caption", " "}, {"li", " "},
};

/* Bytes of the HTML tag at f->at; 0 when it is no tag (`<` is a sign in results). */
gsize fold_tag(Folder *f)
{
    gboolean closing = f->at + 1 < f->end && f->at[1] == '/';
    const char *name = f->at + 1 + closing;
    gsize length = 0, which = 0;
    while (name + length < f->end && length < 8 && g_ascii_isalpha(name[length]))
        length++;
    while (which < G_N_ELEMENTS(tags) && (strlen(tags[which].name) != length ||
                                          g_ascii_strncasecmp(tags[which].name, name, length) != 0))
        which++;
    if (which == G_N_ELEMENTS(tags) || name + length == f->end ||
        strchr(" >/\n\r\t", name[length]) == NULL)
        return 0;
    const char *stop = memchr(name, '>', MIN((gsize)(f->end - name), LONGEST_TAG));
    if (stop == NULL)
        return 0;
    const char *text = tags[which].text;
    if (text[0] == '\t' && (closing || !f->keep_tabs))
        text = " ";
    if (!closing || text[0] == ' ')
        folder_put_all(f, text);
    return (gsize)(stop - f->at + 1);
}

/* TeX's commands that results are set with; "" where they only set the type. */
static const struct {
    const char *name, *text;
} commands[] = {
    {"chi", "chi"},
    {"eta", "eta"},
    {"nu", "nu"},
    {"rho", "rho"},
    {"tau", "tau"},
    {"leq", "<="},
    {"geq", ">="},
    {"le", "<="},
    {"ge", ">="},
    {"leqslant", "<="},
    {"geqslant", ">="},
    {"lt", "<"},
    {"gt", ">"},
    {"times", "*"},
    {"cdot", "*"},
    {"approx", "="},
    {"simeq", "="},
    {"quad", " "},
    {"thinspace", " "},
    {"nobreakspace", " "},
    {"textsubscript", "_"},
    {"textsuperscript", "^"},
    {"text", ""},
    {"textit", ""},
    {"textbf", ""},
    {"textrm", ""},
    {"textsf", ""},
    {"textsl", ""},
    {"textnormal", ""},
    {"emph", ""},
    {"mathit", ""},
    {"mathrm", ""},
    {"mathbf", ""},
    {"mathsf", ""},
    {"mathnormal", ""},
    {"bm", ""},
    {"boldsymbol", ""},
    {"operatorname", ""},
    {"mbox", ""},
    {"ensuremath", ""},
    {"num", ""},
    {"np", ""},
    {"numprint", ""},
    {"nombre", ""},
    {"left", ""},
    {"right", ""},
    {"hline", ""},
    {"toprule", ""},
    {"midrule", ""},
    {"bottomrule", ""},
};

/* A backslash before no letter: `\,` `\;` `\:` are spaces and `\\` a line's end; of `\(` and of
 * what Markdown escapes, what follows stays. */
static gsize fold_escape(Folder *f)
{
    char c = f->at + 1 < f->end ? f->at[1] : '\0';
    if (c == '\0' || strchr(",;:!\\", c) == NULL)
        return 1;
    if (c != '!')
        folder_put(f, ' ');
    return 2;
}

static void open_brace(Folder *f, gboolean groups)
{
    f->depth++;
    if (f->depth < 64)
        f->grouped = (f->grouped & ~(G_GUINT64_CONSTANT(1) << f->depth)) | (guint64)groups
                                                                               << f->depth;
}

gsize fold_backslash(Folder *f)
{
    gsize length = 0;
    while (f->at + 1 + length < f->end && g_ascii_isalpha(f->at[1 + length]))
        length++;
    if (length == 0)
        return fold_escape(f);
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strlen(commands[i].name) != length || memcmp(commands[i].name, f->at + 1, length) != 0)
            continue;
        folder_put_all(f, commands[i].text);
        gboolean brace = f->at + 1 + length < f->end && f->at[1 + length] == '{';
        if (brace)
            open_brace(f, TRUE);
        return 1 + length + brace;
    }
    return 1;
}

/* Braces that raise, lower or group go; others are brackets. `{,}` is TeX's decimal comma. */
gsize fold_brace(Folder *f)
{
    if (*f->at == '}') {
        gboolean grouped = f->depth > 0 && f->depth < 64 && (f->grouped >> f->depth & 1);
        f->depth -= f->depth > 0;
        return grouped;
    }
    if (f->end - f->at >= 3 && (f->at[1] == ',' || f->at[1] == '.') && f->at[2] == '}') {
        folder_put(f, f->at[1]);
        return 3;
    }
    gboolean level = folder_last(f) == '^' || folder_last(f) == '_';
    open_brace(f, level);
    return level;
}

/* TeX's tie between groups of three digits, 24~210. */
static gboolean groups_digits(const Folder *f)
{
    gsize digits = 0;
    while (f->at + 1 + digits < f->end && g_ascii_isdigit(f->at[1 + digits]))
        digits++;
    gboolean closed = f->at + 1 + digits < f->end && f->at[1 + digits] == '~';
    return digits == 3 && !closed && g_ascii_isdigit(folder_last(f));
}

/* `_` and `~` lower what follows where they stand behind a letter or digit and before one; else
 * they are emphasis. */
void fold_underscore(Folder *f)
{
    char before = folder_last(f), after = f->at + 1 < f->end ? f->at[1] : '\0';
    gboolean open = g_ascii_isalnum(before);
    if (*f->at == '~' && groups_digits(f)) {
        folder_put(f, ' ');
        return;
    }
    if (open && (g_ascii_isalnum(after) || after == '{' || after == '('))
        folder_put(f, '_');
}

/* The second `^` of pandoc's χ^2^ closes and says nothing. */
void fold_caret(Folder *f)
{
    const GString *text = f->fold->text;
    gsize i = text->len;
    while (i > 0 && g_ascii_isdigit(text->str[i - 1]))
        i--;
    if (i == 0 || i == text->len || text->str[i - 1] != '^')
        folder_put(f, '^');
}
