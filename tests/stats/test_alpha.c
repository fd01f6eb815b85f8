#include "golden_alpha.h"
#include "moments_support.h"

static void as_in_psych(void **state G_GNUC_UNUSED)
{
    for (gsize c = 0; c < G_N_ELEMENTS(golden_alpha); c++) {
        guint k = golden_alpha[c].items;
        g_autoptr(Moments) s = moments_of(golden_alpha[c].x, golden_alpha[c].rows, k);
        g_autoptr(ResultSink) sink = compute("alpha", s, NULL);
        double near = golden_alpha[c].mean[0] > 100 ? 1e-7 : 1e-12; /* moments about 0 */
        const StatEstimate *row = estimate_row(sink, "alpha", -1, -1);
        assert_int_equal(row->n, golden_alpha[c].rows);
        assert_near(row->value.value, golden_alpha[c].alpha, near);
        for (guint i = 0; i < k; i++) {
            gint at = (gint)i;
            assert_near(estimate_row(sink, "alpha_if_dropped", -1, at)->value.value,
                        golden_alpha[c].dropped[i], near);
            assert_near(estimate_row(sink, "item_total", -1, at)->value.value,
                        golden_alpha[c].total[i], near);
            assert_near(estimate_row(sink, "item_mean", -1, at)->value.value,
                        golden_alpha[c].mean[i], 1e-14);
            assert_near(estimate_row(sink, "item_sd", -1, at)->value.value, golden_alpha[c].sd[i],
                        near);
        }
    }
}

/* psych::alpha.ci() of the first case. */
static void interval_of_feldt(void **state G_GNUC_UNUSED)
{
    g_autoptr(Moments) s = moments_of(golden_alpha[0].x, 40, 4);
    g_autoptr(ResultSink) sink = compute("alpha", s, NULL);
    const StatEstimate *row = estimate_row(sink, "alpha", -1, -1);
    assert_near(row->low.value, 0.75149124762510433, 1e-11);
    assert_near(row->high.value, 0.91189177620502915, 1e-11);
}

/* Two equal items: alpha 1. Weighted moments of copies: the same alpha as the copies. */
static void identities(void **state G_GNUC_UNUSED)
{
    const double equal[] = {1, 1, 2, 2, 5, 5, 3, 3};
    g_autoptr(Moments) s = moments_of(equal, 4, 2);
    g_autoptr(ResultSink) sink = compute("alpha", s, NULL);
    assert_near(estimate_row(sink, "alpha", -1, -1)->value.value, 1, 1e-15);
    assert_near(estimate_row(sink, "item_total", -1, 0)->value.value, 1, 1e-15);
    assert_int_equal(estimate_row(sink, "alpha_if_dropped", -1, 0)->reason, REASON_TOO_FEW);

    g_autoptr(Moments) plain =
        moments_of(golden_alpha[0].x, golden_alpha[0].rows, golden_alpha[0].items);
    g_autoptr(Moments) weighted = moments_weighted(plain, 2.5);
    g_autoptr(ResultSink) again = compute("alpha", weighted, NULL);
    assert_near(estimate_row(again, "alpha", -1, -1)->value.value, golden_alpha[0].alpha, 1e-12);
    assert_near(estimate_row(again, "item_sd", -1, 2)->value.value, golden_alpha[0].sd[2], 1e-12);
    assert_near(estimate_row(again, "alpha", -1, -1)->n_weighted.value, 100, 0);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const double constant[] = {2, 3, 2, 3, 2, 3}, opposite[] = {1, 3, 2, 2, 3, 1};
    g_autoptr(Moments) still = moments_of(constant, 3, 2);
    g_autoptr(Moments) against = moments_of(opposite, 3, 2);
    g_autoptr(Moments) single = moments_of(opposite, 1, 2);
    g_autoptr(Moments) nobody = moments_of(opposite, 0, 2);
    g_autoptr(Moments) one_item = moments_of(opposite, 6, 1);
    const Summary *const cases[] = {still, against, single, nobody, one_item};
    const Reason expected[] = {REASON_ZERO_VARIANCE, REASON_ZERO_VARIANCE, REASON_TOO_FEW,
                               REASON_NO_RESPONDENTS, REASON_TOO_FEW};
    for (int i = 0; i < 5; i++) {
        g_autoptr(ResultSink) sink = compute("alpha", cases[i], NULL);
        const StatEstimate *row = estimate_row(sink, "alpha", -1, -1);
        assert_int_equal(row->state, STATE_UNDEFINED);
        assert_int_equal(row->reason, expected[i]);
        assert_false(row->value.has);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_psych),
        cmocka_unit_test(interval_of_feldt),
        cmocka_unit_test(identities),
        cmocka_unit_test(undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
