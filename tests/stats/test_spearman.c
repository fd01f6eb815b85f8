/* spearman against ordinal.R. */
#include "ordinal_golden.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const OrdinalGolden of_job[] = {
        {"spearman", 0.176891710719443, 0.09551655395908611, 0.0846901486903857}};
    static const OrdinalGolden of_party[] = {
        {"spearman", 0.333573894979516, 0.110796572453934, 0.00509508423264564}};

    check_measure("spearman", TRUE, of_job, G_N_ELEMENTS(of_job));
    check_measure("spearman", FALSE, of_party, G_N_ELEMENTS(of_party));
}

static void perfect(void **state G_GNUC_UNUSED)
{
    check_perfect("spearman");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(perfect)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
