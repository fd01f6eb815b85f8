/* Page breaks. Neither Excel nor LibreOffice keeps a table together, so the breaks are set by hand
 * from the heights of the rows; both honour them under "one page wide, any number tall". */
#include "xlsx_parts.h"

/* Letter, less the margins that xlsx_sheet.c sets, in points. */
#define PORTRAIT_HEIGHT  698.4
#define LANDSCAPE_HEIGHT 518.4
#define PORTRAIT_WIDTH   540.0
#define LANDSCAPE_WIDTH  720.0
/* Letters of 10 points are printed with 7.7 at the least. An upright page of them holds two thirds
 * more rows than a wide one at full size. */
#define SMALLEST_SCALE 0.77
/* Of a column, in pixels of 0.75 points: a character, and the padding. */
#define CHARACTER 7.0
#define PADDING   5.0
#define POINTS    0.75
/* Row heights differ a little between programs. */
#define SAFETY 0.94

static double height_of(const XlsxPages *pages, guint from, guint to)
{
    double height = 0;
    for (guint r = from; r < to && r < pages->heights->len; r++)
        height += g_array_index(pages->heights, double, r);
    return height;
}

static guint8 end_at(const XlsxPages *pages, guint row)
{
    return g_array_index(pages->ends, guint8, row);
}

/* Where the next page may begin, seen from the one that begins at FIRST: the last block, part of a
 * block and set of rows that begin on it, and the first row beyond it. */
typedef struct {
    guint block, part, set, beyond;
    double used; /* of the page, before BLOCK */
} Ends;

static Ends ends_of(const XlsxPages *pages, guint first, double capacity)
{
    Ends ends = {.beyond = first};
    double used = 0;
    for (; ends.beyond < pages->heights->len; ends.beyond++) {
        guint8 end = ends.beyond > first ? end_at(pages, ends.beyond) : 0;
        if (end == PAGE_BLOCK) {
            ends.block = ends.beyond;
            ends.used = used;
        }
        if (end == PAGE_PART)
            ends.part = ends.beyond;
        if (end == PAGE_RULE)
            ends.set = ends.beyond;
        used += g_array_index(pages->heights, double, ends.beyond);
        if (used > capacity)
            break;
    }
    return ends;
}

/* The row after FIRST at which the next page begins, when one page holds CAPACITY points: the last
 * beginning of a block, of a part of it (a chart), of a set of rows, or any row. A block longer
 * than a page does not leave the page before it more than half empty. */
static guint next_page(const XlsxPages *pages, guint first, double capacity)
{
    Ends ends = ends_of(pages, first, capacity);
    guint n = pages->heights->len;
    if (ends.beyond >= n)
        return n;
    guint after = MAX(ends.block, first) + 1;
    while (after < n && end_at(pages, after) != PAGE_BLOCK)
        after++;
    gboolean fits = height_of(pages, ends.block, after) <= capacity;
    guint within = ends.part > ends.block ? ends.part : ends.set;
    if (ends.block > 0 && (fits || ends.used > capacity / 2 || within < ends.block))
        return ends.block;
    return within > 0 ? within : MAX(ends.beyond, first + 1);
}

double xlsx_pages_upright(guint n_columns)
{
    return (PORTRAIT_WIDTH / SMALLEST_SCALE / POINTS - n_columns * PADDING) / CHARACTER;
}

void xlsx_pages_repeat(XlsxSheet *out)
{
    enum { LONG = 60 };
    guint n = out->sheet->tables->len;
    gboolean named =
        n == 1 || (n > 1 && table_n_rows(g_ptr_array_index(out->sheet->tables, n - 1)) >= LONG);
    out->repeated[0] = named ? out->last_header : 0;
    out->repeated[1] = named ? out->last_header : out->title_rows - 1;
}

void xlsx_pages_break(XlsxSheet *out)
{
    const XlsxPages *pages = &out->pages;
    double width = (out->total * CHARACTER + out->n_columns * PADDING) * POINTS;
    double scale = MIN(1, (out->landscape ? LANDSCAPE_WIDTH : PORTRAIT_WIDTH) / MAX(width, 1));
    double capacity = (out->landscape ? LANDSCAPE_HEIGHT : PORTRAIT_HEIGHT) * SAFETY / scale;
    double repeated = height_of(pages, out->repeated[0], out->repeated[1] + 1);
    g_autoptr(GArray) breaks = g_array_new(TRUE, TRUE, sizeof(lxw_row_t));
    guint row = next_page(pages, 0, capacity);
    while (row < pages->heights->len && breaks->len < LXW_BREAKS_MAX) {
        lxw_row_t at = row;
        g_array_append_val(breaks, at);
        row = next_page(pages, row, capacity - repeated);
    }
    if (breaks->len > 0)
        xlsx_note_error(out->xlsx, worksheet_set_h_pagebreaks(out->worksheet,
                                                              (lxw_row_t *)(void *)breaks->data));
}
