#include "typing.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/number.h"
#include "text_input.h"

#include <string.h>
#include <unistd.h>

enum { HEAD = 64 << 10, CHUNK = 256 << 10 };

/* The first record. */

typedef struct {
    Wire *out;
    guint n_names;
    gboolean done;
} Head;

static void head_field(void *bytes, size_t length, void *data)
{
    Head *head = data;
    wire_begin(head->out, WIRE_VARIABLE);
    wire_u32(head->out, head->n_names++);
    wire_bytes(head->out, bytes == NULL ? "" : bytes, length);
    wire_end(head->out);
}

static void head_record(CsvReader *reader, void *data)
{
    ((Head *)data)->done = TRUE;
    csv_reader_stop(reader);
}

/* A line break outside quotes: what separates records, if no unquoted field holds a quote. Where
 * one does, a part does not end between two records, its reader says so, and the file is read in
 * one piece. */
typedef struct {
    const SourceFile *file;
    char *chunk;
    gint64 at;  /* of the chunk */
    gsize size; /* of the chunk */
    gsize next; /* in the chunk */
    gboolean quoted;
} Boundary;

static gboolean boundary_fill(Boundary *b)
{
    if (b->next < b->size)
        return TRUE;
    b->at += (gint64)b->size;
    gssize n = text_read(b->file, b->chunk, CHUNK, b->at);
    b->size = (gsize)MAX(n, 0);
    b->next = 0;
    return n > 0;
}

static void boundary_skip_to(Boundary *b, gint64 until)
{
    while (b->at + (gint64)b->next < until && boundary_fill(b)) {
        gsize end = (gsize)MIN((gint64)b->size, until - b->at);
        guint quotes = 0;
        for (gsize i = b->next; i < end; i++)
            quotes += b->chunk[i] == '"';
        b->quoted ^= quotes & 1;
        b->next = end;
    }
}

/* The byte behind the next line break outside quotes, or -1. */
static gint64 boundary_next(Boundary *b)
{
    while (boundary_fill(b)) {
        char c = b->chunk[b->next++];
        b->quoted ^= c == '"';
        if (b->quoted || (c != '\n' && c != '\r'))
            continue;
        if (c == '\r' && boundary_fill(b) && b->chunk[b->next] == '\n')
            b->next++;
        return b->at + (gint64)b->next;
    }
    return -1;
}

static void tell_marks(Wire *out, const TypingJob *job)
{
    Boundary boundary = {.file = job->file, .chunk = g_malloc(CHUNK)};
    gint64 last = 0;
    for (guint part = 1; part < job->n_parts; part++) {
        boundary_skip_to(&boundary, job->file->size / job->n_parts * part);
        gint64 mark = boundary_next(&boundary);
        if (mark <= last || mark >= job->file->size)
            break;
        wire_begin(out, WIRE_MARK);
        wire_i64(out, mark);
        wire_end(out);
        last = mark;
    }
}

void typing_head(Wire *out, gpointer data)
{
    const TypingJob *job = data;
    char *bytes = g_malloc(HEAD), *why;
    gssize n = text_read(job->file, bytes, HEAD, 0);
    gboolean bom = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    gsize skipped = bom ? 3 : 0;
    char delimiter = job->delimiter;
    if (delimiter == 0)
        delimiter = csv_sniff_delimiter(bytes + skipped, (gsize)MAX(n, 0) - skipped);
    wire_begin(out, WIRE_META);
    wire_u32(out, (guint8)delimiter);
    wire_u32(out, bom);
    wire_end(out);
    Head head = {.out = out};
    const CsvCalls calls = {head_field, head_record};
    CsvReader *reader = csv_reader_new(&(CsvFormat){.delimiter = delimiter}, &calls, &head);
    if (!text_push(reader, job->file, 0, -1, &head.done, &why)) {
        wire_error(out, ANNEXE_ERROR_DATA, -1, WIRE_NOWHERE, why);
        return;
    }
    tell_marks(out, job);
    wire_begin(out, WIRE_END);
    wire_i64(out, 0);
    wire_end(out);
}

/* All cells. */

