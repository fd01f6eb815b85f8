#include "book.h"

#include "base/words.h"
#include "clean.h"
#include "measure.h"

#include <math.h>
#include <string.h>

/* Columns wider than this wrap their texts: the first, which holds the labels, and the others. */
#define WIDEST_LABEL 76
#define WIDEST_WORDS 50

const char *mark_text(Mark mark, Language language)
{
    static const WordId texts[MARK_KINDS] = {
        [MARK_UNDEFINED] = W_MARK_UNDEFINED,
        [MARK_NONE] = W_MARK_NONE,
        [MARK_NOT_SIGNIFICANT] = W_MARK_NOT_SIGNIFICANT,
        [MARK_INVENTED] = W_MARK_INVENTED,
    };
    return word(texts[mark], language);
}

/* A text as it is shown. Most come again in row after row. */
typedef struct {
    const char *text;
    double width;
} BookText;

/* --- life ------------------------------------------------------------------------------------- */

static void table_free(gpointer data)
{
    Table *table = data;
    g_array_unref(table->columns);
    g_array_unref(table->cells);
    g_ptr_array_unref(table->notes);
    g_free(table);
}

static void sheet_free(gpointer data)
{
    Sheet *sheet = data;
    g_ptr_array_unref(sheet->lines);
    g_ptr_array_unref(sheet->tables);
    g_free(sheet);
}

Book *book_new(const Results *results)
{
    Book *book = g_new0(Book, 1);
    book->results = results;
    book->language = results->language;
    book->sheets = g_ptr_array_new_with_free_func(sheet_free);
    book->strings = g_string_chunk_new(16384);
    book->sheet_names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    book->cleaned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return book;
}

void book_free(Book *book)
{
    if (book == NULL)
        return;
    g_ptr_array_unref(book->sheets);
    g_hash_table_unref(book->sheet_names);
    g_hash_table_unref(book->cleaned);
    g_string_chunk_free(book->strings);
    g_free(book);
}

static const BookText *show(Book *book, const char *text)
{
    BookText *known = g_hash_table_lookup(book->cleaned, text);
    if (known != NULL)
        return known;
    g_autofree char *clean = clean_text(text);
    known = g_new(BookText, 1);
    *known = (BookText){g_string_chunk_insert(book->strings, clean), measure_text(clean)};
    g_hash_table_insert(book->cleaned, g_strdup(text), known);
    return known;
}

const char *book_text(Book *book, const char *text)
{
    return text != NULL ? show(book, text)->text : NULL;
}

const char *book_take(Book *book, char *text)
{
    const char *copy = book_text(book, text);
    g_free(text);
    return copy;
}

/* --- sheets ----------------------------------------------------------------------------------- */

Sheet *book_add_sheet(Book *book, const char *name, const char *title, const char *about)
{
    Sheet *sheet = g_new0(Sheet, 1);
    g_autofree char *legal = clean_sheet_name(name, book->sheet_names);
    sheet->book = book;
    sheet->name = g_string_chunk_insert(book->strings, legal);
    sheet->title = book_text(book, title);
    sheet->about = book_text(book, about);
    sheet->lines = g_ptr_array_new();
    sheet->tables = g_ptr_array_new_with_free_func(table_free);
    g_ptr_array_add(book->sheets, sheet);
    return sheet;
}

void sheet_line(Sheet *sheet, char *text)
{
    g_ptr_array_add(sheet->lines, (gpointer)(guintptr)book_take(sheet->book, text));
}

static Table *table_new(Sheet *sheet, const char *kind, const char *caption)
{
    Table *table = g_new0(Table, 1);
    table->sheet = sheet;
    table->kind = kind;
    table->caption = book_text(sheet->book, caption);
    table->n_keys = 1;
    table->columns = g_array_new(FALSE, TRUE, sizeof(Column));
    table->cells = g_array_new(FALSE, TRUE, sizeof(Cell));
    table->notes = g_ptr_array_new();
    return table;
}

