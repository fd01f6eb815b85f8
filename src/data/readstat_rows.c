#include "readstat_rows.h"

#include "sav_skip.h"

#include <math.h>
#include <string.h>

typedef struct {
    Reader *reader;
    guint *asked;            /* column of the file to column asked for, or WIRE_NOWHERE */
    guint *also;             /* column asked for to another one of the same column of the file */
    guint n_file;            /* columns of the file */
    guint n_distinct;        /* of the file, asked for */
    guint *order;            /* columns asked for, in the order of the file */
    const guint *next, *end; /* of the order: the cell that comes next */
    /* A packed .sav whose rows before the range are stepped over here: sav_skip.h. */
    Input *input;
    gboolean skips, skip_failed;
    gint32 elements, elements_met; /* of a row: as the header says; of the variables so far */
    gint64 rows_before;
    /* The part of the rows that is this reader's, where they are shared. */
    const ReadJob *job;
    gint64 taken; /* rows that may be read now */
    gboolean through;
} Reading;

static int fail_to_skip(Reading *reading)
{
    reading->skip_failed = TRUE;
    return READSTAT_HANDLER_ABORT;
}

static int check_metadata(readstat_metadata_t *metadata, void *context)
{
    Reading *reading = context;
    gboolean same = readstat_get_var_count(metadata) == (int)reading->n_file;
    return same ? READSTAT_HANDLER_OK : fail_to_skip(reading);
}

/* Behind the last variable the rows begin. Very long strings have elements that are not told. */
static gboolean skip_rows(Reading *reading, guint index, const readstat_variable_t *variable)
{
    enum { ELEMENT = 8, LONGEST_TOLD = 255 };
    gsize width = readstat_variable_get_storage_width(variable);
    if (width > LONGEST_TOLD + 1 || reading->elements < 1)
        return FALSE;
    reading->elements_met += (gint32)((width + ELEMENT - 1) / ELEMENT);
    if (index + 1 < reading->n_file)
        return TRUE;
    return reading->elements_met == reading->elements &&
           sav_skip(reading->input, reading->rows_before * reading->elements);
}

static int choose_variable(int index, readstat_variable_t *variable,
                           const char *labels G_GNUC_UNUSED, void *context)
{
    Reading *reading = context;
    if (reading->skips && !skip_rows(reading, (guint)index, variable))
        return fail_to_skip(reading);
    if (index < 0 || (guint)index >= reading->n_file)
        return READSTAT_HANDLER_SKIP_VARIABLE;
    gboolean counted = reading->n_distinct == 0 && index == 0;
    return counted || reading->asked[index] != WIRE_NOWHERE ? READSTAT_HANDLER_OK
                                                            : READSTAT_HANDLER_SKIP_VARIABLE;
}

