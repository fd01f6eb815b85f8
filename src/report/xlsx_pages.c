/* Page breaks. Neither Excel nor LibreOffice keeps a table together, so the breaks are set by hand
 * from the heights of the rows; both honour them under "one page wide, any number tall". */
#include "xlsx_parts.h"

/* Letter, less the margins that xlsx_sheet.c sets, in points. */
#define PORTRAIT_HEIGHT  684.0
#define LANDSCAPE_HEIGHT 504.0
#define PORTRAIT_WIDTH   540.0
#define LANDSCAPE_WIDTH  720.0
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

/* The row after FIRST at which the next page begins, when one page holds CAPACITY points: the last
 * beginning of a block, of a set of rows, or any row. A block longer than a page does not leave the
 * page before it more than half empty. */
static guint next_page(const XlsxPages *pages, guint first, double capacity)
{
    guint n = pages->heights->len, row = first, block = 0, set = 0;
    double used = 0, block_at = 0;
    for (; row < n; row++) {
        if (row > first && end_at(pages, row) == PAGE_BLOCK) {
            block = row;
            block_at = used;
        }
        if (row > first && end_at(pages, row) == PAGE_RULE)
            set = row;
        used += g_array_index(pages->heights, double, row);
        if (used > capacity)
            break;
    }
    if (row >= n)
        return n;
    guint after = MAX(block, first) + 1;
    while (after < n && end_at(pages, after) != PAGE_BLOCK)
        after++;
    gboolean fits = height_of(pages, block, after) <= capacity;
    if (block > 0 && (fits || block_at > capacity / 2 || set < block))
        return block;
    return set > 0 ? set : MAX(row, first + 1);
}

void xlsx_pages_break(XlsxSheet *out, double width, gboolean landscape)
{
    const XlsxPages *pages = &out->pages;
    double scale = MIN(1, (landscape ? LANDSCAPE_WIDTH : PORTRAIT_WIDTH) / MAX(width, 1));
    double capacity = (landscape ? LANDSCAPE_HEIGHT : PORTRAIT_HEIGHT) * SAFETY / scale;
    double repeated = pages->heights->len > 0 ? g_array_index(pages->heights, double, 0) : 0;
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
