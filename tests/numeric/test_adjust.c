#include "numeric/adjust.h"

#include "golden_adjust.h"
#include "support/support.h"

/* Every family by every method, with the undefined ones left out as R leaves out NA. */
static void as_in_r(void **state G_GNUC_UNUSED)
{
    for (gsize f = 0; f < G_N_ELEMENTS(golden_adjust); f++) {
        const double *p = golden_adjust[f].p;
        gboolean defined[8];
        guint size = 0;
        for (int i = 0; i < 8; i++)
            size += (guint)(defined[i] = p[i] >= 0);
        for (int method = ADJUST_NONE; method <= ADJUST_BY; method++) {
            double adjusted[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
            assert_int_equal(p_adjust(p, defined, 8, (AdjustMethod)method, adjusted), size);
            for (int i = 0; i < 8; i++)
                assert_near(adjusted[i], golden_adjust[f].adjusted[method][i], 1e-15);
        }
    }
}

/* In place, and without a mask. */
static void in_place(void **state G_GNUC_UNUSED)
{
    double p[] = {0.04, 0.01};
    assert_int_equal(p_adjust(p, NULL, 2, ADJUST_HOLM, p), 2);
    assert_near(p[0], 0.04, 0);
    assert_near(p[1], 0.02, 0);
    assert_int_equal(p_adjust(p, NULL, 0, ADJUST_HOMMEL, p), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
