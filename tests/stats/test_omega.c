/* Omega against lavaan (omega.R, on the data of alpha.R), and what has none. */
#include "golden_alpha.h"
#include "moments_support.h"

#include "numeric/tails.h"

/* ROWS complete rows with this covariance matrix. */
static Moments *of_covariances(const double *s, guint items, gint64 rows)
{
    double sums[8] = {0}, cross[64];
    for (guint i = 0; i < items * items; i++)
        cross[i] = s[i] * (double)(rows - 1);
    return moments_new(rows, items, sums, cross);
}

static StatEstimate omega_of(const Summary *s)
{
    g_autoptr(ResultSink) sink = compute("omega", s, NULL);
    assert_int_equal(sink->estimates->len, 1);
    return *estimate_row(sink, "omega", -1, -1);
}

static void as_in_lavaan(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint data;
        double value, se, near;
    } golden[] = {{0, 0.852983584982571, 0.0379700297926197, 1e-9},
                  {2, 0.799451145112438, 0.0428870518754143, 1e-9},
                  {4, 0.595329696347002, 0.0949291305527017, 1e-9},
                  {5, 0.852983584963278, 0.0379700297995425, 1e-6}}; /* moments about 0 */
    for (guint i = 0; i < G_N_ELEMENTS(golden); i++) {
        guint data = golden[i].data;
        g_autoptr(Moments) s =
            moments_of(golden_alpha[data].x, golden_alpha[data].rows, golden_alpha[data].items);
        StatEstimate row = omega_of(s);
        double half = golden[i].se * quantile_normal(0.975);
        assert_int_equal(row.n, golden_alpha[data].rows);
        assert_near(row.value.value, golden[i].value, golden[i].near);
        assert_near(row.high.value, fmin(1, golden[i].value + half), golden[i].near);
        assert_near(1 + row.low.value, 1 + fmax(0, golden[i].value - half), golden[i].near);
    }
}

/* Equal loadings and unique variances: omega is alpha. Other units: the items' shares change, and
 * an item turned round takes its share away. */
static void identities(void **state G_GNUC_UNUSED)
{
    const double parallel[] = {2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2};
    const double turned[] = {2, 1, 1, -1, 1, 2, 1, -1, 1, 1, 2, -1, -1, -1, -1, 2};
    g_autoptr(Moments) s = of_covariances(parallel, 4, 100);
    g_autoptr(Moments) other = of_covariances(turned, 4, 100);
    g_autoptr(ResultSink) alpha = compute("alpha", s, NULL);
    assert_near(omega_of(s).value.value, 0.8, 1e-12); /* 16/(16 + 4) */
    assert_near(estimate_row(alpha, "alpha", -1, -1)->value.value, 0.8, 1e-12);
    assert_near(omega_of(other).value.value, 0.5, 1e-12); /* 4/(4 + 4) */
}

/* Three items are fitted exactly: λ₁² = s₁₂ s₁₃/s₂₃. */
static void three_items(void **state G_GNUC_UNUSED)
{
    const double s[] = {3, 0.9, 1.2, 0.9, 2, 0.6, 1.2, 0.6, 4};
    g_autoptr(Moments) summary = of_covariances(s, 3, 200);
    double sum = sqrt(0.9 * 1.2 / 0.6) + sqrt(0.9 * 0.6 / 1.2) + sqrt(1.2 * 0.6 / 0.9);
    double all = 9 + 2 * (0.9 + 1.2 + 0.6);
    assert_near(omega_of(summary).value.value, sum * sum / all, 1e-10);
}

/* Weighted moments give the value of the copies, and no interval. */
static void weighted(void **state G_GNUC_UNUSED)
{
    g_autoptr(Moments) plain =
        moments_of(golden_alpha[0].x, golden_alpha[0].rows, golden_alpha[0].items);
    g_autoptr(Moments) heavy = moments_weighted(plain, 2.5);
    StatEstimate row = omega_of(heavy);
    assert_near(row.value.value, 0.852983584982571, 1e-9);
    assert_int_equal(row.reason, REASON_SAMPLING_WEIGHT);
    assert_false(row.low.has || row.high.has);
}

static void undefined(void **state G_GNUC_UNUSED)
{
    const double two[] = {2, 1, 1, 2}, one[] = {2};
    const double constant[] = {2, 1, 1, 0, 1, 2, 1, 0, 1, 1, 2, 0, 0, 0, 0, 0};
    const double heywood[] = {1, .9, .9, .9, 1, .5, .9, .5, 1}; /* λ₁² would be 1.62 */
    const double apart[] = {1, .6, 0, .6, 1, 0, 0, 0, 1}, none[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    const double twins[] = {1, 1, .5, .5, 1, 1, .5, .5, .5, .5, 1, .5, .5, .5, .5, 1};
    const struct {
        const double *s;
        guint items;
        gint64 rows;
        Reason reason;
    } cases[] = {
        {two, 2, 50, REASON_NOT_IDENTIFIED},     {one, 1, 50, REASON_TOO_FEW},
        {constant, 4, 50, REASON_ZERO_VARIANCE}, {heywood, 3, 50, REASON_HEYWOOD},
        {twins, 4, 50, REASON_HEYWOOD},          {heywood, 3, 3, REASON_TOO_FEW},
        {heywood, 3, 0, REASON_NO_RESPONDENTS},  {none, 3, 50, REASON_NOT_IDENTIFIED},
        {apart, 3, 50, REASON_NOT_IDENTIFIED},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Moments) s = of_covariances(cases[i].s, cases[i].items, cases[i].rows);
        StatEstimate row = omega_of(s);
        assert_int_equal(row.state, STATE_UNDEFINED);
        assert_int_equal(row.reason, cases[i].reason);
        assert_false(row.value.has || row.low.has || row.high.has);
    }
    /* weakly related items: lavaan ends at a unique variance of -1737, and for the second at a
     * local maximum below that of factanal(), which stops at its lower bound of 0.005 */
    g_autoptr(Moments) few = moments_of(golden_alpha[1].x, 12, 3);
    g_autoptr(Moments) apart_all = moments_of(golden_alpha[3].x, 30, 5);
    assert_int_equal(omega_of(few).reason, REASON_HEYWOOD);
    assert_int_equal(omega_of(apart_all).reason, REASON_HEYWOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_lavaan), cmocka_unit_test(identities), cmocka_unit_test(three_items),
        cmocka_unit_test(weighted),     cmocka_unit_test(undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
