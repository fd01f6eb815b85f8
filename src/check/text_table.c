/* Tables in a text: lines of cells behind a header that names a statistic and a p, or lines that
 * each begin with such a name (as statistical packages print them). The cells of one row, or of one
 * column, are the items of a chain. */
#include "text_find.h"

#include <string.h>

/* A line longer than this is no header; no line has more cells than are looked at. */
enum { LONGEST_HEADER = 8 * 1024, MOST_CELLS = 256 };

static const char separators[] = "|\t;&";

/* A line whose first cell names it. */
typedef struct {
    char *text;      /* folded */
    Item name;       /* kind; arguments point into text */
    GArray *cells;   /* Slice into text, the first being the name */
    GArray *offsets; /* gsize, in the raw line */
    Passage line;
} NamedRow;

struct Table {
    Finder *finder;
    char separator;   /* '\0': no header above */
    gboolean aligned; /* by blanks: an empty cell leaves no trace */
    GString *header;  /* what the columns' slices point into */
    GArray *columns;  /* Item; ITEM_OTHER for columns without a meaning here */
    GArray *cells;    /* Slice, of the line at hand */
    GPtrArray *rows;  /* NamedRow */
};

static void named_row_free(gpointer data)
{
    NamedRow *row = data;
    g_free(row->text);
    g_array_unref(row->cells);
    g_array_unref(row->offsets);
    g_free(row);
}

Table *text_table_new(Finder *finder)
{
    Table *table = g_new0(Table, 1);
    table->finder = finder;
    table->header = g_string_new(NULL);
    table->columns = g_array_new(FALSE, FALSE, sizeof(Item));
    table->cells = g_array_new(FALSE, FALSE, sizeof(Slice));
    table->rows = g_ptr_array_new_with_free_func(named_row_free);
    return table;
}

