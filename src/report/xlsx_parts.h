/* What the files of the workbook share: the only users of libxlsxwriter. */
#pragma once

#include "book.h"

#include <xlsxwriter.h>

/* How a text outside of tables looks. */
typedef enum {
    STYLE_TITLE,
    STYLE_ABOUT,
    STYLE_CAPTION,
    STYLE_NOTE,
    STYLE_BACK,         /* the link back to the contents */
    STYLE_HEADER,       /* of a column of words */
    STYLE_HEADER_RIGHT, /* of a column of numbers */
    STYLE_HEADER_MARK,
    STYLE_KINDS
} Style;

/* Where a cell lies in its table. */
typedef enum {
    PLACE_PLAIN = 0,
    PLACE_RULED = 1, /* a light rule above */
    PLACE_LAST = 2   /* the last row: the closing rule below */
} CellPlace;

#define XLSX_FORMATS (ROLE_KINDS * 2 * 2 * 4)

typedef struct {
    const Results *results;
    char *path, *folder; /* of the file; its folder, for temporary ones */
    Book *book;          /* when all of it is filled */
    GPtrArray *sheets;   /* const Sheet *, those that came so far */
    lxw_workbook *workbook;
    lxw_format *formats[XLSX_FORMATS]; /* made when first used */
    lxw_format *styles[STYLE_KINDS];
    guint n_tables;
    lxw_error error; /* the first */
} Xlsx;

lxw_format *xlsx_format(Xlsx *xlsx, const Cell *cell, CellPlace place);
lxw_format *xlsx_style(Xlsx *xlsx, Style style);
void xlsx_default_font(Xlsx *xlsx);
void xlsx_note_error(Xlsx *xlsx, lxw_error error);

/* Where a printed page may end. */
typedef struct {
    GArray *heights; /* double, points: a row each */
    GArray *ends;    /* guint8: PageEnd, whether a page may end before this row */
    guint8 block;    /* PageEnd of the next row */
} XlsxPages;

typedef enum {
    PAGE_NO,
    PAGE_BLOCK, /* the row begins a block: a table with all that belongs to it */
    PAGE_PART,  /* a part of it that should stay whole: a chart */
    PAGE_RULE   /* a set of rows of a table */
} PageEnd;

/* A sheet written cell by cell; column widths are in characters. */
typedef struct {
    Xlsx *xlsx;
    const Sheet *sheet;
    lxw_worksheet *worksheet;
    guint n_columns;
    double *widths;                  /* a column each */
    double *least, *longest, *words; /* what its numbers, its longest word, its texts need */
    double total;
    gboolean landscape;
    lxw_row_t row;                       /* the next free one */
    lxw_row_t first_header, last_header; /* of the first table and of the last one */
    lxw_row_t title_rows;
    lxw_row_t repeated[2]; /* printed again on top of the pages that follow them */
    XlsxPages pages;
} XlsxSheet;

/* Which rows printed pages repeat: the header of the last table where it is the only one or longer
 * than a page, so that its columns have names on every page; else the title. */
void xlsx_pages_repeat(XlsxSheet *out);
/* Sets the manual page breaks: tables with their captions, notes and charts stay together where a
 * page holds them, longer ones break between their sets of rows. */
void xlsx_pages_break(XlsxSheet *out);
/* The widest sheet of so many columns that prints upright and legibly, in characters. */
double xlsx_pages_upright(guint n_columns);

void xlsx_sheet_write(Xlsx *xlsx, lxw_worksheet *worksheet, guint position);
/* The chart of TABLE, whose header is in row HEADER, at the sheet's next free row. */
void xlsx_chart_write(XlsxSheet *out, const Table *table, lxw_row_t header);

/* Reads the finished file back: every part of the zip inflates, has its checksum, and ends with its
 * root's end tag (libxlsxwriter reports success when its temporary folder was full). */
gboolean xlsx_verify(const char *path, GError **error);
