/* Critical values from additions and products alone, against GSL's tails. */
#include "significance.h"

#include "numeric/tails.h"
#include "support/support.h"

static void critical_values_have_their_tail(void **state G_GNUC_UNUSED)
{
    static const double ps[] = {0.5, 0.05, 0.002, 1e-4, 5e-6, 1e-8};
    static const guint dfs[] = {1, 2, 3, 8, 15, 16, 63, 128, 199, 200};
    for (guint i = 0; i < G_N_ELEMENTS(ps); i++)
        for (guint j = 0; j < G_N_ELEMENTS(dfs); j++)
            assert_near(tail_chi_square(chi_square_critical(ps[i], dfs[j]), dfs[j]), ps[i], 1e-5);
}

static void the_bound_beyond_is_on_the_safe_side(void **state G_GNUC_UNUSED)
{
    assert_true(tail_chi_square(chi_square_critical(5e-6, 500), 500) < 5e-6);
    assert_true(tail_chi_square(chi_square_critical(0.5, 500), 500) > 0.4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(critical_values_have_their_tail),
        cmocka_unit_test(the_bound_beyond_is_on_the_safe_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
