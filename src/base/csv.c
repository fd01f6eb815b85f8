/* The only user of libcsv, which has no line numbers, loses blank lines, and reports an open quote
 * only after it swallowed the file. So it is fed one physical line at a time: then the line is
 * known, a line that gives no record was blank, and the line where a quote opened is known. A
 * record ends where libcsv is between records after a line, so its own row callback is not needed.
 *
 * libcsv's strict mode refuses text behind a closing quote, which is the trace of a stray quote,
 * but also a quote inside an unquoted field (5" pipe), which everybody accepts: that one
 * character is then fed leniently. */
#include "base/csv.h"

#include "base/error.h"

#include <csv.h>
#include <string.h>

enum { BETWEEN_RECORDS = 0, IN_FIELD = 2 }; /* libcsv's ROW_NOT_BEGUN and FIELD_BEGUN */
enum { OPTIONS = CSV_STRICT | CSV_EMPTY_IS_NULL, BLOCK = 4096, BOM_LENGTH = 3 };

struct CsvReader {
    struct csv_parser parser;
    CsvCalls calls;
    void *data;
    guint64 line;        /* physical line being fed */
    guint64 record_line; /* where the record being fed began */
    guint64 quote_line;  /* where the quote opened that is open between two lines */
    gboolean at_start;   /* nothing was fed, a BOM may come */
    gboolean stopped;
    GString *carry; /* the unfinished line at the end of a push */
};

CsvReader *csv_reader_new(const CsvFormat *format, const CsvCalls *calls, void *data)
{
    CsvReader *reader = g_new0(CsvReader, 1);
    csv_init(&reader->parser, OPTIONS);
    csv_set_blk_size(&reader->parser, BLOCK);
    if (format->delimiter != 0)
        csv_set_delim(&reader->parser, (unsigned char)format->delimiter);
    if (format->quote != 0)
        csv_set_quote(&reader->parser, (unsigned char)format->quote);
    reader->line = reader->record_line = MAX(format->first_line, 1);
    reader->at_start = reader->line == 1;
    reader->calls = *calls;
    reader->data = data;
    reader->carry = g_string_new(NULL);
    return reader;
}

void csv_reader_free(CsvReader *reader)
{
    if (reader == NULL)
        return;
    csv_free(&reader->parser);
    g_string_free(reader->carry, TRUE);
    g_free(reader);
}

void csv_reader_stop(CsvReader *reader)
{
    reader->stopped = TRUE;
}

guint64 csv_reader_line(const CsvReader *reader)
{
    return reader->record_line;
}

static gboolean fail(CsvReader *reader, guint64 line, const char *what, GError **error)
{
    reader->record_line = line;
    reader->stopped = TRUE;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "line %" G_GUINT64_FORMAT ": %s", line,
                what);
    return FALSE;
}

static gboolean in_quotes(const CsvReader *reader)
{
    return reader->parser.pstate == IN_FIELD && reader->parser.quoted;
}

/* Whether the quoted field that BYTES begins inside of ends in them. */
static gboolean field_ends_in(const CsvReader *reader, const char *bytes, gsize length)
{
    gboolean inside = TRUE;
    for (gsize i = 0; i < length; i++) {
        if ((unsigned char)bytes[i] == reader->parser.quote_char)
            inside = !inside;
        else if (!inside && (unsigned char)bytes[i] == reader->parser.delim_char)
            return TRUE;
    }
    return FALSE;
}

static gboolean refuse(CsvReader *reader, guint64 opened, GError **error)
{
    if (csv_error(&reader->parser) == CSV_EPARSE) {
        g_autofree char *what = g_strdup_printf(
            "the quote opened here closes in line %" G_GUINT64_FORMAT
            " in the middle of a field; inside a quoted field a quote is written twice",
            reader->line);
        return fail(reader, opened, what, error);
    }
    return fail(reader, reader->line, "not enough memory for a field", error);
}

/* Feeds one physical line with its end. */
static gboolean feed(CsvReader *reader, const char *bytes, gsize length, GError **error)
{
    struct csv_parser *parser = &reader->parser;
    gboolean began_quoted = in_quotes(reader);
    for (gsize done = 0; done < length; done++) {
        done +=
            csv_parse(parser, bytes + done, length - done, reader->calls.field, NULL, reader->data);
        if (done == length)
            break;
        if (csv_error(parser) != CSV_EPARSE || parser->quoted) {
            gboolean before = began_quoted && !field_ends_in(reader, bytes, done);
            return refuse(reader, before ? reader->quote_line : reader->line, error);
        }
        csv_set_opts(parser, OPTIONS & ~CSV_STRICT);
        csv_parse(parser, bytes + done, 1, reader->calls.field, NULL, reader->data);
        csv_set_opts(parser, OPTIONS);
    }
    if (!in_quotes(reader))
        return TRUE;
    if (!began_quoted || field_ends_in(reader, bytes, length))
        reader->quote_line = reader->line;
    return parser->entry_pos <= CSV_FIELD_MAX ||
           fail(reader, reader->quote_line, "the quote opened here is not closed within 1 MiB",
                error);
}

