/* Exact distributions against full enumeration, against published p, and against R (exact.R). */
#include "numeric/exact.h"
#include "support/support.h"

#include <math.h>

/* ---- full enumeration: every respondent of a small table is put into every group ---- */

typedef struct {
    ExactTable table;
    ExactStatistic statistic;
    guint all;
    guint level_of[24], group_of[24];
    gint64 left[8], drawn[64];
    double observed, centre;
    double ways, lower, upper, point, far;
} Census;

static double margin(const Census *c, const gint64 *n, gboolean group, guint i)
{
    double sum = 0;
    guint levels = c->table.n_levels;

    for (guint j = 0; j < (group ? levels : c->table.n_groups); j++)
        sum += (double)(group ? n[i * levels + j] : n[j * levels + i]);
    return sum;
}

static double mid_rank(const Census *c, const gint64 *n, guint l)
{
    double below = 0;

    for (guint k = 0; k < l; k++)
        below += margin(c, n, FALSE, k);
    return below + (margin(c, n, FALSE, l) + 1) / 2;
}

static double kruskal(const Census *c, const gint64 *n)
{
    double h = 0;

    for (guint g = 0; g < c->table.n_groups; g++) {
        double sum = 0, size = margin(c, n, TRUE, g);
        for (guint l = 0; l < c->table.n_levels; l++)
            sum += (double)n[g * c->table.n_levels + l] * (mid_rank(c, n, l) - (c->all + 1) / 2.0);
        h += size > 0 ? sum * sum / size : 0;
    }
    return h;
}

static double jonckheere(const Census *c, const gint64 *n)
{
    guint levels = c->table.n_levels;
    double sum = 0;

    for (guint g = 0; g < c->table.n_groups; g++)
        for (guint h = g + 1; h < c->table.n_groups; h++)
            for (guint a = 0; a < levels; a++)
                for (guint b = a; b < levels; b++)
                    sum +=
                        (double)n[g * levels + a] * (double)n[h * levels + b] * (a == b ? 0.5 : 1);
    return sum;
}

static double cellwise(const Census *c, const gint64 *n)
{
    guint levels = c->table.n_levels;
    double sum = 0;

    for (guint g = 0; g < c->table.n_groups; g++)
        for (guint l = 0; l < levels; l++) {
            double x = (double)n[g * levels + l], e;
            e = margin(c, n, TRUE, g) * margin(c, n, FALSE, l) / c->all;
            if (c->statistic == EXACT_PROBABILITY)
                sum += lgamma(x + 1);
            else if (c->statistic == EXACT_LINEAR)
                sum += (g + 1) * (l + 1) * x;
            else if (e > 0)
                sum += (x - e) * (x - e) / e;
        }
    return sum;
}

/* Groups scored 1, 2, … */
static double rank_sums(const Census *c, const gint64 *n)
{
    double sum = 0;

    for (guint g = 0; g < c->table.n_groups; g++)
        for (guint l = 0; l < c->table.n_levels; l++)
            sum += (g + 1) * (double)n[g * c->table.n_levels + l] *
                   (mid_rank(c, n, l) - (c->all + 1) / 2.0);
    return sum;
}

static double statistic(const Census *c, const gint64 *n)
{
    if (c->statistic == EXACT_RANK_SUM)
        return rank_sums(c, n);
    if (c->statistic == EXACT_KRUSKAL_WALLIS)
        return kruskal(c, n);
    return c->statistic == EXACT_JONCKHEERE ? jonckheere(c, n) : cellwise(c, n);
}

static void deal(Census *c, guint i)
{
    if (i == c->all) {
        double v = statistic(c, c->drawn), e = 1e-9 * (1 + fabs(c->observed));
        c->ways++;
        c->lower += v <= c->observed + e;
        c->upper += v >= c->observed - e;
        c->point += fabs(v - c->observed) <= e;
        c->far += fabs(v - c->centre) >= fabs(c->observed - c->centre) - e;
        return;
    }
    for (guint g = 0; g < c->table.n_groups; g++)
        if (c->left[g] > 0) {
            guint cell = g * c->table.n_levels + c->level_of[i];
            c->left[g]--;
            c->drawn[cell]++;
            deal(c, i + 1);
            c->drawn[cell]--;
            c->left[g]++;
        }
}

