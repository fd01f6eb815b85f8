#include "support/support.h"
#include "tally/profile.h"

static const char csv[] = "name,score,empty\n"
                          "Zoé,3,\nanne,1,\nZoé,,\nanne,1,\nanne,-2.5,\n";

static void every_value_is_counted(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "d.csv", NULL);
    assert_true(g_file_set_contents(path, csv, -1, NULL));
    const SourceOptions options = {.path = path};
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    g_autoptr(Profile) profile = profile_new(&options, codebook, &error);
    assert_no_error(error);
    assert_int_equal(profile->rows, 5);

    const ProfileVariable *name = g_ptr_array_index(profile->variables, 0);
    assert_int_equal(name->values->len, 2); /* by code point: Z before a */
    assert_string_equal(g_array_index(name->values, ProfileValue, 0).text, "Zoé");
    assert_int_equal(g_array_index(name->values, ProfileValue, 1).n, 3);

    const ProfileVariable *score = g_ptr_array_index(profile->variables, 1);
    const double numbers[] = {-2.5, 1, 3};
    const gint64 counts[] = {1, 2, 1};
    for (guint i = 0; i < 3; i++) {
        assert_near(g_array_index(score->values, ProfileValue, i).number, numbers[i], 0);
        assert_int_equal(g_array_index(score->values, ProfileValue, i).n, counts[i]);
    }
    assert_int_equal(g_array_index(score->values, ProfileValue, 3).state, CELL_SYSTEM_MISSING);
    assert_int_equal(score->valid, 4);
    assert_int_equal(score->missing, 1);

    const ProfileVariable *empty = g_ptr_array_index(profile->variables, 2);
    assert_int_equal(empty->valid, 0);
    assert_int_equal(empty->missing, 5);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_value_is_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
