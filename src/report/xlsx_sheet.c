/* One sheet: title in A1, what is on it, its tables one below the other from column A, each a named
 * table; widths and heights fit, since neither Excel nor LibreOffice fits them on opening. */
#include "xlsx_parts.h"

#include "base/words.h"
#include "clean.h"
#include "measure.h"

#include <math.h>
#include <string.h>

#define LINE_HEIGHT     13.0 /* points, of the body */
#define USUAL_HEIGHT    15.0
#define NOTE_HEIGHT     14.0
#define NOTE_AIR        5.0
#define TALLEST         405.0
#define NARROWEST       60.0 /* lines of words break at this at the least */
#define NARROWEST_LABEL 11.0
#define PORTRAIT_MOST   96.0 /* wider sheets print in landscape */
#define LETTER          1
#define HEADER_MOST     180 /* of the 255 characters of a print header */

/* --- widths ----------------------------------------------------------------------------------- */

/* Characters that a number takes, with separators of thousands. */
static double number_width(const Cell *cell)
{
    static const double decimals[ROLE_KINDS] = {
        [ROLE_SCORE] = 3,  [ROLE_RANK] = 2,    [ROLE_STATISTIC] = 3, [ROLE_P] = 5,
        [ROLE_EFFECT] = 4, [ROLE_PERCENT] = 2, [ROLE_RESIDUAL] = 3};
    double width = 2.5 + decimals[cell->role], size = fabs(cell->number);
    for (; size >= 10; size /= 10)
        width += 1.3;
    return width + (cell->role == ROLE_P ? 1.5 : 0) + (cell->invented ? 2.5 : 0);
}

static double cell_width(const Cell *cell, const Column *column)
{
    if (cell->text == NULL)
        return number_width(cell);
    double width = measure_text(cell->text) * (cell->strong ? 1.08 : 1) + 1.5;
    return MIN(width, column->most);
}

static void measure_table(XlsxSheet *out, const Table *table)
{
    guint n = table->columns->len;
    for (guint c = 0; c < n; c++) {
        double header = measure_longest_word(table_column_at(table, c)->header) * 1.06 + 1.2;
        out->widths[c] = MAX(out->widths[c], CLAMP(header, 6, BOOK_WIDEST_HEADER));
    }
    for (guint r = 0; r < table_n_rows(table); r++)
        for (guint c = 0; c < n; c++) {
            double width = cell_width(table_cell(table, r, c), table_column_at(table, c));
            out->widths[c] = MAX(out->widths[c], width);
        }
}

/* Tables fit on the page one by one, their widest columns together may not: the widest give way,
 * down to what a label needs. */
static void shrink_to_page(XlsxSheet *out)
{
    while (out->total > BOOK_WIDTH) {
        guint widest = 0;
        for (guint c = 1; c < out->n_columns; c++)
            if (out->widths[c] > out->widths[widest])
                widest = c;
        if (out->widths[widest] <= NARROWEST_LABEL)
            return;
        out->widths[widest] -= 1;
        out->total -= 1;
    }
}

static void measure_sheet(XlsxSheet *out)
{
    for (guint t = 0; t < out->sheet->tables->len; t++) {
        const Table *table = g_ptr_array_index(out->sheet->tables, t);
        out->n_columns = MAX(out->n_columns, table->columns->len);
    }
    out->widths = g_new0(double, out->n_columns + 1);
    for (guint t = 0; t < out->sheet->tables->len; t++)
        measure_table(out, g_ptr_array_index(out->sheet->tables, t));
    for (guint c = 0; c < out->n_columns; c++)
        out->total += out->widths[c];
    shrink_to_page(out);
    for (guint c = 0; c < out->n_columns; c++)
        worksheet_set_column(out->worksheet, (lxw_col_t)c, (lxw_col_t)c, out->widths[c], NULL);
}

/* --- rows ------------------------------------------------------------------------------------- */

