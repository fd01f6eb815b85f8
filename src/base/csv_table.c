/* Small CSV files as a whole: records in memory, and the place of a field for a message. */
#include "base/csv.h"

#include <string.h>

typedef struct {
    CsvTable *table;
    GArray *fields; /* of the record being read */
} Collector;

static void collect_field(void *bytes, size_t length, void *data)
{
    Collector *collector = data;
    CsvField field = {g_strndup(bytes == NULL ? "" : bytes, length), length,
                      bytes != NULL && length == 0};
    g_array_append_val(collector->fields, field);
}

static void clear_field(gpointer data)
{
    g_free(((CsvField *)data)->text);
}

static GArray *new_fields(void)
{
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(CsvField));
    g_array_set_clear_func(fields, clear_field);
    return fields;
}

static void collect_record(CsvReader *reader, void *data)
{
    Collector *collector = data;
    CsvRecord *record = g_new(CsvRecord, 1);
    *record = (CsvRecord){csv_reader_line(reader), collector->fields};
    g_ptr_array_add(collector->table->records, record);
    collector->fields = new_fields();
}

static void record_free(gpointer data)
{
    CsvRecord *record = data;
    g_array_unref(record->fields);
    g_free(record);
}

CsvTable *csv_table_read(const char *text, gsize length, const CsvFormat *format, guint64 *line,
                         GError **error)
{
    g_autoptr(CsvTable) table = g_new0(CsvTable, 1);
    table->records = g_ptr_array_new_with_free_func(record_free);
    Collector collector = {table, new_fields()};
    const CsvCalls calls = {collect_field, collect_record};
    g_autoptr(CsvReader) reader = csv_reader_new(format, &calls, &collector);
    gboolean ok = csv_reader_push(reader, text, length, error) && csv_reader_finish(reader, error);
    g_array_unref(collector.fields);
    if (!ok && line != NULL)
        *line = csv_reader_line(reader);
    return ok ? g_steal_pointer(&table) : NULL;
}

void csv_table_free(CsvTable *table)
{
    if (table == NULL)
        return;
    g_ptr_array_unref(table->records);
    g_free(table);
}

char csv_sniff_delimiter(const char *text, gsize length)
{
    static const char candidates[] = ",;\t";
    guint n[sizeof candidates - 1] = {0};
    gboolean inside = FALSE, found = FALSE;
    for (gsize i = 0; i < length; i++) {
        const char *candidate = text[i] == '\0' ? NULL : strchr(candidates, text[i]);
        inside ^= text[i] == '"';
        if (!inside && (text[i] == '\n' || text[i] == '\r') && found)
            break;
        if (!inside && candidate != NULL) {
            n[candidate - candidates]++;
            found = TRUE;
        }
    }
    guint best = 0;
    for (guint i = 1; i < G_N_ELEMENTS(n); i++)
        if (n[i] > n[best])
            best = i;
    return candidates[best];
}

static gboolean ends_line(const char *p, const char *end)
{
    return *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] != '\n'));
}

static gboolean is_space(char c, char delimiter)
{
    return c != delimiter && (c == ' ' || c == '\t');
}

void csv_locate(const char *text, gsize length, const CsvFormat *format, guint field, guint64 *line,
                guint *column)
{
    char delimiter = format->delimiter == 0 ? ',' : format->delimiter;
    char quote = format->quote == 0 ? '"' : format->quote;
    const char *p = text, *end = text + length;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        p += 3;
    for (guint64 at = MAX(format->first_line, 1); p < end && at < *line; p++)
        at += ends_line(p, end);
    const char *line_start = p;
    gboolean inside = FALSE, begun = FALSE, quoted = FALSE;
    for (; p < end && (field > 0 || is_space(*p, delimiter)); p++) {
        quoted = quoted || (!begun && *p == quote);
        inside ^= quoted && *p == quote;
        begun = begun || !is_space(*p, delimiter);
        if (!inside && *p == delimiter) {
            field--;
            begun = quoted = FALSE;
        } else if (ends_line(p, end)) {
            if (!inside)
                break;
            line_start = p + 1;
            (*line)++;
        }
    }
    *column = 1;
    for (const char *q = line_start; q < p; q++)
        *column += ((guchar)*q & 0xC0) != 0x80;
}
