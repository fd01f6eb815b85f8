/* Random tables: distributions by goodness of fit at fixed seeds, moments, Monte-Carlo against
 * exact p. */
#include "numeric/random_table.h"
#include "numeric/tails.h"
#include "support/support.h"
#include "table_sampler.h"

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

static void table_of(const DrawnTables *drawn, guint lane, guint cells, gint64 *n)
{
    for (guint i = 0; i < cells; i++)
        n[i] = (gint64)drawn->n[i][lane];
}

/* ---- drawn tables against the probabilities of all tables ---- */

enum { SMALL_CELLS = 9, SMALL_CODES = 262144 }; /* cells of up to 3 in two bits each */

typedef struct {
    gint64 n[SMALL_CELLS];
    gboolean cells, levels_first; /* how it is drawn */
} SmallCase;

static guint code_of(const gint64 *n)
{
    guint code = 0;

    for (guint i = 0; i < SMALL_CELLS; i++)
        code = code << 2 | (guint)n[i];
    return code;
}

/* Π row! Π column!/(N! Π cell!) */
static double probability(const TableMargins *m, const gint64 *n)
{
    double log_p = -log_factorial(m->all);

    for (guint i = 0; i < 3; i++)
        log_p += log_factorial(m->group[i]) + log_factorial(m->level[i]);
    for (guint i = 0; i < SMALL_CELLS; i++)
        log_p -= log_factorial(n[i]);
    return exp(log_p);
}

/* Adds a table with the margins to X²; those expected under 5 times are pooled in REST. */
typedef struct {
    const double *seen;
    double x2, tables, whole, rest_seen, rest_expected;
} Fit;

static void fit_table(Fit *fit, const TableMargins *m, const gint64 *n)
{
    double p = probability(m, n), e = p * N_DRAWS, seen = fit->seen[code_of(n)];

    fit->whole += p;
    if (e < 5) {
        fit->rest_seen += seen;
        fit->rest_expected += e;
        return;
    }
    fit->x2 += (seen - e) * (seen - e) / e;
    fit->tables++;
}

static void fit_all(Fit *fit, const TableMargins *m)
{
    for (guint code = 0; code < 256; code++) { /* four free cells */
        gint64 a = code & 3, b = code >> 2 & 3, c = code >> 4 & 3, d = code >> 6;
        gint64 n[SMALL_CELLS] = {a, b, m->group[0] - a - b, c, d, m->group[1] - c - d};
        gboolean whole = TRUE;
        for (guint l = 0; l < 3; l++)
            n[6 + l] = m->level[l] - n[l] - n[3 + l];
        for (guint i = 0; i < SMALL_CELLS; i++)
            whole = whole && n[i] >= 0 && n[i] <= 3;
        if (whole)
            fit_table(fit, m, n);
    }
}

static const SmallCase small_cases[] = {
    {{1, 1, 1, 2, 0, 1, 0, 1, 1}, FALSE, FALSE},
    {{3, 0, 0, 2, 1, 0, 1, 0, 2}, FALSE, TRUE},
    {{1, 1, 1, 2, 0, 1, 0, 1, 1}, TRUE, FALSE},
    {{0, 2, 1, 1, 1, 0, 2, 0, 1}, TRUE, FALSE},
};

static void small_tables_fit(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(small_cases); i++) {
        ExactTable table = {small_cases[i].n, 3, 3};
        g_autoptr(TableSampler) sampler = table_sampler_new(&table);
        DrawnTables drawn = drawn_tables_new(sampler, &table);
        g_autofree double *seen = g_new0(double, SMALL_CODES);
        Fit fit = {.seen = seen};
        double p;
        assert_int_equal(sampler->levels_first, small_cases[i].levels_first);
        sampler->by_cells = small_cases[i].cells; /* of so few it would be a shuffle */
        for (guint draw = 0; draw < N_DRAWS / TABLE_LANES; draw++) {
            if (draw % 250 == 0)
                table_sampler_begin(sampler, 17, draw / 250);
            table_sampler_draw(sampler, KEEP_TABLES, &drawn);
            for (guint lane = 0; lane < TABLE_LANES; lane++) {
                gint64 n[SMALL_CELLS];
                table_of(&drawn, lane, SMALL_CELLS, n);
                seen[code_of(n)]++;
            }
        }
        drawn_tables_clear(&drawn);
        fit_all(&fit, &sampler->margins);
        assert_near(fit.whole, 1, 1e-12);
        fit.x2 += pow(fit.rest_seen - fit.rest_expected, 2) / MAX(fit.rest_expected, 1e-9);
        p = tail_chi_square(fit.x2, fit.tables);
        if (p < 1e-3 || p > 1 - 1e-6)
            print_error("case %u: p = %.17g of %g tables\n", i, p, fit.tables);
        assert_true(p > 1e-3 && p < 1 - 1e-6);
    }
}

