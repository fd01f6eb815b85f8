/* Random tables: marginal distributions by goodness of fit at fixed seeds, Monte-Carlo against
 * exact p. */
#include "hypergeometric.h"
#include "numeric/random_table.h"
#include "numeric/tails.h"
#include "support/support.h"

#include <math.h>

#define N_DRAWS 200000

/* p of the chi-square fit of N_DRAWS deviates, cells with expectation under 5 pooled. */
static double fit(gint64 good, gint64 bad, gint64 sample)
{
    LogFactorials lf = log_factorials_new(good + bad);
    Generator g = generator_block(42, (guint64)(good * 7 + sample));
    g_autofree double *seen = g_new0(double, sample + 1);
    double pooled_seen = 0, pooled_expected = 0, x2 = 0, cells = 0;

    for (int i = 0; i < N_DRAWS; i++) {
        gint64 k = hypergeometric_draw(&g, &lf, good, bad, sample);
        assert_true(k >= MAX(0, sample - bad) && k <= MIN(good, sample));
        seen[k]++;
    }
    for (gint64 k = MAX(0, sample - bad); k <= MIN(good, sample); k++) {
        double e = N_DRAWS * exp(log_choose(good, k) + log_choose(bad, sample - k) -
                                 log_choose(good + bad, sample));
        pooled_seen += seen[k];
        pooled_expected += e;
        if (pooled_expected < 5)
            continue;
        x2 += (pooled_seen - pooled_expected) * (pooled_seen - pooled_expected) / pooled_expected;
        pooled_seen = pooled_expected = 0;
        cells++;
    }
    log_factorials_clear(&lf);
    return tail_chi_square(x2, cells - 1);
}

static void hypergeometric_fits(void **state G_GNUC_UNUSED)
{
    static const gint64 cases[][3] = {
        {5, 9, 4},       {30, 8, 20},          {8, 30, 20},     {300, 449, 100},
        {449, 300, 100}, {300, 449, 600},      {12, 700, 350},  {700, 12, 350},
        {11, 11, 11},    {40000, 9000, 20000}, {25, 1000, 400}, {1000, 25, 900}};

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        double p = fit(cases[i][0], cases[i][1], cases[i][2]);
        if (p < 1e-3 || p > 1 - 1e-6)
            print_error("case %u: p = %.17g\n", i, p);
        assert_true(p > 1e-3 && p < 1 - 1e-6);
    }
}

static const gint64 five_by_three[] = {3, 2, 1, 0, 1, 1, 4, 2, 1, 0, 0, 1, 5, 3, 2};

/* A table whose Monte-Carlo p must lie within its own interval of the exact one, for each way to
 * draw: whole tables by shuffle, rank sums alone, and (counts times 20) cells. */
static void within_interval_of_exact(void **state G_GNUC_UNUSED)
{
    ExactTable table = {five_by_three, 3, 5, NULL, NULL};
    MonteCarloDraws draws = {100000, 7};
    MonteCarloResult all[MONTE_CARLO_STATISTICS], one[MONTE_CARLO_STATISTICS];

    assert_true(monte_carlo_table(&table, 0x1f, &draws, all));
    for (int s = EXACT_PROBABILITY; s <= EXACT_JONCKHEERE; s++) {
        ExactSide side = s >= EXACT_LINEAR ? EXACT_FAR : EXACT_UPPER;
        ExactTails tails;
        MonteCarloP p = monte_carlo_p(&all[s], side, FALSE);
        double exact;
        assert_true(exact_table(&table, (ExactStatistic)s, EXACT_WORK, &tails));
        exact = exact_p(&tails, side, FALSE);
        assert_true(p.low <= exact && exact <= p.high);
        p = monte_carlo_p(&all[s], side, TRUE);
        assert_true(fabs(p.p - exact_p(&tails, side, TRUE)) < 0.006);
    }
    assert_true(monte_carlo_table(&table, 1u << EXACT_KRUSKAL_WALLIS, &draws, one));
    assert_true(fabs((double)one[EXACT_KRUSKAL_WALLIS].upper -
                     (double)all[EXACT_KRUSKAL_WALLIS].upper) < 900);
}

static void cells_of_large_tables(void **state G_GNUC_UNUSED)
{
    gint64 n[6] = {40, 60, 55, 62, 41, 49};
    ExactTable table = {n, 2, 3, NULL, NULL};
    MonteCarloDraws draws = {100000, 11};
    MonteCarloResult result[MONTE_CARLO_STATISTICS];

    assert_true(monte_carlo_table(&table, 0x1f, &draws, result));
    for (int s = EXACT_PROBABILITY; s <= EXACT_JONCKHEERE; s++) {
        ExactSide side = s >= EXACT_LINEAR ? EXACT_FAR : EXACT_UPPER;
        ExactTails tails;
        MonteCarloP p = monte_carlo_p(&result[s], side, FALSE);
        assert_true(exact_table(&table, (ExactStatistic)s, EXACT_WORK, &tails));
        assert_true(p.low <= exact_p(&tails, side, FALSE));
        assert_true(p.high >= exact_p(&tails, side, FALSE));
    }
}

/* Blocks have their own counters: two halves of a stream are not one, but a block is a block. */
static void draws_are_a_function_of_the_key(void **state G_GNUC_UNUSED)
{
    ExactTable table = {five_by_three, 3, 5, NULL, NULL};
    MonteCarloResult a[MONTE_CARLO_STATISTICS], b[MONTE_CARLO_STATISTICS],
        c[MONTE_CARLO_STATISTICS];

    assert_true(monte_carlo_table(&table, 0x1f, &(MonteCarloDraws){2500, 1}, a));
    assert_true(monte_carlo_table(&table, 0x1f, &(MonteCarloDraws){2500, 1}, b));
    assert_true(monte_carlo_table(&table, 0x1f, &(MonteCarloDraws){2500, 2}, c));
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, c, sizeof a);
    assert_int_equal(a[EXACT_CHI_SQUARE].draws, 2500);
}

static void draws_needed(void **state G_GNUC_UNUSED)
{
    assert_int_equal(monte_carlo_draws_needed(0.05, 1), 19);
    assert_int_equal(monte_carlo_draws_needed(0.0001, 7), 69999);
    assert_int_equal(monte_carlo_draws_needed(0.0001, 0), 9999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hypergeometric_fits),   cmocka_unit_test(within_interval_of_exact),
        cmocka_unit_test(cells_of_large_tables), cmocka_unit_test(draws_are_a_function_of_the_key),
        cmocka_unit_test(draws_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
