/* Tables for people, before any format: sheets of captions, tables, charts and notes. pivot.c fills
 * a Book from Results, a format (xlsx) renders it.
 *
 *     Sheet *sheet = book_add_sheet(book, "Médianes", "Médianes selon le type", "Ce que …");
 *     Table *table = sheet_add_table(sheet, "medians", "Satisfaction");
 *     table_column(table, ROLE_TEXT, "Groupe");
 *     table_column(table, ROLE_COUNT, "n");
 *     table_text(table, "Tour");
 *     table_number(table, ROLE_COUNT, 400);      … row after row, from left to right
 *     sheet_finish(sheet)                        … splits what is too wide, makes headers unique
 *
 * Every text is copied into the Book, cleaned (valid UTF-8, no control characters, of bounded
 * length). Numbers are finite: anything else becomes the shorthand of an undefined value. */
#pragma once

#include "result/result.h"

/* Widest sheet, in characters: what a screen shows at 100 % without scrolling sideways. */
#define BOOK_WIDTH 130
/* The tables of a sheet share its columns: wide ones are split rather than leave less than this to
 * the first, which holds the labels. */
#define BOOK_FIRST_COLUMN 32
/* A header's longest word makes its column this wide at the most; longer words are cut. */
#define BOOK_WIDEST_HEADER 20
/* Columns of words may wrap down to this share of what they want; short words keep their line. */
#define BOOK_WRAPPED     0.6
#define BOOK_SHORT_WORDS 12.5

#define QUALITY_ISQ     1u
#define QUALITY_STATCAN 2u

/* Positions of sheets that others lead to. */
#define BOOK_CONTENTS 1

/* What a cell holds; a format renders each role alike everywhere. */
typedef enum {
    ROLE_TEXT,      /* words, wrapped */
    ROLE_MARK,      /* letters, stars, shorthands: centred */
    ROLE_COUNT,     /* respondents */
    ROLE_SCORE,     /* on the scale of the answers: median, mean, sd; two decimals */
    ROLE_RANK,      /* mean rank; one decimal */
    ROLE_STATISTIC, /* a test statistic; two decimals */
    ROLE_DF,        /* whole degrees of freedom */
    ROLE_P,         /* four decimals, below 0.0001 as a bound */
    ROLE_EFFECT,    /* within -1 and 1; three decimals */
    ROLE_PERCENT,   /* 0 to 100; one decimal */
    ROLE_RESIDUAL,  /* adjusted residual; one decimal, signed */
    ROLE_LINK,      /* words that lead to a sheet */
    ROLE_KINDS
} Role;

typedef struct {
    const char *text; /* NULL: a number */
    double number;    /* of a text its width: see measure_text() */
    guint16 link;     /* ROLE_LINK: the sheet's position */
    guint8 role;      /* Role */
    guint8 strong;    /* bold: significant, or a total */
    guint8 invented;  /* grey and marked */
} Cell;

typedef struct {
    const char *header;
    Role role;       /* of most of its cells */
    double most;     /* widest that the column may get, in characters; texts wrap beyond */
    gboolean joined; /* belongs to the column before: tables are never split between the two */
} Column;

/* A native chart of a table: 100 % stacked bars, a row a bar, a column a series. */
typedef struct {
    const char *title, *alternative; /* alternative text for who cannot see it */
    guint first_column, last_column; /* the series, as columns of the table */
} Chart;

typedef struct Book Book;
typedef struct Sheet Sheet;

typedef struct {
    Sheet *sheet;
    const char *kind;    /* ASCII, for the table's name: "medians" */
    const char *caption; /* a line above, or NULL */
    guint n_keys;        /* leading columns repeated when the table is split */
    guint rule_every;    /* a light rule above every so many rows; 0: none */
    GArray *columns;     /* Column */
    GArray *cells;       /* Cell, row-major */
    GPtrArray *notes;    /* const char *, lines below */
    gboolean has_chart;
    Chart chart;
} Table;

struct Sheet {
    Book *book;
    const char *name;  /* legal and unique */
    const char *title; /* cell A1 */
    const char *about; /* one line: what is on the sheet */
    GPtrArray *lines;  /* const char *, below it */
    GPtrArray *tables; /* Table */
    guint marks;       /* 1 << Mark, those that appear */
    guint quality;     /* QUALITY_ISQ, QUALITY_STATCAN: whose quality marks appear */
    guint reasons;     /* 1 << Reason, those behind undefined values */
};

/* Shorthands that stand where a number does not. */
typedef enum {
    MARK_UNDEFINED,       /* [u] */
    MARK_NONE,            /* [z]: does not apply */
    MARK_NOT_SIGNIFICANT, /* [n.s.] */
    MARK_INVENTED,        /* [i] behind a number */
    MARK_KINDS
} Mark;

struct Book {
    const Results *results;
    Language language;
    GPtrArray *sheets; /* Sheet */
    GStringChunk *strings;
    GHashTable *sheet_names; /* folded names in use */
    GHashTable *cleaned;     /* text as it came -> BookText */
};

Book *book_new(const Results *results);
void book_free(Book *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Book, book_free)

/* Copies TEXT into the book, cleaned; NULL stays NULL. */
const char *book_text(Book *book, const char *text);
/* Like book_text(), and frees TEXT. */
const char *book_take(Book *book, char *text);

/* NAME is made legal for Excel (at most 31 UTF-16 units, none of []:*?/\, never "History") and
 * unique in the book without regard to case and accents. */
Sheet *book_add_sheet(Book *book, const char *name, const char *title, const char *about);
void sheet_line(Sheet *sheet, char *text); /* takes TEXT */
Table *sheet_add_table(Sheet *sheet, const char *kind, const char *caption);
/* Drops tables without rows, splits those wider than a page, makes headers unique. */
void sheet_finish(Sheet *sheet);

void table_column(Table *table, Role role, const char *header);
guint table_n_rows(const Table *table);
const Cell *table_cell(const Table *table, guint row, guint column);
const Column *table_column_at(const Table *table, guint column);
void table_note(Table *table, char *text); /* takes TEXT */

/* Cells, appended from left to right. The last one added can be changed until the next call. */
Cell *table_text(Table *table, const char *text);
Cell *table_mark(Table *table, const char *text);
Cell *table_number(Table *table, Role role, double number);
Cell *table_shorthand(Table *table, Mark mark);
Cell *table_undefined(Table *table, Reason reason);
/* A quantity, the shorthand for undefined, or the one for "does not apply". */
Cell *table_quantity(Table *table, Role role, Quantity quantity, Reason reason);

const char *mark_text(Mark mark, Language language);