/* ---- large tables: moments ---- */

typedef struct {
    gint64 n[25];
    guint groups, levels;
    gboolean cells, levels_first; /* how it is drawn */
} LargeCase;

static const LargeCase large_cases[] = {
    {{184, 160, 151, 190, 131, 120, 175, 141, 162, 149, 137, 170, 122, 118, 139},
     5,
     3,
     TRUE,
     FALSE},
    {{9000, 6000, 5100, 900, 3100, 2000, 750, 41, 62, 490, 370, 70, 22, 180, 39},
     3,
     5,
     TRUE,
     FALSE},
    {{8, 6, 5, 9, 3, 20, 17, 24, 21, 19, 3, 7, 2, 18, 9, 4, 1, 9, 14, 12, 16, 3, 11, 14, 8},
     5,
     5,
     FALSE,
     FALSE},
    {{30, 6, 5, 3, 3, 40, 7, 4, 2, 9, 33, 7, 2, 8, 9, 4, 11, 9, 4, 2, 61, 3, 1, 1, 4},
     5,
     5,
     FALSE,
     TRUE},
};

typedef struct {
    double sum[25], squares[25];
    double between, after; /* products of the first cells of two of the four, and of a draw and the
                              next */
    double last[TABLE_LANES];
} Moments;

static void add_draw(Moments *moments, const TableMargins *m, const DrawnTables *drawn)
{
    double first[TABLE_LANES];

    for (guint lane = 0; lane < TABLE_LANES; lane++) {
        for (guint i = 0; i < m->n_groups * m->n_levels; i++) {
            double off = drawn->n[i][lane] - (double)m->group[i / m->n_levels] *
                                                 (double)m->level[i % m->n_levels] / (double)m->all;
            moments->sum[i] += off;
            moments->squares[i] += off * off;
            if (i == 0)
                first[lane] = off;
        }
        moments->after += first[lane] * moments->last[lane];
        moments->last[lane] = first[lane];
    }
    moments->between += first[0] * first[1] + first[2] * first[3];
}

static void check_margins(const TableMargins *m, const gint64 *n)
{
    for (guint g = 0; g < m->n_groups; g++) {
        gint64 sum = 0;
        for (guint l = 0; l < m->n_levels; l++) {
            assert_true(n[g * m->n_levels + l] >= 0);
            sum += n[g * m->n_levels + l];
        }
        assert_int_equal(sum, m->group[g]);
    }
    for (guint l = 0; l < m->n_levels; l++) {
        gint64 sum = 0;
        for (guint g = 0; g < m->n_groups; g++)
            sum += n[g * m->n_levels + l];
        assert_int_equal(sum, m->level[l]);
    }
}

/* Means and variances of every cell, within 4.5 standard errors; those of one draw, and what comes
 * after another, unrelated. */
static void check_moments(const Moments *moments, const TableMargins *m, double draws)
{
    double all = (double)m->all, first = 0;

    for (guint i = 0; i < m->n_groups * m->n_levels; i++) {
        double r = (double)m->group[i / m->n_levels], c = (double)m->level[i % m->n_levels];
        double variance = r * c * (all - r) * (all - c) / (all * all * (all - 1));
        first = i == 0 ? variance : first;
        assert_true(fabs(moments->sum[i] / draws) < 4.5 * sqrt(variance / draws));
        assert_true(fabs(moments->squares[i] / draws / variance - 1) < 4.5 * sqrt(2.2 / draws));
    }
    assert_true(fabs(moments->between / (draws / 2) / first) < 4.5 * sqrt(2 / draws));
    assert_true(fabs(moments->after / draws / first) < 4.5 * sqrt(1 / draws));
}