static void take_other(Reader *reader, guint column, readstat_value_t value)
{
    if (value.type == READSTAT_TYPE_STRING || value.type == READSTAT_TYPE_STRING_REF) {
        const char *text = value.v.string_value;
        reader_text(reader, column, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
    } else if (value.is_tagged_missing) {
        reader_tagged(reader, column, g_ascii_tolower(value.tag));
    } else if (value.is_system_missing) {
        reader_missing(reader, column);
    } else {
        reader_number(reader, column, readstat_double_value(value));
    }
}

static gboolean take_rows(Reading *reading)
{
    reading->taken = shares_take(reading->job->shares, reading->job->reader);
    reading->through = reading->taken == 0;
    return !reading->through;
}

static int end_cell(Reading *reading, const guint *cell)
{
    reading->next = cell + 1;
    if (reading->next < reading->end)
        return READSTAT_HANDLER_OK;
    reader_row(reading->reader);
    reading->next = reading->order;
    return --reading->taken > 0 || take_rows(reading) ? READSTAT_HANDLER_OK
                                                      : READSTAT_HANDLER_ABORT;
}

/* Any value, and columns that are asked for more than once. */
static int take_any(int row G_GNUC_UNUSED, readstat_variable_t *variable G_GNUC_UNUSED,
                    readstat_value_t value, void *context)
{
    Reading *reading = context;
    for (guint column = *reading->next; column != WIRE_NOWHERE; column = reading->also[column])
        take_other(reading->reader, column, value);
    return end_cell(reading, reading->next);
}

/* Where no column is asked for, the first one tells of the rows, which are to be counted. */
static int take_none(int row G_GNUC_UNUSED, readstat_variable_t *variable G_GNUC_UNUSED,
                     readstat_value_t value G_GNUC_UNUSED, void *context)
{
    Reading *reading = context;
    return end_cell(reading, reading->next);
}

static guint64 bits_of(readstat_value_t value)
{
    guint64 bits;
    memcpy(&bits, &value.v.double_value, sizeof bits);
    return bits;
}

/* Kept apart from take_value(), which then needs no registers saved for the path of most cells.
 * What is learned is a number: NaN has a tag or none, which its bits do not say. */
static G_NO_INLINE int take_and_learn(Reading *reading, readstat_value_t value)
{
    guint column = *reading->next;
    take_other(reading->reader, column, value);
    if (value.type == READSTAT_TYPE_DOUBLE && !isnan(value.v.double_value))
        reader_learn(reading->reader, column, bits_of(value));
    return end_cell(reading, reading->next);
}

/* Cells come in the order of the file, so the next column is known without a look at VARIABLE,
 * whose two thousand bytes would come into the cache for one number. Nor is VALUE's type looked at:
 * a column has one, and of others than doubles nothing is learned. */
static int take_value(int row G_GNUC_UNUSED, readstat_variable_t *variable G_GNUC_UNUSED,
                      readstat_value_t value, void *context)
{
    Reading *reading = context;
    const guint *cell = reading->next;
    if (!reader_known(reading->reader, *cell, bits_of(value)))
        return take_and_learn(reading, value);
    return end_cell(reading, cell);
}

static readstat_value_handler handler_for(const Reading *reading)
{
    if (reading->n_distinct == 0)
        return take_none;
    return reading->n_distinct < reading->job->n_columns ? take_any : take_value;
}

static Reading reading_new(Reader *reader, const ReadJob *job)
{
    Reading reading = {.reader = reader, .job = job, .n_file = job->codebook->variables->len};
    reading.asked = g_new(guint, reading.n_file);
    reading.also = g_new(guint, job->n_columns);
    memset(reading.asked, 0xff, reading.n_file * sizeof(guint));
    for (guint c = 0; c < job->n_columns; c++) {
        guint *asked = &reading.asked[job->columns[c].column];
        reading.n_distinct += *asked == WIRE_NOWHERE;
        reading.also[c] = *asked;
        *asked = c;
    }
    reading.order = g_new(guint, MAX(job->n_columns, 1));
    for (guint v = 0, n = 0; v < reading.n_file; v++)
        if (reading.asked[v] != WIRE_NOWHERE)
            reading.order[n++] = reading.asked[v];
    reading.next = reading.order;
    reading.end = reading.order + reading.n_distinct;
    return reading;
}

static readstat_error_t parse_once(Reading *reading, ReadstatParse parse)
{
    const ReadJob *job = reading->job;
    *reading->input = (Input){.fd = job->file->fd, .size = job->file->size};
    reading->elements_met = 0;
    readstat_parser_t *parser = source_parser_new(reading->input, job->options);
    if (reading->skips)
        readstat_set_metadata_handler(parser, check_metadata);
    readstat_set_variable_handler(parser, choose_variable);
    readstat_set_value_handler(parser, handler_for(reading));
    if (reading->rows_before > 0 && !reading->skips)
        readstat_set_row_offset(parser, reading->rows_before);
    readstat_error_t code = parse(parser, "", reading);
    readstat_parser_free(parser);
    return reading->through && code == READSTAT_ERROR_USER_ABORT ? READSTAT_OK : code;
}

/* The rows that were taken and those that follow them, to the end of the part. */
static readstat_error_t parse_part(Reading *reading, gint64 from, ReadstatParse parse)
{
    const ReadJob *job = reading->job;
    reading->rows_before = from;
    reading->skip_failed = FALSE;
    reading->skips = from > 0 && sav_packing(job->file->fd, &reading->elements) == SAV_BYTES;
    readstat_error_t code = parse_once(reading, parse);
    if (reading->skip_failed) {
        reading->skips = FALSE;
        code = parse_once(reading, parse);
    }
    return code == READSTAT_OK && !reading->through ? READSTAT_ERROR_ROW_COUNT_MISMATCH : code;
}

static readstat_error_t parse_shared(Reading *reading, ReadstatParse parse)
{
    const ReadJob *job = reading->job;
    gint64 from = job->range.from;
    readstat_error_t code = take_rows(reading) ? parse_part(reading, from, parse) : READSTAT_OK;
    while (code == READSTAT_OK && shares_take_over(job->shares, job->reader, &from)) {
        reader_move(reading->reader, from);
        if (take_rows(reading))
            code = parse_part(reading, from, parse);
    }
    return code;
}

static readstat_error_t parse_all(Reading *reading, ReadstatParse parse)
{
    gint64 n_rows = reading->job->range.n_rows;
    reading->taken = G_MAXINT64;
    readstat_error_t code = parse_once(reading, parse);
    gboolean whole = n_rows < 0 || reader_place(reading->reader) == n_rows;
    return code == READSTAT_OK && !whole ? READSTAT_ERROR_ROW_COUNT_MISMATCH : code;
}

void readstat_rows(Reader *reader, const ReadJob *job, ReadstatParse parse)
{
    static Input input;
    Reading reading = reading_new(reader, job);
    reading.input = &input;
    readstat_error_t code =
        job->shares != NULL ? parse_shared(&reading, parse) : parse_all(&reading, parse);
    if (code != READSTAT_OK)
        source_refuse(reader->out, &input, code,
                      code == READSTAT_ERROR_ROW_COUNT_MISMATCH ? reader_place(reader) : -1);
    else
        reader_finish(reader);
}
