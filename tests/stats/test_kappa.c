/* Kappa against vcd::Kappa and the formulas of Fleiss, Cohen and Everitt: paired.R. */
#include "pair_support.h"

static const gint64 square[] = {10, 4, 2, 1, 6, 12, 5, 2, 3, 2, 9, 7, 1, 3, 4, 11};

static void golden(void **state G_GNUC_UNUSED)
{
    static const double kappa[][4] = {
        {0.3492063492063492, 0.07356386581264658, 4.012188007270038e-08},
        {0.4598682605513539, 0.07296029743156215, 4.662648550154456e-09},
        {0.5589191893920441, 0.08435567811702961, 4.022318200660126e-07}};
    g_autoptr(Summary) summary = pair_of(square, 4);
    g_autoptr(ResultSink) sink = compute("kappa", summary, NULL);

    assert_int_equal(sink->tests->len, 3);
    for (guint i = 0; i < 3; i++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, i);
        assert_near(row->effect.value, kappa[i][0], 1e-13);
        assert_near((row->effect_high.value - row->effect_low.value) / 2,
                    1.959963984540054 * kappa[i][1], 1e-11);
        assert_near(row->p.value, kappa[i][2], 1e-10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
