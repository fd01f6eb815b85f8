/* Pearson's chi-square of independence, corrected for the sampling design.
 *
 *     X² = n Σ (p - e)²/e,   e = p_row p_column of the weighted shares
 *     F = X²/tr(Δ),   df = tr(Δ)²/tr(Δ²),   df2 = df × the design's degrees of freedom
 *     Δ = (C' D⁻¹ C/n)⁻¹ (C' D⁻¹ V D⁻¹ C)
 *
 * with D = diag(p), V the design's covariance of p and the columns of C the matrices that sum to 0
 * over rows and over columns. Scaled by tr(Δ), n falls out. Effect: Cramér's V of the weighted
 * shares. Without weights everybody counts 1.
 *
 * SOURCE     J. N. K. Rao and A. J. Scott (1984), Annals of Statistics 12:46-60; D. R. Thomas and
 *            J. N. K. Rao (1987), JASA 82:630-636.
 * UNDEFINED  no respondents; fewer than two rows or columns with respondents; no degrees of
 *            freedom; so many empty cells that a contrast has no respondent; over 512 contrasts.
 * DEVIATES   degrees of freedom are those of the whole sample.
 * GOLDEN     svychisq(statistic = "F"), survey 4.1.1: tests/stats/design.R */
#include "design_rows.h"
#include "sink.h"
#include "table.h"

#include "numeric/linear.h"
#include "numeric/tails.h"

#include <math.h>

/* The weighted shares of a table without its empty rows and columns. */
typedef struct {
    Table *table;
    double *p, *row, *col; /* [rows][cols], its margins */
} Shares;

static double share_weight(const Summary *s, guint group, guint level)
{
    double w = 0;
    for (guint row = group; row < s->n_strata * s->n_groups; row += s->n_groups) {
        gsize cell = (gsize)row * s->n_levels + level;
        w += s->w != NULL ? s->w[cell] : (double)s->n[cell];
    }
    return w;
}

static Shares shares_new(const Summary *s)
{
    Shares shares = {.table = table_new(s, TABLE_FILLED)};
    const Table *t = shares.table;
    double total = 0;
    shares.p = g_new0(double, (gsize)t->rows * t->cols + 1);
    shares.row = g_new0(double, t->rows + 1);
    shares.col = g_new0(double, t->cols + 1);
    for (guint i = 0; i < t->rows * t->cols; i++)
        total += shares.p[i] = share_weight(s, t->row[i / t->cols], t->col[i % t->cols]);
    for (guint i = 0; total > 0 && i < t->rows * t->cols; i++) {
        shares.p[i] /= total;
        shares.row[i / t->cols] += shares.p[i];
        shares.col[i % t->cols] += shares.p[i];
    }
    return shares;
}

static void shares_clear(Shares *shares)
{
    table_free(shares->table);
    g_free(shares->p);
    g_free(shares->row);
    g_free(shares->col);
}

static guint n_contrasts(const Shares *s)
{
    return s->table->rows < 2 || s->table->cols < 2 ? 0
                                                    : (s->table->rows - 1) * (s->table->cols - 1);
}

/* Contrast M at a cell: 1 at (i, j) and at the last corner, -1 at the two between. */
static double contrast(const Table *t, guint m, guint r, guint c)
{
    guint i = m / (t->cols - 1), j = m % (t->cols - 1);
    int row = r == i ? 1 : r == t->rows - 1 ? -1 : 0;
    int col = c == j ? 1 : c == t->cols - 1 ? -1 : 0;
    return row * col;
}

/* Contrasts of D⁻¹ p as domain means: their covariance is C' D⁻¹ V D⁻¹ C. */
static void means(const Summary *summary, DomainMeans *to)
{
    Shares s = shares_new(summary);
    const Table *t = s.table;
    guint most = n_contrasts(&s), levels = summary->n_levels;
    for (guint m = 0; most <= MOST_MEANS && m < most; m++) {
        double *score = domain_means_add(to);
        for (guint cell = 0; cell < to->cells; cell++)
            score[cell] = 0;
        for (guint i = 0; i < t->rows * t->cols; i++) {
            guint r = i / t->cols, c = i % t->cols;
            for (guint row = t->row[r]; row < summary->n_strata * summary->n_groups;
                 row += summary->n_groups)
                score[row * levels + t->col[c]] = s.p[i] > 0 ? contrast(t, m, r, c) / s.p[i] : 0;
        }
    }
    shares_clear(&s);
}

