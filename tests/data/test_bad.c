/* Files that are not what they should be: refused with the reason, or read, and never a crash here.
 * A reader may crash; then its end is the message. */
#include "support/support.h"

#include "base/error.h"
#include "data/sink.h"
#include "data/source.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 40, CUTS = 60, FLIPS = 60, FLIPPED_BYTES = 6 };

static const char *const extensions[] = {"sav", "zsav", "por",      "dta",
                                         "xpt", "csv",  "sas7bdat", "tsv"};

/* Describes and reads everything; FALSE with ERROR. */
static gboolean read_all(const char *path, gint64 *rows, GError **error)
{
    SourceOptions options = {.path = path};
    g_autoptr(Codebook) codebook = source_describe(&options, error);
    if (codebook == NULL)
        return FALSE;
    guint n = codebook->variables->len;
    g_autofree SourceColumn *columns = g_new0(SourceColumn, n);
    for (guint c = 0; c < n; c++)
        columns[c].column = c;
    g_autoptr(Scan) scan = scan_new(&options, codebook, columns, n, 2, error);
    *rows = 0;
    for (guint r = 0; scan != NULL && r < scan_n_readers(scan); r++) {
        const Batch *batch;
        while (scan_next(scan, r, &batch, error) && batch != NULL)
            *rows += batch->n_rows;
        if (*error != NULL)
            return FALSE;
    }
    return scan != NULL;
}

static void refused(const char *path, const char *expected)
{
    GError *error = NULL;
    gint64 rows;
    if (read_all(path, &rows, &error))
        fail_msg("%s was read", path);
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    if (!g_str_has_prefix(error->message, path) || strstr(error->message, expected) == NULL)
        fail_msg("the message is: %s", error->message);
    assert_null(strchr(error->message, '\n'));
    g_clear_error(&error);
}

static void write_good(const char *path)
{
    GError *error = NULL;
    g_autoptr(Codebook) codebook = codebook_new(NULL, "SPSS");
    Variable *answer = codebook_add(codebook, "ANSWER");
    answer->label = g_strdup("An answer");
    variable_add_label(answer, 1, NULL, "Yes");
    variable_add_label(answer, 2, NULL, "No");
    Variable *word = codebook_add(codebook, "WORD");
    word->is_string = TRUE;
    word->width = 12;
    g_autoptr(Sink) sink = sink_new(path, codebook, ROWS, &error);
    assert_no_error(error);
    for (guint row = 0; row < ROWS; row++) {
        const SinkCell cells[] = {{.number = row % 2 + 1.25 * (row % 5)},
                                  {.text = row % 3 == 0 ? "twelve bytes" : "x"}};
        assert_true(sink_write(sink, cells, &error));
    }
    assert_true(sink_close(sink, &error));
}

typedef struct {
    char *folder, *path, *bytes;
    gsize length;
} File;

static File good_file(const char *extension)
{
    File file = {.folder = support_folder()};
    file.path = g_strdup_printf("%s/x.%s", file.folder, extension);
    write_good(file.path);
    assert_true(g_file_get_contents(file.path, &file.bytes, &file.length, NULL));
    return file;
}

/* Not synced, as GLib would: there are a thousand of these. */
static void rewrite(const File *file, const char *bytes, gsize length)
{
    FILE *stream = fopen(file->path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
}

static void file_clear(File *file)
{
    support_remove(file->folder);
    g_free(file->folder);
    g_free(file->path);
    g_free(file->bytes);
}

/* It may be read or refused, with a message of one line that begins with its path. */
static gboolean survives(const File *file, gint64 *rows)
{
    GError *error = NULL;
    if (read_all(file->path, rows, &error))
        return TRUE;
    assert_non_null(error);
    assert_true(error->domain == ANNEXE_ERROR);
    assert_true(error->code == ANNEXE_ERROR_DATA || error->code == ANNEXE_ERROR_LIMIT);
    assert_true(g_str_has_prefix(error->message, file->path));
    assert_true(g_utf8_validate(error->message, -1, NULL));
    g_clear_error(&error);
    return FALSE;
}

/* Formats that say how many rows they have are refused at every length. */
static void cut(void **state)
{
    const char *extension = *state;
    gboolean counts = strstr("sav zsav dta sas7bdat", extension) != NULL;
    File file = good_file(extension);
    for (guint i = 0; i < CUTS; i++) {
        gsize length =
            i < CUTS / 2 ? file.length * i / (CUTS / 2) : file.length - (i - CUTS / 2) - 1;
        gint64 rows;
        rewrite(&file, file.bytes, length);
        gboolean read = survives(&file, &rows);
        if (read && (rows > ROWS || (counts && rows < ROWS)))
            fail_msg("%s cut to %zu of %zu bytes: %d rows", extension, length, file.length,
                     (int)rows);
    }
    file_clear(&file);
}

static void flipped(void **state)
{
    const char *extension = *state;
    File file = good_file(extension);
    GRand *random = g_rand_new_with_seed(749);
    gint64 rows;
    for (guint i = 0; i < FLIPS; i++) {
        g_autofree char *bytes = g_memdup2(file.bytes, file.length);
        for (guint k = 0; k < FLIPPED_BYTES; k++) {
            /* Half of them in the head, where the counts and lengths are. */
            gsize within = k % 2 == 0 ? MIN(file.length, 1000) : file.length;
            bytes[g_rand_int_range(random, 0, (gint32)within)] =
                (char)g_rand_int_range(random, 0, 256);
        }
        rewrite(&file, bytes, file.length);
        survives(&file, &rows);
    }
    g_rand_free(random);
    file_clear(&file);
}

static void noise(void **state)
{
    const char *extension = *state;
    File file = good_file(extension);
    GRand *random = g_rand_new_with_seed(1681);
    for (guint i = 0; i < file.length; i++)
        file.bytes[i] = (char)g_rand_int_range(random, 0, 256);
    rewrite(&file, file.bytes, file.length);
    refused(file.path, "");
    g_rand_free(random);
    file_clear(&file);
}

static void empty(void **state)
{
    File file = good_file(*state);
    rewrite(&file, "", 0);
    refused(file.path, ": error: the file is empty");
    file_clear(&file);
}

static void absent(void **state)
{
    g_autofree char *path = g_strdup_printf("/nowhere/x.%s", (const char *)*state);
    refused(path, ": error: there is no such file");
}

static void folder(void **state)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_strdup_printf("%s/x.%s", folder, (const char *)*state);
    assert_int_equal(g_mkdir(path, 0700), 0);
    refused(path, ": error: this is a folder");
    support_remove(folder);
}

