/* Finds results in a text: paragraphs, cut where they are long, are folded and searched for items;
 * items with nothing between them but punctuation and small words form a chain. */
#include "text_find.h"

#include <string.h>

/* A paragraph is searched in windows of this many bytes. What begins in the last OVERLAP bytes of a
 * window is found again, whole, in the next. */
enum { WINDOW = 64 * 1024, OVERLAP = 2 * 1024 };

/* No row of a table of HTML is longer. */
enum { LONGEST_ROW = 8 * 1024 };

/* Items of a chain lie no further apart than this. */
enum { LONGEST_GAP = 60 };

void finder_place(Finder *finder, const Passage *passage, gsize offset, TextTest *test)
{
    const char *at = passage->text + MIN(offset, passage->length);
    Passage *placed = &finder->placed;
    if (placed->text < passage->text || placed->text > at)
        *placed = *passage;
    for (const char *p = placed->text; (p = memchr(p, '\n', (gsize)(at - p))) != NULL;) {
        placed->text = ++p;
        placed->line++;
        placed->column = 1;
    }
    placed->column += (guint)g_utf8_strlen(placed->text, at - placed->text);
    placed->text = at;
    test->line = placed->line;
    test->column = placed->column;
}

void finder_take_chain(Finder *finder, const Passage *passage, gsize until)
{
    if (finder->items->len == 0)
        return;
    g_array_set_size(finder->assembled, 0);
    assemble(finder->patterns, (const Item *)(gpointer)finder->items->data, finder->items->len,
             finder->options->language, finder->assembled);
    for (guint i = 0; i < finder->assembled->len; i++) {
        Assembled *found = &g_array_index(finder->assembled, Assembled, i);
        if (found->start >= until)
            continue;
        finder_place(finder, passage, g_array_index(finder->fold.from, guint32, found->start),
                     &found->test);
        g_array_append_val(finder->findings->tests, found->test);
    }
    g_array_set_size(finder->items, 0);
}

static gboolean is_gap(Finder *finder, gsize from, gsize to)
{
    Slice gap = {finder->fold.text->str + from, to - from};
    return gap.length <= LONGEST_GAP &&
           patterns_match(finder->patterns, PATTERN_GAP, gap, 0, NULL) == MATCH_FOUND;
}

/* `p 0,041`: a blank of one byte or two, and a digit or mark. */
static gboolean is_bare_p(const char *at)
{
    if (at[0] != 'p' && at[0] != 'P')
        return FALSE;
    return (at[1] == ' ' || at[1] == '\xC2' || at[1] == '\n') &&
           (strchr("0.,", at[2]) != NULL || at[2] == '\xA0');
}

/* Nothing to find without a sign or a p; most prose is passed over here. */
static gboolean may_hold_result(const Passage *passage)
{
    static const char signs[] = "=<>:&\\";
    for (const char *s = signs; *s != '\0'; s++)
        if (memchr(passage->text, *s, passage->length) != NULL)
            return TRUE;
    for (gsize i = 0; i < passage->length; i++) {
        guchar c = (guchar)passage->text[i];
        if (c >= 0xE2 || (i + 2 < passage->length && is_bare_p(passage->text + i)))
            return TRUE;
    }
    return FALSE;
}

void finder_look_for_one_tailed(Finder *finder)
{
    Slice all = {finder->fold.text->str, finder->fold.text->len};
    if (!finder->findings->one_tailed &&
        patterns_match(finder->patterns, PATTERN_ONE_TAILED, all, 0, NULL) == MATCH_FOUND)
        finder->findings->one_tailed = TRUE;
}

static void search_window(Finder *finder, const Passage *passage, gsize until)
{
    Slice all = {finder->fold.text->str, finder->fold.text->len};
    gsize from = 0, end = 0;
    PatternMatch match;
    MatchState state;
    while ((state = patterns_match(finder->patterns, PATTERN_ITEM, all, from, &match)) ==
           MATCH_FOUND) {
        Item item;
        item_from_match(&match, &item);
        if (finder->items->len > 0 && !is_gap(finder, end, match.start))
            finder_take_chain(finder, passage, until);
        g_array_append_val(finder->items, item);
        end = from = match.end;
    }
    if (state == MATCH_LIMIT) {
        TextTest here = {0};
        finder_place(finder, passage, g_array_index(finder->fold.from, guint32, from), &here);
        g_array_append_val(finder->findings->given_up, here.line);
    }
    finder_take_chain(finder, passage, until);
}