static void large_tables_have_their_moments(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(large_cases); i++) {
        const LargeCase *large = &large_cases[i];
        ExactTable table = {large->n, large->groups, large->levels};
        g_autoptr(TableSampler) sampler = table_sampler_new(&table);
        DrawnTables drawn = drawn_tables_new(sampler, &table);
        Moments moments = {0};
        assert_int_equal(sampler->by_cells, large->cells);
        assert_int_equal(sampler->levels_first, large->levels_first);
        for (guint draw = 0; draw < 10000; draw++) {
            gint64 n[25];
            if (draw % 250 == 0)
                table_sampler_begin(sampler, 23, draw / 250);
            table_sampler_draw(sampler, KEEP_TABLES, &drawn);
            add_draw(&moments, &sampler->margins, &drawn);
            table_of(&drawn, draw % TABLE_LANES, large->groups * large->levels, n);
            check_margins(&sampler->margins, n);
        }
        check_moments(&moments, &sampler->margins, 40000);
        drawn_tables_clear(&drawn);
    }
}

/* What is kept of the draws changes nothing about them. */
static void rank_sums_are_those_of_the_tables(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(large_cases); i++) {
        const LargeCase *large = &large_cases[i];
        ExactTable table = {large->n, large->groups, large->levels};
        g_autoptr(TableSampler) both = table_sampler_new(&table);
        g_autoptr(TableSampler) alone = table_sampler_new(&table);
        DrawnTables a = drawn_tables_new(both, &table), b = drawn_tables_new(alone, &table);
        table_sampler_begin(both, 3, 0);
        table_sampler_begin(alone, 3, 0);
        for (guint draw = 0; draw < 100; draw++) {
            table_sampler_draw(both, KEEP_TABLES | KEEP_RANK_SUMS, &a);
            table_sampler_draw(alone, KEEP_RANK_SUMS, &b);
            assert_memory_equal(a.rank_sum, b.rank_sum, large->groups * sizeof(Lanes));
            for (guint lane = 0; lane < TABLE_LANES; lane++) {
                double sum = 0;
                for (guint l = 0; l < large->levels; l++)
                    sum += a.n[l][lane] * both->margins.rank2[l];
                assert_true(a.rank_sum[0][lane] == sum);
            }
        }
        drawn_tables_clear(&a);
        drawn_tables_clear(&b);
    }
}

/* More respondents than sixteen bits count, and more levels than a card: two groups of EACH in
 * every one of LEVELS. Mean and variance of the first one's rank sum. */
static void check_many(guint levels, gint64 each, gboolean levels_first)
{
    g_autofree gint64 *n = g_new(gint64, 2 * levels);
    ExactTable table = {n, 2, levels};
    double all = 2.0 * (double)each * levels, sum = 0, squares = 0, variance;

    for (guint i = 0; i < 2 * levels; i++)
        n[i] = each;
    g_autoptr(TableSampler) sampler = table_sampler_new(&table);
    DrawnTables drawn = drawn_tables_new(sampler, &table);
    assert_false(sampler->by_cells);
    assert_int_equal(sampler->levels_first, levels_first);
    table_sampler_begin(sampler, 5, 0);
    for (guint draw = 0; draw < 100; draw++) {
        table_sampler_draw(sampler, KEEP_RANK_SUMS, &drawn);
        for (guint lane = 0; lane < TABLE_LANES; lane++) {
            assert_true(drawn.rank_sum[0][lane] == -drawn.rank_sum[1][lane]);
            sum += drawn.rank_sum[0][lane];
            squares += drawn.rank_sum[0][lane] * drawn.rank_sum[0][lane];
        }
    }
    /* n n'/(N (N - 1)) Σ rank2², Σ rank2² = N (N² - t²)/3 with ties of t = 2 EACH */
    variance = all * all * (all * all - 4.0 * (double)(each * each)) / (12 * (all - 1));
    assert_true(fabs(sum / 400) < 4.5 * sqrt(variance / 400));
    assert_true(fabs(squares / 400 / variance - 1) < 4.5 * sqrt(2 / 400.0));
    drawn_tables_clear(&drawn);
}

static void many_respondents_and_levels(void **state G_GNUC_UNUSED)
{
    check_many(2000, 18, FALSE);
    check_many(20000, 1, TRUE);
}

/* ---- Monte-Carlo p ---- */