static void pipe_file(void **state)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_strdup_printf("%s/x.%s", folder, (const char *)*state);
    assert_int_equal(mkfifo(path, 0600), 0);
    refused(path, ": error: this is not a regular file");
    support_remove(folder);
}

static void unreadable(void **state)
{
    File file = good_file(*state);
    g_chmod(file.path, 0);
    if (geteuid() != 0)
        refused(file.path, "ermission denied");
    g_chmod(file.path, 0600);
    file_clear(&file);
}

static void unknown_extensions(void **state G_GNUC_UNUSED)
{
    refused("x.xlsx", ": error: unknown kind of data file '.xlsx'; known are .sav .zsav .por");
    refused("folder.sav/x", ": error: a data file is known by its extension");
    refused("x.sas7bcat", "this is a SAS catalog");
}

/* A workbook, an encrypted file, a catalog, each under a name that lies. */
static void telling_bytes(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *extension, *bytes, *expected;
        gsize length;
    } cases[] = {
        {"sav", "\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV\x15\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "encrypted",
         36},
        {"sav", "PK\003\004 a workbook by another name", "zip archive", 31},
        {"sas7bdat",
         "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x63\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c"
         "\x18\x1f\x10\x11",
         "SAS catalog", 32},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        File file = good_file(cases[i].extension);
        char bytes[400] = {0};
        memcpy(bytes, cases[i].bytes, cases[i].length);
        rewrite(&file, bytes, sizeof bytes);
        refused(file.path, cases[i].expected);
        file_clear(&file);
    }
}

/* The number of cases in the head of a .sav, at byte 80. */
static void more_rows_than_there_are(void **state G_GNUC_UNUSED)
{
    static const gint32 lies[] = {ROWS + 1, 1000000, G_MAXINT32};
    for (guint i = 0; i < G_N_ELEMENTS(lies); i++) {
        File file = good_file("sav");
        memcpy(file.bytes + 80, &lies[i], sizeof lies[i]);
        rewrite(&file, file.bytes, file.length);
        refused(file.path, "fewer rows than it says: truncated");
        file_clear(&file);
    }
}

static void a_bad_catalog(void **state G_GNUC_UNUSED)
{
    File file = good_file("sas7bdat");
    GError *error = NULL;
    SourceOptions options = {.path = file.path, .catalog = file.path};
    assert_null(source_describe(&options, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    assert_non_null(strstr(error->message, "catalog"));
    g_clear_error(&error);
    file_clear(&file);
}

static void too_many_values(void **state G_GNUC_UNUSED)
{
    enum { MANY = 262145 };
    GError *error = NULL;
    gint64 rows;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "x.csv", NULL);
    GString *text = g_string_new("a,b\n");
    for (guint row = 1; row <= MANY; row++)
        g_string_append_printf(text, "1,%u\n", row);
    assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    g_string_free(text, TRUE);
    assert_false(read_all(path, &rows, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT));
    assert_non_null(strstr(error->message, ": row 262145, variable b: error: more than 262,144"));
    g_clear_error(&error);
    support_remove(folder);
}

int main(void)
{
    static const struct {
        const char *name;
        CMUnitTestFunction function;
    } kinds[] = {{"cut", cut},        {"flipped", flipped},      {"noise", noise},
                 {"empty", empty},    {"absent", absent},        {"folder", folder},
                 {"pipe", pipe_file}, {"unreadable", unreadable}};
    static char names[G_N_ELEMENTS(kinds) * G_N_ELEMENTS(extensions)][64];
    GArray *tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *extension = extensions[i / G_N_ELEMENTS(kinds)];
        guint kind = i % G_N_ELEMENTS(kinds);
        g_snprintf(names[i], sizeof names[i], "%s %s", extension, kinds[kind].name);
        struct CMUnitTest test = {names[i], kinds[kind].function, NULL, NULL,
                                  (void *)(guintptr)extension};
        g_array_append_val(tests, test);
    }
    const struct CMUnitTest more[] = {
        cmocka_unit_test(unknown_extensions),       cmocka_unit_test(telling_bytes),
        cmocka_unit_test(more_rows_than_there_are), cmocka_unit_test(a_bad_catalog),
        cmocka_unit_test(too_many_values),
    };
    g_array_append_vals(tests, more, G_N_ELEMENTS(more));
    int failed = _cmocka_run_group_tests("bad", (const struct CMUnitTest *)(void *)tests->data,
                                         tests->len, NULL, NULL);
    g_array_unref(tests);
    return failed;
}
