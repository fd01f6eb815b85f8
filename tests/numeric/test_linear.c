/* Ranks that are known: of the identity, of vectors with dependent ones among them, near them. */
#include "numeric/linear.h"
#include "support/support.h"

enum { ROWS = 7 };

/* Vectors 0..INDEPENDENT-1 at random; the others are sums of the first two, off by NOISE. */
static guint rank_of(guint columns, guint independent, double noise)
{
    double a[10 * ROWS];
    GRand *rand = g_rand_new_with_seed(3);
    for (guint c = 0; c < columns; c++)
        for (guint i = 0; i < ROWS; i++) {
            double x = g_rand_double(rand);
            a[c * ROWS + i] =
                c < independent ? 1e3 * x : a[i] - (c + 1) * a[ROWS + i] + noise * 1e3 * x;
        }
    g_rand_free(rand);
    return column_rank(a, ROWS, columns, 1e-5);
}

static void ranks(void **state G_GNUC_UNUSED)
{
    assert_int_equal(rank_of(1, 1, 0), 1);
    assert_int_equal(rank_of(5, 5, 0), 5);
    assert_int_equal(rank_of(5, 3, 0), 3);
    assert_int_equal(rank_of(5, 3, 1e-7), 3);
    assert_int_equal(rank_of(5, 3, 1e-2), 5);
    assert_int_equal(rank_of(10, 10, 0), ROWS);
    double zeros[ROWS] = {0};
    assert_int_equal(column_rank(zeros, ROWS, 1, 1e-5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ranks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