/* The next row: its HEIGHT in points (0: what is usual), and whether a page may end before it. */
static void end_row(XlsxSheet *out, double height)
{
    double points = height > 0 ? height : USUAL_HEIGHT;
    guint8 end = (guint8)out->pages.block;
    if (height > 0)
        worksheet_set_row(out->worksheet, out->row, height, NULL);
    g_array_append_val(out->pages.heights, points);
    g_array_append_val(out->pages.ends, end);
    out->pages.block = 0;
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
    double width = MIN(MAX(out->total, NARROWEST), BOOK_WIDTH) / relative;
    g_auto(GStrv) lines = measure_break(text, width);
    for (guint i = 0; lines[i] != NULL; i++)
        write_text(out, style, lines[i], height);
}

static void write_back(XlsxSheet *out)
{
    const Sheet *contents = g_ptr_array_index(out->xlsx->book->sheets, BOOK_CONTENTS);
    g_autofree char *url = g_strdup_printf("internal:'%s'!A1", contents->name);
    xlsx_note_error(out->xlsx,
                    worksheet_write_url_opt(out->worksheet, out->row, 0, url,
                                            xlsx_style(out->xlsx, STYLE_BACK),
                                            word(W_BACK, out->xlsx->book->language), NULL));
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
        error = worksheet_write_number(out->worksheet, out->row, column, cell->number, format);
    else if (cell->role == ROLE_LINK) {
        const Sheet *target = g_ptr_array_index(out->xlsx->book->sheets, cell->link);
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
        if (cell->text != NULL)
            lines = MAX(lines, measure_lines(cell->text, out->widths[c] - 0.3));
    }
    if (r > 1 && r + 1 < rows && (table->rule_every == 0 || r % table->rule_every == 0))
        out->pages.block = PAGE_RULE;
    end_row(out, height_of_lines(lines));
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
    write_header(out, table);
    for (guint r = 0; r < table_n_rows(table); r++)
        write_row(out, table, r);
    write_notes(out, table);
    if (table->has_chart) {
        lxw_row_t first = out->row;
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
    g_autofree char *head = g_utf8_substring(clean, 0, MIN(g_utf8_strlen(clean, -1), HEADER_MOST));
    g_auto(GStrv) parts = g_strsplit(head, "&", -1);
    return g_strjoinv("&&", parts);
}

static void set_up_page(XlsxSheet *out)
{
    const Results *results = out->xlsx->book->results;
    Language l = results->language;
    lxw_worksheet *sheet = out->worksheet;
    gboolean single = out->sheet->tables->len == 1;
    g_autofree char *title = header_text(results->title != NULL ? results->title : "annexe");
    g_autofree char *header =
        g_strdup_printf("&L&9 %s%s", results->synthetic ? word(W_SYNTHETIC, l) : "",
                        results->synthetic ? " – " : "");
    g_autofree char *whole = g_strconcat(header, title, NULL);
    g_autofree char *footer = g_strdup_printf("&C&9 %s", word(W_FOOTER, l));
    worksheet_set_paper(sheet, LETTER);
    gboolean landscape = out->total > PORTRAIT_MOST;
    if (landscape)
        worksheet_set_landscape(sheet);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.8, 0.7);
    worksheet_fit_to_pages(sheet, 1, 0);
    xlsx_pages_break(out, (out->total * 7 + out->n_columns * 5) * 0.75, landscape);
    worksheet_set_header(sheet, whole);
    worksheet_set_footer(sheet, footer);
    worksheet_print_area(sheet, 0, 0, out->row > 0 ? out->row - 1 : 0,
                         (lxw_col_t)(MAX(out->n_columns, 1) - 1));
    lxw_row_t repeated = single ? out->first_header : 0;
    worksheet_repeat_rows(sheet, repeated, repeated);
    if (single)
        worksheet_freeze_panes(sheet, out->first_header + 1, 0);
    else
        worksheet_freeze_panes(sheet, 1, 0);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
}

void xlsx_sheet_write(Xlsx *xlsx, lxw_worksheet *worksheet, guint position)
{
    XlsxSheet out = {.xlsx = xlsx,
                     .sheet = g_ptr_array_index(xlsx->book->sheets, position),
                     .worksheet = worksheet};
    out.pages = (XlsxPages){.heights = g_array_new(FALSE, FALSE, sizeof(double)),
                            .ends = g_array_new(FALSE, FALSE, sizeof(guint8))};
    measure_sheet(&out);
    write_broken(&out, STYLE_TITLE, out.sheet->title, 1.5, 24);
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
}