static Census census(const gint64 *n, guint groups, guint levels, ExactStatistic statistic_asked)
{
    Census c = {.table = {n, groups, levels}, .statistic = statistic_asked};

    for (guint g = 0; g < groups; g++)
        for (guint l = 0; l < levels; l++)
            for (gint64 k = 0; k < n[g * levels + l]; k++) {
                c.level_of[c.all++] = l;
                c.left[g]++;
            }
    for (guint g = 0; g < groups; g++) {
        if (statistic_asked == EXACT_JONCKHEERE)
            for (guint h = g + 1; h < groups; h++)
                c.centre += (double)(c.left[g] * c.left[h]) / 2;
        if (statistic_asked == EXACT_LINEAR)
            for (guint l = 0; l < levels; l++)
                c.centre += (g + 1) * (l + 1) * margin(&c, n, FALSE, l) * (double)c.left[g] / c.all;
    }
    c.observed = statistic(&c, n);
    deal(&c, 0);
    return c;
}

static const gint64 small_tables[][12] = {
    {2, 1, 0, 1, 0, 1, 2, 0, 0, 0, 1, 2}, /* 3 × 4 */
    {1, 1, 1, 0, 0, 2, 1, 1, 1, 0, 0, 2},
    {3, 0, 0, 0, 0, 2, 0, 2, 0, 1, 0, 2}, /* an extreme one */
    {1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 2}, /* an empty level */
};

static void enumeration(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(small_tables); i++)
        for (int s = EXACT_PROBABILITY; s <= EXACT_JONCKHEERE; s++) {
            Census c = census(small_tables[i], 3, 4, (ExactStatistic)s);
            ExactTails tails;
            assert_true(exact_table(&c.table, &(ExactTest){(ExactStatistic)s}, EXACT_WORK, &tails));
            assert_near(tails.upper, c.upper / c.ways, 1e-12);
            assert_near(tails.lower, c.lower / c.ways, 1e-12);
            assert_near(tails.point, c.point / c.ways, 1e-12);
            if (s >= EXACT_LINEAR)
                assert_near(tails.far, c.far / c.ways, 1e-12);
        }
}

/* Two groups: the engine over tables and the recursion over ranks are two ways to one answer. */
static void two_groups(void **state G_GNUC_UNUSED)
{
    static const gint64 n[] = {2, 1, 3, 1, 1, 0, 2, 1, 2, 5}; /* second group smaller, then not */
    for (int turned = 0; turned < 2; turned++) {
        const gint64 *a = turned ? n + 5 : n, *b = turned ? n : n + 5;
        gint64 both[10];
        ExactTails ranks, tables;
        memcpy(both, a, 5 * sizeof *a);
        memcpy(both + 5, b, 5 * sizeof *b);
        assert_true(exact_rank_sum(a, b, 5, EXACT_WORK, &ranks));
        /* Jonckheere's statistic of two groups counts pairs in which the second is higher. */
        assert_true(exact_table(&(ExactTable){both, 2, 5}, &(ExactTest){EXACT_JONCKHEERE},
                                EXACT_WORK, &tables));
        assert_near(ranks.lower, tables.upper, 1e-12);
        assert_near(ranks.upper, tables.lower, 1e-12);
        assert_near(ranks.far, tables.far, 1e-12);
        assert_near(ranks.far_point, tables.far_point, 1e-12);
    }
}

static void coin_rank_sum(void **state G_GNUC_UNUSED)
{
    static const gint64 first[] = {2, 1, 3, 1, 1}, second[] = {0, 2, 2, 2, 5};
    ExactTails tails;

    assert_true(exact_rank_sum(first, second, 5, EXACT_WORK, &tails));
    assert_near(exact_p(&tails, EXACT_FAR, FALSE), 0.0865814611944643, 1e-13);
    assert_near(exact_p(&tails, EXACT_FAR, TRUE), 0.0811833505331957, 1e-13);
    assert_near(exact_p(&tails, EXACT_LOWER, FALSE), 0.0453944060755206, 1e-13);
    assert_near(exact_p(&tails, EXACT_UPPER, FALSE), 0.965401815247017, 1e-13);
    assert_near(exact_p(&tails, EXACT_DOUBLED, FALSE), 2 * 0.0453944060755206, 1e-13);
}

