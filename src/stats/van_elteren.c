/* van Elteren: Kruskal-Wallis (two groups: Wilcoxon) within strata, strata combined.
 *
 *     T_i = Σ_s Σ (mid-rank within s)/(N_s + 1) over group i, less its expectation given s,
 *     X² = T' V⁻¹ T,   df = rank of V (groups - 1 when strata connect them)
 *
 * V sums the permutation covariances of the strata. The weights 1/(N_s + 1) are van Elteren's
 * (modified ridits). Strata of one respondent carry nothing. No effect: z would grow with n.
 *
 * SOURCE     P. H. van Elteren (1960), Bulletin of the International Statistical Institute
 *            37:351-361; E. L. Lehmann (1975), Nonparametrics, p. 145; SAS/STAT, The FREQ
 *            Procedure, CMH row mean scores with SCORES=MODRIDIT.
 * UNDEFINED  no respondents; fewer than two groups or levels; no stratum in which groups meet and
 *            answers differ; a sampling weight.
 * DEVIATES   coin::wilcox_test(y ~ g | block) weights strata by 1, not by 1/(N_s + 1).
 * GOLDEN     the formula, and coin::independence_test of the scores within blocks, R 4.2.2:
 *            tests/stats/stratified.R */
#include "sink.h"
#include "strata.h"

#include "numeric/linear.h"
#include "numeric/tails.h"

/* Adds one stratum to SUM[rows] and COVARIANCE[rows][rows]; the first rows are used. */
static void add_layer(const Layer *s, double *sum, double *covariance)
{
    guint rows = s->whole->rows, cols = s->whole->cols;
    double n = (double)s->total, spread = 0;
    g_autofree double *score = g_new(double, cols + 1);

    if (s->total < 2)
        return;
    mid_ranks(s->col_n, cols, score);
    for (guint c = 0; c < cols; c++) {
        score[c] = (score[c] - (n + 1) / 2) / (n + 1);
        spread += (double)s->col_n[c] * score[c] * score[c];
    }
    for (guint i = 0; i < rows; i++) {
        double r = (double)s->row_n[i];
        for (guint c = 0; c < cols; c++)
            sum[i] += (double)s->n[i * cols + c] * score[c];
        for (guint j = 0; j < rows; j++)
            covariance[i * rows + j] +=
                spread / (n - 1) * ((i == j ? r : 0) - r * (double)s->row_n[j] / n);
    }
}

static void fill(StatTest *test, const Table *t, const double *sum, const double *covariance)
{
    guint rank;
    double x2 = quadratic_form(covariance, sum, t->rows, &rank);

    if (rank == 0) {
        test_undefined(test, REASON_ALL_TIED);
        return;
    }
    test->statistic = quantity(x2);
    test->df = quantity(rank);
    test->p = quantity(tail_chi_square(x2, rank));
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    g_autoptr(Layer) layer = layer_new(t);
    StatTest *test = sink_test(sink, "van-elteren", t->total, "asymptotic; tie correction");
    Reason reason = table_reason(t, summary);
    g_autofree double *sum = g_new0(double, t->rows + 1);
    g_autofree double *covariance = g_new0(double, (gsize)t->rows * t->rows + 1);

    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    for (guint s = 0; s < summary->n_strata; s++) {
        layer_load(layer, summary, s);
        add_layer(layer, sum, covariance);
    }
    fill(test, t, sum, covariance);
}

const Statistic statistic_van_elteren = {
    .name = "van-elteren",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_STRATA,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
