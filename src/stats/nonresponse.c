/* Item non-response by group: does the share of missing answers differ between groups?
 *
 * Pearson's chi-square, without continuity correction, of the table groups × (answered, missing);
 * missing is every kind of missing on the response of respondents whose group is known. Effect:
 * Cramér's V.
 *
 * SOURCE     K. Pearson (1900), as chi_square.c.
 * UNDEFINED  no respondents; one group; nobody, or everybody, missing (one level); a sampling
 *            weight.
 * DEVIATES   nothing known.
 * GOLDEN     chisq.test(correct = FALSE), R 4.2.2: tests/stats/posthoc.R */
#include "sink.h"
#include "table.h"

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

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_WHOLE);
    Response sum = {0};
    double x2 = 0, n_groups = 0;
    StatTest *test;

    for (guint r = 0; r < t->rows; r++) {
        Response one = response_of(summary, t, r);
        sum.answered += one.answered;
        sum.missing += one.missing;
        n_groups += one.all > 0;
    }
    sum.all = sum.answered + sum.missing;
    test = sink_test(sink, "nonresponse", (gint64)sum.all, "asymptotic; no continuity");
    test->effect_name = "cramers_v";
    if (sum.all == 0 || summary->w != NULL || n_groups < 2 || sum.missing == 0 ||
        sum.answered == 0) {
        test_undefined(test, sum.all == 0         ? REASON_NO_RESPONDENTS
                             : summary->w != NULL ? REASON_SAMPLING_WEIGHT
                             : n_groups < 2       ? REASON_ONE_GROUP
                                                  : REASON_ONE_LEVEL);
        return;
    }
    for (guint r = 0; r < t->rows; r++) {
        Response one = response_of(summary, t, r);
        double e = one.all * sum.missing / sum.all, off = one.missing - e;
        x2 += one.all > 0 ? off * off / e + off * off / (one.all - e) : 0;
    }
    test->statistic = quantity(x2);
    test->df = quantity(n_groups - 1);
    test->p = quantity(tail_chi_square(x2, n_groups - 1));
    test->effect = quantity(sqrt(x2 / sum.all));
}

const Statistic statistic_nonresponse = {
    .name = "nonresponse",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
