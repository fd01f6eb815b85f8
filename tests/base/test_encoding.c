#include "base/digest.h"
#include "base/encoding.h"
#include "base/error.h"
#include "support/support.h"

#include <string.h>

static void decodes(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *bytes, *encoding, *text;
    } cases[] = {
        {"Besoins g\xe9n\xe9raux \x85", "windows-1252", "Besoins généraux …"},
        {"g\x8en\x8er", "macintosh", "génér"},
        {"\x82t\x82", "CP850", "été"},
        {"été", "UTF-8", "été"},
        {"été", "utf-8", "été"},
        {"", "windows-1252", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text =
            encoding_decode(cases[i].bytes, strlen(cases[i].bytes), cases[i].encoding, &error);
        assert_no_error(error);
        assert_string_equal(text, cases[i].text);
    }
    g_autofree char *wide = encoding_decode("a\0\xe9\0", 4, "UTF-16LE", NULL);
    assert_string_equal(wide, "aé");
}

static void refuses(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *bytes;
        gsize length;
        const char *encoding, *message;
    } cases[] = {
        {"ab\x81", 3, "windows-1252", "byte 0x81 at offset 2 is not windows-1252"},
        {"a\xe9z", 3, "UTF-8", "byte 0xE9 at offset 1 is not UTF-8"},
        {"a\0b", 3, "UTF-8", "byte 0x00 at offset 1 is not UTF-8"},
        {"a\0b", 3, "windows-1252", "the text holds a NUL character"},
        {"a\0b", 3, "UTF-16LE", "the text ends inside a character of UTF-16LE"},
        {"a", 1, "klingon", "the encoding 'klingon' is unknown"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(encoding_decode(cases[i].bytes, cases[i].length, cases[i].encoding, &error));
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
        assert_string_equal(error->message, cases[i].message);
    }
    assert_true(encoding_is_known("ISO-8859-15"));
    assert_false(encoding_is_known("klingon"));
}

static void sniffs(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *bytes, *encoding;
    } cases[] = {
        {"", "UTF-8"},
        {"abc", "UTF-8"},
        {"\xEF\xBB\xBF", "UTF-8"},
        {"é", "UTF-8"},
        {"abc\xc3", "UTF-8"},
        {"abc\xe2\x80", "UTF-8"},
        {"\xe9t\xe9;b", "windows-1252"},
        {"abc\xe9", "UTF-8"},
        {"abc\xff", "windows-1252"},
        {"\xFF\xFE"
         "a",
         "UTF-16LE"},
        {"\xFE\xFF", "UTF-16BE"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(encoding_sniff(cases[i].bytes, strlen(cases[i].bytes), FALSE),
                            cases[i].encoding);
    assert_string_equal(encoding_sniff("caf\xe9", 4, TRUE), "windows-1252");
}

/* FIPS 180-4's example of a million bytes. */
static void digests(void **state G_GNUC_UNUSED)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "a", NULL);
    g_autofree char *million = g_strnfill(1000000, 'a');
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, million, 1000000, NULL));
    g_autofree char *digest = digest_file(path, &error);
    assert_no_error(error);
    assert_string_equal(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    assert_null(digest_file(folder, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    assert_true(g_str_has_prefix(error->message, folder));
    support_remove(folder);
    g_clear_error(&error);
    assert_null(digest_file(path, &error));
    assert_non_null(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes),
        cmocka_unit_test(refuses),
        cmocka_unit_test(sniffs),
        cmocka_unit_test(digests),
    };
    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
