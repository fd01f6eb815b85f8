/* One sheet: title in A1, what is on it, its tables one below the other from column A, each a named
 * table; widths and heights fit, since neither Excel nor LibreOffice fits them on opening. */
#include "xlsx_parts.h"

#include "base/number.h"
#include "base/words.h"
#include "clean.h"
#include "measure.h"

#include <math.h>
#include <string.h>

#define LINE_HEIGHT  13.0 /* points, of the body */
#define USUAL_HEIGHT 13.5 /* said in the file: programs differ in what they take by default */
/* A row of this height says none in the file, and so has the sheet's, the usual one. Of rows
 * without any height libxlsxwriter says the usual one each time: a tenth of a large sheet. */
#define UNSAID          LXW_DEF_ROW_HEIGHT
#define NOTE_HEIGHT     14.0
#define NOTE_AIR        5.0
#define TALLEST         405.0
#define NARROWEST       64.0 /* of a sheet: its title and lines break there */
#define NARROWEST_LABEL 11.0 /* words are cut here, where even the screen would not hold them */
#define FIRST_LEAST     26.0 /* what columns of words may shrink to: the first, and the others */
#define WORDS_LEAST     14.0
#define SHORT_WORDS     12.5
#define WORDS_SHARE     0.6  /* of that, where the page would not hold the sheet */
#define HEADER_LINES    4.0  /* a header should not have more, where there is room */
#define LONGEST_KEPT    26.0 /* a word of a cell longer than this may be cut */
#define LETTER          1
#define HEADER_MOST     120 /* characters of the title that a print header holds in one line */
#define DIGITS          8   /* of a cell, see W_NOTE_DIGITS: more cost time and mean nothing */

/* --- widths ----------------------------------------------------------------------------------- */

/* Characters that a number takes, with separators of thousands. */
static double number_width(const Cell *cell)
{
    static const double decimals[ROLE_KINDS] = {
        [ROLE_SCORE] = 3,  [ROLE_RANK] = 2,    [ROLE_STATISTIC] = 3, [ROLE_P] = 5,
        [ROLE_EFFECT] = 4, [ROLE_PERCENT] = 2, [ROLE_RESIDUAL] = 3};
    double width = 2 + decimals[cell->role], size = fabs(cell->number);
    for (; size >= 10; size /= 10)
        width += 1.3;
    return width + (cell->role == ROLE_P ? 0.8 : 0) + (cell->invented ? 2 : 0);
}

static double cell_width(const Cell *cell, const Column *column)
{
    if (cell->text == NULL)
        return number_width(cell);
    double width = cell->number * (cell->strong ? 1.08 : 1) + 1.5;
    return MIN(width, column->most);
}

/* What the column needs for its longest word; texts that do not wrap need not be looked at. */
static double word_width(const Cell *cell, double width)
{
    if (cell->text == NULL || strpbrk(cell->text, " -") == NULL)
        return MIN(width, LONGEST_KEPT);
    double word = measure_longest_word(cell->text) * (cell->strong ? 1.08 : 1) + 1.5;
    return MIN(word, LONGEST_KEPT);
}

static void measure_cells(XlsxSheet *out, const Table *table, guint c)
{
    const Column *column = table_column_at(table, c);
    gboolean words = column->role == ROLE_TEXT || column->role == ROLE_LINK;
    double floor = c == 0 ? FIRST_LEAST : WORDS_LEAST;
    const char *before = NULL;
    for (guint r = 0; r < table_n_rows(table); r++) {
        const Cell *cell = table_cell(table, r, c);
        if (cell->text != NULL && cell->text == before)
            continue;
        before = cell->text;
        double width = cell_width(cell, column);
        double least = words ? word_width(cell, width) : width;
        out->widths[c] = MAX(out->widths[c], MAX(width, least));
        double *to = words ? &out->longest[c] : &out->least[c];
        *to = MAX(*to, least);
        if (words)
            out->words[c] = MAX(out->words[c], MIN(width, floor));
    }
}

static void measure_table(XlsxSheet *out, const Table *table)
{
    for (guint c = 0; c < table->columns->len; c++) {
        const char *header = table_column_at(table, c)->header;
        double word = measure_longest_word(header) * 1.06 + 1.2;
        double few = measure_text(header) * 1.06 / HEADER_LINES + 1.2;
        out->least[c] = MAX(out->least[c], CLAMP(word, 6, BOOK_WIDEST_HEADER));
        out->widths[c] = MAX(out->widths[c], CLAMP(few, out->least[c], BOOK_WIDEST_HEADER));
        measure_cells(out, table, c);
    }
}

