#include "base/digest.h"
#include "base/error.h"
#include "base/outfile.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>

/* What went through in rows is what lies there, and its digest is the file's. */
static void of_many_rows(void **state G_GNUC_UNUSED)
{
    enum { ROWS = 40000 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) whole = g_string_new(NULL);
    g_autofree char *folder = g_dir_make_tmp("annexe-outfile-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "rows", NULL);
    g_autofree char *before = g_strnfill(1 << 20, 'x');
    assert_true(g_file_set_contents(path, before, -1, NULL));
    g_autoptr(Outfile) file = outfile_new(path);
    for (guint i = 0; i < ROWS; i++) {
        g_string_append_printf(outfile_text(file), "row %u\n", i);
        g_string_append_printf(whole, "row %u\n", i);
        outfile_pass(file);
    }
    g_autofree char *sha256 = outfile_end(file, &error);
    assert_no_error(error);
    g_autofree char *written = NULL, *read = digest_file(path, NULL);
    assert_true(g_file_get_contents(path, &written, NULL, NULL));
    assert_string_equal(written, whole->str);
    assert_string_equal(sha256, read);
    g_remove(path);
    g_rmdir(folder);
}

static void of_nothing(void **state G_GNUC_UNUSED)
{
    g_autofree char *folder = g_dir_make_tmp("annexe-outfile-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "empty", NULL);
    g_autoptr(Outfile) file = outfile_new(path);
    g_autofree char *sha256 = outfile_end(file, NULL), *empty = digest_sum_end(digest_sum_new());
    assert_string_equal(sha256, empty);
    g_remove(path);
    g_rmdir(folder);
}

/* Failures come out at the end and name the file: no folder, and a disk that is full half way. */
static void failures(void **state G_GNUC_UNUSED)
{
    const char *const paths[] = {"/nowhere/at all", "/dev/full"};
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Outfile) file = outfile_new(paths[i]);
        for (guint row = 0; row < 100000; row++) {
            g_string_append(outfile_text(file), "a row\n");
            outfile_pass(file);
        }
        assert_null(outfile_end(file, &error));
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_IO));
        assert_non_null(strstr(error->message, paths[i]));
    }
}

static void left_off(void **state G_GNUC_UNUSED)
{
    g_autoptr(Outfile) file = outfile_new("/dev/null");
    g_string_append(outfile_text(file), "never ended");
    outfile_pass(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_many_rows),
        cmocka_unit_test(of_nothing),
        cmocka_unit_test(failures),
        cmocka_unit_test(left_off),
    };
    return cmocka_run_group_tests_name("outfile", tests, NULL, NULL);
}
