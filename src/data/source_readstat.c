/* SPSS, Stata and SAS files, read by ReadStat 1.1.8 in a confined child.
 *
 * No character conversion is asked of it: it stops at the first badly encoded label, and a parent
 * that decodes can say which variable it was. Its variable handler is always set, because it
 * crashes without one. Strings live no longer than the callback. Unused columns are skipped at the
 * reader, which saves up to four fifths of the time. */
#include "kind.h"

#include "base/error.h"
#include "describe_readstat.h"
#include "input.h"
#include "sav_skip.h"

#include <readstat.h>
#include <string.h>

static readstat_parser_t *parser_new(Input *input, const SourceOptions *options)
{
    readstat_parser_t *parser = readstat_parser_init();
    if (parser == NULL)
        g_error("no memory for a parser");
    readstat_set_open_handler(parser, input_open);
    readstat_set_close_handler(parser, input_close);
    readstat_set_seek_handler(parser, input_seek);
    readstat_set_read_handler(parser, input_read);
    readstat_set_update_handler(parser, input_update);
    readstat_set_io_ctx(parser, input);
    readstat_set_handler_character_encoding(parser, NULL);
    if (options->encoding != NULL)
        readstat_set_file_character_encoding(parser, options->encoding);
    return parser;
}

typedef readstat_error_t (*Parse)(readstat_parser_t *parser, const char *path, void *context);

/* Describing: everything that the file says of itself, as messages. */

typedef struct {
    Wire *out;
    const char *encoding;
} Telling;

static void tell_value(Wire *out, readstat_value_t value)
{
    readstat_type_t type = readstat_value_type(value);
    if (type == READSTAT_TYPE_STRING || type == READSTAT_TYPE_STRING_REF) {
        wire_u32(out, ENTRY_TEXT);
        wire_u32(out, 0);
        wire_f64(out, 0);
        wire_text(out, readstat_string_value(value));
        return;
    }
    gboolean tagged = value.is_tagged_missing != 0;
    wire_u32(out, tagged ? ENTRY_TAGGED : value.is_system_missing ? ENTRY_SYSTEM : ENTRY_NUMBER);
    wire_u32(out, tagged ? (guint8)value.tag : 0);
    wire_f64(out, readstat_double_value(value));
    wire_text(out, NULL);
}

static int tell_metadata(readstat_metadata_t *metadata, void *context)
{
    Telling *telling = context;
    wire_begin(telling->out, WIRE_META);
    wire_i64(telling->out, readstat_get_row_count(metadata));
    wire_text(telling->out, readstat_get_file_label(metadata));
    wire_text(telling->out, readstat_get_file_encoding(metadata));
    wire_end(telling->out);
    return READSTAT_HANDLER_OK;
}

static int tell_variable(int index, readstat_variable_t *variable, const char *labels,
                         void *context)
{
    Wire *out = ((Telling *)context)->out;
    int n = readstat_variable_get_missing_ranges_count(variable);
    wire_begin(out, WIRE_VARIABLE);
    wire_u32(out, (guint32)index);
    wire_text(out, readstat_variable_get_name(variable));
    wire_text(out, readstat_variable_get_label(variable));
    wire_text(out, readstat_variable_get_format(variable));
    wire_text(out, labels);
    wire_u32(out, readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING);
    wire_u32(out, readstat_variable_get_measure(variable));
    wire_u32(out, (guint32)MAX(n, 0));
    for (int i = 0; i < n; i++) {
        tell_value(out, readstat_variable_get_missing_range_lo(variable, i));
        tell_value(out, readstat_variable_get_missing_range_hi(variable, i));
    }
    wire_end(out);
    return READSTAT_HANDLER_OK;
}

static int tell_label(const char *set, readstat_value_t value, const char *label, void *context)
{
    Wire *out = ((Telling *)context)->out;
    wire_begin(out, WIRE_LABEL);
    wire_text(out, set);
    tell_value(out, value);
    wire_text(out, label);
    wire_end(out);
    return READSTAT_HANDLER_OK;
}

