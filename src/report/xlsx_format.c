/* Formats of cells, made once each. Literals in number formats are in the report's language; the
 * decimal mark is the viewer's. */
#include "xlsx_parts.h"

#include "base/words.h"

#include <string.h>

#define FONT      "Arial" /* on every system, or its metric twin */
#define BODY_SIZE 10
#define INK       0x1F2A37
#define FAINT_INK 0x4B5563 /* 7:1 on white */
#define INVENTED  0x6B7280 /* 4.8:1 on white */
#define RULE      0x1F2A37
#define FAINT     0xC5CCD3
#define SHADE     0xE8EDF2
#define LINK      0x0B5394

static const struct {
    const char *in[LANGUAGE_COUNT];
    guint8 align;
} roles[ROLE_KINDS] = {
    [ROLE_TEXT] = {{"@", "@"}, LXW_ALIGN_LEFT},
    [ROLE_LINK] = {{"@", "@"}, LXW_ALIGN_LEFT},
    [ROLE_MARK] = {{"@", "@"}, LXW_ALIGN_CENTER},
    [ROLE_COUNT] = {{"#,##0", "#,##0"}, LXW_ALIGN_RIGHT},
    [ROLE_SCORE] = {{"0.00", "0.00"}, LXW_ALIGN_RIGHT},
    [ROLE_RANK] = {{"#,##0.0", "#,##0.0"}, LXW_ALIGN_RIGHT},
    [ROLE_STATISTIC] = {{"#,##0.00", "#,##0.00"}, LXW_ALIGN_RIGHT},
    [ROLE_DF] = {{"#,##0", "#,##0"}, LXW_ALIGN_RIGHT},
    [ROLE_P] = {{"[<0.0001]\"< .0001\";[<1].0000;0.0000", "[<0.0001]\"< 0,0001\";0.0000"},
                LXW_ALIGN_RIGHT},
    [ROLE_EFFECT] = {{".000;-.000", "0.000"}, LXW_ALIGN_RIGHT},
    [ROLE_PERCENT] = {{"0.0", "0.0"}, LXW_ALIGN_RIGHT},
    [ROLE_RESIDUAL] = {{"+0.0;-0.0;0.0", "+0.0;-0.0;0.0"}, LXW_ALIGN_RIGHT},
};

/* The mark of invented numbers behind every section of a number format: the cell keeps its value.
 */
static char *with_mark(const char *format, Language language)
{
    g_auto(GStrv) sections = g_strsplit(format, ";", -1);
    GString *out = g_string_new(NULL);
    for (guint i = 0; sections[i] != NULL; i++)
        g_string_append_printf(out, "%s%s\" %s\"", i > 0 ? ";" : "", sections[i],
                               mark_text(MARK_INVENTED, language));
    return g_string_free(out, FALSE);
}

static void set_number_format(lxw_format *format, const Cell *cell, Language language)
{
    const char *shown = roles[cell->role].in[language];
    if (shown[0] == '@')
        return;
    g_autofree char *marked = cell->invented ? with_mark(shown, language) : NULL;
    format_set_num_format(format, marked != NULL ? marked : shown);
}

static lxw_format *make_format(const Xlsx *xlsx, const Cell *cell, CellPlace place)
{
    lxw_format *format = workbook_add_format(xlsx->workbook);
    format_set_font_name(format, FONT);
    format_set_font_size(format, BODY_SIZE);
    format_set_align(format, roles[cell->role].align);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    set_number_format(format, cell, xlsx->results->language);
    if (cell->role == ROLE_TEXT || cell->role == ROLE_LINK)
        format_set_text_wrap(format);
    if (cell->strong)
        format_set_bold(format);
    format_set_font_color(format, cell->invented ? INVENTED : cell->role == ROLE_LINK ? LINK : INK);
    if (cell->role == ROLE_LINK)
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    if (place & PLACE_RULED) {
        format_set_top(format, LXW_BORDER_THIN);
        format_set_top_color(format, FAINT);
    }
    if (place & PLACE_LAST) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, RULE);
    }
    return format;
}

lxw_format *xlsx_format(Xlsx *xlsx, const Cell *cell, CellPlace place)
{
    /* Of two formats that look alike libxlsxwriter keeps one, and hashes the other for every cell.
     */
    Role role = cell->role == ROLE_SCORE ? ROLE_STATISTIC : cell->role;
    guint index =
        (((guint)role * 2 + (cell->strong != 0)) * 2 + (cell->invented != 0)) * 4 + (guint)place;
    if (xlsx->formats[index] == NULL)
        xlsx->formats[index] = make_format(xlsx, cell, place);
    return xlsx->formats[index];
}

static void make_header(lxw_format *format, guint8 align)
{
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, align);
    format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_bg_color(format, SHADE);
    format_set_font_color(format, INK);
    format_set_top(format, LXW_BORDER_THIN);
    format_set_top_color(format, RULE);
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_bottom_color(format, RULE);
}

lxw_format *xlsx_style(Xlsx *xlsx, Style style)
{
    static const struct {
        double size;
        gboolean bold;
        lxw_color_t colour;
        guint8 header;
    } styles[STYLE_KINDS] = {
        [STYLE_TITLE] = {15, TRUE, INK, 0},
        [STYLE_ABOUT] = {10, FALSE, INK, 0},
        [STYLE_CAPTION] = {11, TRUE, INK, 0},
        [STYLE_NOTE] = {9, FALSE, FAINT_INK, 0},
        [STYLE_BACK] = {9, FALSE, LINK, 0},
        [STYLE_HEADER] = {10, TRUE, INK, LXW_ALIGN_LEFT},
        [STYLE_HEADER_RIGHT] = {10, TRUE, INK, LXW_ALIGN_RIGHT},
        [STYLE_HEADER_MARK] = {10, TRUE, INK, LXW_ALIGN_CENTER},
    };
    if (xlsx->styles[style] != NULL)
        return xlsx->styles[style];
    lxw_format *format = xlsx->styles[style] = workbook_add_format(xlsx->workbook);
    format_set_font_name(format, FONT);
    format_set_font_size(format, styles[style].size);
    format_set_font_color(format, styles[style].colour);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (styles[style].bold)
        format_set_bold(format);
    if (style == STYLE_BACK)
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    if (styles[style].header != 0)
        make_header(format, styles[style].header);
    return format;
}

/* The default font is the unit of column widths, and that of the print header: the same as ours, so
 * that widths come out alike wherever Calibri is missing. */
void xlsx_default_font(Xlsx *xlsx)
{
    lxw_format *format = STAILQ_FIRST(xlsx->workbook->formats);
    format_set_font_name(format, FONT);
    format_set_font_size(format, BODY_SIZE);
}