/* shared/data/reference/published.md: chorioamnion and Sen */
static void published_rank_sums(void **state G_GNUC_UNUSED)
{
    static const double at_term[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    static const double early[] = {1.15, 0.88, 0.90, 0.74, 1.21};
    gint64 first[15] = {0}, second[15] = {0}, sen1[11], sen0[11];
    static const int sen[] = {1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0}; /* g by rank 1..11 */
    ExactTails tails;

    for (guint i = 0; i < 10; i++) {
        guint rank = 0;
        for (guint j = 0; j < 10; j++)
            rank += at_term[j] < at_term[i];
        for (guint j = 0; j < 5; j++)
            rank += early[j] < at_term[i];
        first[rank] = 1;
    }
    for (guint i = 0; i < 15; i++)
        second[i] = 1 - first[i];
    assert_true(exact_rank_sum(first, second, 15, EXACT_WORK, &tails));
    assert_near(tails.upper, 0.127206127206127, 1e-12);

    for (guint i = 0; i < 11; i++) {
        sen1[i] = sen[i];
        sen0[i] = 1 - sen[i];
    }
    assert_true(exact_rank_sum(sen1, sen0, 11, EXACT_WORK, &tails));
    assert_near(tails.far, 0.125541125541126, 1e-12);
}

/* PSPP's example of NPAR TESTS: exact Kruskal-Wallis p = 7702/252252. */
static void published_kruskal(void **state G_GNUC_UNUSED)
{
    static const int value[] = {96, 128, 83, 61, 101, 82, 124, 132, 135, 109, 115, 149, 166, 147};
    gint64 n[3 * 14] = {0};
    ExactTails tails;

    for (guint i = 0; i < 14; i++) {
        guint rank = 0;
        for (guint j = 0; j < 14; j++)
            rank += value[j] < value[i];
        n[(i < 5 ? 0 : i < 10 ? 1 : 2) * 14 + rank] = 1;
    }
    assert_true(exact_table(&(ExactTable){n, 3, 14}, &(ExactTest){EXACT_KRUSKAL_WALLIS}, EXACT_WORK,
                            &tails));
    assert_near(tails.upper, 7702.0 / 252252.0, 1e-12);
}

/* Agresti 2002, p. 57; R: fisher.test(). The second: 3 × 4, n = 25. */
static void published_fisher(void **state G_GNUC_UNUSED)
{
    static const gint64 job[] = {1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11};
    static const gint64 other[] = {3, 2, 1, 0, 1, 4, 2, 1, 0, 1, 5, 3};
    ExactTails tails;

    assert_true(
        exact_table(&(ExactTable){job, 4, 4}, &(ExactTest){EXACT_PROBABILITY}, EXACT_WORK, &tails));
    assert_near(tails.upper, 0.782684938965639, 1e-10);
    assert_true(exact_table(&(ExactTable){other, 3, 4}, &(ExactTest){EXACT_PROBABILITY}, EXACT_WORK,
                            &tails));
    assert_near(tails.upper, 0.0961249521535363, 1e-10);
}

static void signed_rank(void **state G_GNUC_UNUSED)
{
    static const gint64 positive[] = {2, 1, 0, 1}, negative[] = {0, 1, 1, 0};
    ExactTails tails;
    double far = 0;

    assert_true(exact_signed_rank(positive, negative, 4, EXACT_WORK, &tails));
    for (guint bits = 0; bits < 64; bits++) { /* every pattern of signs */
        static const double rank[] = {1.5, 1.5, 3.5, 3.5, 5, 6};
        double sum = 0;
        for (guint i = 0; i < 6; i++)
            sum += bits >> i & 1 ? rank[i] : 0;
        far += fabs(sum - 10.5) >= fabs(12.5 - 10.5) ? 1.0 / 64 : 0;
    }
    assert_near(tails.far, far, 1e-13);
}

static void limit_is_kept(void **state G_GNUC_UNUSED)
{
    gint64 n[9 * 5];
    ExactTails tails = {.far = -1};

    for (guint i = 0; i < 45; i++)
        n[i] = 10 + i % 7;
    assert_false(
        exact_table(&(ExactTable){n, 9, 5}, &(ExactTest){EXACT_PROBABILITY}, 1000000, &tails));
    assert_false(exact_rank_sum(n, n + 5, 5, 10, &tails));
    assert_true(tails.far == -1);
    /* one group, one level */
    assert_false(
        exact_table(&(ExactTable){n, 1, 5}, &(ExactTest){EXACT_PROBABILITY}, EXACT_WORK, &tails));
    assert_false(
        exact_table(&(ExactTable){n, 5, 1}, &(ExactTest){EXACT_PROBABILITY}, EXACT_WORK, &tails));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enumeration),       cmocka_unit_test(two_groups),
        cmocka_unit_test(coin_rank_sum),     cmocka_unit_test(published_rank_sums),
        cmocka_unit_test(published_kruskal), cmocka_unit_test(published_fisher),
        cmocka_unit_test(signed_rank),       cmocka_unit_test(limit_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
