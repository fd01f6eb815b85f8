/* CSV as everybody reads it: UTF-8, comma (or tab), LF, point as decimal mark, quotes where a text
 * needs them. Every kind of missing is an empty cell, except a declared missing value, which is
 * written as the value it is.
 *
 * A text file has no place for a file label. Data that are synthetic must say so wherever they go,
 * so they get a first column called SYNTHETIC with 1 in every row: it survives a filter, a sort and
 * the first ten lines of a mail, and describing such a file sets Codebook.synthetic. */
#include "sink_kind.h"

#include "base/number.h"

#include <string.h>

typedef struct {
    const SinkFile *file;
    char delimiter;
} CsvSink;

static void write_text(const CsvSink *sink, const char *text)
{
    FILE *file = sink->file->file;
    const char special[] = {sink->delimiter, '"', '\n', '\r', '\0'};
    gsize length = strlen(text);
    gboolean blank_ends = length > 0 && (text[0] == ' ' || text[length - 1] == ' ');
    if (strpbrk(text, special) == NULL && !blank_ends) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            fputc('"', file);
        fputc(*p, file);
    }
    fputc('"', file);
}

static CsvSink *begin(const SinkFile *file, char delimiter)
{
    CsvSink *sink = g_new(CsvSink, 1);
    const GPtrArray *variables = file->codebook->variables;
    *sink = (CsvSink){file, delimiter};
    if (file->codebook->synthetic)
        fprintf(file->file, "SYNTHETIC%c", delimiter);
    for (guint v = 0; v < variables->len; v++) {
        if (v > 0)
            fputc(delimiter, file->file);
        write_text(sink, ((const Variable *)variables->pdata[v])->name);
    }
    fputc('\n', file->file);
    return sink;
}

static gpointer begin_csv(const SinkFile *file, GError **error G_GNUC_UNUSED)
{
    return begin(file, ',');
}

static gpointer begin_tsv(const SinkFile *file, GError **error G_GNUC_UNUSED)
{
    return begin(file, '\t');
}

static gboolean row(gpointer state, const SinkCell *cells, GError **error G_GNUC_UNUSED)
{
    const CsvSink *sink = state;
    const Codebook *codebook = sink->file->codebook;
    FILE *file = sink->file->file;
    char number[NUMBER_BUFFER];
    if (codebook->synthetic)
        fprintf(file, "1%c", sink->delimiter);
    for (guint v = 0; v < codebook->variables->len; v++) {
        const Variable *variable = codebook->variables->pdata[v];
        if (v > 0)
            fputc(sink->delimiter, file);
        if (cells[v].state != CELL_VALID && cells[v].state != CELL_USER_MISSING)
            continue;
        if (variable->is_string)
            write_text(sink, cells[v].text);
        else
            fputs(number_format(cells[v].number, number), file);
    }
    fputc('\n', file);
    return TRUE;
}

static gboolean end(gpointer state G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return TRUE;
}

static const char *const extensions_csv[] = {"csv", NULL};
static const char *const extensions_tsv[] = {"tsv", NULL};

extern const SinkKind sink_csv, sink_tsv;
const SinkKind sink_csv = {extensions_csv, begin_csv, row, end, g_free};
const SinkKind sink_tsv = {extensions_tsv, begin_tsv, row, end, g_free};
