#include "numeric/ranks.h"

#include "support/support.h"

static void mid_ranks_of_levels(void **state G_GNUC_UNUSED)
{
    const gint64 counts[] = {3, 0, 4, 1};
    double ranks[4];
    gint64 twice[4];
    assert_int_equal(mid_ranks(counts, 4, ranks), 8);
    assert_int_equal(mid_ranks_twice(counts, 4, twice), 8);
    const double expected[] = {2, 3.5, 5.5, 8}; /* rank(c(1,1,1,3,3,3,3,4)) = 2 2 2 5.5 … 8 */
    for (int l = 0; l < 4; l++) {
        assert_near(ranks[l], expected[l], 0);
        assert_near((double)twice[l] / 2, ranks[l], 0);
    }
    assert_int_equal(mid_ranks(counts, 0, ranks), 0);
}

/* Mid-ranks sum to N(N+1)/2 whatever the ties. */
static void ranks_sum(void **state G_GNUC_UNUSED)
{
    const gint64 counts[] = {700001, 0, 1, 524288, 275710};
    gint64 twice[5], n = mid_ranks_twice(counts, 5, twice), sum = 0;
    for (int l = 0; l < 5; l++)
        sum += twice[l] * counts[l];
    assert_true(sum == n * (n + 1));
}

/* By decimal digits: t³ - t for t just beyond what 32 and 64 bits hold. */
static void heavy_ties(void **state G_GNUC_UNUSED)
{
    const gint64 small[] = {1, 1, 2, 3};
    assert_true(tie_sum_exact(small, 4) == 30);
    const gint64 beyond_32[] = {1626}; /* 4298942376 - 1626, 2^32 = 4294967296 */
    assert_true(tie_sum_exact(beyond_32, 1) == 4298940750u);
    const gint64 beyond_64[] = {3000000, 2642246};
    /* 27e18 - 3e6, and 18446745128696702936 - 2642246 */
    UInt128 expected = (UInt128)27 * 1000000000000000000u - 3000000;
    expected += (UInt128)18446745128u * 1000000000u + 696702936u - 2642246;
    assert_true(tie_sum_exact(beyond_64, 2) == expected);
    assert_near(tie_sum(beyond_64, 2), 4.5446745128691060690e19, 1e-16);
    const gint64 huge[] = {(gint64)1 << 40};
    assert_near(tie_sum(huge, 1), 0x1p120, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mid_ranks_of_levels),
        cmocka_unit_test(ranks_sum),
        cmocka_unit_test(heavy_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
