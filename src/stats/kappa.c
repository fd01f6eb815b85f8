/* Cohen's kappa of two items over one level set: plain, and weighted linearly and by squares.
 *
 *     κ = (p_o - p_e)/(1 - p_e),   p_o = Σ w p_ij,   p_e = Σ w p_i. p_.j,
 *     w = 1 on the diagonal else 0;   1 - |i - j|/(k - 1);   1 - (i - j)²/(k - 1)²
 *     ASE1² = (Σ p_ij (w - (w̄_i. + w̄_.j)(1 - κ))² - (κ - p_e (1 - κ))²)/(N (1 - p_e)²),
 *     ASE0² = (Σ p_i. p_.j (w - w̄_i. - w̄_.j)² - p_e²)/(N (1 - p_e)²),   z = κ/ASE0
 *
 * Levels nobody gave are left out; weights go by the order of levels. With two levels all three are
 * one, and only the plain row is made.
 *
 * SOURCE     J. Cohen (1960), Educational and Psychological Measurement 20:37-46; J. L. Fleiss, J.
 *            Cohen and B. S. Everitt (1969), Psychological Bulletin 72:323-327.
 * UNDEFINED  no respondents; one level (p_e = 1); a sampling weight.
 * DEVIATES   SAS weights by the levels' values, here by their order, as vcd.
 * GOLDEN     vcd::Kappa, R 4.2.2, and the formulas: tests/stats/paired.R */
#include "ordinal.h"
#include "sink.h"
#include "square.h"

#include <math.h>

typedef enum { PLAIN, LINEAR, SQUARED } Weighting;

static double weight(Weighting weighting, guint size, guint i, guint j)
{
    double gap = fabs((double)i - (double)j) / (size - 1);

    if (weighting == PLAIN)
        return i == j;
    return 1 - (weighting == LINEAR ? gap : gap * gap);
}

typedef struct {
    double *row, *col;           /* shares */
    double *row_mean, *col_mean; /* w̄_i. and w̄_.j */
    double observed, expected;
} Agreement;

static void agreement_clear(Agreement *a)
{
    g_free(a->row);
    g_free(a->col);
    g_free(a->row_mean);
    g_free(a->col_mean);
}

static Agreement agreement_of(const Square *s, Weighting weighting)
{
    Agreement a = {g_new0(double, s->size),
                   g_new0(double, s->size),
                   g_new0(double, s->size),
                   g_new0(double, s->size),
                   0,
                   0};

    for (guint i = 0; i < s->size; i++)
        for (guint j = 0; j < s->size; j++) {
            double p = (double)s->n[i * s->size + j] / (double)s->total;
            a.row[i] += p;
            a.col[j] += p;
            a.observed += p * weight(weighting, s->size, i, j);
        }
    for (guint i = 0; i < s->size; i++)
        for (guint j = 0; j < s->size; j++) {
            double w = weight(weighting, s->size, i, j);
            a.expected += w * a.row[i] * a.col[j];
            a.row_mean[i] += w * a.col[j];
            a.col_mean[j] += w * a.row[i];
        }
    return a;
}

static void fill(const Square *s, Weighting weighting, double confidence, StatTest *test)
{
    Agreement a = agreement_of(s, weighting);
    double kappa = (a.observed - a.expected) / (1 - a.expected), first = 0, null = 0;
    double mean = kappa - a.expected * (1 - kappa);
    double scale = sqrt((double)s->total) * (1 - a.expected);

    for (guint i = 0; i < s->size; i++)
        for (guint j = 0; j < s->size; j++) {
            double w = weight(weighting, s->size, i, j), sum = a.row_mean[i] + a.col_mean[j];
            double p = (double)s->n[i * s->size + j] / (double)s->total;
            first += p * pow(w - sum * (1 - kappa) - mean, 2);
            null += a.row[i] * a.col[j] * pow(w - sum + a.expected, 2);
        }
    if (a.expected < 1)
        ordinal_fill(test, kappa, sqrt(first) / scale, sqrt(null) / scale, confidence);
    else
        test_undefined(test, REASON_ZERO_VARIANCE);
    agreement_clear(&a);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    static const char *const names[] = {"kappa", "kappa_linear", "kappa_squared"};
    g_autoptr(Square) s = square_new(summary);
    Reason reason = square_reason(s, summary);
    guint n = s->size > 2 ? G_N_ELEMENTS(names) : 1;

    for (guint i = 0; i < n; i++) {
        StatTest *test = sink_test(sink, names[i], s->total, ORDINAL_VARIANT);
        test->effect_name = names[i];
        if (reason != REASON_NONE)
            test_undefined(test, reason);
        else
            fill(s, (Weighting)i, policy->confidence, test);
    }
}

const Statistic statistic_kappa = {
    .name = "kappa",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_SQUARE,
    .keeps = KEEPS_MONOTONE | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