/* The first offset of the folded text that comes from byte RAW of the passage or behind it. */
static gsize folded_offset(const Fold *fold, gsize raw)
{
    const guint32 *from = (const guint32 *)(gpointer)fold->from->data;
    gsize low = 0, high = fold->text->len;
    while (low < high) {
        gsize middle = (low + high) / 2;
        if (from[middle] < raw)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void search_passage(Finder *finder, const Passage *passage)
{
    Passage rest = *passage;
    while (rest.length > 0) {
        Passage window = rest;
        gboolean last = rest.length <= WINDOW;
        if (!last)
            window.length =
                (gsize)(g_utf8_find_prev_char(rest.text, rest.text + WINDOW + 1) - rest.text);
        gsize step = window.length;
        if (!last)
            step =
                (gsize)(g_utf8_find_prev_char(rest.text, rest.text + step - OVERLAP) - rest.text);
        fold_passage(&finder->fold, window.text, window.length, FALSE);
        finder_look_for_one_tailed(finder);
        if (may_hold_result(&window))
            search_window(finder, &window, last ? G_MAXSIZE : folded_offset(&finder->fold, step));
        TextTest next = {0};
        finder_place(finder, &rest, step, &next);
        rest.text += step;
        rest.length -= step;
        rest.line = next.line;
        rest.column = next.column;
    }
}

static gboolean is_blank(const char *line, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(line[i]))
            return FALSE;
    return TRUE;
}

/* <thead>, </tbody> and the like on lines of their own. */
static gboolean is_part_of_table(const Passage *line)
{
    const char *at = line->text, *end = line->text + line->length;
    while (at < end && g_ascii_isspace(*at))
        at++;
    if (end - at < 7 || *at != '<')
        return FALSE;
    at += 1 + (at[1] == '/');
    return g_ascii_strncasecmp(at, "thead", 5) == 0 || g_ascii_strncasecmp(at, "tbody", 5) == 0 ||
           g_ascii_strncasecmp(at, "tfoot", 5) == 0;
}

/* Lines gather in PARAGRAPH until a blank one or a table ends it. */
static void end_paragraph(Finder *finder, Passage *paragraph)
{
    if (paragraph->length > 0)
        search_passage(finder, paragraph);
    paragraph->length = 0;
}

static void take_line(Finder *finder, Table *table, Passage *paragraph, const Passage *line)
{
    if (is_part_of_table(line)) {
        end_paragraph(finder, paragraph);
    } else if (is_blank(line->text, line->length)) {
        end_paragraph(finder, paragraph);
        table_end(table);
    } else if (table_take_line(table, line)) {
        end_paragraph(finder, paragraph);
    } else if (paragraph->length == 0) {
        *paragraph = *line;
    } else {
        paragraph->length = (gsize)(line->text + line->length - paragraph->text);
    }
}

/* Of HTML's rows: where one begins in the line, and where it ends, lines below or not; NULL where
 * the line has none. */
static const char *html_row(const Passage *line, const char *end, const char **stop)
{
    const char *start = g_strstr_len(line->text, (gssize)line->length, "<tr");
    if (start == NULL)
        start = g_strstr_len(line->text, (gssize)line->length, "<TR");
    if (start == NULL)
        return NULL;
    gssize most = (gssize)MIN((gsize)(end - start), LONGEST_ROW);
    *stop = g_strstr_len(start, most, "</tr>");
    if (*stop == NULL)
        *stop = g_strstr_len(start, most, "</TR>");
    if (*stop == NULL)
        return NULL;
    *stop += strlen("</tr>");
    return start;
}

/* LENGTH bytes on. */
static void advance(Passage *line, gsize length)
{
    const char *to = line->text + length;
    for (const char *p; (p = memchr(line->text, '\n', (gsize)(to - line->text))) != NULL;) {
        line->text = p + 1;
        line->line++;
        line->column = 1;
    }
    line->column += (guint)g_utf8_strlen(line->text, to - line->text);
    line->text = to;
}

/* Takes what stands before a row of HTML, and the row; FALSE when there is none on the line. */
static gboolean take_html_row(Finder *finder, Table *table, Passage *paragraph, Passage *line,
                              const char *end)
{
    const char *stop, *start = html_row(line, end, &stop);
    if (start == NULL)
        return FALSE;
    line->length = (gsize)(start - line->text);
    if (!is_blank(line->text, line->length))
        take_line(finder, table, paragraph, line);
    advance(line, line->length);
    line->length = (gsize)(stop - start);
    take_line(finder, table, paragraph, line);
    advance(line, line->length);
    const char *rest = line->text;
    while (rest < end && g_ascii_isspace(*rest) && *rest != '\n')
        rest++;
    if (rest < end && *rest == '\n')
        advance(line, (gsize)(rest - line->text) + 1);
    return TRUE;
}

static void search_text(Finder *finder, const char *text, gsize length)
{
    Table *table = text_table_new(finder);
    Passage paragraph = {0}, line = {text, 0, 1, 1};
    const char *end = text + length;
    const char *stop = NULL;
    while (line.text < end) {
        if (stop == NULL || line.text > stop)
            stop = memchr(line.text, '\n', (gsize)(end - line.text));
        stop = stop != NULL ? stop : end;
        line.length = (gsize)(stop - line.text);
        if (take_html_row(finder, table, &paragraph, &line, end))
            continue;
        take_line(finder, table, &paragraph, &line);
        line.text += line.length + 1;
        line.line++;
        line.column = 1;
    }
    end_paragraph(finder, &paragraph);
    table_end(table);
    text_table_free(table);
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const TextTest *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

TextFindings *text_find(const char *text, gsize length, const TextOptions *options)
{
    TextFindings *findings = g_new0(TextFindings, 1);
    findings->tests = g_array_new(FALSE, FALSE, sizeof(TextTest));
    findings->given_up = g_array_new(FALSE, FALSE, sizeof(guint));
    Finder finder = {patterns_new(options->match_limit), options, findings};
    fold_init(&finder.fold);
    finder.items = g_array_new(FALSE, FALSE, sizeof(Item));
    finder.assembled = g_array_new(FALSE, FALSE, sizeof(Assembled));
    search_text(&finder, text, length);
    g_array_sort(findings->tests, compare_places);
    g_array_unref(finder.items);
    g_array_unref(finder.assembled);
    fold_clear(&finder.fold);
    patterns_free(finder.patterns);
    return findings;
}

void text_findings_free(TextFindings *findings)
{
    if (findings == NULL)
        return;
    g_array_unref(findings->tests);
    g_array_unref(findings->given_up);
    g_free(findings);
}
