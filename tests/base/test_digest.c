#include "base/digest.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>

/* FIPS 180-4's example. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void of_pieces(void **state G_GNUC_UNUSED)
{
    DigestSum *sum = digest_sum_new();
    digest_sum_add(sum, "a", 1);
    digest_sum_add(sum, "", 0);
    digest_sum_add(sum, "bc", 2);
    g_autofree char *digest = digest_sum_end(sum);
    assert_string_equal(digest, ABC);
}

static void of_a_file(void **state G_GNUC_UNUSED)
{
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("annexe-digest-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "abc", NULL);
    assert_true(g_file_set_contents(path, "abc", 3, NULL));
    g_autofree char *at_once = digest_file(path, &error);
    g_autoptr(Digest) begun = digest_begin(path);
    g_autofree char *beside = digest_end(begun, &error);
    assert_no_error(error);
    assert_string_equal(at_once, ABC);
    assert_string_equal(beside, ABC);
    g_autoptr(Digest) not_ended = digest_begin(path);
    assert_non_null(not_ended);
    g_remove(path);
    g_rmdir(folder);
}

/* A million letters a, FIPS 180-4's other example; its file is large. */
static void of_a_large_file(void **state G_GNUC_UNUSED)
{
    enum { MILLION = 1000000 };
    static const char expected[] =
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("annexe-digest-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "letters", NULL);
    g_autofree char *letters = g_strnfill(MILLION, 'a');
    assert_true(g_file_set_contents(path, letters, MILLION, NULL));
    g_autofree char *at_once = digest_file(path, &error);
    g_autoptr(Digest) begun = digest_begin(path);
    g_autofree char *beside = digest_end(begun, &error);
    assert_no_error(error);
    assert_string_equal(at_once, expected);
    assert_string_equal(beside, expected);
    g_autoptr(Digest) not_ended = digest_begin(path);
    assert_non_null(not_ended);
    g_remove(path);
    g_rmdir(folder);
}

static void of_nothing(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Digest) begun = digest_begin("/nowhere/at all");
    assert_null(digest_end(begun, &error));
    assert_non_null(strstr(error->message, "/nowhere/at all: cannot be read"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_pieces),
        cmocka_unit_test(of_a_file),
        cmocka_unit_test(of_a_large_file),
        cmocka_unit_test(of_nothing),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