Table *sheet_add_table(Sheet *sheet, const char *kind, const char *caption)
{
    Table *table = table_new(sheet, kind, caption);
    g_ptr_array_add(sheet->tables, table);
    return table;
}

/* --- tables ----------------------------------------------------------------------------------- */

void table_column(Table *table, Role role, const char *header)
{
    double most = table->columns->len == 0 ? WIDEST_LABEL : WIDEST_WORDS;
    Column column = {book_text(table->sheet->book, header), role, most, FALSE};
    g_array_append_val(table->columns, column);
}

guint table_n_rows(const Table *table)
{
    return table->columns->len == 0 ? 0 : table->cells->len / table->columns->len;
}

const Cell *table_cell(const Table *table, guint row, guint column)
{
    return &g_array_index(table->cells, Cell, row * table->columns->len + column);
}

const Column *table_column_at(const Table *table, guint column)
{
    return &g_array_index(table->columns, Column, column);
}

void table_note(Table *table, char *text)
{
    if (text != NULL)
        g_ptr_array_add(table->notes, (gpointer)(guintptr)book_take(table->sheet->book, text));
}

static Cell *add_cell(Table *table, Role role, const char *text, double number)
{
    Cell cell = {.text = text, .number = number, .role = (guint8)role};
    g_array_append_val(table->cells, cell);
    return &g_array_index(table->cells, Cell, table->cells->len - 1);
}

static Cell *add_text(Table *table, Role role, const char *text)
{
    const BookText *shown = show(table->sheet->book, text);
    return add_cell(table, role, shown->text, shown->width);
}

Cell *table_text(Table *table, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return table_shorthand(table, MARK_NONE);
    return add_text(table, ROLE_TEXT, text);
}

Cell *table_mark(Table *table, const char *text)
{
    return add_text(table, ROLE_MARK, text);
}

Cell *table_number(Table *table, Role role, double number)
{
    if (!isfinite(number))
        return table_undefined(table, REASON_NONE);
    return add_cell(table, role, NULL, number);
}

Cell *table_shorthand(Table *table, Mark mark)
{
    Role column = table_column_at(table, table->cells->len % table->columns->len)->role;
    table->sheet->marks |= 1u << mark;
    Cell *cell = table_mark(table, mark_text(mark, table->sheet->book->language));
    if (column != ROLE_LINK)
        cell->role = (guint8)column; /* aligned with what is around it */
    return cell;
}

Cell *table_undefined(Table *table, Reason reason)
{
    if (reason != REASON_NONE)
        table->sheet->reasons |= 1u << reason;
    return table_shorthand(table, MARK_UNDEFINED);
}

Cell *table_quantity(Table *table, Role role, Quantity quantity, Reason reason)
{
    if (quantity.has)
        return table_number(table, role, quantity.value);
    return reason != REASON_NONE ? table_undefined(table, reason)
                                 : table_shorthand(table, MARK_NONE);
}

/* --- finishing -------------------------------------------------------------------------------- */

/* About how wide a column will be: its header's longest word, its role's numbers, or its texts. */
static double column_width(const Table *table, guint c)
{
    const Column *column = table_column_at(table, c);
    double width = CLAMP(measure_longest_word(column->header) + 1, 6, BOOK_WIDEST_HEADER);
    if (column->role != ROLE_TEXT && column->role != ROLE_LINK)
        return width;
    for (guint r = 0; r < table_n_rows(table); r++) {
        const Cell *cell = table_cell(table, r, c);
        if (cell->text != NULL)
            width = MAX(width, MIN(cell->number + 1, column->most));
    }
    return width;
}

