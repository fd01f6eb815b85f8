/* Spearman's rank correlation with mid-ranks.
 *
 *     ρ = Σ n a_i b_j / √(S_a S_b),   a, b centred mid-ranks,   S_a = Σ row · a², S_b alike,
 *     t = ρ √((N - 2)/(1 - ρ²)),   df = N - 2
 *
 * ASE1, for the interval, by the delta method: the influence of a respondent in cell (i, j) on ρ is
 * (v_ij - mean v)/√(S_a S_b) less ρ/2 times his influence on ln S_a and ln S_b, where
 *     v_ij = a_i b_j + N (mean over all of b, one half at ties, above i) + the same with a and j
 * which is the formula of SAS's FREQ in influence form.
 *
 * SOURCE     C. Spearman (1904), American Journal of Psychology 15:72-101; standard error: M. B.
 *            Brown and J. K. Benedetti (1977), JASA 72:309-315; SAS/STAT, The FREQ Procedure,
 *            Spearman rank correlation coefficient.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; under three
 *            respondents; a sampling weight. |ρ| = 1 has p = 0 and no interval.
 * DEVIATES   p is from t, as cor.test(exact = FALSE) and SPSS; SAS divides by ASE0.
 * GOLDEN     cor.test(method = "spearman", exact = FALSE) and the delta method by numerical
 *            derivatives, R 4.2.2: tests/stats/ordinal.R */
#include "ordinal.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double *rank;  /* centred mid-ranks */
    double spread; /* Σ total rank² */
    double *tail;  /* of the other variable's ranks: its sum above, one half at the same value */
} Side;

static Side side_new(const gint64 *margin, guint n, double all)
{
    Side side = {g_new(double, n + 1), 0, g_new0(double, n + 1)};

    mid_ranks(margin, n, side.rank);
    for (guint i = 0; i < n; i++) {
        side.rank[i] -= (all + 1) / 2;
        side.spread += (double)margin[i] * side.rank[i] * side.rank[i];
    }
    return side;
}

static void side_clear(Side *side)
{
    g_free(side->rank);
    g_free(side->tail);
}

/* tail[i] = Σ over lines above i of their sum of the other's ranks + half of i's own. */
static void tails(const Table *t, Side *rows, Side *cols)
{
    double above = 0;

    for (guint i = t->rows; i-- > 0;) {
        double own = 0;
        for (guint j = 0; j < t->cols; j++)
            own += (double)t->n[i * t->cols + j] * cols->rank[j];
        rows->tail[i] = above + own / 2;
        above += own;
    }
    above = 0;
    for (guint j = t->cols; j-- > 0;) {
        double own = 0;
        for (guint i = 0; i < t->rows; i++)
            own += (double)t->n[i * t->cols + j] * rows->rank[i];
        cols->tail[j] = above + own / 2;
        above += own;
    }
}

static double product_sum(const Table *t, const Side *rows, const Side *cols)
{
    double sum = 0;

    for (guint i = 0; i < t->rows; i++)
        for (guint j = 0; j < t->cols; j++)
            sum += (double)t->n[i * t->cols + j] * rows->rank[i] * cols->rank[j];
    return sum;
}

/* In SAS's terms v_ij/N and w_ij; the spread of a margin is (N³ - Σ m³)/12, its derivative by a
 * respondent of a line of m is, but for a constant, -m²/4. */
static double ase1(const Table *t, const Side *rows, const Side *cols, double rho)
{
    double root = sqrt(rows->spread * cols->spread), n = (double)t->total, sum = 0, mean = 0;

    for (int pass = 0; pass < 2; pass++)
        for (guint i = 0; i < t->rows; i++)
            for (guint j = 0; j < t->cols; j++) {
                double r = (double)t->row_n[i], c = (double)t->col_n[j];
                double v = rows->rank[i] * cols->rank[j] + rows->tail[i] + cols->tail[j];
                double w = -(r * r / rows->spread + c * c / cols->spread) / 4;
                double z = v / root - rho / 2 * w;
                double count = (double)t->n[i * t->cols + j];
                if (pass == 0)
                    mean += count * z / n;
                else
                    sum += count * (z - mean) * (z - mean);
            }
    return sqrt(sum);
}

static void fill(StatTest *test, const Table *t, double confidence)
{
    double n = (double)t->total, rho, error;
    Side rows = side_new(t->row_n, t->rows, n), cols = side_new(t->col_n, t->cols, n);

    tails(t, &rows, &cols);
    rho = CLAMP(product_sum(t, &rows, &cols) / sqrt(rows.spread * cols.spread), -1, 1);
    error = ase1(t, &rows, &cols, rho);
    ordinal_fill(test, rho, fabs(rho) < 1 ? error : 0, 0, confidence);
    test->df = quantity(n - 2);
    if (fabs(rho) < 1) {
        double value = rho * sqrt((n - 2) / ((1 - rho) * (1 + rho)));
        test->statistic = quantity(value);
        test->p = quantity(tail_t_two_sided(value, n - 2));
    } else {
        test->p = quantity(0);
    }
    side_clear(&rows);
    side_clear(&cols);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    StatTest *test =
        sink_test(sink, "spearman", t->total, "asymptotic; t for p, ASE1 for the interval");
    Reason reason = table_two_way_reason(t, summary);

    test->effect_name = "spearman";
    if (reason == REASON_NONE && t->total < 3)
        reason = REASON_TOO_FEW;
    if (reason != REASON_NONE)
        test_undefined(test, reason);
    else
        fill(test, t, policy->confidence);
}

const Statistic statistic_spearman = {
    .name = "spearman",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL | NEEDS_ORDERED_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
