/* SPSS, Stata and SAS files, written by ReadStat 1.1.8.
 *
 * It stamps the time into the file unless told: the time told is noon of 1 January 2000 as the
 * local clock says it, because ReadStat prints it with localtime(), and then the bytes do not
 * depend on the machine's time zone. What a format cannot hold (a tag in SPSS, a declared missing
 * value in Stata and SAS) is written as what it can: missing, and the plain value. */
#include "sink_kind.h"

#include <errno.h>
#include <math.h>
#include <readstat.h>
#include <string.h>
#include <time.h>

typedef readstat_error_t (*BeginWriting)(readstat_writer_t *writer, void *context, long rows);

typedef struct {
    BeginWriting begin;
    gboolean tags;     /* .a to .z; SAS, which has no labels here, says .A to .Z */
    gboolean declares; /* user-missing values */
    gboolean labels;   /* value labels */
    gboolean capitals; /* names in capital letters only */
    gboolean is_local; /* the stamp is printed with localtime() */
    readstat_compress_t compression;
    guint8 version;     /* 0: ReadStat's default */
    gsize longest_text; /* bytes */
} Format;

typedef struct {
    const SinkFile *file;
    const Format *format;
    readstat_writer_t *writer;
    readstat_variable_t **variables;
} ReadstatSink;

static ssize_t write_bytes(const void *data, size_t length, void *context)
{
    const ReadstatSink *sink = context;
    return fwrite(data, 1, length, sink->file->file) == length ? (ssize_t)length : -1;
}

static gboolean check(const ReadstatSink *sink, const char *variable, readstat_error_t code,
                      GError **error)
{
    if (code == READSTAT_OK)
        return TRUE;
    if (code == READSTAT_ERROR_WRITE && ferror(sink->file->file))
        sink_error(error, sink->file, variable, "it cannot be written: %s", g_strerror(errno));
    else
        sink_error(error, sink->file, variable, "this format cannot hold it: %s",
                   readstat_error_message(code));
    return FALSE;
}

static time_t stamp(gboolean is_local)
{
    struct tm noon = {.tm_year = 100, .tm_mday = 1, .tm_hour = 12, .tm_isdst = -1};
    return is_local ? mktime(&noon) : timegm(&noon);
}

static void add_label(const Format *format, readstat_label_set_t *set, const Variable *variable,
                      const ValueLabel *label)
{
    if (label->state == CELL_TAGGED_MISSING) {
        if (format->tags)
            readstat_label_tagged_value(set, label->tag, label->label);
    } else if (label->state == CELL_SYSTEM_MISSING) {
        return;
    } else if (variable->is_string) {
        readstat_label_string_value(set, label->text, label->label);
    } else if (format->tags) {
        /* Stata labels whole numbers only. */
        if (label->number == floor(label->number) && fabs(label->number) < G_MAXINT32)
            readstat_label_int32_value(set, (gint32)label->number, label->label);
    } else {
        readstat_label_double_value(set, label->number, label->label);
    }
}

static void add_labels(const ReadstatSink *sink, const Variable *variable, guint index,
                       readstat_variable_t *target)
{
    if (variable->value_labels->len == 0 || !sink->format->labels ||
        (variable->is_string && sink->format->tags))
        return;
    g_autofree char *name = g_strdup_printf("labels%u", index);
    readstat_type_t type = variable->is_string  ? READSTAT_TYPE_STRING
                           : sink->format->tags ? READSTAT_TYPE_INT32
                                                : READSTAT_TYPE_DOUBLE;
    readstat_label_set_t *set = readstat_add_label_set(sink->writer, type, name);
    for (guint i = 0; i < variable->value_labels->len; i++)
        add_label(sink->format, set, variable, variable->value_labels->pdata[i]);
    readstat_variable_set_label_set(target, set);
}

static gboolean add_missing(const ReadstatSink *sink, const Variable *variable,
                            readstat_variable_t *target, GError **error)
{
    readstat_error_t code = READSTAT_OK;
    if (!sink->format->declares)
        return TRUE;
    for (guint i = 0; i < variable->missing_ranges->len && code == READSTAT_OK; i++) {
        const MissingRange *range = &g_array_index(variable->missing_ranges, MissingRange, i);
        code = range->low == range->high
                   ? readstat_variable_add_missing_double_value(target, range->low)
                   : readstat_variable_add_missing_double_range(target, range->low, range->high);
    }
    for (guint i = 0; i < variable->missing_texts->len && code == READSTAT_OK; i++)
        code =
            readstat_variable_add_missing_string_value(target, variable->missing_texts->pdata[i]);
    return check(sink, variable->name, code, error);
}

static gboolean add_variable(ReadstatSink *sink, guint index, GError **error)
{
    static const readstat_measure_t measures[] = {READSTAT_MEASURE_UNKNOWN,
                                                  READSTAT_MEASURE_NOMINAL,
                                                  READSTAT_MEASURE_ORDINAL, READSTAT_MEASURE_SCALE};
    const Variable *variable = sink->file->codebook->variables->pdata[index];
    gsize width = variable->is_string ? CLAMP(variable->width, 1, sink->format->longest_text) : 0;
    g_autofree char *capitals = g_ascii_strup(variable->name, -1);
    readstat_variable_t *target = readstat_add_variable(
        sink->writer, sink->format->capitals ? capitals : variable->name,
        variable->is_string ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE, width);
    sink->variables[index] = target;
    if (variable->label != NULL)
        readstat_variable_set_label(target, variable->label);
    if (variable->format != NULL && sink->format->declares)
        readstat_variable_set_format(target, variable->format);
    readstat_variable_set_measure(target, measures[variable->measure]);
    add_labels(sink, variable, index, target);
    return add_missing(sink, variable, target, error);
}