/* What column C may shrink to when words get SHARE of what they want: the longest is not cut and
 * short ones keep their line, unless SHARE is 0. */
static double need(const XlsxSheet *out, guint c, double share)
{
    if (share == 0)
        return MAX(out->least[c], MIN(out->longest[c], NARROWEST_LABEL));
    double words = MIN(out->words[c], MAX(SHORT_WORDS, share * out->words[c]));
    return MAX(MAX(out->least[c], out->longest[c]), words);
}

/* Tables fit on the page one by one, their widest columns together may not: the widest columns give
 * way, as far as their numbers and their words (SHARE of what these want) can. */
static void shrink_to(XlsxSheet *out, double most, double share)
{
    while (out->total > most) {
        gint widest = -1;
        double step = 0;
        for (guint c = 0; c < out->n_columns; c++) {
            double room = out->widths[c] - need(out, c, share);
            if (room <= 0 || (widest >= 0 && out->widths[c] <= out->widths[widest]))
                continue;
            widest = (gint)c;
            step = MIN(1, room);
        }
        if (widest < 0)
            return;
        out->widths[widest] -= step;
        out->total -= step;
    }
}

static void measure_sheet(XlsxSheet *out)
{
    for (guint t = 0; t < out->sheet->tables->len; t++) {
        const Table *table = g_ptr_array_index(out->sheet->tables, t);
        out->n_columns = MAX(out->n_columns, table->columns->len);
    }
    out->widths = g_new0(double, out->n_columns + 1);
    out->least = g_new0(double, out->n_columns + 1);
    out->words = g_new0(double, out->n_columns + 1);
    out->longest = g_new0(double, out->n_columns + 1);
    double least = 0, upright = xlsx_pages_upright(out->n_columns);
    for (guint t = 0; t < out->sheet->tables->len; t++)
        measure_table(out, g_ptr_array_index(out->sheet->tables, t));
    for (guint c = 0; c < out->n_columns; c++) {
        out->total += out->widths[c];
        least += need(out, c, WORDS_SHARE);
    }
    out->landscape = least > upright;
    double most = out->landscape ? BOOK_WIDTH : upright;
    shrink_to(out, most, 1);
    shrink_to(out, most, WORDS_SHARE);
    shrink_to(out, BOOK_WIDTH, 0);
    if (out->total < NARROWEST) { /* what is printed ends with the last column */
        out->widths[0] += NARROWEST - out->total;
        out->total = NARROWEST;
    }
    for (guint c = 0; c < out->n_columns; c++)
        worksheet_set_column(out->worksheet, (lxw_col_t)c, (lxw_col_t)c, out->widths[c], NULL);
}

/* --- rows ------------------------------------------------------------------------------------- */

/* The next row: its HEIGHT in points (0: what is usual), and whether a page may end before it. */
static void end_row(XlsxSheet *out, double height)
{
    double points = height > 0 ? height : USUAL_HEIGHT;
    guint8 end = out->pages.block;
    if (height > 0)
        worksheet_set_row(out->worksheet, out->row, height, NULL);
    g_array_append_val(out->pages.heights, points);
    g_array_append_val(out->pages.ends, end);
    out->pages.block = PAGE_NO;
    out->row++;
}

/* --- words outside of tables ------------------------------------------------------------------ */

static void write_text(XlsxSheet *out, Style style, const char *text, double height)
{
    xlsx_note_error(out->xlsx, worksheet_write_string(out->worksheet, out->row, 0, text,
                                                      xlsx_style(out->xlsx, style)));
    end_row(out, height);
}

/* Words run over the empty cells to their right, so they are broken where the tables end. */
static void write_broken(XlsxSheet *out, Style style, const char *text, double relative,
                         double height)
{
    double width = MIN(out->total, BOOK_WIDTH) / relative;
    g_auto(GStrv) lines = measure_break(text, width);
    for (guint i = 0; lines[i] != NULL; i++)
        write_text(out, style, lines[i], height);
}