#define N_TESTS 6
static const double steep[] = {1, 2, 10, 11, 12};
static const ExactTest tests_of[N_TESTS] = {{EXACT_PROBABILITY},     {EXACT_CHI_SQUARE},
                                            {EXACT_KRUSKAL_WALLIS},  {EXACT_LINEAR, steep},
                                            {EXACT_RANK_SUM, steep}, {EXACT_JONCKHEERE}};

static ExactSide side_of(const ExactTest *test)
{
    return test->statistic >= EXACT_LINEAR ? EXACT_FAR : EXACT_UPPER;
}

/* The Monte-Carlo p lies within its own interval of the exact one. */
static void check_against_exact(const ExactTable *table, guint64 key)
{
    MonteCarloDraws draws = {100000, key};
    MonteCarloResult results[N_TESTS];

    monte_carlo_table(table, tests_of, N_TESTS, &draws, results);
    for (guint t = 0; t < N_TESTS; t++) {
        ExactSide side = side_of(&tests_of[t]);
        MonteCarloP p = monte_carlo_p(&results[t], side, FALSE);
        ExactTails tails;
        double exact;
        assert_true(exact_table(table, &tests_of[t], EXACT_WORK, &tails));
        exact = exact_p(&tails, side, FALSE);
        assert_true(p.low <= exact && exact <= p.high);
        p = monte_carlo_p(&results[t], side, TRUE);
        assert_true(fabs(p.p - exact_p(&tails, side, TRUE)) < 0.006);
    }
}

static const gint64 three_by_five[] = {3, 2, 1, 0, 1, 1, 4, 2, 1, 0, 0, 1, 5, 3, 2};

static void within_interval_of_exact(void **state G_GNUC_UNUSED)
{
    static const gint64 medium[] = {40, 60, 55, 62, 41, 49, 10, 8, 11};
    static const gint64 skewed[] = {9, 1, 0, 2, 8, 0, 1, 2, 11, 3, 2, 1};

    check_against_exact(&(ExactTable){three_by_five, 3, 5}, 7);
    check_against_exact(&(ExactTable){skewed, 3, 4}, 9);  /* levels first */
    check_against_exact(&(ExactTable){medium, 3, 2}, 11); /* cells */
}

/* A stream is the same whoever looks at it, alone or with others. */
static void no_count_depends_on_others(void **state G_GNUC_UNUSED)
{
    MonteCarloDraws draws = {2501, 1};

    for (guint i = 0; i < G_N_ELEMENTS(large_cases); i++) {
        ExactTable table = {large_cases[i].n, large_cases[i].groups, large_cases[i].levels};
        MonteCarloResult all[N_TESTS], one, other;
        monte_carlo_table(&table, tests_of, N_TESTS, &draws, all);
        for (guint t = 0; t < N_TESTS; t++) {
            monte_carlo_table(&table, &tests_of[t], 1, &draws, &one);
            assert_memory_equal(&one, &all[t], sizeof one);
            assert_int_equal(one.draws, 2501);
        }
        draws.key = 2;
        monte_carlo_table(&table, &tests_of[5], 1, &draws, &other);
        draws.key = 1;
        if (!large_cases[i].cells) /* those are far out: no hits at all */
            assert_memory_not_equal(&one, &other, sizeof one);
    }
}

static void one_group_has_one_table(void **state G_GNUC_UNUSED)
{
    static const gint64 one[] = {0, 0, 3, 5}, none[4] = {0};
    MonteCarloDraws draws = {100, 1};
    MonteCarloResult result;

    monte_carlo_table(&(ExactTable){one, 2, 2}, &tests_of[1], 1, &draws, &result);
    assert_int_equal(result.upper, 100);
    monte_carlo_table(&(ExactTable){none, 2, 2}, &tests_of[2], 1, &draws, &result);
    assert_int_equal(result.upper, 100);
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
        cmocka_unit_test(hypergeometric_fits),
        cmocka_unit_test(small_tables_fit),
        cmocka_unit_test(large_tables_have_their_moments),
        cmocka_unit_test(rank_sums_are_those_of_the_tables),
        cmocka_unit_test(many_respondents_and_levels),
        cmocka_unit_test(within_interval_of_exact),
        cmocka_unit_test(no_count_depends_on_others),
        cmocka_unit_test(one_group_has_one_table),
        cmocka_unit_test(draws_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
