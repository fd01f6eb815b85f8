#include "text_fold.h"

#include <string.h>

typedef struct {
    Fold *fold;
    const char *start, *at, *end;
    gboolean keep_tabs;
    enum { LEVEL_LINE, LEVEL_RAISED, LEVEL_LOWERED } level; /* of the character before */
} Folder;

void fold_init(Fold *fold)
{
    fold->text = g_string_new(NULL);
    fold->from = g_array_new(FALSE, FALSE, sizeof(guint32));
}

void fold_clear(Fold *fold)
{
    g_string_free(fold->text, TRUE);
    g_array_unref(fold->from);
}

static char last_byte(const Folder *f)
{
    const GString *text = f->fold->text;
    return text->len > 0 ? text->str[text->len - 1] : '\0';
}

static void put(Folder *f, char c)
{
    guint32 offset = (guint32)(f->at - f->start);
    if (c == ' ' && (last_byte(f) == ' ' || last_byte(f) == '\0'))
        return;
    g_string_append_c(f->fold->text, c);
    g_array_append_val(f->fold->from, offset);
}

static void put_all(Folder *f, const char *s)
{
    for (; *s != '\0'; s++)
        put(f, *s);
}

/* A character above or below the line: the mark once, before a run of them. */
static void put_level(Folder *f, char c, int level)
{
    if ((int)f->level != level)
        put(f, level == LEVEL_RAISED ? '^' : '_');
    f->level = level;
    put(f, c);
}

/* Characters with a meaning for results. Sorted by code point, for the binary search. */
static const struct {
    gunichar c;
    const char *text;
} characters[] = {
    {0x00B7, "*"},     {0x00D7, "*"},     {0x0391, "alpha"}, {0x0392, "beta"},    {0x03A7, "chi"},
    {0x03A9, "omega"}, {0x03B1, "alpha"}, {0x03B2, "beta"},  {0x03B5, "epsilon"}, {0x03B7, "eta"},
    {0x03C1, "rho"},   {0x03C3, "sigma"}, {0x03C4, "tau"},   {0x03C6, "phi"},     {0x03C7, "chi"},
    {0x03C9, "omega"}, {0x03D5, "phi"},   {0x2022, "*"},     {0x2043, "-"},       {0x2212, "-"},
    {0x2217, "*"},     {0x2248, "="},     {0x2264, "<="},    {0x2265, ">="},      {0x2266, "<="},
    {0x2267, ">="},    {0x22C5, "*"},     {0x2A7D, "<="},    {0x2A7E, ">="},      {0xAB53, "chi"},
    {0xFE63, "-"},
};

