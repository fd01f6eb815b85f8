/* Random small tables against oracles that know no tables: every respondent written out, ranks and
 * pairs counted one against all, in long double. */
#include "stats_support.h"

#include "numeric/random.h"
#include "numeric/tails.h"

#define TRIALS 300
#define GROUPS 4
#define LEVELS 5
#define PEOPLE (GROUPS * LEVELS * 4)

typedef struct {
    guint groups, levels, n;
    gint64 counts[GROUPS * LEVELS];
    int group[PEOPLE];
    double x[PEOPLE];
    long double rank[PEOPLE];
} People;

static People random_people(Random *random, guint groups)
{
    People p = {.groups = groups, .levels = 2 + (guint)random_below(random, LEVELS - 1)};
    for (guint g = 0; g < p.groups; g++) {
        for (guint l = 0; l < p.levels; l++) {
            gint64 k = (gint64)random_below(random, 5);
            p.counts[g * p.levels + l] = k;
            while (k-- > 0) {
                p.group[p.n] = (int)g;
                p.x[p.n++] = l + 1;
            }
        }
    }
    for (guint i = 0; i < p.n; i++) {
        p.rank[i] = 0.5L;
        for (guint j = 0; j < p.n; j++)
            p.rank[i] += p.x[j] < p.x[i] ? 1 : p.x[j] == p.x[i] ? 0.5L : 0;
    }
    return p;
}

static Summary *summary_of(const People *p)
{
    return summary_from_counts(p->counts, p->groups, p->levels, NULL);
}

/* Kruskal and Wallis's own formula: 12/(N(N+1)) Σ R²/n - 3(N+1), over 1 - Σ(t³-t)/(N³-N). */
static void kruskal_wallis(void **state G_GNUC_UNUSED)
{
    Random random = random_block(1, 1);
    for (int trial = 0; trial < TRIALS; trial++) {
        People p = random_people(&random, 2 + (guint)random_below(&random, GROUPS - 1));
        g_autoptr(Summary) s = summary_of(&p);
        g_autoptr(ResultSink) sink = compute("kruskal-wallis", s, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        long double n = p.n, sum = 0, ties = 0;
        for (guint g = 0; g < p.groups; g++) {
            long double ranks = 0, size = 0;
            for (guint i = 0; i < p.n; i++) {
                ranks += p.group[i] == (int)g ? p.rank[i] : 0;
                size += p.group[i] == (int)g;
            }
            sum += size > 0 ? ranks * ranks / size : 0;
        }
        for (guint i = 0; i < p.n; i++) { /* Σ t³ - t = Σ over people of (t² - 1) */
            long double t = 0;
            for (guint j = 0; j < p.n; j++)
                t += p.x[j] == p.x[i];
            ties += t * t - 1;
        }
        if (row->state == STATE_UNDEFINED)
            continue;
        long double h = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / (1 - ties / (n * n * n - n));
        assert_near(1 + row->statistic.value, (double)(1 + h), 1e-13);
    }
}

static void mann_whitney(void **state G_GNUC_UNUSED)
{
    Random random = random_block(1, 2);
    for (int trial = 0; trial < TRIALS; trial++) {
        People p = random_people(&random, 2);
        g_autoptr(Summary) s = summary_of(&p);
        g_autoptr(ResultSink) sink = compute("mann-whitney", s, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        if (row->state == STATE_UNDEFINED)
            continue;
        double u = 0, pairs = 0, higher = 0;
        for (guint i = 0; i < p.n; i++) {
            for (guint j = 0; j < p.n; j++) {
                if (p.group[i] != 0 || p.group[j] != 1)
                    continue;
                pairs++;
                u += p.x[i] > p.x[j] ? 1 : p.x[i] == p.x[j] ? 0.5 : 0;
                higher += (p.x[i] > p.x[j]) - (p.x[i] < p.x[j]);
            }
        }
        assert_near(row->statistic.value, u, 0);
        assert_near(1 + row->effect.value, 1 + higher / pairs, 1e-15);
    }
}

/* X² by pairs of cells for two groups: Σ_l (a_l B - b_l A)²/(a_l + b_l) / (A B). */
static void chi_square(void **state G_GNUC_UNUSED)
{
    Random random = random_block(1, 3);
    for (int trial = 0; trial < TRIALS; trial++) {
        People p = random_people(&random, 2);
        g_autoptr(Summary) s = summary_of(&p);
        g_autoptr(ResultSink) sink = compute("chi-square", s, NULL);
        const StatTest *row = test_row(sink, -1, -1);
        if (row->state == STATE_UNDEFINED)
            continue;
        long double size[2] = {0}, x2 = 0;
        int used = 0;
        for (guint i = 0; i < p.n; i++)
            size[p.group[i]]++;
        for (guint l = 0; l < p.levels; l++) {
            long double a = p.counts[l], b = p.counts[p.levels + l],
                        off = a * size[1] - b * size[0];
            x2 += a + b > 0 ? off * off / (a + b) : 0;
            used += a + b > 0;
        }
        assert_near(row->statistic.value, (double)(x2 / (size[0] * size[1])), 1e-13);
        assert_near(row->p.value, tail_chi_square(row->statistic.value, used - 1), 0);
    }
}

static void descriptives(void **state G_GNUC_UNUSED)
{
    Random random = random_block(1, 4);
    for (int trial = 0; trial < TRIALS; trial++) {
        People p = random_people(&random, 2);
        g_autoptr(Summary) s = summary_of(&p);
        g_autoptr(ResultSink) sink = compute("descriptives", s, NULL);
        for (gint g = 0; g < 2; g++) {
            double sorted[PEOPLE];
            long double sum = 0, squares = 0, ranks = 0;
            guint n = 0;
            for (guint i = 0; i < p.n; i++) { /* people come in order of level within their group */
                if (p.group[i] != g)
                    continue;
                sorted[n++] = p.x[i];
                sum += p.x[i];
                ranks += p.rank[i];
            }
            if (n < 2)
                continue;
            for (guint i = 0; i < n; i++)
                squares += (sorted[i] - sum / n) * (sorted[i] - sum / n);
            assert_near(estimate_row(sink, "median", g, -1)->value.value,
                        (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, 0);
            assert_near(estimate_row(sink, "mean", g, -1)->value.value, (double)(sum / n), 1e-15);
            assert_near(estimate_row(sink, "sd", g, -1)->value.value,
                        (double)sqrtl(squares / (n - 1)), 1e-14);
            assert_near(estimate_row(sink, "mean_rank", g, -1)->value.value, (double)(ranks / n),
                        1e-15);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kruskal_wallis),
        cmocka_unit_test(mann_whitney),
        cmocka_unit_test(chi_square),
        cmocka_unit_test(descriptives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