static void write_back(XlsxSheet *out)
{
    const Sheet *contents = g_ptr_array_index(out->xlsx->sheets, BOOK_CONTENTS);
    g_autofree char *url = g_strdup_printf("internal:'%s'!A1", contents->name);
    xlsx_note_error(out->xlsx,
                    worksheet_write_url_opt(out->worksheet, out->row, 0, url,
                                            xlsx_style(out->xlsx, STYLE_BACK),
                                            word(W_BACK, out->xlsx->results->language), NULL));
    end_row(out, 0);
}

/* --- tables ----------------------------------------------------------------------------------- */

static Style header_style(Role role)
{
    if (role == ROLE_TEXT || role == ROLE_LINK)
        return STYLE_HEADER;
    return role == ROLE_MARK ? STYLE_HEADER_MARK : STYLE_HEADER_RIGHT;
}

static double height_of_lines(guint lines)
{
    return lines > 1 ? MIN(lines * LINE_HEIGHT + 3, TALLEST) : 0;
}

static void write_header(XlsxSheet *out, const Table *table)
{
    guint n = table->columns->len, lines = 1, rows = table_n_rows(table);
    g_autofree lxw_table_column *columns = g_new0(lxw_table_column, n);
    g_autofree lxw_table_column **pointers = g_new0(lxw_table_column *, n + 1);
    for (guint c = 0; c < n; c++) {
        const Column *column = table_column_at(table, c);
        columns[c].header = (char *)(guintptr)column->header;
        columns[c].header_format = xlsx_style(out->xlsx, header_style(column->role));
        pointers[c] = &columns[c];
        lines = MAX(lines, measure_lines(column->header, (out->widths[c] - 0.3) / 1.06));
    }
    g_autofree char *name = g_strdup_printf("%s_%u", table->kind, ++out->xlsx->n_tables);
    lxw_table_options options = {.name = name,
                                 .no_autofilter = LXW_TRUE,
                                 .no_banded_rows = LXW_TRUE,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .style_type_number = 0,
                                 .columns = pointers};
    xlsx_note_error(out->xlsx, worksheet_add_table(out->worksheet, out->row, 0, out->row + rows,
                                                   (lxw_col_t)(n - 1), &options));
    end_row(out, height_of_lines(lines));
}

static void write_cell(XlsxSheet *out, const Cell *cell, lxw_col_t column, CellPlace place)
{
    lxw_format *format = xlsx_format(out->xlsx, cell, place);
    lxw_error error;
    if (cell->text == NULL)
        error = worksheet_write_number(out->worksheet, out->row, column,
                                       number_round(cell->number, DIGITS), format);
    else if (cell->role == ROLE_LINK) {
        const Sheet *target = g_ptr_array_index(out->xlsx->sheets, cell->link);
        g_autofree char *url = g_strdup_printf("internal:'%s'!A1", target->name);
        error = worksheet_write_url_opt(out->worksheet, out->row, column, url, format, cell->text,
                                        NULL);
    } else
        error = worksheet_write_string(out->worksheet, out->row, column, cell->text, format);
    xlsx_note_error(out->xlsx, error);
}

static void write_row(XlsxSheet *out, const Table *table, guint r)
{
    guint lines = 1, rows = table_n_rows(table);
    CellPlace place = r + 1 == rows ? PLACE_LAST : PLACE_PLAIN;
    if (table->rule_every > 0 && r > 0 && r % table->rule_every == 0)
        place |= PLACE_RULED;
    for (guint c = 0; c < table->columns->len; c++) {
        const Cell *cell = table_cell(table, r, c);
        write_cell(out, cell, (lxw_col_t)c, place);
        double width = out->widths[c] - 0.3;
        if (cell->text != NULL && cell->number > width)
            lines = MAX(lines, measure_lines(cell->text, width));
    }
    double height = height_of_lines(lines);
    if (height <= 0)
        worksheet_set_row(out->worksheet, out->row, UNSAID, NULL);
    if (r > 1 && r + 1 < rows && (table->rule_every == 0 || r % table->rule_every == 0))
        out->pages.block = PAGE_RULE;
    end_row(out, height);
}

static void write_notes(XlsxSheet *out, const Table *table)
{
    if (table->notes->len > 0)
        end_row(out, NOTE_AIR);
    for (guint i = 0; i < table->notes->len; i++)
        write_broken(out, STYLE_NOTE, g_ptr_array_index(table->notes, i), 0.95, NOTE_HEIGHT);
}

