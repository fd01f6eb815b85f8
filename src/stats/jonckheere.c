/* Jonckheere-Terpstra: do the responses rise with the order of the groups?
 *
 *     J = Σ_{i<j} (pairs in which group j is higher + ½ ties),   E = (N² - Σ n_i²)/4,
 *     Var = (A - B - C)/72 + D/(36 N (N-1) (N-2)) + F/(8 N (N-1)),
 *     A = N(N-1)(2N+5), B and C = Σ m(m-1)(2m+5) over groups and over ties,
 *     D and F the products over groups and ties of Σ m(m-1)(m-2) and of Σ m(m-1)
 *
 * J is printed, p is from z = (J - E)/√Var, two-sided, without continuity correction. Effect:
 * Somers' d of the response given the group, J/E - 1, with its ASE1 interval (ordinal.h); it is the
 * share of pairs from different groups that rise less the share that falls.
 *
 * SOURCE     A. R. Jonckheere (1954), Biometrika 41:133-145; M. Hollander and D. A. Wolfe (1999),
 *            Nonparametric statistical methods, 2nd ed., formula 6.19 (ties).
 * UNDEFINED  no respondents; fewer than two groups or levels with respondents; a sampling weight.
 * DEVIATES   clinfun::jonckheere.test prints J of the same direction and its normal p without the
 *            tie correction. SPSS prints the same J, E, √Var and z.
 * GOLDEN     the formula, and two groups against coin::wilcox_test, R 4.2.2:
 *            tests/stats/ordinal.R */
#include "ordinal.h"
#include "permutation.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

static double statistic_of(const Table *t)
{
    double sum = 0;

    for (guint c = 0; c < t->cols; c++) {
        double rise = 0; /* over groups in order: those of lower groups so far */
        for (guint r = 0; r < t->rows; r++) {
            const gint64 *row = t->n + r * t->cols;
            double above = (double)row[c] / 2;
            for (guint k = c + 1; k < t->cols; k++)
                above += (double)row[k];
            sum += rise * above;
            rise += (double)row[c];
        }
    }
    return sum;
}

typedef struct {
    double first, second, third; /* Σ m(m-1)(2m+5), Σ m(m-1)(m-2), Σ m(m-1) */
} Moments;

static Moments moments(const gint64 *margin, guint n)
{
    Moments sums = {0};

    for (guint i = 0; i < n; i++) {
        double m = (double)margin[i];
        sums.first += m * (m - 1) * (2 * m + 5);
        sums.second += m * (m - 1) * (m - 2);
        sums.third += m * (m - 1);
    }
    return sums;
}

static double variance_of(const Table *t)
{
    Moments all = moments(&t->total, 1), groups = moments(t->row_n, t->rows);
    Moments ties = moments(t->col_n, t->cols);
    double sum = (all.first - groups.first - ties.first) / 72;

    if (t->total > 2)
        sum += groups.second * ties.second / (36 * all.second);
    return sum + groups.third * ties.third / (8 * all.third);
}

static double expectation_of(const Table *t)
{
    double sum = (double)t->total * (double)t->total;

    for (guint r = 0; r < t->rows; r++)
        sum -= (double)t->row_n[r] * (double)t->row_n[r];
    return sum / 4;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    guint index = sink->tests->len;
    gboolean one_sided = policy->variant.one_sided;
    StatTest *test = sink_test(sink, "jonckheere", t->total,
                               one_sided ? "asymptotic; tie correction; one-sided"
                                         : "asymptotic; tie correction");
    Reason reason = table_reason(t, summary);
    double j = statistic_of(t), z;

    test->effect_name = "somers_d";
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    z = (j - expectation_of(t)) / sqrt(variance_of(t));
    test->statistic = quantity(j);
    test->p = quantity(one_sided ? tail_normal(fabs(z)) : fmin(1, 2 * tail_normal(fabs(z))));
    g_autoptr(Concordance) pairs = concordance_new(t);
    Somers d = somers_of(t, pairs, TRUE);
    ordinal_interval(test, d.value, d.ase1, policy->confidence);
    permutation_rows(&(Permutation){{EXACT_JONCKHEERE}, TRUE, z > 0}, t, policy, sink, index);
}

const Statistic statistic_jonckheere = {
    .name = "jonckheere",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
