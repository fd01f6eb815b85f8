/* CSV and TSV by libcsv (through base/csv.h), typed before they are read: describe_csv.h.
 *
 * A column of numbers has an empty cell for missing; blank lines are a missing answer in a file of
 * one column and nothing elsewhere. Most cells are one byte: those take one look-up. */
#include "base/error.h"
#include "base/number.h"
#include "describe_csv.h"
#include "text_input.h"

#include <string.h>
#include <unistd.h>

typedef struct {
    guint asked; /* column asked for, or WIRE_NOWHERE */
    gboolean is_string;
} Cell;

typedef struct {
    Reader *reader;
    Cell *cells; /* one a column of the file */
    guint *also; /* one a column asked for: another of the same column of the file */
    guint n_columns, column;
    char decimal;
    gboolean in_names, blank;
    const char *const *missing_words;
} Reading;

static G_NORETURN void changed(Reading *reading, const char *what)
{
    wire_error(reading->reader->out, ANNEXE_ERROR_DATA, reader_place(reading->reader), WIRE_NOWHERE,
               what);
    _exit(0);
}

/* Whole numbers of a few digits are made here, all others by number_parse(). */
static gboolean number_of(const Reading *reading, const char *bytes, gsize length, double *to)
{
    double value = 0;
    gsize i = 0;
    for (; i < length && i < 15 && g_ascii_isdigit(bytes[i]); i++)
        value = 10 * value + (bytes[i] - '0');
    if (i < length && !number_parse(bytes, length, reading->decimal, &value))
        return FALSE;
    *to = value;
    return TRUE;
}

static gboolean is_empty(const char *bytes, gsize length)
{
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    return length == 0;
}

static void read_number(Reading *reading, guint column, const char *bytes, gsize length)
{
    double value;
    if (number_of(reading, bytes, length, &value))
        reader_number(reading->reader, column, value);
    else if (text_means_missing(reading->missing_words, bytes, length))
        reader_missing(reading->reader, column);
    else
        changed(reading, "a cell is no number any more; the file changed while it was read");
}

static void read_cell(Reading *reading, const Cell *cell, guint column, const char *bytes,
                      gsize length)
{
    Reader *reader = reading->reader;
    if (length == 1 && !reader->columns[column].as_double) {
        /* The table of small numbers; for texts it is the table of bytes. */
        guint index = cell->is_string ? (guint8)bytes[0] : (guint)(bytes[0] - '0' - SMALL_LOW);
        guint16 code = index < SMALL_COUNT ? reader->columns[column].small[index] : NO_CODE;
        if (code != NO_CODE) {
            reader_code(reader, column, code);
            return;
        }
    }
    if (is_empty(bytes, length))
        reader_missing(reader, column);
    else if (cell->is_string)
        reader_text(reader, column, bytes, length);
    else
        read_number(reading, column, bytes, length);
}

static void take_field(void *data, size_t length, void *context)
{
    Reading *reading = context;
    const char *bytes = data;
    guint c = reading->column++;
    reading->blank = c == 0 && bytes == NULL;
    if (c >= reading->n_columns || reading->in_names)
        return;
    const Cell *cell = &reading->cells[c];
    for (guint column = cell->asked; column != WIRE_NOWHERE; column = reading->also[column])
        read_cell(reading, cell, column, bytes, length);
}

static void take_record(CsvReader *csv G_GNUC_UNUSED, void *context)
{
    Reading *reading = context;
    if (reading->in_names)
        reading->in_names = FALSE;
    else if (reading->column == reading->n_columns)
        reader_row(reading->reader);
    else if (reading->column != 1 || !reading->blank)
        changed(reading, "a row has more or fewer cells than before; the file changed while it "
                         "was read");
    reading->column = 0;
}

static Reading reading_new(Reader *reader, const ReadJob *job)
{
    const GPtrArray *variables = job->codebook->variables;
    Reading reading = {.reader = reader,
                       .n_columns = variables->len,
                       .decimal = job->codebook->decimal,
                       .missing_words = job->options->missing_words,
                       .in_names = job->range.from == 0};
    reading.cells = g_new0(Cell, variables->len);
    reading.also = g_new(guint, job->n_columns);
    for (guint c = 0; c < variables->len; c++) {
        reading.cells[c].asked = WIRE_NOWHERE;
        reading.cells[c].is_string = ((const Variable *)variables->pdata[c])->is_string;
    }
    for (guint c = 0; c < job->n_columns; c++) {
        Cell *cell = &reading.cells[job->columns[c].column];
        reading.also[c] = cell->asked;
        cell->asked = c;
    }
    return reading;
}

static void read_csv(Reader *reader, const ReadJob *job)
{
    Reading reading = reading_new(reader, job);
    const CsvCalls calls = {take_field, take_record};
    const CsvFormat format = {.delimiter = job->codebook->delimiter,
                              .first_line = job->range.from == 0 ? 1 : 2};
    CsvReader *csv = csv_reader_new(&format, &calls, &reading);
    char *why;
    if (text_push(csv, job->file, job->range.from, job->range.until, NULL, &why))
        reader_finish(reader);
    else
        wire_error(reader->out, ANNEXE_ERROR_DATA, reader_place(reader), WIRE_NOWHERE, why);
}

/* The parts that describing proved to begin between two records. */
static guint csv_ranges(const SourceFile *file G_GNUC_UNUSED, const Codebook *codebook,
                        guint wanted, SourceRange *ranges)
{
    const CodebookMark *marks = (const CodebookMark *)(const void *)codebook->marks->data;
    guint n_marks = codebook->marks->len;
    guint n = CLAMP(wanted, 1, n_marks);
    for (guint r = 0; r < n; r++) {
        guint first = n_marks * r / n, next = n_marks * (r + 1) / n;
        gint64 end = next == n_marks ? codebook->rows : marks[next].row;
        ranges[r] = (SourceRange){.from = marks[first].byte,
                                  .until = next == n_marks ? -1 : marks[next].byte,
                                  .first_row = marks[first].row,
                                  .n_rows = end - marks[first].row};
    }
    return n;
}

static const char *const extensions[] = {"csv", "tsv", "txt", NULL};

extern const SourceKind source_csv;
const SourceKind source_csv = {.name = "CSV",
                               .extensions = extensions,
                               .describe = describe_csv,
                               .ranges = csv_ranges,
                               .read = read_csv};
