/* Bootstrap of rank effects against all resamples enumerated (tests/stats/bootstrap.R), and the
 * binomial deviates behind it. */
#include "numeric/rank_bootstrap.h"

#include "binomial.h"
#include "numeric/random.h"
#include "numeric/tails.h"
#include "support/support.h"

#include <math.h>

#define DRAWS 200000

/* The largest distance of the share of draws at or below k from P(X <= k) stays below what one in
 * a million such samples shows (Kolmogorov). */
static void binomial_deviates(void **state G_GNUC_UNUSED)
{
    static const struct {
        gint64 n;
        double p;
    } cases[] = {{1, 0.3}, {12, 0.5}, {50, 0.02}, {50, 0.4}, {50, 0.97}, {3000, 0.01}, {3000, 0.5}};
    for (guint c = 0; c < G_N_ELEMENTS(cases); c++) {
        Generator generator = generator_block(77, c);
        g_autofree guint *times = g_new0(guint, (gsize)cases[c].n + 1);
        double below = 0, worst = 0;
        for (int i = 0; i < DRAWS; i++) {
            gint64 k = binomial_draw(&generator, cases[c].n, cases[c].p);
            assert_true(k >= 0 && k <= cases[c].n);
            times[k]++;
        }
        for (gint64 k = 0; k <= cases[c].n; k++) {
            below += times[k];
            worst = fmax(worst, fabs(below / DRAWS - binomial_below(k, cases[c].n, cases[c].p)));
        }
        assert_true(worst < 2.7 / sqrt(DRAWS));
    }
    Generator generator = generator_block(77, 99);
    assert_int_equal(binomial_draw(&generator, 9, 0), 0);
    assert_int_equal(binomial_draw(&generator, 9, 1), 9);
    assert_int_equal(binomial_draw(&generator, 0, 0.5), 0);
}

static double mean_of(const Bootstrap *b)
{
    double sum = 0;
    for (gsize i = 0; i < b->n; i++)
        sum += b->values[i];
    return sum / (double)b->n;
}

typedef struct {
    double observed, percentile[2], acceleration, bca[2], mean, sd;
} Golden;

static void check(const Bootstrap *b, double acceleration, const Golden *golden)
{
    Interval ends = bootstrap_percentile(b, 0.95), bca = {0, 0};
    assert_near(1 + ends.low, 1 + golden->percentile[0], 1e-9);
    assert_near(1 + ends.high, 1 + golden->percentile[1], 1e-9);
    assert_near(acceleration, golden->acceleration, 1e-9);
    assert_true(bootstrap_bca(b, golden->observed, acceleration, 0.95, &bca));
    /* values lie close together there: one more or less within the error of the draws */
    assert_near(1 + bca.low, 1 + golden->bca[0], 1e-3);
    assert_near(1 + bca.high, 1 + golden->bca[1], 1e-3);
    assert_true(fabs(mean_of(b) - golden->mean) < 5 * golden->sd / sqrt(DRAWS));
}

static void as_enumerated(void **state G_GNUC_UNUSED)
{
    static const gint64 two[] = {4, 2, 0, 1, 2, 3}, three[] = {3, 2, 1, 2, 1, 1};
    static const Golden epsilon[] = {{0.380952380952381,
                                      {0.019047619, 0.8571428571},
                                      -0.0810646672439644,
                                      {0.0008658009, 0.7645502646},
                                      0.413961454667066,
                                      0.228859050527906},
                                     {0.0533333333333338,
                                      {0.0079365079, 0.7},
                                      -0.0183137686408618,
                                      {0, 0.1666666667},
                                      0.249622372750028,
                                      0.200223432917229}};
    static const Golden eta[] = {{0.319047619047619,
                                  {-0.079047619, 0.8428571429},
                                  -0.0810646672439643,
                                  {-0.099047619, 0.741005291},
                                  0.35535760013897,
                                  0.251744955588066},
                                 {-0.217142857142856,
                                  {-0.2678571429, 0.625},
                                  -0.0183137686408618,
                                  {-0.2857142857, -0.1428571429},
                                  0.0534484077826737,
                                  0.249855043478267}};
    for (guint c = 0; c < 2; c++) {
        const MonteCarloDraws draws = {DRAWS, 5 + c};
        RankBootstrap r =
            rank_bootstrap(c == 0 ? two : three, c == 0 ? 2 : 3, c == 0 ? 3 : 2, &draws);
        check(r.epsilon, r.acceleration[0], &epsilon[c]);
        check(r.eta, r.acceleration[1], &eta[c]);
        assert_int_equal(r.epsilon->n + r.without, DRAWS);
        rank_bootstrap_clear(&r);
    }
}

/* Many respondents are drawn cell by cell: the spread of ε² is that of its linear part, and the
 * stream alone decides. */
static void many(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {4000, 1000, 2000, 2000, 500, 3000};
    const MonteCarloDraws draws = {2500, 9}, other = {2500, 10};
    RankBootstrap a = rank_bootstrap(n, 2, 3, &draws), b = rank_bootstrap(n, 2, 3, &draws);
    RankBootstrap c = rank_bootstrap(n, 2, 3, &other);
    gboolean differ = FALSE;
    for (gsize i = 0; i < a.epsilon->n; i++) {
        assert_near(a.epsilon->values[i], b.epsilon->values[i], 0);
        differ |= a.epsilon->values[i] != c.epsilon->values[i];
    }
    assert_true(differ);
    assert_int_equal(a.without, 0);
    /* ε² of this table is 0.05765...; a tenfold sample has a root of ten less of spread */
    gint64 ten[6];
    for (guint i = 0; i < 6; i++)
        ten[i] = 10 * n[i];
    RankBootstrap d = rank_bootstrap(ten, 2, 3, &draws);
    Interval one = bootstrap_percentile(a.epsilon, 0.95),
             more = bootstrap_percentile(d.epsilon, 0.95);
    assert_near((one.high - one.low) / (more.high - more.low), sqrt(10), 0.08);
    rank_bootstrap_clear(&a);
    rank_bootstrap_clear(&b);
    rank_bootstrap_clear(&c);
    rank_bootstrap_clear(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binomial_deviates),
        cmocka_unit_test(as_enumerated),
        cmocka_unit_test(many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
