/* Describing and reading the Copenhagen tenants (Madsen 1976): counts from R,
 * haven::read_sav("copenhagen.sav") and table(). */
#include "support/support.h"

#include "base/error.h"
#include "data/source.h"

#include <string.h>

static Codebook *describe(const char *name, SourceOptions *options, char **path)
{
    GError *error = NULL;
    *path = support_path(name);
    options->path = *path;
    Codebook *codebook = source_describe(options, &error);
    assert_no_error(error);
    return codebook;
}

static void the_codebook(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = NULL;
    SourceOptions options = {0};
    g_autoptr(Codebook) codebook = describe("data/copenhagen.sav", &options, &path);
    assert_string_equal(codebook->kind, "SPSS");
    assert_int_equal(codebook->rows, 1681);
    assert_string_equal(codebook->encoding, "UTF-8");
    assert_null(codebook->weight);
    assert_false(codebook->synthetic);
    assert_int_equal(codebook->variables->len, 5);
    const Variable *type = codebook_find(codebook, "type");
    assert_non_null(type);
    assert_int_equal(type->column, 3);
    assert_false(type->is_string);
    assert_string_equal(type->label, "Type of rental accommodation");
    assert_int_equal(type->value_labels->len, 4);
    assert_string_equal(variable_label_of(type, 4, NULL)->label, "Terrace");
    assert_null(variable_label_of(type, 5, NULL));
    assert_null(codebook_find(codebook, "Type"));
}

/* How many rows have NUMBER in the COLUMN-th column asked for, over all readers. */
static gint64 count(Scan *scan, guint column, double number)
{
    gint64 n = 0;
    for (guint r = 0; r < scan_n_readers(scan); r++) {
        GError *error = NULL;
        const Batch *batch;
        while (scan_next(scan, r, &batch, &error) && batch != NULL) {
            guint n_entries;
            const DictEntry *entries = scan_dictionary(scan, r, column, &n_entries);
            for (guint32 row = 0; row < batch->n_rows; row++)
                n += entries[batch_code(batch, column, row)].number == number;
        }
        assert_no_error(error);
    }
    return n;
}

static void the_cells(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = NULL;
    SourceOptions options = {0};
    GError *error = NULL;
    g_autoptr(Codebook) codebook = describe("data/copenhagen.sav", &options, &path);
    const SourceColumn columns[] = {{.column = 4}, {.column = 1}, {.column = 0, .as_double = TRUE}};
    const gint64 satisfied[] = {567, 446, 668};
    for (guint level = 0; level < 3; level++) {
        g_autoptr(Scan) scan = scan_new(&options, codebook, columns, 3, 2, &error);
        assert_no_error(error);
        assert_int_equal(count(scan, 1, level + 1), satisfied[level]);
    }
}

static void one_column_asked_twice(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = NULL;
    SourceOptions options = {0};
    GError *error = NULL;
    const Batch *batch;
    guint n;
    g_autoptr(Codebook) codebook = describe("data/copenhagen.sav", &options, &path);
    const SourceColumn columns[] = {{.column = 0}, {.column = 0, .as_double = TRUE}};
    g_autoptr(Scan) scan = scan_new(&options, codebook, columns, 2, 1, &error);
    assert_no_error(error);
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_int_equal(batch->n_rows, 1681);
    assert_int_equal(batch->columns[0].width, BATCH_U16);
    const DictEntry *entries = scan_dictionary(scan, 0, 0, &n);
    const double *ids = batch_column(batch, 1);
    assert_int_equal(n, 1681);
    for (guint row = 0; row < 1681; row++) {
        assert_true(ids[row] == row + 1);
        assert_true(entries[batch_code(batch, 0, row)].number == row + 1);
        assert_int_equal(entries[row].first_row, row);
    }
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_null(batch);
}

/* A count of respondents needs the rows and no cell of them; the large file is shared by readers.
 */
static void no_column_at_all(void **state G_GNUC_UNUSED)
{
    static const char *const files[] = {"data/copenhagen.sav", "../surveys/ces2011/ces2011.sav",
                                        "../surveys/copenhagen/copenhagen_counts.csv"};
    for (guint f = 0; f < G_N_ELEMENTS(files); f++)
        for (guint readers = 1; readers <= 3; readers++) {
            g_autofree char *path = NULL;
            SourceOptions options = {0};
            GError *error = NULL;
            const Batch *batch = NULL;
            gint64 rows = 0;
            g_autoptr(Codebook) codebook = describe(files[f], &options, &path);
            g_autoptr(Scan) scan = scan_new(&options, codebook, NULL, 0, readers, &error);
            assert_no_error(error);
            for (guint r = 0; r < scan_n_readers(scan); r++)
                while (scan_next(scan, r, &batch, &error) && batch != NULL)
                    rows += batch->n_rows;
            assert_no_error(error);
            assert_int_equal(rows, codebook->rows >= 0 ? codebook->rows : 72);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_codebook),
        cmocka_unit_test(the_cells),
        cmocka_unit_test(one_column_asked_twice),
        cmocka_unit_test(no_column_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