static int tell_weight(readstat_variable_t *variable, void *context)
{
    Wire *out = ((Telling *)context)->out;
    wire_begin(out, WIRE_WEIGHT);
    wire_u32(out, (guint32)readstat_variable_get_index(variable));
    wire_end(out);
    return READSTAT_HANDLER_OK;
}

/* SAS begins its files with twelve zeros and a number whose fourth byte tells data from catalogs.
 */
static gboolean is_sas(Input *input, guint8 fourth)
{
    static const guint8 magic[15] = {[12] = 0xc2, 0xea, 0x81};
    guint8 head[16];
    return input_direct(input->fd, (char *)head, sizeof head, 0) == sizeof head &&
           memcmp(head, magic, sizeof magic) == 0 && head[15] == fourth;
}

enum { SAS_CATALOG = 0x63 };

/* Why a file was not taken, by its first bytes where they say more than ReadStat does. */
static const char *reason_by_bytes(Input *input)
{
    char head[20];
    if (is_sas(input, SAS_CATALOG))
        return "this is a SAS catalog, which holds labels and no data; give the .sas7bdat as "
               "`file` and this as `catalog`";
    if (input_direct(input->fd, head, sizeof head, 0) < (ssize_t)sizeof head)
        return NULL;
    if (memcmp(head + 8, "ENCRYPTED", 9) == 0)
        return "this file is encrypted; open it in SPSS and save it without a password";
    if (memcmp(head, "PK\003\004", 4) == 0)
        return "this is a zip archive (perhaps a workbook), not what its extension says";
    return NULL;
}

static const char *reason_of(readstat_error_t code)
{
    switch (code) {
    case READSTAT_ERROR_READ:
    case READSTAT_ERROR_SEEK:
        return "the file ends too early: truncated";
    case READSTAT_ERROR_ROW_COUNT_MISMATCH:
        return "the file has fewer rows than it says: truncated";
    case READSTAT_ERROR_PARSE:
        return "the file is not what its extension says, or is damaged";
    case READSTAT_ERROR_MALLOC:
        return "the file asks for more memory than a reader may have: damaged or crafted";
    case READSTAT_ERROR_UNSUPPORTED_CHARSET:
        return "the file names a character set that is unknown; name one as `encoding`";
    default: {
        const char *message = readstat_error_message(code);
        return message != NULL ? message : "the file cannot be read";
    }
    }
}

static void refuse(Wire *out, Input *input, readstat_error_t code, gint64 row)
{
    const char *reason = reason_by_bytes(input);
    wire_error(out, ANNEXE_ERROR_DATA, row, WIRE_NOWHERE,
               reason != NULL ? reason : reason_of(code));
}

static gboolean tell_catalog(Wire *out, const DescribeJob *job)
{
    static Input input;
    input = (Input){.fd = job->file->catalog_fd, .size = job->file->catalog_size};
    Telling telling = {.out = out};
    readstat_parser_t *parser = parser_new(&input, job->options);
    readstat_set_value_label_handler(parser, tell_label);
    /* ReadStat takes a data file for an empty catalog. */
    if (is_sas(&input, SAS_CATALOG) && readstat_parse_sas7bcat(parser, "", &telling) == READSTAT_OK)
        return TRUE;
    wire_error(out, ANNEXE_ERROR_DATA, -1, WIRE_NOWHERE,
               "the catalog given is not a SAS catalog, or is damaged");
    return FALSE;
}

static void describe(Wire *out, const DescribeJob *job, Parse parse)
{
    static Input input;
    if (job->file->catalog_fd >= 0 && !tell_catalog(out, job))
        return;
    input = (Input){.fd = job->file->fd, .size = job->file->size};
    Telling telling = {.out = out};
    readstat_parser_t *parser = parser_new(&input, job->options);
    readstat_set_metadata_handler(parser, tell_metadata);
    readstat_set_variable_handler(parser, tell_variable);
    readstat_set_value_label_handler(parser, tell_label);
    readstat_set_fweight_handler(parser, tell_weight);
    readstat_error_t code = parse(parser, "", &telling);
    if (code != READSTAT_OK) {
        refuse(out, &input, code, -1);
        return;
    }
    wire_begin(out, WIRE_END);
    wire_i64(out, 0);
    wire_end(out);
}