typedef struct {
    Wire *out;
    guint n_columns, column;
    gint64 row; /* -1: the record of names */
    const char *const *missing_words;
    gboolean not_utf8;
    gboolean blank; /* the record so far is one empty field that was not quoted */
    ColumnTypes *columns;
} Typing;

static gboolean all_digits(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
    return length <= 300;
}

static void note_word(ColumnTypes *column, guint mark, gint64 row, const char *bytes, gsize length)
{
    if (column->n_words[mark]++ > 0)
        return;
    column->first_word_row[mark] = row;
    column->first_word[mark] = g_strndup(bytes, MIN(length, TYPING_WORD));
}

/* Not a plain whole number: perhaps one with a mark or an exponent, perhaps a word. */
static void type_other(Typing *typing, const char *bytes, gsize length)
{
    static const char marks[N_MARKS] = {'.', ','};
    ColumnTypes *column = &typing->columns[typing->column];
    double value;
    gsize used = length;
    while (used > 0 && bytes[used - 1] == ' ')
        used--;
    if (used == 0 || text_means_missing(typing->missing_words, bytes, used)) {
        column->n_empty++;
        return;
    }
    for (guint mark = 0; mark < N_MARKS; mark++)
        if (!number_parse(bytes, length, marks[mark], &value))
            note_word(column, mark, typing->row, bytes, used);
    if (!typing->not_utf8 && !encoding_is_utf8(bytes, length))
        typing->not_utf8 = TRUE;
}

static void type_field(void *data, size_t length, void *context)
{
    Typing *typing = context;
    const char *bytes = data;
    if (typing->row < 0)
        return;
    typing->blank = typing->column == 0 && bytes == NULL;
    if (typing->column < typing->n_columns) {
        if (length == 0)
            typing->columns[typing->column].n_empty++;
        else if (!all_digits(bytes, length))
            type_other(typing, bytes, length);
    }
    typing->column++;
}

static void type_record(CsvReader *reader G_GNUC_UNUSED, void *context)
{
    Typing *typing = context;
    if (typing->row < 0) {
        typing->row = 0;
        return;
    }
    if (typing->column == typing->n_columns) {
        typing->row++;
    } else if (typing->column == 1 && typing->blank) {
        typing->columns[0].n_empty--;
    } else {
        g_autofree char *why = g_strdup_printf("this row has %u cells and the first line has %u",
                                               typing->column, typing->n_columns);
        wire_error(typing->out, ANNEXE_ERROR_DATA, typing->row, WIRE_NOWHERE, why);
        _exit(0);
    }
    typing->column = 0;
}

static void tell_types(const Typing *typing)
{
    Wire *out = typing->out;
    wire_begin(out, WIRE_TYPES);
    wire_u32(out, typing->not_utf8);
    for (guint c = 0; c < typing->n_columns; c++) {
        const ColumnTypes *column = &typing->columns[c];
        wire_i64(out, column->n_empty);
        for (guint mark = 0; mark < N_MARKS; mark++) {
            wire_i64(out, column->n_words[mark]);
            wire_i64(out, column->first_word_row[mark]);
            wire_text(out, column->first_word[mark]);
        }
    }
    wire_end(out);
    wire_begin(out, WIRE_END);
    wire_i64(out, typing->row);
    wire_end(out);
}

void typing_cells(Wire *out, gpointer data)
{
    const TypingJob *job = data;
    Typing typing = {.out = out,
                     .n_columns = job->n_columns,
                     .missing_words = job->missing_words,
                     .row = job->from == 0 ? -1 : 0};
    typing.columns = g_new0(ColumnTypes, job->n_columns);
    const CsvCalls calls = {type_field, type_record};
    const CsvFormat format = {.delimiter = job->delimiter, .first_line = job->from == 0 ? 1 : 2};
    CsvReader *reader = csv_reader_new(&format, &calls, &typing);
    char *why;
    if (text_push(reader, job->file, job->from, job->until, NULL, &why))
        tell_types(&typing);
    else
        wire_error(out, ANNEXE_ERROR_DATA, MAX(typing.row, 0), WIRE_NOWHERE, why);
}
