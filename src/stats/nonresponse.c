/* Item non-response by group: does the share of missing answers differ between groups?
 *
 * Pearson's chi-square, without continuity correction, of the table groups × (answered, missing);
 * missing is every kind of missing on the response of respondents whose group is known. Effect:
 * Cramér's V. Where Cochran's rule is broken an exact or Monte-Carlo row follows unasked, as of
 * chi_square.c.
 *
 * SOURCE     K. Pearson (1900), as chi_square.c.
 * UNDEFINED  no respondents; one group; nobody, or everybody, missing (one level); a sampling
 *            weight.
 * DEVIATES   nothing known.
 * GOLDEN     chisq.test(correct = FALSE), R 4.2.2: tests/stats/posthoc.R */
#include "permutation.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double answered, missing, all;
} Response;

static Response response_of(const Summary *s, const Table *t, guint row)
{
    guint g = t->row[row];
    Response r = {.answered = (double)t->row_n[row]};

    for (guint k = 0; k < s->n_missing && s->missing_by_group != NULL; k++)
        r.missing += (double)s->missing_by_group[(gsize)g * s->n_missing + k];
    r.all = r.answered + r.missing;
    return r;
}

typedef struct {
    gint64 *n; /* [rows][2] answered and missing of the groups with anybody */
    guint rows;
    Response sum;
} Answers;

static Answers answers_of(const Summary *summary, const Table *t)
{
    Answers a = {.n = g_new(gint64, 2 * t->rows + 1)};

    for (guint r = 0; r < t->rows; r++) {
        Response one = response_of(summary, t, r);
        a.sum.answered += one.answered;
        a.sum.missing += one.missing;
        if (one.all > 0) {
            a.n[2 * a.rows] = (gint64)one.answered;
            a.n[2 * a.rows++ + 1] = (gint64)one.missing;
        }
    }
    a.sum.all = a.sum.answered + a.sum.missing;
    return a;
}

static Reason reason_of(const Summary *summary, const Answers *a)
{
    if (a->sum.all == 0)
        return REASON_NO_RESPONDENTS;
    if (summary->w != NULL)
        return REASON_SAMPLING_WEIGHT;
    if (a->rows < 2)
        return REASON_ONE_GROUP;
    return a->sum.missing == 0 || a->sum.answered == 0 ? REASON_ONE_LEVEL : REASON_NONE;
}

/* X²; the smallest expected count and the share below 5 go into TEST. */
static double pearson(const Answers *a, StatTest *test)
{
    double x2 = 0, small = 0, smallest = a->sum.all;

    for (guint r = 0; r < a->rows; r++) {
        double all = (double)(a->n[2 * r] + a->n[2 * r + 1]);
        double e = all * a->sum.missing / a->sum.all, off = (double)a->n[2 * r + 1] - e;
        x2 += off * off / e + off * off / (all - e);
        small += (e < 5) + (all - e < 5);
        smallest = fmin(smallest, fmin(e, all - e));
    }
    test->smallest_expected = quantity(smallest);
    test->share_expected_below_5 = quantity(small / (2.0 * a->rows));
    return x2;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    static const Permutation permutation = {{EXACT_CHI_SQUARE}, FALSE, FALSE};
    g_autoptr(Table) t = table_new(summary, TABLE_WHOLE);
    Answers a = answers_of(summary, t);
    g_autofree gint64 *n = a.n;
    const Table counts = {.rows = a.rows, .cols = 2, .n = n};
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "nonresponse", (gint64)a.sum.all, "asymptotic; no continuity");
    Reason reason = reason_of(summary, &a);
    gboolean broken;
    double x2;

    test->effect_name = "cramers_v";
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    x2 = pearson(&a, test);
    test->statistic = quantity(x2);
    test->df = quantity(a.rows - 1.0);
    test->p = quantity(tail_chi_square(x2, a.rows - 1.0));
    test->effect = quantity(sqrt(x2 / a.sum.all));
    broken = test->share_expected_below_5.value > 0.2 || test->smallest_expected.value < 1;
    permutation_rows(&permutation, &counts, policy, sink, index);
    if (broken)
        permutation_rows_unasked(&permutation, &counts, policy, sink, index);
}

const Statistic statistic_nonresponse = {
    .name = "nonresponse",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
