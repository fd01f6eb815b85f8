/* Native 100 % stacked bars of a table of percents: a row a bar, a column a series. The palette
 * (ColorBrewer's PuOr, safe for the colour-blind) runs from one end of the scale to the other; what
 * it says stands in the labels, the legend's order and the table as well. */
#include "xlsx_parts.h"

#include "measure.h"

#define PIXELS_OF_CHARACTER 7.0
#define PIXELS_OF_ROW       18.0
#define DEFAULT_WIDTH       480.0
#define DEFAULT_HEIGHT      288.0
#define WIDEST              900.0
#define MOST_SERIES         8
#define NAMES               0.45 /* of its width a chart gives so much to the names of its bars */

/* Colours of k series, from low to high; dark ones carry white labels. */
static const lxw_color_t palettes[MOST_SERIES + 1][MOST_SERIES] = {
    [2] = {0xB35806, 0x542788},
    [3] = {0xF1A340, 0xE0E0E0, 0x998EC3},
    [4] = {0xB35806, 0xFDB863, 0xB2ABD2, 0x542788},
    [5] = {0xB35806, 0xFDB863, 0xE0E0E0, 0xB2ABD2, 0x542788},
    [6] = {0xB35806, 0xF1A340, 0xFEE0B6, 0xD8DAEB, 0x998EC3, 0x542788},
    [7] = {0xB35806, 0xF1A340, 0xFEE0B6, 0xE0E0E0, 0xD8DAEB, 0x998EC3, 0x542788},
    [8] = {0x7F3B08, 0xB35806, 0xFDB863, 0xFEE0B6, 0xD8DAEB, 0xB2ABD2, 0x8073AC, 0x2D004B},
};

/* The library takes names without const. */
static char font_name[] = "Arial";

static gboolean is_dark(lxw_color_t colour)
{
    double red = colour >> 16 & 255, green = colour >> 8 & 255, blue = colour & 255;
    return 0.299 * red + 0.587 * green + 0.114 * blue < 125;
}

/* Columns of quality marks between the percents are no series. */
static gboolean is_series(const Table *table, guint column)
{
    return column >= table->chart.first_column && column <= table->chart.last_column &&
           table_column_at(table, column)->role != ROLE_MARK;
}

static guint n_series(const Table *table, guint before)
{
    guint n = 0;
    for (guint c = table->chart.first_column; c < before; c++)
        n += is_series(table, c);
    return n;
}

static void add_series(XlsxSheet *out, lxw_chart *chart, const Table *table, lxw_row_t header,
                       guint column)
{
    const char *name = out->sheet->name;
    lxw_col_t c = (lxw_col_t)column;
    lxw_row_t first = header + 1, last = header + table_n_rows(table);
    guint n = n_series(table, table->chart.last_column + 1);
    lxw_color_t colour = palettes[n][n_series(table, column)];
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, name, first, 0, last, 0);
    chart_series_set_values(series, name, first, c, last, c);
    chart_series_set_name_range(series, name, header, c);
    lxw_chart_fill fill = {.color = colour};
    lxw_chart_line line = {.color = LXW_COLOR_WHITE, .width = 0.75};
    chart_series_set_fill(series, &fill);
    chart_series_set_line(series, &line);
    lxw_chart_font font = {
        .name = font_name, .size = 9, .color = is_dark(colour) ? LXW_COLOR_WHITE : 0x1F2A37};
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, "[>=4]0;\"\"");
    chart_series_set_labels_font(series, &font);
}

/* In a bar chart of this library x is the axis of values and y that of the rows. */
static void set_axes(lxw_chart *chart)
{
    lxw_chart_font font = {.name = font_name, .size = 9, .color = 0x1F2A37};
    lxw_chart_line none = {.none = LXW_TRUE};
    lxw_chart_line faint = {.color = 0xD5DAE0, .width = 0.5};
    chart_axis_set_num_font(chart->x_axis, &font);
    chart_axis_set_num_font(chart->y_axis, &font);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_interval_unit(chart->y_axis, 1); /* no name is left out */
    chart_axis_set_major_tick_mark(chart->y_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
    chart_axis_set_line(chart->x_axis, &none);
    chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_TRUE);
    chart_axis_major_gridlines_set_line(chart->x_axis, &faint);
    chart_axis_set_num_format(chart->x_axis, "0%");
    chart_axis_set_major_unit(chart->x_axis, 0.25);
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
}

/* Pixels a bar needs: names that take more lines than fit are left out by some programs. */
static double bar_height(const Table *table, double width)
{
    guint lines = 1;
    for (guint r = 0; r < table_n_rows(table); r++) {
        const Cell *name = table_cell(table, r, 0);
        if (name->text != NULL)
            lines = MAX(lines, measure_lines(name->text, width / PIXELS_OF_CHARACTER * NAMES));
    }
    return lines > 1 ? 4 + 14 * lines : 24;
}

void xlsx_chart_write(XlsxSheet *out, const Table *table, lxw_row_t header)
{
    guint rows = table_n_rows(table);
    lxw_chart *chart = workbook_add_chart(out->xlsx->workbook, LXW_CHART_BAR_STACKED_PERCENT);
    for (guint c = table->chart.first_column; c <= table->chart.last_column; c++)
        if (is_series(table, c))
            add_series(out, chart, table, header, c);
    set_axes(chart);
    lxw_chart_font title = {.name = font_name, .size = 11, .bold = LXW_TRUE, .color = 0x1F2A37};
    lxw_chart_font legend = {.name = font_name, .size = 9, .color = 0x1F2A37};
    lxw_chart_line none = {.none = LXW_TRUE};
    chart_title_set_name(chart, table->chart.title);
    chart_title_set_name_font(chart, &title);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &legend);
    chart_set_series_gap(chart, 45);
    chart_chartarea_set_line(chart, &none);
    double width = MIN(MAX(out->total, 70) * PIXELS_OF_CHARACTER, WIDEST);
    double height = 116 + bar_height(table, width) * rows;
    lxw_chart_options options = {.x_scale = width / DEFAULT_WIDTH,
                                 .y_scale = height / DEFAULT_HEIGHT,
                                 .x_offset = 4,
                                 .y_offset = 6,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = (char *)(guintptr)table->chart.alternative};
    xlsx_note_error(out->xlsx,
                    worksheet_insert_chart_opt(out->worksheet, out->row, 0, chart, &options));
    out->row += (lxw_row_t)(height / PIXELS_OF_ROW) + 2;
}
