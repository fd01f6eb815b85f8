/* SPSS, Stata and SAS files, read by ReadStat 1.1.8 in a confined child.
 *
 * No character conversion is asked of it: it stops at the first badly encoded label, and a parent
 * that decodes can say which variable it was. Its variable handler is always set, because it
 * crashes without one. Strings live no longer than the callback. Unused columns are skipped at the
 * reader, which saves up to four fifths of the time. */
#include "kind.h"

#include "base/error.h"
#include "describe_readstat.h"
#include "readstat_rows.h"
#include "sav_skip.h"

#include <readstat.h>
#include <string.h>

readstat_parser_t *source_parser_new(Input *input, const SourceOptions *options)
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

void source_refuse(Wire *out, Input *input, readstat_error_t code, gint64 row)
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
    readstat_parser_t *parser = source_parser_new(&input, job->options);
    readstat_set_value_label_handler(parser, tell_label);
    /* ReadStat takes a data file for an empty catalog. */
    if (is_sas(&input, SAS_CATALOG) && readstat_parse_sas7bcat(parser, "", &telling) == READSTAT_OK)
        return TRUE;
    wire_error(out, ANNEXE_ERROR_DATA, -1, WIRE_NOWHERE,
               "the catalog given is not a SAS catalog, or is damaged");
    return FALSE;
}

static void describe(Wire *out, const DescribeJob *job, ReadstatParse parse)
{
    static Input input;
    if (job->file->catalog_fd >= 0 && !tell_catalog(out, job))
        return;
    input = (Input){.fd = job->file->fd, .size = job->file->size};
    Telling telling = {.out = out};
    readstat_parser_t *parser = source_parser_new(&input, job->options);
    readstat_set_metadata_handler(parser, tell_metadata);
    readstat_set_variable_handler(parser, tell_variable);
    readstat_set_value_label_handler(parser, tell_label);
    readstat_set_fweight_handler(parser, tell_weight);
    readstat_error_t code = parse(parser, "", &telling);
    if (code != READSTAT_OK) {
        source_refuse(out, &input, code, -1);
        return;
    }
    wire_begin(out, WIRE_END);
    wire_i64(out, 0);
    wire_end(out);
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
    static const double skip[] = {[SAV_PLAIN] = 0, [SAV_BYTES] = 0.015, [SAV_ZLIB] = 0.4};
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
        readstat_rows(reader, job, parse);                                                         \
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