/* Reading: the cells of the columns asked for. */

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
    if (index < 0 || (guint)index >= reading->n_file || reading->asked[index] == WIRE_NOWHERE)
        return READSTAT_HANDLER_SKIP_VARIABLE;
    return READSTAT_HANDLER_OK;
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

static int end_cell(Reading *reading)
{
    if (++reading->next < reading->end)
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
    return end_cell(reading);
}

static guint64 bits_of(readstat_value_t value)
{
    guint64 bits;
    memcpy(&bits, &value.v.double_value, sizeof bits);
    return bits;
}

/* Kept apart from take_value(), which then needs no registers saved for the path of most cells. */
static G_NO_INLINE int take_and_learn(Reading *reading, readstat_value_t value)
{
    guint column = *reading->next;
    take_other(reading->reader, column, value);
    if (value.type == READSTAT_TYPE_DOUBLE && !value.is_tagged_missing)
        reader_learn(reading->reader, column, bits_of(value));
    return end_cell(reading);
}

/* Cells come in the order of the file, so the next column is known without a look at VARIABLE,
 * whose two thousand bytes would come into the cache for one number. Whether a double is system
 * missing follows from its bits; which tag it has does not. */
static int take_value(int row G_GNUC_UNUSED, readstat_variable_t *variable G_GNUC_UNUSED,
                      readstat_value_t value, void *context)
{
    Reading *reading = context;
    gboolean plain = value.type == READSTAT_TYPE_DOUBLE && !value.is_tagged_missing;
    if (!plain || !reader_known(reading->reader, *reading->next, bits_of(value)))
        return take_and_learn(reading, value);
    return end_cell(reading);
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
    reading.order = g_new(guint, job->n_columns);
    for (guint v = 0, n = 0; v < reading.n_file; v++)
        if (reading.asked[v] != WIRE_NOWHERE)
            reading.order[n++] = reading.asked[v];
    reading.next = reading.order;
    reading.end = reading.order + reading.n_distinct;
    return reading;
}

static readstat_error_t parse_once(Reading *reading, Parse parse)
{
    const ReadJob *job = reading->job;
    *reading->input = (Input){.fd = job->file->fd, .size = job->file->size};
    reading->elements_met = 0;
    readstat_parser_t *parser = parser_new(reading->input, job->options);
    if (reading->skips)
        readstat_set_metadata_handler(parser, check_metadata);
    readstat_set_variable_handler(parser, choose_variable);
    readstat_set_value_handler(parser,
                               reading->n_distinct < job->n_columns ? take_any : take_value);
    if (reading->rows_before > 0 && !reading->skips)
        readstat_set_row_offset(parser, reading->rows_before);
    readstat_error_t code = parse(parser, "", reading);
    readstat_parser_free(parser);
    return reading->through && code == READSTAT_ERROR_USER_ABORT ? READSTAT_OK : code;
}

/* The rows that were taken and those that follow them, to the end of the part. */
static readstat_error_t parse_part(Reading *reading, gint64 from, Parse parse)
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

static readstat_error_t parse_shared(Reading *reading, Parse parse)
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

static readstat_error_t parse_all(Reading *reading, Parse parse)
{
    gint64 n_rows = reading->job->range.n_rows;
    reading->taken = G_MAXINT64;
    readstat_error_t code = parse_once(reading, parse);
    gboolean whole = n_rows < 0 || reader_place(reading->reader) == n_rows;
    return code == READSTAT_OK && !whole ? READSTAT_ERROR_ROW_COUNT_MISMATCH : code;
}

static void read_rows(Reader *reader, const ReadJob *job, Parse parse)
{
    static Input input;
    Reading reading = reading_new(reader, job);
    reading.input = &input;
    readstat_error_t code =
        job->shares != NULL ? parse_shared(&reading, parse) : parse_all(&reading, parse);
    if (code != READSTAT_OK)
        refuse(reader->out, &input, code,
               code == READSTAT_ERROR_ROW_COUNT_MISMATCH ? reader_place(reader) : -1);
    else
        reader_finish(reader);
}