void text_table_free(Table *table)
{
    g_string_free(table->header, TRUE);
    g_array_unref(table->columns);
    g_array_unref(table->cells);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

static Slice bare_cell(const char *at, gsize length)
{
    while (length > 0 && strchr(" \"\t", at[0]) != NULL) {
        at++;
        length--;
    }
    while (length > 0 && strchr(" \"\t", at[length - 1]) != NULL)
        length--;
    return (Slice){at, length};
}

/* Cuts TEXT into table->cells; returns their number. */
static guint split(Table *table, const GString *text, char separator)
{
    const char *at = text->str, *end = text->str + text->len;
    g_array_set_size(table->cells, 0);
    while (table->cells->len < MOST_CELLS) {
        const char *stop = memchr(at, separator, (gsize)(end - at));
        Slice cell = bare_cell(at, (gsize)((stop != NULL ? stop : end) - at));
        g_array_append_val(table->cells, cell);
        if (stop == NULL)
            break;
        at = stop + 1;
    }
    return table->cells->len;
}

/* Without empty cells at either end. */
static void trim(Table *table)
{
    while (table->cells->len > 0 &&
           g_array_index(table->cells, Slice, table->cells->len - 1).length == 0)
        g_array_set_size(table->cells, table->cells->len - 1);
    while (table->cells->len > 0 && g_array_index(table->cells, Slice, 0).length == 0)
        g_array_remove_index(table->cells, 0);
}

static gboolean is_aligned(const Passage *line, char separator)
{
    return separator == '\t' && memchr(line->text, '\t', line->length) == NULL &&
           g_strstr_len(line->text, (gssize)line->length, "<t") == NULL;
}

static Slice cell_at(const Table *table, guint i)
{
    return g_array_index(table->cells, Slice, i);
}

static gboolean matches(Table *table, PatternId id, Slice cell, PatternMatch *match)
{
    return cell.length > 0 && cell.length <= 80 &&
           patterns_match(table->finder->patterns, id, cell, 0, match) == MATCH_FOUND;
}

static gboolean read_name(Table *table, Slice cell, Item *item)
{
    PatternMatch match;
    return matches(table, PATTERN_HEADER, cell, &match) && item_from_header(&match, item);
}

static gboolean has_digit(Slice slice)
{
    for (gsize i = 0; i < slice.length; i++)
        if (g_ascii_isdigit(slice.at[i]))
            return TRUE;
    return FALSE;
}

/* H and F over columns, without degrees of freedom, are men and women in French. */
static gboolean are_sexes(const GArray *columns)
{
    gboolean h = FALSE, f = FALSE, df = FALSE;
    for (guint i = 0; i < columns->len; i++) {
        const Item *column = &g_array_index(columns, Item, i);
        gboolean plain = column->kind == ITEM_STATISTIC && column->arguments.at == NULL;
        h |= plain && column->statistic == TEXT_H;
        f |= plain && column->statistic == TEXT_F;
        df |= column->kind == ITEM_DF;
    }
    return h && f && !df;
}

/* Whether the cells at hand name a statistic and a p; fills table->columns. */
static gboolean read_columns(Table *table)
{
    guint statistics = 0, ps = 0;
    g_array_set_size(table->columns, 0);
    for (guint i = 0; i < table->cells->len; i++) {
        Item column = {.kind = ITEM_OTHER};
        Slice cell = cell_at(table, i);
        if (cell.length > 0 && !read_name(table, cell, &column))
            column.kind = ITEM_OTHER;
        statistics += column.kind == ITEM_STATISTIC;
        ps += column.kind == ITEM_P;
        g_array_append_val(table->columns, column);
    }
    return statistics > 0 && ps > 0 && !are_sexes(table->columns);
}

static gboolean is_header(Table *table, const Passage *line, char separator)
{
    GString *folded = table->finder->fold.text;
    if (memchr(folded->str, separator, folded->len) == NULL)
        return FALSE;
    g_string_truncate(table->header, 0);
    g_string_append_len(table->header, folded->str, (gssize)folded->len);
    split(table, table->header, separator);
    if (is_aligned(line, separator))
        trim(table);
    return table->cells->len >= 2 && read_columns(table);
}

/* `2; 746` and `2, 746` in one cell. */
static void read_df_cell(Slice cell, Item *item)
{
    static const char *const cuts[] = {"; ", ";", ", ", "/"};
    item->number = cell;
    for (guint i = 0; i < G_N_ELEMENTS(cuts); i++) {
        const char *cut = g_strstr_len(cell.at, (gssize)cell.length, cuts[i]);
        if (cut == NULL)
            continue;
        gsize before = (gsize)(cut - cell.at), width = strlen(cuts[i]);
        item->number.length = before;
        item->second = (Slice){cut + width, cell.length - before - width};
        return;
    }
}

/* The item that CELL is under NAME; FALSE when the cell holds nothing of the kind. */
static gboolean read_cell(Table *table, const Item *name, Slice cell, Item *item)
{
    PatternMatch match;
    *item = *name;
    if (name->kind == ITEM_P) {
        if (!matches(table, PATTERN_CELL_P, cell, &match))
            return FALSE;
        if (strcmp(match.mark, "ns") == 0)
            item->kind = ITEM_NOT_SIGNIFICANT;
        item->sign = sign_read(match.group[1]);
        item->number = match.group[2];
        return TRUE;
    }
    if (name->kind == ITEM_DF && has_digit(cell) && cell.length < 24) {
        read_df_cell(cell, item);
        return TRUE;
    }
    if (!matches(table, PATTERN_CELL, cell, &match))
        return FALSE;
    item->sign = sign_read(match.group[1]);
    item->number = match.group[2];
    if (match.group[3].at != NULL)
        item->arguments = match.group[3];
    else if (!has_digit(item->arguments))
        item->arguments = (Slice){NULL, 0};
    return TRUE;
}

static void take_row(Table *table, const Passage *line)
{
    Finder *finder = table->finder;
    guint n = MIN(table->cells->len, table->columns->len);
    for (guint i = 0; i < n; i++) {
        const Item *column = &g_array_index(table->columns, Item, i);
        Slice cell = cell_at(table, i);
        Item item;
        if (column->kind == ITEM_OTHER || cell.length == 0 ||
            !read_cell(table, column, cell, &item))
            continue;
        item.start = (gsize)(cell.at - finder->fold.text->str);
        item.end = item.start + cell.length;
        g_array_append_val(finder->items, item);
    }
    finder_take_chain(finder, line, G_MAXSIZE);
}

/* |---|:--:| and the like. */
static gboolean is_rule(const Fold *fold)
{
    return strspn(fold->text->str, " \t|:+-=") == fold->text->len;
}

/* ---- lines that begin with their name ---- */

static gboolean take_named_row(Table *table, const Passage *line, char separator)
{
    const Fold *fold = &table->finder->fold;
    guint n = split(table, fold->text, separator), first = 0;
    Item name, item;
    while (first < n && cell_at(table, first).length == 0)
        first++;
    if (first + 1 >= n || !read_name(table, cell_at(table, first), &name))
        return FALSE;
    for (guint i = first + 1; i < n; i++) {
        Slice cell = cell_at(table, i);
        if (cell.length > 0 && !read_cell(table, &name, cell, &item))
            return FALSE;
    }
    NamedRow *row = g_new0(NamedRow, 1);
    row->text = g_strndup(fold->text->str, fold->text->len);
    row->cells = g_array_new(FALSE, FALSE, sizeof(Slice));
    row->offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
    row->line = *line;
    for (guint i = first; i < n; i++) {
        Slice cell = cell_at(table, i);
        gsize at = (gsize)(cell.at - fold->text->str);
        gsize raw = g_array_index(fold->from, guint32, at);
        cell.at = row->text + at;
        g_array_append_val(row->cells, cell);
        g_array_append_val(row->offsets, raw);
    }
    read_name(table, g_array_index(row->cells, Slice, 0), &row->name);
    g_ptr_array_add(table->rows, row);
    return TRUE;
}

/* The items of column COLUMN over all named rows; their start is the row's number. */
static void take_column(Table *table, guint column)
{
    Finder *finder = table->finder;
    for (guint r = 0; r < table->rows->len; r++) {
        const NamedRow *row = table->rows->pdata[r];
        Item item;
        if (column >= row->cells->len ||
            !read_cell(table, &row->name, g_array_index(row->cells, Slice, column), &item))
            continue;
        item.start = item.end = r;
        g_array_append_val(finder->items, item);
    }
    g_array_set_size(finder->assembled, 0);
    assemble(finder->patterns, (const Item *)(gpointer)finder->items->data, finder->items->len,
             finder->options->language, finder->assembled);
    for (guint i = 0; i < finder->assembled->len; i++) {
        Assembled *found = &g_array_index(finder->assembled, Assembled, i);
        const NamedRow *row = table->rows->pdata[found->start];
        finder_place(finder, &row->line, g_array_index(row->offsets, gsize, column), &found->test);
        g_array_append_val(finder->findings->tests, found->test);
    }
    g_array_set_size(finder->items, 0);
}

void table_end(Table *table)
{
    guint widest = 0;
    for (guint r = 0; r < table->rows->len; r++)
        widest = MAX(widest, ((const NamedRow *)table->rows->pdata[r])->cells->len);
    if (table->rows->len > 1)
        for (guint column = 1; column < widest; column++)
            take_column(table, column);
    g_ptr_array_set_size(table->rows, 0);
    table->separator = '\0';
}

/* ---- one line ---- */

/* Where blanks part the cells, a row has as many as the header, or a name before them that the
 * header has none for. */
static gboolean fits_columns(Table *table)
{
    trim(table);
    if (table->cells->len == table->columns->len + 1)
        g_array_remove_index(table->cells, 0);
    return table->cells->len == table->columns->len;
}

static gboolean take_line_below_header(Table *table, const Passage *line)
{
    GString *folded = table->finder->fold.text;
    if (is_rule(&table->finder->fold))
        return TRUE;
    if (memchr(folded->str, table->separator, folded->len) == NULL) {
        table_end(table);
        return FALSE;
    }
    split(table, folded, table->separator);
    if (table->aligned && !fits_columns(table)) {
        table_end(table);
        return FALSE;
    }
    take_row(table, line);
    return TRUE;
}

static gboolean has_separator(const Passage *line)
{
    for (const char *s = separators; *s != '\0'; s++)
        if (memchr(line->text, *s, line->length) != NULL)
            return TRUE;
    return g_strstr_len(line->text, (gssize)line->length, "  ") != NULL ||
           g_strstr_len(line->text, (gssize)line->length, "<t") != NULL;
}

gboolean table_take_line(Table *table, const Passage *line)
{
    Finder *finder = table->finder;
    gboolean cells = has_separator(line);
    if (line->length > LONGEST_HEADER || (!cells && table->separator == '\0')) {
        table_end(table);
        return FALSE;
    }
    fold_passage(&finder->fold, line->text, line->length, TRUE);
    if (table->separator != '\0' && take_line_below_header(table, line))
        return TRUE;
    for (const char *s = separators; *s != '\0'; s++) {
        if (!is_header(table, line, *s))
            continue;
        table_end(table);
        table->separator = *s;
        table->aligned = is_aligned(line, *s);
        finder_look_for_one_tailed(finder);
        return TRUE;
    }
    for (const char *s = separators; *s != '\0'; s++)
        if (strchr(finder->fold.text->str, *s) != NULL && take_named_row(table, line, *s))
            return TRUE;
    if (!is_rule(&finder->fold))
        table_end(table);
    return FALSE;
}
