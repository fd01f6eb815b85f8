/* gamma against ordinal.R. */
#include "ordinal_golden.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const OrdinalGolden of_job[] = {
        {"gamma", 0.221100917431193, 0.11716282939528, 0.0641023750890843}};
    static const OrdinalGolden of_party[] = {
        {"gamma", 0.529265255292653, 0.155793481568171, 0.00283669201341298}};

    check_measure("gamma", TRUE, of_job, G_N_ELEMENTS(of_job));
    check_measure("gamma", FALSE, of_party, G_N_ELEMENTS(of_party));
}

static void perfect(void **state G_GNUC_UNUSED)
{
    check_perfect("gamma");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(perfect)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