static gboolean begin_file(ReadstatSink *sink, GError **error)
{
    const Codebook *codebook = sink->file->codebook;
    const Format *format = sink->format;
    readstat_writer_t *writer = sink->writer;
    readstat_set_data_writer(writer, write_bytes);
    readstat_writer_set_file_timestamp(writer, stamp(format->is_local));
    readstat_writer_set_compression(writer, format->compression);
    if (format->version != 0)
        readstat_writer_set_file_format_version(writer, format->version);
    if (codebook->file_label != NULL)
        readstat_writer_set_file_label(writer, codebook->file_label);
    for (guint v = 0; v < codebook->variables->len; v++) {
        const Variable *variable = codebook->variables->pdata[v];
        if (!add_variable(sink, v, error))
            return FALSE;
        if (g_strcmp0(codebook->weight, variable->name) == 0)
            readstat_writer_set_fweight_variable(writer, sink->variables[v]);
    }
    if (sink->file->n_rows > G_MAXINT32) {
        sink_error(error, sink->file, NULL, "more rows than this format can hold");
        return FALSE;
    }
    return check(sink, NULL, format->begin(writer, sink, (long)sink->file->n_rows), error);
}

static void sink_state_free(gpointer state)
{
    ReadstatSink *sink = state;
    readstat_writer_free(sink->writer);
    g_free(sink->variables);
    g_free(sink);
}

static gpointer begin(const SinkFile *file, const Format *format, GError **error)
{
    ReadstatSink *sink = g_new0(ReadstatSink, 1);
    sink->file = file;
    sink->format = format;
    sink->writer = readstat_writer_init();
    sink->variables = g_new0(readstat_variable_t *, file->codebook->variables->len);
    if (begin_file(sink, error))
        return sink;
    sink_state_free(sink);
    return NULL;
}

static readstat_error_t write_cell(const ReadstatSink *sink, const Variable *variable,
                                   const readstat_variable_t *target, const SinkCell *cell)
{
    readstat_writer_t *writer = sink->writer;
    if (cell->state == CELL_TAGGED_MISSING && sink->format->tags)
        return readstat_insert_tagged_missing_value(
            writer, target, sink->format->labels ? cell->tag : g_ascii_toupper(cell->tag));
    if (cell->state != CELL_VALID && cell->state != CELL_USER_MISSING)
        return readstat_insert_missing_value(writer, target);
    if (variable->is_string)
        return readstat_insert_string_value(writer, target, cell->text);
    return readstat_insert_double_value(writer, target, cell->number);
}

static gboolean row(gpointer state, const SinkCell *cells, GError **error)
{
    const ReadstatSink *sink = state;
    const GPtrArray *variables = sink->file->codebook->variables;
    if (!check(sink, NULL, readstat_begin_row(sink->writer), error))
        return FALSE;
    for (guint v = 0; v < variables->len; v++) {
        const Variable *variable = variables->pdata[v];
        readstat_error_t code = write_cell(sink, variable, sink->variables[v], &cells[v]);
        if (!check(sink, variable->name, code, error))
            return FALSE;
    }
    return check(sink, NULL, readstat_end_row(sink->writer), error);
}

static gboolean end(gpointer state, GError **error)
{
    const ReadstatSink *sink = state;
    return check(sink, NULL, readstat_end_writing(sink->writer), error);
}

#define KIND(id, extension, ...)                                                                   \
    static const Format format_##id = {__VA_ARGS__};                                               \
    static gpointer begin_##id(const SinkFile *file, GError **error)                               \
    {                                                                                              \
        return begin(file, &format_##id, error);                                                   \
    }                                                                                              \
    static const char *const extensions_##id[] = {extension, NULL};                                \
    extern const SinkKind sink_##id;                                                               \
    const SinkKind sink_##id = {extensions_##id, begin_##id, row, end, sink_state_free};

KIND(spss, "sav", .begin = readstat_begin_writing_sav, .declares = TRUE, .labels = TRUE,
     .is_local = TRUE, .compression = READSTAT_COMPRESS_ROWS, .longest_text = 32767)
KIND(spss_compressed, "zsav", .begin = readstat_begin_writing_sav, .declares = TRUE, .labels = TRUE,
     .is_local = TRUE, .compression = READSTAT_COMPRESS_BINARY, .longest_text = 32767)
KIND(spss_portable, "por", .begin = readstat_begin_writing_por, .capitals = TRUE, .declares = TRUE,
     .labels = TRUE, .is_local = TRUE, .longest_text = 255)
KIND(stata, "dta", .begin = readstat_begin_writing_dta, .tags = TRUE, .labels = TRUE,
     .is_local = TRUE, .version = 118, .longest_text = 2045)
KIND(sas, "sas7bdat", .begin = readstat_begin_writing_sas7bdat, .tags = TRUE, .longest_text = 32767)
KIND(sas_transport, "xpt", .begin = readstat_begin_writing_xport, .tags = TRUE, .is_local = TRUE,
     .version = 8, .longest_text = 32767)
