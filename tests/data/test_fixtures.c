/* Every file of ../shared/data/fixtures (haven's and pyreadstat's test files) gives its contents,
 * or is refused with the reason. The golden numbers, one line a variable, are haven's (fixtures.R);
 * those of catalogs and text files are in tables here, checked by hand against pyreadstat's
 * expected contents. Without that folder: 77, skipped. */
#include "support/support.h"

#include "base/csv.h"
#include "base/error.h"
#include "data/source.h"

#include <string.h>

enum { FILE_NAME, VARIABLE, KIND, N_ROWS, N_VALID, N_TAGGED, N_DISTINCT, SUM, N_LABELS, N_FIELDS };
enum { FIXTURES = 66, SKIPPED = 77 };

static char *root;

static char *fixture(const char *name)
{
    return g_build_filename(root, name, NULL);
}

typedef struct {
    gint64 rows, valid, tagged;
    guint distinct;
    double sum;
} Found;

static void add_entry(Found *found, const DictEntry *entry, guint32 count)
{
    found->rows += count;
    found->tagged += entry->state == CELL_TAGGED_MISSING ? count : 0;
    if (entry->state != CELL_VALID && entry->state != CELL_USER_MISSING)
        return;
    found->valid += count;
    found->distinct++;
    found->sum += count * (entry->text != NULL ? (double)strlen(entry->text) : entry->number);
}

static Found read_variable(const SourceOptions *options, const Codebook *codebook, guint column)
{
    GError *error = NULL;
    const Batch *batch;
    guint n = 0;
    SourceColumn asked = {.column = column};
    Found found = {0};
    g_autoptr(Scan) scan = scan_new(options, codebook, &asked, 1, 1, &error);
    assert_no_error(error);
    g_autoptr(GArray) counts = g_array_new(FALSE, TRUE, sizeof(guint32));
    while (scan_next(scan, 0, &batch, &error) && batch != NULL) {
        scan_dictionary(scan, 0, 0, &n);
        g_array_set_size(counts, n);
        for (guint32 row = 0; row < batch->n_rows; row++)
            g_array_index(counts, guint32, batch_code(batch, 0, row))++;
    }
    assert_no_error(error);
    const DictEntry *entries = scan_dictionary(scan, 0, 0, &n);
    for (guint i = 0; i < n; i++)
        add_entry(&found, &entries[i], g_array_index(counts, guint32, i));
    return found;
}

static gint64 number(const CsvRecord *record, guint field)
{
    return g_ascii_strtoll(g_array_index(record->fields, CsvField, field).text, NULL, 10);
}

static const char *text(const CsvRecord *record, guint field)
{
    return g_array_index(record->fields, CsvField, field).text;
}

static void check_line(const CsvRecord *record, const SourceOptions *options,
                       const Codebook *codebook)
{
    const Variable *variable = codebook_find(codebook, text(record, VARIABLE));
    if (variable == NULL)
        fail_msg("%s: no variable %s", options->path, text(record, VARIABLE));
    Found found = read_variable(options, codebook, variable->column);
    gboolean same =
        variable->is_string == (strcmp(text(record, KIND), "text") == 0) &&
        found.rows == number(record, N_ROWS) && found.valid == number(record, N_VALID) &&
        found.tagged == number(record, N_TAGGED) && found.distinct == number(record, N_DISTINCT) &&
        variable->value_labels->len == number(record, N_LABELS);
    if (!same)
        fail_msg("%s: %s: %d rows, %d valid, %d tagged, %u distinct, %u labels", options->path,
                 variable->name, (int)found.rows, (int)found.valid, (int)found.tagged,
                 found.distinct, variable->value_labels->len);
    assert_near(found.sum, g_ascii_strtod(text(record, SUM), NULL), 1e-13);
}

static CsvTable *golden(void)
{
    GError *error = NULL;
    gsize length;
    g_autofree char *path = support_path("data/fixtures.csv"), *bytes = NULL;
    assert_true(g_file_get_contents(path, &bytes, &length, &error));
    CsvTable *table = csv_table_read(bytes, length, &(CsvFormat){0}, NULL, &error);
    assert_no_error(error);
    return table;
}

static void as_haven_reads_them(void **state G_GNUC_UNUSED)
{
    g_autoptr(CsvTable) table = golden();
    g_autoptr(Codebook) codebook = NULL;
    g_autofree char *name = NULL, *path = NULL;
    SourceOptions options = {0};
    for (guint i = 1; i < table->records->len; i++) {
        const CsvRecord *record = table->records->pdata[i];
        GError *error = NULL;
        assert_int_equal(record->fields->len, N_FIELDS);
        if (g_strcmp0(name, text(record, FILE_NAME)) != 0) {
            g_clear_pointer(&codebook, codebook_free);
            g_free(name);
            g_free(path);
            name = g_strdup(text(record, FILE_NAME));
            options.path = path = fixture(name);
            codebook = source_describe(&options, &error);
            assert_no_error(error);
        }
        check_line(record, &options, codebook);
    }
}

