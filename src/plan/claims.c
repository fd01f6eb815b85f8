/* claims.csv: its header says which column each field is, in any order; claim_cells.c reads the
 * fields. Mistakes are collected with line and column, and reading goes on. */
#include "claim_cells.h"

#include "base/csv.h"
#include "base/encoding.h"
#include "base/error.h"

#include <string.h>

static void claim_free(gpointer data)
{
    Claim *claim = data;
    char **texts[] = {&claim->id,   &claim->section,       &claim->response,
                      &claim->test, &claim->levels_source, &claim->label_fr};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*texts[i]);
    char **lists[] = {claim->levels, claim->by, claim->group, claim->other};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_strfreev(lists[i]);
    g_array_unref(claim->parts);
    g_free(claim);
}

/* Which column of the table each field of the file is: gint. */
static GArray *read_header(ClaimReader *reader, const CsvRecord *record)
{
    GArray *map = g_array_new(FALSE, FALSE, sizeof(gint));
    gboolean seen[CLAIM_COLUMNS] = {FALSE};
    reader->line = record->line;
    for (reader->field = 0; reader->field < record->fields->len; reader->field++) {
        const char *name = g_array_index(record->fields, CsvField, reader->field).text;
        gint column = claim_column_find(name);
        if (column == CLAIM_UNKNOWN)
            claim_column_unknown(reader, name);
        else if (seen[column])
            diagnostics_error(reader->diagnostics, claim_reader_place(reader),
                              "the column '%s' stands twice; expected it once", name);
        else
            seen[column] = TRUE;
        g_array_append_val(map, column);
    }
    reader->field = 0;
    static const char *const needed[] = {"id", "kind", "response"};
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        if (!seen[claim_column_find(needed[i])])
            diagnostics_error(reader->diagnostics, claim_reader_place(reader),
                              "no column '%s'; expected a header line with id, kind, response and "
                              "what else the claims need",
                              needed[i]);
    return map;
}

static char **empty_list(void)
{
    return g_new0(char *, 1);
}

/* What is missing in a claim's cells becomes empty, so that readers need not look twice. */
static void settle(Claim *claim)
{
    char ***lists[] = {&claim->levels, &claim->by, &claim->group, &claim->other};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (*lists[i] == NULL)
            *lists[i] = empty_list();
}

static gboolean is_blank(const CsvRecord *record)
{
    for (guint i = 0; i < record->fields->len; i++)
        if (g_array_index(record->fields, CsvField, i).length > 0)
            return FALSE;
    return TRUE;
}

static void read_cells(ClaimReader *reader, const CsvRecord *record, const GArray *map,
                       Claim *claim, gboolean *has_kind)
{
    const gint kind = claim_column_find("kind");
    for (reader->field = 0; reader->field < MIN(record->fields->len, map->len); reader->field++) {
        const CsvField *cell = &g_array_index(record->fields, CsvField, reader->field);
        gint column = g_array_index(map, gint, reader->field);
        if (column == CLAIM_UNKNOWN || cell->length == 0)
            continue;
        *has_kind |= column == kind;
        claim_cell_read(reader, column, cell->text, claim);
    }
}

static gboolean has_column(const GArray *map, const char *name)
{
    for (guint i = 0; i < map->len; i++)
        if (g_array_index(map, gint, i) == claim_column_find(name))
            return TRUE;
    return FALSE;
}

/* A column that the whole file lacks is said of its header. */
static void check_needed(ClaimReader *reader, const Claim *claim, gboolean has_kind,
                         const GArray *map)
{
    const char *missing = claim->id == NULL && has_column(map, "id")               ? "id"
                          : !has_kind && has_column(map, "kind")                   ? "kind"
                          : claim->response == NULL && has_column(map, "response") ? "response"
                                                                                   : NULL;
    if (missing != NULL)
        diagnostics_error(reader->diagnostics, claim->place, "the claim has no %s; expected one",
                          missing);
}

/* A record of another length has its cells under the wrong columns. */
static gboolean check_length(ClaimReader *reader, const CsvRecord *record, const GArray *map)
{
    if (record->fields->len == map->len)
        return TRUE;
    diagnostics_error(reader->diagnostics, (Place){reader->file, (guint)record->line, 1},
                      "%u fields; expected %u as in the header%s", record->fields->len, map->len,
                      record->fields->len > map->len
                          ? " (a cell that holds the delimiter, as 39,7, stands in double quotes)"
                          : "");
    return FALSE;
}

static Claim *read_claim(ClaimReader *reader, const CsvRecord *record, const GArray *map)
{
    Claim *claim = g_new0(Claim, 1);
    gboolean has_kind = FALSE;
    claim->parts = g_array_new(FALSE, FALSE, sizeof(PrintedNumber));
    reader->line = record->line;
    claim->place = (Place){reader->file, (guint)record->line, 1};
    if (check_length(reader, record, map)) {
        read_cells(reader, record, map, claim, &has_kind);
        check_needed(reader, claim, has_kind, map);
    }
    settle(claim);
    return claim;
}

