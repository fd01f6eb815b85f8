/* Cochran's Q against coin::symmetry_test: paired.R. */
#include "stats_support.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const gint64 ones[] = {5, 4, 1}, rows[] = {1, 3, 2, 1}, alike[] = {3, 0, 0, 4};
    Summary s = {.kind = SUMMARY_BLOCKS,
                 .n_items = 3,
                 .complete = 7,
                 .complete_w = 7,
                 .ones = ones,
                 .ones_by_row = rows};
    g_autoptr(ResultSink) sink = compute("cochran-q", &s, NULL);
    static const gint64 four[] = {4, 4, 4};
    s.ones = four;
    s.ones_by_row = alike;
    g_autoptr(ResultSink) none = compute("cochran-q", &s, NULL);

    assert_near(test_row(sink, -1, -1)->statistic.value, 5.2, 1e-13);
    assert_near(test_row(sink, -1, -1)->p.value, 0.07427357821433389, 1e-12);
    assert_undefined(test_row(none, -1, -1), REASON_ALL_TIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
