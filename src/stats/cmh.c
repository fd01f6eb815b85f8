/* Cochran-Mantel-Haenszel: are rows and columns independent within every stratum, against general
 * association?
 *
 *     d = Σ_s (n_s - e_s) of the cells,   X² = d' V⁻¹ d,   df = rank of V, (r - 1)(c - 1) as a
 * rule, V = Σ_s (δ r_i - r_i r_i'/N)(δ c_j - c_j c_j'/N)/(N - 1)
 *
 * For 2 × 2 there is an effect, the Mantel-Haenszel odds ratio with the interval of Robins, Breslow
 * and Greenland, and the variant of continuity is (|d| - ½)²/V.
 *
 * SOURCE     N. Mantel and W. Haenszel (1959), Journal of the National Cancer Institute 22:719-748;
 *            J. R. Landis, E. R. Heyman and G. G. Koch (1978), International Statistical Review
 *            46:237-254; J. Robins, N. Breslow and S. Greenland (1986), Biometrics 42:311-323.
 * UNDEFINED  no respondents; fewer than two rows or columns; no stratum that tells anything; more
 *            than MOST_CELLS free cells; a sampling weight.
 * DEVIATES   mantelhaen.test() corrects 2 × 2 for continuity unless told.
 * GOLDEN     mantelhaen.test(correct = FALSE), R 4.2.2: tests/stats/stratified.R */
#include "sink.h"
#include "strata.h"

#include "numeric/linear.h"
#include "numeric/tails.h"

#include <math.h>

#define MOST_CELLS 256

typedef struct {
    guint rows, cols; /* all but the last of each */
    double *gap, *covariance;
    double ad, bc;        /* 2 × 2: Σ ad/N, Σ bc/N */
    double pr, ps_qr, qs; /* 2 × 2: Robins, Breslow and Greenland's sums */
} Sums;

static double block(const gint64 *margin, double n, guint i, guint j)
{
    return (i == j ? (double)margin[i] : 0) - (double)margin[i] * (double)margin[j] / n;
}

static void add_odds(Sums *sums, const gint64 *cell, double n)
{
    double r = (double)cell[0] * (double)cell[3] / n, s = (double)cell[1] * (double)cell[2] / n;
    double p = (double)(cell[0] + cell[3]) / n, q = 1 - p;

    sums->ad += r;
    sums->bc += s;
    sums->pr += p * r;
    sums->ps_qr += p * s + q * r;
    sums->qs += q * s;
}

static void add_layer(Sums *sums, const Layer *s)
{
    guint cells = sums->rows * sums->cols;
    double n = (double)s->total;

    if (s->total < 2)
        return;
    for (guint a = 0; a < cells; a++) {
        guint i = a / sums->cols, j = a % sums->cols;
        double expected = (double)s->row_n[i] * (double)s->col_n[j] / n;
        sums->gap[a] += (double)s->n[i * s->whole->cols + j] - expected;
        for (guint b = 0; b < cells; b++)
            sums->covariance[a * cells + b] += block(s->row_n, n, i, b / sums->cols) *
                                               block(s->col_n, n, j, b % sums->cols) / (n - 1);
    }
    if (cells == 1)
        add_odds(sums, s->n, n);
}

static void fill_odds(StatTest *test, const Sums *sums, double confidence)
{
    double odds = sums->ad / sums->bc, variance, half;

    test->effect_name = "odds_ratio_mh";
    if (sums->ad == 0 || sums->bc == 0)
        return;
    variance = sums->pr / (2 * sums->ad * sums->ad) + sums->ps_qr / (2 * sums->ad * sums->bc) +
               sums->qs / (2 * sums->bc * sums->bc);
    half = quantile_normal((1 + confidence) / 2) * sqrt(variance);
    test->effect = quantity(odds);
    test->effect_low = quantity(odds * exp(-half));
    test->effect_high = quantity(odds * exp(half));
}

static void fill(StatTest *test, Sums *sums, const Policy *policy)
{
    guint cells = sums->rows * sums->cols, rank;
    double x2;

    if (cells == 1 && policy->variant.flip_continuity)
        sums->gap[0] = fmax(0, fabs(sums->gap[0]) - 0.5);
    x2 = quadratic_form(sums->covariance, sums->gap, cells, &rank);
    if (rank == 0) {
        test_undefined(test, REASON_ZERO_VARIANCE);
        return;
    }
    test->statistic = quantity(x2);
    test->df = quantity(rank);
    test->p = quantity(tail_chi_square(x2, rank));
    if (cells == 1)
        fill_odds(test, sums, policy->confidence);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    g_autoptr(Layer) layer = layer_new(t);
    Reason reason = table_two_way_reason(t, summary);
    Sums sums = {.rows = MAX(t->rows, 1) - 1, .cols = MAX(t->cols, 1) - 1};
    gboolean corrected = policy->variant.flip_continuity && sums.rows * sums.cols == 1;
    StatTest *test = sink_test(sink, "cmh", t->total,
                               corrected ? "asymptotic; continuity" : "asymptotic; no continuity");
    gsize cells = (gsize)sums.rows * sums.cols;

    if (reason == REASON_NONE && cells > MOST_CELLS)
        reason = REASON_WORK_LIMIT;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    sums.gap = g_new0(double, cells);
    sums.covariance = g_new0(double, cells *cells);
    for (guint s = 0; s < summary->n_strata; s++) {
        layer_load(layer, summary, s);
        add_layer(&sums, layer);
    }
    fill(test, &sums, policy);
    g_free(sums.gap);
    g_free(sums.covariance);
}

const Statistic statistic_cmh = {
    .name = "cmh",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_STRATA,
    .keeps = KEEPS_MONOTONE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
