#include "text_folder.h"

#include <string.h>

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

char folder_last(const Folder *f)
{
    const GString *text = f->fold->text;
    return text->len > 0 ? text->str[text->len - 1] : '\0';
}

void folder_put(Folder *f, char c)
{
    guint32 offset = (guint32)(f->at - f->start);
    if (c == ' ' && (folder_last(f) == ' ' || folder_last(f) == '\0'))
        return;
    g_string_append_c(f->fold->text, c);
    g_array_append_val(f->fold->from, offset);
}

void folder_put_all(Folder *f, const char *s)
{
    for (; *s != '\0'; s++)
        folder_put(f, *s);
}

/* A character above or below the line: the mark once, before a run of them. */
static void put_level(Folder *f, char c, int level)
{
    if ((int)f->level != level)
        folder_put(f, level == LEVEL_RAISED ? '^' : '_');
    f->level = level;
    folder_put(f, c);
}

/* Characters with a meaning for results. Sorted by code point, for the binary search. */
static const struct {
    gunichar c;
    const char *text;
} characters[] = {
    {0x00B7, "*"},     {0x00D7, "*"},     {0x0391, "alpha"}, {0x0392, "beta"},    {0x03A7, "chi"},
    {0x03A9, "omega"}, {0x03B1, "alpha"}, {0x03B2, "beta"},  {0x03B5, "epsilon"}, {0x03B7, "eta"},
    {0x03BD, "nu"},    {0x03C1, "rho"},   {0x03C3, "sigma"}, {0x03C4, "tau"},     {0x03C6, "phi"},
    {0x03C7, "chi"},   {0x03C9, "omega"}, {0x03D5, "phi"},   {0x2022, "*"},       {0x2043, "-"},
    {0x2212, "-"},     {0x2217, "*"},     {0x2248, "="},     {0x2264, "<="},      {0x2265, ">="},
    {0x2266, "<="},    {0x2267, ">="},    {0x22C5, "*"},     {0x2A7D, "<="},      {0x2A7E, ">="},
    {0xAB53, "chi"},   {0xFE63, "-"},
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
        folder_put(f, (char)parts[0]);
        return;
    }
    const char *known = n > 0 ? character_text(parts[0]) : NULL;
    if (known != NULL)
        folder_put_all(f, known);
    else
        folder_put(f, g_unichar_isalnum(c) ? FOLD_LETTER : FOLD_SYMBOL);
}

/* `1.2 * 10^-5`: the star is a sign of multiplication, elsewhere it is emphasis or significance. */
gboolean folder_star(const Folder *f, gsize width)
{
    const char *p = f->at + width;
    while (p < f->end && *p == ' ')
        p++;
    if (f->end - p < 3 || p[0] != '1' || p[1] != '0')
        return FALSE;
    return p[2] == '^' || p[2] == '-' || (guchar)p[2] >= 0x80 || p[2] == '<';
}

void folder_unicode(Folder *f, gunichar c)
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
    if (c == 0x00B7 && !folder_star(f, 2))
        folder_put(f, '.'); /* the decimal point of British journals */
    else if (known != NULL)
        folder_put_all(f, known);
    else if (c >= 0xFF01 && c <= 0xFF5E)
        folder_put(f, (char)(c - 0xFF01 + '!'));
    else if (c == 0x2028 || c == 0x2029 || c == 0x0085 || g_unichar_isspace(c))
        folder_put(f, ' ');
    else if (c >= 0x2010 && c <= 0x2015)
        folder_put(f, '-');
    else if (c == 0x2018 || c == 0x2019)
        folder_put(f, '\'');
    else
        put_decomposed(f, c);
}

/* Whether the word before the line break goes on at NEXT: khi- / deux. */
static gboolean hyphenates(const Folder *f, const char *next)
{
    const GString *text = f->fold->text;
    return text->len > 1 && folder_last(f) == '-' && g_ascii_isalpha(text->str[text->len - 2]) &&
           next < f->end && g_ascii_isalpha(*next);
}

/* Line breaks: a quotation mark of Markdown or mail behind one is not `greater than`. */
static gsize fold_break(Folder *f)
{
    const char *p = f->at + 1;
    while (p < f->end && (*p == ' ' || *p == '\t'))
        p++;
    if (!hyphenates(f, p))
        folder_put(f, ' ');
    while (p + 1 < f->end && *p == '>' && (p[1] == ' ' || p[1] == '>'))
        p++;
    return (gsize)(p - f->at);
}

/* Two blanks or more part cells, where these are wanted. */
static void fold_blank(Folder *f)
{
    gboolean wide = f->keep_tabs && f->at + 1 < f->end && f->at[1] == ' ';
    if (!f->keep_tabs || folder_last(f) != '\t')
        folder_put(f, wide ? '\t' : ' ');
}

static void fold_ascii(Folder *f, char c)
{
    switch (c) {
    case '*':
        if (folder_star(f, 1))
            folder_put(f, '*');
        break;
    case '_':
    case '~':
        fold_underscore(f);
        break;
    case '^':
        fold_caret(f);
        break;
    case '$':
    case '`':
        break;
    case '\t':
        folder_put(f, f->keep_tabs ? '\t' : ' ');
        break;
    case ' ':
        fold_blank(f);
        break;
    default:
        folder_put(f, (guchar)c < ' ' || c == 0x7F ? ' ' : c);
    }
}

/* Folds what stands at f->at and returns its bytes. */
static gsize fold_one(Folder *f)
{
    gsize used = 0;
    char c = *f->at;
    if ((guchar)c >= 0x80) {
        folder_unicode(f, g_utf8_get_char(f->at));
        return (gsize)(g_utf8_next_char(f->at) - f->at);
    }
    if (f->level == LEVEL_RAISED && g_ascii_isdigit(c))
        folder_put(f, ' '); /* χ²4: the height ends */
    f->level = LEVEL_LINE;
    if (c == '\n')
        return fold_break(f);
    if (c == '&')
        used = fold_entity(f);
    else if (c == '<')
        used = fold_tag(f);
    else if (c == '\\')
        used = fold_backslash(f);
    else if (c == '{' || c == '}')
        used = fold_brace(f);
    if (used > 0)
        return used;
    fold_ascii(f, c);
    return 1;
}

void fold_passage(Fold *fold, const char *passage, gsize length, gboolean keep_tabs)
{
    Folder f = {.fold = fold,
                .start = passage,
                .at = passage,
                .end = passage + length,
                .keep_tabs = keep_tabs};
    g_string_truncate(fold->text, 0);
    g_array_set_size(fold->from, 0);
    while (f.at < f.end)
        f.at += fold_one(&f);
    guint32 end = (guint32)length;
    g_array_append_val(fold->from, end);
}