static gboolean is_blank(const CsvReader *reader, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        char c = bytes[i];
        gboolean space = c == ' ' || (c == '\t' && reader->parser.delim_char != '\t');
        if (!space && c != '\n' && c != '\r')
            return FALSE;
    }
    return TRUE;
}

static gboolean take_line(CsvReader *reader, const char *bytes, gsize length, GError **error)
{
    if (reader->at_start && length >= BOM_LENGTH &&
        memcmp(bytes, "\xEF\xBB\xBF", BOM_LENGTH) == 0) {
        bytes += BOM_LENGTH;
        length -= BOM_LENGTH;
    }
    reader->at_start = FALSE;
    gboolean between = reader->parser.pstate == BETWEEN_RECORDS;
    if (between)
        reader->record_line = reader->line;
    if (between && is_blank(reader, bytes, length))
        reader->calls.field(NULL, 0, reader->data);
    else if (!feed(reader, bytes, length, error))
        return FALSE;
    if (reader->parser.pstate == BETWEEN_RECORDS && reader->calls.record != NULL)
        reader->calls.record(reader, reader->data);
    reader->line++;
    return TRUE;
}

/* Where physical lines end: LF, CRLF or CR. LF is the next one, kept so that a file of CR lines is
 * not searched for LF again and again. */
typedef struct {
    const char *end;
    const char *lf; /* END when there is none, NULL at first */
} Lines;

/* Just behind the line that begins at P, or NULL when its end is not in sight. A CR as the last
 * byte may be half of a CRLF, unless LAST. */
static const char *line_end(Lines *lines, const char *p, gboolean last)
{
    if (lines->lf == NULL || lines->lf < p) {
        lines->lf = memchr(p, '\n', (gsize)(lines->end - p));
        if (lines->lf == NULL)
            lines->lf = lines->end;
    }
    const char *cr = memchr(p, '\r', (gsize)(lines->lf - p));
    if (cr != NULL && cr + 1 == lines->end)
        return last ? cr + 1 : NULL;
    if (cr != NULL)
        return cr[1] == '\n' ? cr + 2 : cr + 1;
    return lines->lf == lines->end ? NULL : lines->lf + 1;
}

static gboolean refuse_nul(CsvReader *reader, const char *bytes, const char *nul, GError **error)
{
    Lines lines = {.end = nul};
    for (const char *p = bytes; (p = line_end(&lines, p, TRUE)) != NULL;)
        reader->line++;
    return fail(reader, reader->line,
                "a NUL byte; this is no text file, or one in UTF-16, which is to be saved as UTF-8",
                error);
}

/* Completes the line kept from before. Returns where the rest begins; NULL on failure. */
static const char *complete_carry(CsvReader *reader, const char *bytes, const char *end,
                                  GError **error)
{
    GString *carry = reader->carry;
    const char *next = bytes;
    gboolean cr = carry->len > 0 && carry->str[carry->len - 1] == '\r';
    if (carry->len == 0)
        return bytes;
    Lines lines = {.end = end};
    if (cr)
        next = *bytes == '\n' ? bytes + 1 : bytes;
    else
        next = line_end(&lines, bytes, FALSE);
    g_string_append_len(carry, bytes, (next == NULL ? end : next) - bytes);
    if (carry->len > CSV_LINE_MAX &&
        !fail(reader, reader->line, "a line of more than 64 MiB", error))
        return NULL;
    if (next == NULL)
        return end;
    if (!take_line(reader, carry->str, carry->len, error))
        return NULL;
    g_string_truncate(carry, 0);
    return next;
}

gboolean csv_reader_push(CsvReader *reader, const char *bytes, gsize length, GError **error)
{
    if (length == 0 || reader->stopped)
        return TRUE;
    const char *nul = memchr(bytes, '\0', length), *end = bytes + length;
    if (nul != NULL)
        return refuse_nul(reader, bytes, nul, error);
    const char *p = complete_carry(reader, bytes, end, error);
    if (p == NULL)
        return FALSE;
    Lines lines = {.end = end};
    while (p < end && !reader->stopped) {
        const char *next = line_end(&lines, p, FALSE);
        if (next == NULL) {
            g_string_append_len(reader->carry, p, end - p);
            break;
        }
        if (!take_line(reader, p, (gsize)(next - p), error))
            return FALSE;
        p = next;
    }
    return TRUE;
}

gboolean csv_reader_finish(CsvReader *reader, GError **error)
{
    GString *carry = reader->carry;
    struct csv_parser *parser = &reader->parser;
    if (reader->stopped)
        return TRUE;
    if (carry->len > 0 &&
        (carry->str[carry->len - 1] == '\r' || !is_blank(reader, carry->str, carry->len)) &&
        !take_line(reader, carry->str, carry->len, error))
        return FALSE;
    if (parser->pstate == BETWEEN_RECORDS)
        return TRUE;
    if (in_quotes(reader))
        return fail(reader, reader->quote_line, "the quote opened here is never closed", error);
    csv_fini(parser, reader->calls.field, NULL, reader->data);
    if (reader->calls.record != NULL)
        reader->calls.record(reader, reader->data);
    return TRUE;
}