/* Value labels that only a catalog has. */
static const struct {
    const char *data, *catalog, *variable;
    double number;
    const char *value, *label;
} catalogs[] = {
    {"haven/sas/hadley.sas7bdat", "haven/sas/formats.sas7bcat", "workshop", 1, NULL, "R"},
    {"haven/sas/hadley.sas7bdat", "haven/sas/formats.sas7bcat", "gender", 0, "f", "Female"},
    {"pyreadstat/test_data/sas_catalog/test_data_linux.sas7bdat",
     "pyreadstat/test_data/sas_catalog/test_formats_linux.sas7bcat", "SEXA", 0, "1", "Male"},
    {"pyreadstat/test_data/sas_catalog/test_data_win.sas7bdat",
     "pyreadstat/test_data/sas_catalog/test_formats_win.sas7bcat", "SEXB", 0, "2", "Female"},
};

static void catalogs_label(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(catalogs); i++) {
        GError *error = NULL;
        g_autofree char *path = fixture(catalogs[i].data), *catalog = fixture(catalogs[i].catalog);
        SourceOptions options = {.path = path, .catalog = catalog};
        g_autoptr(Codebook) codebook = source_describe(&options, &error);
        assert_no_error(error);
        const Variable *variable = codebook_find(codebook, catalogs[i].variable);
        const ValueLabel *label =
            variable_label_of(variable, catalogs[i].number, catalogs[i].value);
        assert_non_null(label);
        assert_string_equal(label->label, catalogs[i].label);
    }
}

static void tagged_in_a_catalog(void **state G_GNUC_UNUSED)
{
    GError *error = NULL;
    g_autofree char *path = fixture("haven/sas/tagged-na.sas7bdat");
    g_autofree char *catalog = fixture("haven/sas/tagged-na.sas7bcat");
    SourceOptions options = {.path = path, .catalog = catalog};
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    const Variable *x = codebook_find(codebook, "x");
    guint tagged = 0;
    for (guint i = 0; i < x->value_labels->len; i++) {
        const ValueLabel *label = x->value_labels->pdata[i];
        tagged += label->state == CELL_TAGGED_MISSING && label->tag >= 'a' && label->tag <= 'z';
    }
    assert_true(tagged > 0);
}

static void catalogs_are_no_data(const char *path)
{
    GError *error = NULL;
    SourceOptions options = {.path = path};
    assert_null(source_describe(&options, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    assert_non_null(strstr(error->message, "SAS catalog"));
    g_clear_error(&error);
}

static void texts_open(const char *path)
{
    GError *error = NULL;
    SourceOptions options = {.path = path};
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    for (guint c = 0; c < codebook->variables->len; c++)
        assert_int_equal(read_variable(&options, codebook, c).rows, codebook->rows);
}

static gboolean in_golden(const CsvTable *table, const char *path)
{
    for (guint i = 1; i < table->records->len; i++)
        if (g_str_has_suffix(path, text(table->records->pdata[i], FILE_NAME)))
            return TRUE;
    return FALSE;
}

static guint every_file_below(const char *folder, const CsvTable *table)
{
    guint n = 0;
    const char *name;
    GDir *dir = g_dir_open(folder, 0, NULL);
    assert_non_null(dir);
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            n += every_file_below(path, table);
            continue;
        }
        n++;
        if (g_str_has_suffix(name, ".csv"))
            texts_open(path);
        else if (g_str_has_suffix(name, ".sas7bcat"))
            catalogs_are_no_data(path);
        else if (!in_golden(table, path))
            fail_msg("%s has no golden numbers", path);
    }
    g_dir_close(dir);
    return n;
}

static void none_is_left_out(void **state G_GNUC_UNUSED)
{
    g_autoptr(CsvTable) table = golden();
    assert_int_equal(every_file_below(root, table), FIXTURES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_haven_reads_them),
        cmocka_unit_test(catalogs_label),
        cmocka_unit_test(tagged_in_a_catalog),
        cmocka_unit_test(none_is_left_out),
    };
    root = support_path("../../shared/data/fixtures");
    int failed = SKIPPED;
    if (g_file_test(root, G_FILE_TEST_IS_DIR))
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_free(root);
    return failed;
}