/* Row ranges where the file says how many rows it has, and a reader has enough to do. A row before
 * its own costs a reader SKIP of one that it reads, so later readers get fewer rows: boundary
 * b(i+1) = T + (1 - SKIP) b(i), for equal times T. */
static guint ranges_with(const Codebook *codebook, guint wanted, double skip, SourceRange *ranges)
{
    enum { ROWS_WORTH_A_READER = 20000 };
    gint64 rows = codebook->rows;
    guint n = rows < 0 ? 1 : (guint)CLAMP(rows / ROWS_WORTH_A_READER, 1, MAX(wanted, 1));
    double whole = 0, boundary = 0;
    gint64 from = 0;
    for (guint r = 0; r < n; r++)
        whole = 1 + (1 - skip) * whole;
    for (guint r = 0; r < n; r++) {
        boundary = 1 + (1 - skip) * boundary;
        gint64 until = (gint64)((double)rows * boundary / whole) / SHARES_BLOCK * SHARES_BLOCK;
        until = r + 1 == n ? rows : until;
        ranges[r] =
            (SourceRange){.from = from, .until = until, .first_row = from, .n_rows = until - from};
        from = until;
    }
    if (n == 1)
        ranges[0] = (SourceRange){.until = -1, .n_rows = rows};
    return n;
}

/* Plain rows are not touched, those of bytes are stepped over, and ReadStat inflates the others. */
static double sav_cost(const SourceFile *file)
{
    static const double skip[] = {[SAV_PLAIN] = 0, [SAV_BYTES] = 0.03, [SAV_ZLIB] = 0.4};
    SavPacking packing = sav_packing(file->fd, NULL);
    return packing == SAV_UNKNOWN ? 0 : skip[packing];
}

static guint sav_ranges(const SourceFile *file, const Codebook *codebook, guint wanted,
                        SourceRange *ranges)
{
    return ranges_with(codebook, wanted, sav_cost(file), ranges);
}

static double row_cost(const SourceFile *file G_GNUC_UNUSED)
{
    return 0;
}

static guint row_ranges(const SourceFile *file G_GNUC_UNUSED, const Codebook *codebook,
                        guint wanted, SourceRange *ranges)
{
    return ranges_with(codebook, wanted, 0, ranges);
}

static guint one_range(const SourceFile *file G_GNUC_UNUSED, const Codebook *codebook,
                       guint wanted G_GNUC_UNUSED, SourceRange *ranges)
{
    ranges[0] = (SourceRange){.until = -1, .n_rows = codebook->rows};
    return 1;
}

#define KIND(id, shown, parse, how_ranged, cost, ...)                                              \
    static void describe_##id(Wire *out, gpointer job)                                             \
    {                                                                                              \
        describe(out, job, parse);                                                                 \
    }                                                                                              \
    static gboolean describe_all_##id(const SourceFile *file, const SourceOptions *options,        \
                                      Codebook *codebook, GError **error)                          \
    {                                                                                              \
        return describe_readstat(file, options, describe_##id, codebook, error);                   \
    }                                                                                              \
    static void read_##id(Reader *reader, const ReadJob *job)                                      \
    {                                                                                              \
        read_rows(reader, job, parse);                                                             \
    }                                                                                              \
    static const char *const extensions_##id[] = {__VA_ARGS__, NULL};                              \
    extern const SourceKind source_##id;                                                           \
    const SourceKind source_##id = {.name = shown,                                                 \
                                    .extensions = extensions_##id,                                 \
                                    .describe = describe_all_##id,                                 \
                                    .ranges = how_ranged,                                          \
                                    .skip = cost,                                                  \
                                    .read = read_##id};

KIND(spss, "SPSS", readstat_parse_sav, sav_ranges, sav_cost, "sav", "zsav")
KIND(spss_portable, "SPSS portable", readstat_parse_por, one_range, NULL, "por")
KIND(stata, "Stata", readstat_parse_dta, row_ranges, row_cost, "dta")
KIND(sas, "SAS", readstat_parse_sas7bdat, row_ranges, row_cost, "sas7bdat")
KIND(sas_transport, "SAS transport", readstat_parse_xport, one_range, NULL, "xpt", "xpt5", "xpt8")