static const char *character_text(gunichar c)
{
    guint low = 0, high = G_N_ELEMENTS(characters);
    while (low < high) {
        guint middle = (low + high) / 2;
        if (characters[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < G_N_ELEMENTS(characters) && characters[low].c == c ? characters[low].text : NULL;
}

static gboolean is_invisible(gunichar c)
{
    return c == 0x00AD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
           (c >= 0x0300 && c <= 0x036F) || (c >= 0xFE00 && c <= 0xFE0F);
}

/* The digit or sign that C raises or lowers, or 0. */
static char level_character(gunichar c, int *level)
{
    *level = LEVEL_RAISED;
    if (c == 0x00B9)
        return '1';
    if (c == 0x00B2 || c == 0x00B3)
        return c == 0x00B2 ? '2' : '3';
    if (c >= 0x2070 && c <= 0x207E)
        return "0i\x02\x02"
               "456789+-=()"[c - 0x2070];
    if (c < 0x2080 || c > 0x208E)
        return 0;
    *level = LEVEL_LOWERED;
    return "0123456789+-=()"[c - 0x2080];
}

/* A letter without its accents, or what stands for any other character. */
static void put_decomposed(Folder *f, gunichar c)
{
    gunichar parts[18];
    gboolean mathematical = (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x2100 && c <= 0x214F) ||
                            (c >= 0xFB00 && c <= 0xFB06);
    gsize n = g_unichar_fully_decompose(c, mathematical, parts, G_N_ELEMENTS(parts));
    if (n > 0 && parts[0] < 0x80) {
        put(f, (char)parts[0]);
        return;
    }
    const char *known = n > 0 ? character_text(parts[0]) : NULL;
    if (known != NULL)
        put_all(f, known);
    else
        put(f, g_unichar_isalnum(c) ? FOLD_LETTER : FOLD_SYMBOL);
}

/* `1.2 * 10^-5`: the star is a sign of multiplication, elsewhere it is emphasis or significance. */
static gboolean star_multiplies(const Folder *f, gsize width)
{
    const char *p = f->at + width;
    while (p < f->end && *p == ' ')
        p++;
    if (f->end - p < 3 || p[0] != '1' || p[1] != '0')
        return FALSE;
    return p[2] == '^' || p[2] == '-' || (guchar)p[2] >= 0x80 || p[2] == '<';
}

static void fold_unicode(Folder *f, gunichar c)
{
    int level;
    char raised = level_character(c, &level);
    if (raised != 0) {
        put_level(f, raised, level);
        return;
    }
    if (is_invisible(c))
        return;
    f->level = LEVEL_LINE;
    const char *known = character_text(c);
    if (c == 0x00B7 && !star_multiplies(f, 2))
        put(f, '.'); /* the decimal point of British journals */
    else if (known != NULL)
        put_all(f, known);
    else if (c >= 0xFF01 && c <= 0xFF5E)
        put(f, (char)(c - 0xFF01 + '!'));
    else if (c == 0x2028 || c == 0x2029 || c == 0x0085 || g_unichar_isspace(c))
        put(f, ' ');
    else if (c >= 0x2010 && c <= 0x2015)
        put(f, '-');
    else if (c == 0x2018 || c == 0x2019)
        put(f, '\'');
    else
        put_decomposed(f, c);
}

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
static gsize fold_entity(Folder *f)
{
    gsize most = MIN((gsize)(f->end - f->at), 12);
    const char *stop = memchr(f->at, ';', most);
    if (stop == NULL || stop == f->at + 1)
        return 0;
    gunichar c = entity_character(f->at + 1, (gsize)(stop - f->at - 1));
    if (c == 0)
        return 0;
    if (c >= 0x80)
        fold_unicode(f, c);
    else
        put(f, (char)c);
    return (gsize)(stop - f->at + 1);
}

/* Bytes of the HTML tag at f->at; 0 when it is no tag (`<` is a sign in results). */
static gsize fold_tag(Folder *f)
{
    static const char *const names[] = {"i",  "b",    "em",   "strong", "sup", "sub", "u",
                                        "br", "span", "font", "small",  "p",   "td",  "th"};
    gsize most = MIN((gsize)(f->end - f->at), 80);
    const char *stop = memchr(f->at, '>', most);
    if (stop == NULL)
        return 0;
    const char *name = f->at + 1;
    gboolean closing = *name == '/';
    name += closing;
    gsize length = 0;
    while (name + length < stop && g_ascii_isalpha(name[length]))
        length++;
    if (name + length < stop && name[length] != ' ' && name[length] != '/')
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i]) != length || g_ascii_strncasecmp(names[i], name, length) != 0)
            continue;
        if (i >= 11 || i == 7)
            put(f, ' ');
        else if (!closing && (i == 4 || i == 5))
            put(f, i == 4 ? '^' : '_');
        return (gsize)(stop - f->at + 1);
    }
    return 0;
}