static void check_id(ClaimReader *reader, GHashTable *ids, Claim *claim)
{
    if (claim->id == NULL)
        return;
    const Claim *first = g_hash_table_lookup(ids, claim->id);
    if (first == NULL)
        g_hash_table_insert(ids, claim->id, claim);
    else
        diagnostics_error(reader->diagnostics, claim->place,
                          "a second claim '%s', first in line %u; expected another id", claim->id,
                          first->place.line);
}

static void read_records(ClaimReader *reader, const CsvTable *table, GPtrArray *claims)
{
    if (table->records->len == 0) {
        diagnostics_error(reader->diagnostics, (Place){reader->file, 1, 1},
                          "the file is empty; expected a header line and claims");
        return;
    }
    g_autoptr(GArray) map = read_header(reader, g_ptr_array_index(table->records, 0));
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 1; i < table->records->len; i++) {
        const CsvRecord *record = g_ptr_array_index(table->records, i);
        if (is_blank(record))
            continue;
        Claim *claim = read_claim(reader, record, map);
        check_id(reader, ids, claim);
        g_ptr_array_add(claims, claim);
    }
}

/* Spreadsheets save windows-1252; what is shown and located is the decoded text. */
static char *read_file(const char *path, gsize *length, GError **error)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GError) failure = NULL;
    if (!g_file_get_contents(path, &bytes, length, &failure)) {
        g_set_error(
            error, ANNEXE_ERROR, ANNEXE_ERROR_PLAN, "%s: the claims cannot be read: %s", path,
            g_file_test(path, G_FILE_TEST_IS_DIR)                        ? "it is a folder"
            : g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? "no such file"
                                                                         : failure->message);
        return NULL;
    }
    if (memchr(bytes, '\0', *length) != NULL)
        return g_steal_pointer(&bytes); /* the CSV reader says where */
    char *text = encoding_decode(bytes, *length, encoding_sniff(bytes, *length, TRUE), &failure);
    if (text == NULL) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_PLAN, "%s: %s", path, failure->message);
        return NULL;
    }
    *length = strlen(text);
    return text;
}

static const char *without_line(const char *message)
{
    const char *colon = strstr(message, ": ");
    return colon == NULL ? message : colon + 2;
}

static void keep_header(Claims *claims, const CsvTable *table)
{
    if (table == NULL || table->records->len == 0)
        return;
    const CsvRecord *header = g_ptr_array_index(table->records, 0);
    for (guint i = 0; i < header->fields->len; i++)
        g_ptr_array_add(claims->columns, g_strdup(g_array_index(header->fields, CsvField, i).text));
}

Place claim_place(const Claims *claims, const Claim *claim, const char *column)
{
    for (guint i = 0; claims->text != NULL && i < claims->columns->len; i++) {
        if (strcmp(g_ptr_array_index(claims->columns, i), column) != 0)
            continue;
        const CsvFormat format = {.delimiter = claims->delimiter};
        guint64 line = claim->place.line;
        guint at = 1;
        csv_locate(claims->text, claims->length, &format, i, &line, &at);
        return (Place){claims->file, (guint)line, at};
    }
    return claim->place;
}

Claims *claims_read(const char *path, Diagnostics *diagnostics, GError **error)
{
    gsize length = 0;
    g_autofree char *text = read_file(path, &length, error);
    if (text == NULL)
        return NULL;
    Claims *claims = g_new0(Claims, 1);
    claims->path = g_strdup(path);
    claims->file = diagnostics_add_file(diagnostics, path, text, length);
    claims->claims = g_ptr_array_new_with_free_func(claim_free);
    claims->columns = g_ptr_array_new_with_free_func(g_free);
    ClaimReader reader = {.text = text,
                          .length = length,
                          .format = {.delimiter = csv_sniff_delimiter(text, length)},
                          .file = claims->file,
                          .diagnostics = diagnostics};
    guint64 line = 0;
    g_autoptr(GError) failure = NULL;
    g_autoptr(CsvTable) table = csv_table_read(text, length, &reader.format, &line, &failure);
    if (table == NULL)
        diagnostics_error(diagnostics, (Place){claims->file, (guint)line, 1}, "%s",
                          without_line(failure->message));
    else
        read_records(&reader, table, claims->claims);
    keep_header(claims, table);
    claims->text = g_steal_pointer(&text);
    claims->length = length;
    claims->delimiter = reader.format.delimiter;
    return claims;
}

void claims_free(Claims *claims)
{
    if (claims == NULL)
        return;
    g_ptr_array_unref(claims->claims);
    g_clear_pointer(&claims->columns, g_ptr_array_unref);
    g_free(claims->text);
    g_free(claims->path);
    g_free(claims);
}
