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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mid_ranks_of_levels),
        cmocka_unit_test(ranks_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