/* C' D⁻¹ C. */
static double *simple_covariance(const Shares *s, guint k)
{
    const Table *t = s->table;
    double *a = g_new0(double, (gsize)k *k + 1);
    for (guint i = 0; i < t->rows * t->cols; i++) {
        guint r = i / t->cols, c = i % t->cols;
        if (!(s->p[i] > 0))
            continue;
        for (guint m = 0; m < k; m++) {
            double x = contrast(t, m, r, c) / s->p[i];
            for (guint l = 0; x != 0 && l < k; l++)
                a[(gsize)m * k + l] += x * contrast(t, l, r, c);
        }
    }
    return a;
}

typedef struct {
    double trace, square; /* of Δ/n and of its square */
} Traces;

/* FALSE when the simple covariance is singular. */
static gboolean traces(const Shares *s, const DesignVariance *variance, Traces *out)
{
    guint k = variance->k;
    g_autofree double *a = simple_covariance(s, k);
    g_autofree double *delta = g_memdup2(variance->covariance, (gsize)k * k * sizeof(double));
    if (!solve_positive(a, k, delta, k))
        return FALSE;
    *out = (Traces){0, 0};
    for (guint i = 0; i < k; i++) {
        out->trace += delta[(gsize)i * k + i];
        for (guint j = 0; j < k; j++)
            out->square += delta[(gsize)i * k + j] * delta[(gsize)j * k + i];
    }
    return TRUE;
}

static double pearson(const Shares *s)
{
    double sum = 0;
    for (guint i = 0; i < s->table->rows * s->table->cols; i++) {
        double e = s->row[i / s->table->cols] * s->col[i % s->table->cols];
        sum += (s->p[i] - e) * (s->p[i] - e) / e;
    }
    return sum;
}

static Reason why_not(const Shares *s, const DesignVariance *variance)
{
    if (s->table->total == 0)
        return REASON_NO_RESPONDENTS;
    if (n_contrasts(s) == 0)
        return REASON_ONE_LEVEL;
    if (n_contrasts(s) > variance->k)
        return REASON_WORK_LIMIT;
    return variance->df > 0 ? REASON_NONE : REASON_TOO_FEW;
}

static void fill(StatTest *test, const Shares *s, const DesignVariance *variance)
{
    Traces delta;
    if (!traces(s, variance, &delta)) {
        test_undefined(test, REASON_NO_EMPTY_MARGIN);
        return;
    }
    if (!(delta.trace > 0)) {
        test_undefined(test, REASON_ZERO_VARIANCE);
        return;
    }
    double phi2 = pearson(s), df = delta.trace * delta.trace / delta.square;
    double f = phi2 / delta.trace, df2 = df * variance->df;
    test->statistic = quantity(f);
    test->df = quantity(df);
    test->df2 = quantity(df2);
    test->p = quantity(tail_f(f, df, df2));
    test->effect = quantity(sqrt(phi2 / (MIN(s->table->rows, s->table->cols) - 1)));
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(DesignNumbers) numbers = design_numbers_new(means, summary, policy);
    Shares s = shares_new(summary);
    StatTest *test = sink_test(sink, "rao-scott", s.table->total, design_variant(policy));
    Reason reason = why_not(&s, numbers->variance);
    test->effect_name = "cramers_v";
    if (reason != REASON_NONE)
        test_undefined(test, reason);
    else
        fill(test, &s, numbers->variance);
    shares_clear(&s);
}

const Statistic statistic_rao_scott = {
    .name = "rao-scott",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS,
    .keeps =
        KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_REVERSAL | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
    .means = means,
};
