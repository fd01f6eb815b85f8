/* tau_b against ordinal.R. */
#include "ordinal_golden.h"

static void golden(void **state G_GNUC_UNUSED)
{
    static const OrdinalGolden of_job[] = {
        {"tau_b", 0.152352151346597, 0.0818360657142132, 0.0641023750890843}};
    static const OrdinalGolden of_party[] = {
        {"tau_b", 0.316388431414984, 0.104713271062009, 0.00283669201341298}};

    check_measure("tau_b", TRUE, of_job, G_N_ELEMENTS(of_job));
    check_measure("tau_b", FALSE, of_party, G_N_ELEMENTS(of_party));
}

static void perfect(void **state G_GNUC_UNUSED)
{
    check_perfect("tau_b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden), cmocka_unit_test(perfect)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
