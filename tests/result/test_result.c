#include "result/result.h"

#include "support/support.h"

static void add_estimate(Results *results, const char *by, const char *group, double value)
{
    EstimateResult *row = results_add_estimate(results);
    row->analysis = results_string(results, "a");
    row->estimate = results_string(results, "median");
    row->response = results_string(results, "score");
    row->by = results_string(results, by);
    row->group = results_string(results, group);
    row->value = quantity(value);
}

static Results *two_groupings(void)
{
    Results *results = results_new(LANGUAGE_FR);
    add_estimate(results, NULL, NULL, 1);
    add_estimate(results, "type", "1", 2);
    add_estimate(results, "tenure", "1", 3);
    add_estimate(results, "type", "2", 4); /* not next to its cell */
    TestResult *test = results_add_test(results);
    test->analysis = "a"; /* not interned: look-ups compare content */
    test->test = "dunn";
    test->response = "score";
    test->by = "type";
    test->group = "1";
    test->other = "2";
    results_seal(results);
    return results;
}

static void test_strings_are_interned(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = results_new(LANGUAGE_EN);
    g_autofree char *copy = g_strdup("score");
    assert_ptr_equal(results_string(results, "score"), results_string(results, copy));
    assert_null(results_string(results, NULL));
}

static void test_lookup(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = two_groupings();
    const EstimateResult *all = results_estimate(results, "a", "median", "score", NULL, NULL, NULL);
    assert_near(all->value.value, 1, 0);
    const EstimateResult *second =
        results_estimate(results, "a", "median", "score", "type", "2", NULL);
    assert_near(second->value.value, 4, 0);
    assert_null(results_estimate(results, "a", "median", "score", "type", "3", NULL));
    assert_null(results_estimate(results, "b", "median", "score", "type", "2", NULL));
}

static void test_cells_keep_row_order(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = two_groupings();
    const ResultCell *cell = results_cell(results, "a", "score", "type");
    assert_int_equal(cell->estimates->len, 2);
    assert_int_equal(g_array_index(cell->estimates, guint, 0), 1);
    assert_int_equal(g_array_index(cell->estimates, guint, 1), 3);
    assert_int_equal(cell->tests->len, 1);
}

static void test_rows_are_empty(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = results_new(LANGUAGE_EN);
    for (int i = 0; i < 1000; i++)
        results_add_test(results)->p = quantity(i);
    TestResult *row = results_add_test(results);
    assert_false(row->p.has);
    assert_false(row->invented);
    assert_int_equal(row->state, STATE_OK);
}

static void test_reasons_have_names_and_sentences(void **state G_GNUC_UNUSED)
{
    for (int r = REASON_NONE + 1; r < REASON_COUNT; r++) {
        assert_true(reason_name((Reason)r)[0] != '\0');
        for (int l = 0; l < LANGUAGE_COUNT; l++)
            assert_true(g_str_has_suffix(reason_text((Reason)r, (Language)l), "."));
        for (int other = REASON_NONE; other < r; other++)
            assert_string_not_equal(reason_name((Reason)r), reason_name((Reason)other));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings_are_interned),
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_cells_keep_row_order),
        cmocka_unit_test(test_rows_are_empty),
        cmocka_unit_test(test_reasons_have_names_and_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
