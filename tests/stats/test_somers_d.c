/* somers_d against ordinal.R. */
#include "ordinal_golden.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const OrdinalGolden of_job[] = {
        {"somers_d", 0.1417230226404, 0.0763951129359943, 0.0641023750890843},
        {"somers_d_group", 0.163778457356439, 0.08780279413560819, 0.0641023750890843}};
    static const OrdinalGolden of_party[] = {
        {"somers_d", 0.358952702702703, 0.120092061619316, 0.00283669201341298},
        {"somers_d_group", 0.278871391076115, 0.09146752528465681, 0.00283669201341298}};

    check_measure("somers_d", TRUE, of_job, G_N_ELEMENTS(of_job));
    check_measure("somers_d", FALSE, of_party, G_N_ELEMENTS(of_party));
}

static void perfect(void **state G_GNUC_UNUSED)
{
    check_perfect("somers_d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(perfect)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
