#include "measure.h"

#include "base/text.h"

#include <string.h>

/* Advance widths of Arial (and of its metric twins) in thousandths of an em, from blank to tilde.
 */
static const guint16 arial[] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
    278, /* !"#$%&'()*+,-./ */
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584,
    556, /* 0-9:;<=>? */
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722,
    778, /* @A-O */
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, /* P-Z[\\]^_ */
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556,
    556,                                                                        /* `a-o */
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, /* p-z{|}~ */
};

/* A column's unit is the digit of the default font at 96 dots an inch, 7 pixels; cells are set in
 * Arial of 10 points, 13.33 pixels an em. */
#define UNITS_PER_THOUSANDTH (13.333 / 1000 / 7)

static double advance_beyond_ascii(gunichar c)
{
    double thousandths = 556;
    if (c == 0xA0 || c == 0x202F || c == 0x2019)
        thousandths = 278;
    else if (c < 0x250)
        thousandths = g_unichar_isupper(c) ? 760 : 556;
    else if (g_unichar_iszerowidth(c))
        thousandths = 0;
    else if (g_unichar_iswide(c) || c >= 0x1F000)
        thousandths = 1100;
    return thousandths * UNITS_PER_THOUSANDTH;
}

/* The width of the character at P. Nearly all are ASCII, and every cell is measured. */
static inline double advance(const char *p)
{
    guchar c = (guchar)*p;
    if (c >= ' ' && c < ' ' + G_N_ELEMENTS(arial))
        return arial[c - ' '] * UNITS_PER_THOUSANDTH;
    return advance_beyond_ascii(g_utf8_get_char(p));
}

double measure_text(const char *text)
{
    double width = 0;
    for (const char *p = text; *p != '\0'; p = text_next(p))
        width += advance(p);
    return width;
}

/* The end of the word at P: the next blank that may break, or the end. */
static const char *word_end(const char *p)
{
    while (*p != '\0' && *p != ' ')
        p = text_next(p);
    return p;
}

/* The same where a cell wraps: words break behind their hyphens too. */
static const char *piece_end(const char *p)
{
    while (*p != '\0' && *p != ' ') {
        gboolean hyphen = *p == '-' && p[1] != '\0' && !g_ascii_isdigit(p[1]);
        p = text_next(p);
        if (hyphen)
            break;
    }
    return p;
}

static double span_width(const char *from, const char *to)
{
    double width = 0;
    for (const char *p = from; p < to; p = text_next(p))
        width += advance(p);
    return width;
}

double measure_longest_word(const char *text)
{
    double longest = 0;
    for (const char *p = text; *p != '\0';) {
        const char *end = piece_end(p);
        longest = MAX(longest, span_width(p, end));
        p = *end == ' ' ? end + 1 : end;
    }
    return longest;
}

guint measure_lines(const char *text, double width)
{
    guint lines = 1;
    double used = 0;
    for (const char *p = text; *p != '\0';) {
        const char *end = piece_end(p);
        double word = span_width(p, end);
        if (used > 0 && used + word > width) {
            lines++;
            used = 0;
        }
        for (; word > width; word -= width) /* a word longer than the column is cut */
            lines++;
        used += word + (*end == ' ' ? advance(" ") : 0);
        p = *end == ' ' ? end + 1 : end;
    }
    return lines;
}

char **measure_break(const char *text, double width)
{
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    g_autoptr(GString) line = g_string_new(NULL);
    double used = 0;
    for (const char *p = text; *p != '\0';) {
        const char *end = word_end(p);
        double word = span_width(p, end);
        if (line->len > 0 && used + word > width) {
            g_strv_builder_add(lines, line->str);
            g_string_truncate(line, 0);
            used = 0;
        }
        if (line->len > 0)
            g_string_append_c(line, ' ');
        g_string_append_len(line, p, end - p);
        used += word + advance(" ");
        p = *end == ' ' ? end + 1 : end;
    }
    g_strv_builder_add(lines, line->str);
    return g_strv_builder_end(lines);
}