static void write_table(XlsxSheet *out, const Table *table)
{
    if (out->first_header > 0)
        out->pages.block = PAGE_BLOCK;
    end_row(out, 0); /* air between what came before and this */
    if (table->caption != NULL)
        write_broken(out, STYLE_CAPTION, table->caption, 1.17, 18);
    lxw_row_t header = out->row;
    if (out->first_header == 0)
        out->first_header = header;
    out->last_header = header;
    write_header(out, table);
    for (guint r = 0; r < table_n_rows(table); r++)
        write_row(out, table, r);
    write_notes(out, table);
    if (table->has_chart) {
        lxw_row_t first = out->row;
        out->pages.block = PAGE_PART;
        xlsx_chart_write(out, table, header);
        for (lxw_row_t last = out->row, row = out->row = first; row < last; row++)
            end_row(out, 0);
    }
}

/* --- printing --------------------------------------------------------------------------------- */

/* TEXT for a print header, where & begins a code. */
static char *header_text(const char *text)
{
    g_autofree char *clean = clean_text(text);
    gboolean fits = g_utf8_strlen(clean, -1) <= HEADER_MOST;
    g_autofree char *head = g_utf8_substring(clean, 0, fits ? -1 : HEADER_MOST - 1);
    g_autofree char *whole = g_strconcat(head, fits ? "" : "…", NULL);
    g_auto(GStrv) parts = g_strsplit(whole, "&", -1);
    return g_strjoinv("&&", parts);
}

static void set_up_page(XlsxSheet *out)
{
    const Results *results = out->xlsx->results;
    Language l = results->language;
    lxw_worksheet *sheet = out->worksheet;
    gboolean single = out->sheet->tables->len == 1;
    g_autofree char *title = header_text(results->title != NULL ? results->title : "annexe");
    g_autofree char *header =
        g_strdup_printf("&L&9 %s%s", results->synthetic ? word(W_SYNTHETIC, l) : "",
                        results->synthetic ? " – " : "");
    g_autofree char *whole = g_strconcat(header, title, "&R&9 \n&A", NULL);
    g_autofree char *footer = g_strdup_printf("&C&9 %s", word(W_FOOTER, l));
    worksheet_set_paper(sheet, LETTER);
    if (out->landscape)
        worksheet_set_landscape(sheet);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.7, 0.6);
    worksheet_fit_to_pages(sheet, 1, 0);
    xlsx_pages_repeat(out);
    xlsx_pages_break(out);
    worksheet_set_header(sheet, whole);
    worksheet_set_footer(sheet, footer);
    worksheet_print_area(sheet, 0, 0, out->row > 0 ? out->row - 1 : 0,
                         (lxw_col_t)(MAX(out->n_columns, 1) - 1));
    worksheet_repeat_rows(sheet, out->repeated[0], out->repeated[1]);
    worksheet_freeze_panes(sheet, single ? out->first_header + 1 : out->title_rows, 0);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
}

void xlsx_sheet_write(Xlsx *xlsx, lxw_worksheet *worksheet, guint position)
{
    XlsxSheet out = {
        .xlsx = xlsx, .sheet = g_ptr_array_index(xlsx->sheets, position), .worksheet = worksheet};
    out.pages = (XlsxPages){.heights = g_array_new(FALSE, FALSE, sizeof(double)),
                            .ends = g_array_new(FALSE, FALSE, sizeof(guint8))};
    worksheet_set_default_row(worksheet, USUAL_HEIGHT, LXW_FALSE);
    measure_sheet(&out);
    write_broken(&out, STYLE_TITLE, out.sheet->title, 1.5, 24);
    out.title_rows = out.row;
    if (out.sheet->about != NULL)
        write_broken(&out, STYLE_ABOUT, out.sheet->about, 1, 15);
    for (guint i = 0; i < out.sheet->lines->len; i++)
        write_broken(&out, STYLE_NOTE, g_ptr_array_index(out.sheet->lines, i), 0.95, 15);
    if (position > BOOK_CONTENTS)
        write_back(&out);
    for (guint t = 0; t < out.sheet->tables->len; t++)
        write_table(&out, g_ptr_array_index(out.sheet->tables, t));
    set_up_page(&out);
    g_array_unref(out.pages.heights);
    g_array_unref(out.pages.ends);
    g_free(out.widths);
    g_free(out.least);
    g_free(out.words);
    g_free(out.longest);
}
