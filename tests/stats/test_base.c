#include "stats_support.h"

/* A table as tally seals one: three kinds of missing answers, and some groups unknown. */
static const SummaryLevel groups[] = {{.number = 1}, {.number = 2}};
static const SummaryLevel levels[] = {{.number = 1}, {.number = 2}, {.number = 3}};
static const SummaryLevel missing[] = {{.state = CELL_SYSTEM_MISSING},
                                       {.state = CELL_USER_MISSING, .number = 8},
                                       {.state = CELL_TAGGED_MISSING, .tag = 'a'}};
static const gint64 n[] = {4, 1, 5, 2, 0, 3};
static const gint64 missing_n[] = {3, 2, 1}, missing_by_group[] = {1, 2, 0, 1, 0, 1};

static Summary sealed(void)
{
    return (Summary){.kind = SUMMARY_TABLE,
                     .n_strata = 1,
                     .n_groups = 2,
                     .n_levels = 3,
                     .groups = groups,
                     .levels = levels,
                     .n = n,
                     .rows_read = 30,
                     .asked = 25,
                     .valid = 15,
                     .by_missing = 4,
                     .n_missing = 3,
                     .missing = missing,
                     .missing_n = missing_n,
                     .missing_by_group = missing_by_group};
}

static void everybody_and_groups(void **state G_GNUC_UNUSED)
{
    Summary s = sealed();
    g_autoptr(ResultSink) sink = compute("base", &s, NULL);
    assert_near(estimate_row(sink, "asked", -1, -1)->value.value, 25, 0);
    assert_near(estimate_row(sink, "valid", -1, -1)->value.value, 15, 0);
    assert_near(estimate_row(sink, "valid", 0, -1)->value.value, 10, 0);
    assert_near(estimate_row(sink, "valid", 1, -1)->value.value, 5, 0);
    assert_near(estimate_row(sink, "system_missing", -1, 0)->value.value, 3, 0);
    assert_near(estimate_row(sink, "user_missing", 0, 1)->value.value, 2, 0);
    assert_near(estimate_row(sink, "tagged_missing", 1, 2)->value.value, 1, 0);
    assert_near(estimate_row(sink, "by_missing", -1, -1)->value.value, 4, 0);
    assert_int_equal(estimate_row(sink, "valid", 1, -1)->n, 5);
    assert_false(estimate_row(sink, "valid", 1, -1)->n_weighted.has);
}

static void weights(void **state G_GNUC_UNUSED)
{
    const double w[] = {2, 0.5, 2.5, 1, 0, 3};
    Summary s = sealed();
    s.w = s.w2 = w;
    s.asked_w = 12.5;
    s.valid_w = 9;
    g_autoptr(ResultSink) sink = compute("base", &s, NULL);
    assert_near(estimate_row(sink, "asked", -1, -1)->n_weighted.value, 12.5, 0);
    assert_near(estimate_row(sink, "valid", -1, -1)->n_weighted.value, 9, 0);
    assert_near(estimate_row(sink, "valid", 0, -1)->n_weighted.value, 5, 0);
    assert_near(estimate_row(sink, "valid", 0, -1)->value.value, 10, 0);
}

static void without_grouping(void **state G_GNUC_UNUSED)
{
    Summary s = sealed();
    s.groups = NULL;
    s.n_groups = 1;
    g_autoptr(ResultSink) sink = compute("base", &s, NULL);
    assert_int_equal(sink->estimates->len, 2 + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_and_groups),
        cmocka_unit_test(weights),
        cmocka_unit_test(without_grouping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