/* TeX: \chi, \leq …; \( and escapes of Markdown give what follows them. */
static gsize fold_backslash(Folder *f)
{
    static const struct {
        const char *name, *text;
    } commands[] = {{"chi", "chi"}, {"eta", "eta"}, {"rho", "rho"},  {"tau", "tau"}, {"leq", "<="},
                    {"geq", ">="},  {"le", "<="},   {"ge", ">="},    {"lt", "<"},    {"gt", ">"},
                    {"times", "*"}, {"cdot", "*"},  {"approx", "="}, {"text", ""},   {"mathit", ""},
                    {"textit", ""}, {"emph", ""},   {"mathrm", ""}};
    gsize length = 0;
    while (f->at + 1 + length < f->end && g_ascii_isalpha(f->at[1 + length]))
        length++;
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strlen(commands[i].name) == length &&
            memcmp(commands[i].name, f->at + 1, length) == 0) {
            put_all(f, commands[i].text);
            return length + 1;
        }
    }
    return 1;
}

/* `_` and `~` lower what follows where they stand behind a letter or digit and before one; else
 * they are emphasis. */
static void fold_underscore(Folder *f)
{
    char before = last_byte(f), after = f->at + 1 < f->end ? f->at[1] : '\0';
    gboolean open = g_ascii_isalnum(before);
    if (open && (g_ascii_isalnum(after) || after == '{' || after == '('))
        put(f, '_');
}

/* The second `^` of pandoc's χ^2^ closes and says nothing. */
static void fold_caret(Folder *f)
{
    const GString *text = f->fold->text;
    gsize i = text->len;
    while (i > 0 && g_ascii_isdigit(text->str[i - 1]))
        i--;
    if (i == 0 || i == text->len || text->str[i - 1] != '^')
        put(f, '^');
}

/* Line breaks: a quotation mark of Markdown or mail behind one is not `greater than`. */
static gsize fold_break(Folder *f)
{
    const char *p = f->at + 1;
    put(f, ' ');
    while (p < f->end && (*p == ' ' || *p == '\t'))
        p++;
    while (p + 1 < f->end && *p == '>' && (p[1] == ' ' || p[1] == '>'))
        p++;
    return (gsize)(p - f->at);
}

static gboolean closes_level(const Folder *f, char c)
{
    const GString *text = f->fold->text;
    if (c == '{')
        return last_byte(f) == '^' || last_byte(f) == '_';
    for (gsize i = text->len; i > 0 && i + 8 > text->len; i--)
        if (text->str[i - 1] == '^' || text->str[i - 1] == '_')
            return TRUE;
    return FALSE;
}

static void fold_ascii(Folder *f, char c)
{
    switch (c) {
    case '*':
        if (star_multiplies(f, 1))
            put(f, '*');
        break;
    case '_':
    case '~':
        fold_underscore(f);
        break;
    case '^':
        fold_caret(f);
        break;
    case '{':
    case '}':
        if (!closes_level(f, c))
            put(f, c);
        break;
    case '$':
    case '`':
        break;
    case '\t':
        put(f, f->keep_tabs ? '\t' : ' ');
        break;
    case ' ':
        put(f, ' ');
        break;
    default:
        put(f, (guchar)c < ' ' || c == 0x7F ? ' ' : c);
    }
}

/* Folds what stands at f->at and returns its bytes. */
static gsize fold_one(Folder *f)
{
    gsize used = 0;
    char c = *f->at;
    if ((guchar)c >= 0x80) {
        fold_unicode(f, g_utf8_get_char(f->at));
        return (gsize)(g_utf8_next_char(f->at) - f->at);
    }
    f->level = LEVEL_LINE;
    if (c == '\n')
        return fold_break(f);
    if (c == '&')
        used = fold_entity(f);
    else if (c == '<')
        used = fold_tag(f);
    else if (c == '\\')
        used = fold_backslash(f);
    if (used > 0)
        return used;
    fold_ascii(f, c);
    return 1;
}

void fold_passage(Fold *fold, const char *passage, gsize length, gboolean keep_tabs)
{
    Folder f = {fold, passage, passage, passage + length, keep_tabs, LEVEL_LINE};
    g_string_truncate(fold->text, 0);
    g_array_set_size(fold->from, 0);
    while (f.at < f.end)
        f.at += fold_one(&f);
    guint32 end = (guint32)length;
    g_array_append_val(fold->from, end);
}