/* The columns FIRST to LAST (excluded) of WHOLE behind its keys, as a table of its own. */
static Table *part_of(const Table *whole, guint first, guint last)
{
    Table *part = table_new(whole->sheet, whole->kind, whole->caption);
    part->n_keys = whole->n_keys;
    part->rule_every = whole->rule_every;
    guint n = whole->columns->len;
    for (guint c = 0; c < n; c++)
        if (c < whole->n_keys || (c >= first && c < last))
            g_array_append_val(part->columns, g_array_index(whole->columns, Column, c));
    for (guint i = 0; i < whole->cells->len; i++)
        if (i % n < whole->n_keys || (i % n >= first && i % n < last))
            g_array_append_val(part->cells, g_array_index(whole->cells, Cell, i));
    return part;
}

/* Whether all of TABLE fits on a page when the words of its keys, which want WANTED, wrap: better
 * than a table of its last column. */
static gboolean fits_wrapped(const Table *table, double wanted)
{
    double keys = 0, rest = 0;
    for (guint c = 0; c < table->columns->len; c++) {
        double width = column_width(table, c);
        gboolean words = table_column_at(table, c)->role == ROLE_TEXT;
        if (c == 0)
            width = MIN(wanted, BOOK_FIRST_COLUMN);
        if (c < table->n_keys)
            keys += words ? MAX(BOOK_WRAPPED * width, MIN(width, BOOK_SHORT_WORDS)) : width;
        else
            rest += width;
    }
    return keys + rest <= BOOK_WIDTH;
}

/* Appends TABLE, or its parts that fit on a page, to TABLES. Takes TABLE. FIRST_WIDTH: what the
 * tables of the sheet want of their common first column. */
static void append_fitting(GPtrArray *tables, Table *table, double first_width)
{
    double keys = MAX(first_width, MIN(column_width(table, 0), BOOK_FIRST_COLUMN)), used;
    guint n = table->columns->len;
    for (guint c = 1; c < table->n_keys; c++)
        keys += column_width(table, c);
    guint first = table->n_keys;
    if (fits_wrapped(table, MAX(first_width, column_width(table, 0)))) {
        g_ptr_array_add(tables, table);
        return;
    }
    used = keys;
    Table *part = NULL;
    for (guint c = table->n_keys; c < n; c++) {
        double width = column_width(table, c);
        gboolean joined = table_column_at(table, c)->joined;
        gboolean next = c + 1 < n && table_column_at(table, c + 1)->joined;
        double together = width + (next ? column_width(table, c + 1) : 0);
        if (c > first && !joined && used + together > BOOK_WIDTH) {
            g_ptr_array_add(tables, part_of(table, first, c));
            first = c;
            used = keys;
        }
        used += width;
    }
    if (first == table->n_keys) {
        g_ptr_array_add(tables, table);
        return;
    }
    part = part_of(table, first, n);
    g_ptr_array_extend(part->notes, table->notes, NULL, NULL);
    g_ptr_array_add(tables, part);
    table_free(table);
}

static void name_headers(Table *table)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint c = 0; c < table->columns->len; c++) {
        Column *column = &g_array_index(table->columns, Column, c);
        g_autofree char *header = clean_header(column->header, used);
        column->header = g_string_chunk_insert_const(table->sheet->book->strings, header);
    }
}

void sheet_finish(Sheet *sheet)
{
    g_autoptr(GPtrArray) whole = sheet->tables;
    sheet->tables = g_ptr_array_new_with_free_func(table_free);
    g_ptr_array_set_free_func(whole, NULL);
    double first_width = 0;
    for (guint i = 0; i < whole->len; i++) {
        const Table *table = g_ptr_array_index(whole, i);
        if (table_n_rows(table) > 0)
            first_width = MAX(first_width, MIN(column_width(table, 0), BOOK_FIRST_COLUMN));
    }
    for (guint i = 0; i < whole->len; i++) {
        Table *table = g_ptr_array_index(whole, i);
        if (table_n_rows(table) == 0)
            table_free(table);
        else
            append_fitting(sheet->tables, table, first_width);
    }
    for (guint i = 0; i < sheet->tables->len; i++)
        name_headers(g_ptr_array_index(sheet->tables, i));
}
