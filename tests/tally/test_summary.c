#include "support/support.h"
#include "tally/summary.h"

static const gint64 counts[3][4] = {{5, 0, 2, 1}, {3, 4, 0, 7}, {1, 1, 1, 1}};
static const double values[4] = {1, 2, 5, 9};

static Summary *example(void)
{
    return summary_from_counts(&counts[0][0], 3, 4, values);
}

static void assert_base(const Summary *s)
{
    gint64 missing = 0, valid = 0;
    for (guint k = 0; k < s->n_missing; k++)
        missing += s->missing_n[k];
    for (guint i = 0; i < s->n_strata * s->n_groups * s->n_levels; i++)
        valid += s->n[i];
    assert_int_equal(s->valid, valid);
    assert_int_equal(s->asked, valid + missing + s->by_missing);
    assert_true(s->rows_read >= s->asked);
}

static void counts_are_copied(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = example();
    assert_int_equal(s->n_groups, 3);
    assert_int_equal(s->n_levels, 4);
    assert_int_equal(s->n[1 * 4 + 3], 7);
    assert_near(s->levels[2].number, 5, 0);
    assert_near(s->groups[2].number, 3, 0);
    assert_null(s->w);
    assert_int_equal(s->valid, 26);
    assert_base(s);
}

static void collapse_sums_classes_and_leaves_out(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = example();
    const gint class_of[] = {1, 1, -1, 0};
    g_autoptr(Summary) c = summary_collapse(s, class_of, 3);
    const gint64 expected[3][3] = {{1, 5, 0}, {7, 7, 0}, {1, 2, 0}};
    assert_int_equal(c->n_levels, 3);
    for (guint i = 0; i < 9; i++)
        assert_int_equal(c->n[i], expected[i / 3][i % 3]);
    assert_int_equal(c->valid, 23);
    assert_near(c->levels[1].number, 2, 0);
    assert_base(c);
}

static void declared_levels_are_counted_0(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = example();
    const SummaryLevel declared[] = {{.number = 0}, {.number = 2}, {.number = 4}, {.number = 10}};
    g_autoptr(Summary) d = summary_declare(s, declared, 4);
    const double all[] = {0, 1, 2, 4, 5, 9, 10};
    const gint64 second[] = {0, 3, 4, 0, 0, 7, 0};
    assert_int_equal(d->n_levels, 7);
    for (guint l = 0; l < 7; l++) {
        assert_near(d->levels[l].number, all[l], 0);
        assert_int_equal(d->n[7 + l], second[l]);
    }
    assert_int_equal(d->valid, s->valid);
    assert_base(d);
}

/* Levels are regrouped; who did not answer stays, by kind and by group. */
static void regrouping_keeps_the_missing(void **state G_GNUC_UNUSED)
{
    static const SummaryLevel kinds[] = {{CELL_SYSTEM_MISSING, '\0', 0, NULL},
                                         {CELL_USER_MISSING, '\0', 8, NULL}};
    static const gint64 n[] = {4, 6}, by_group[] = {1, 2, 0, 4, 3, 0};
    const gint class_of[] = {0, 0, 1, -1};
    const SummaryLevel declared = {.number = 3};
    g_autoptr(Summary) s = example();
    s->n_missing = 2;
    s->missing = kinds;
    s->missing_n = n;
    s->missing_by_group = by_group;
    s->asked += 10;
    s->rows_read += 10;
    g_autoptr(Summary) c = summary_collapse(s, class_of, 2);
    g_autoptr(Summary) d = summary_declare(s, &declared, 1);
    const Summary *const made[] = {c, d};
    for (guint i = 0; i < 2; i++) {
        assert_base(made[i]);
        assert_int_equal(made[i]->n_missing, 2);
        assert_near(made[i]->missing[1].number, 8, 0);
        assert_memory_equal(made[i]->missing_n, n, sizeof n);
        assert_memory_equal(made[i]->missing_by_group, by_group, sizeof by_group);
    }
}

static void groups_are_chosen_in_order(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = example();
    const guint chosen[] = {2, 0};
    g_autoptr(Summary) g = summary_groups(s, chosen, 2);
    assert_int_equal(g->n_groups, 2);
    assert_near(g->groups[0].number, 3, 0);
    for (guint l = 0; l < 4; l++) {
        assert_int_equal(g->n[l], counts[2][l]);
        assert_int_equal(g->n[4 + l], counts[0][l]);
    }
    assert_int_equal(g->valid, 12);
    assert_base(g);
}

static void transposing_twice_gives_the_table_back(void **state G_GNUC_UNUSED)
{
    g_autoptr(Summary) s = example();
    g_autoptr(Summary) t = summary_transpose(s);
    g_autoptr(Summary) back = summary_transpose(t);
    assert_int_equal(t->n_groups, 4);
    assert_near(t->groups[3].number, 9, 0);
    assert_int_equal(t->n[3 * 3 + 1], 7);
    for (guint i = 0; i < 12; i++)
        assert_int_equal(back->n[i], counts[i / 4][i % 4]);
    assert_base(t);
}

static void weights_follow_their_counts(void **state G_GNUC_UNUSED)
{
    const gint64 n[4] = {1, 2, 3, 4};
    const double w[4] = {0.5, 1.5, 2.5, 3.5}, w2[4] = {0.25, 1.25, 2.25, 3.25};
    g_autoptr(Summary) s = summary_from_weighted(n, w, w2, 2, 2, NULL);
    const gint class_of[] = {0, 0};
    g_autoptr(Summary) c = summary_collapse(s, class_of, 1);
    assert_near(c->w[0], 2, 0);
    assert_near(c->w2[1], 5.5, 0);
    assert_near(c->valid_w, 8, 0);
    g_autoptr(Summary) t = summary_transpose(s);
    assert_near(t->w[1], 2.5, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_copied),
        cmocka_unit_test(collapse_sums_classes_and_leaves_out),
        cmocka_unit_test(declared_levels_are_counted_0),
        cmocka_unit_test(regrouping_keeps_the_missing),
        cmocka_unit_test(groups_are_chosen_in_order),
        cmocka_unit_test(transposing_twice_gives_the_table_back),
        cmocka_unit_test(weights_follow_their_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
