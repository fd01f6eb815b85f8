/* Column proportions: for every level, which groups differ in the share that answered it?
 *
 *     z = (p_i - p_j)/√(p (1 - p)(1/n_i + 1/n_j)),   p pooled over the two groups, two-sided
 *
 * One row for each level and pair of groups. adjusted_p is Bonferroni's over the pairs of that
 * level. The letter's meaning is that of IBM SPSS CTABLES: a group's cell carries the letter of
 * every other group whose share is significantly smaller (survey tabulation's A, B, C columns);
 * groups without a letter between them are not shown to differ. Pairs with a share of 0 or 1 on
 * either side have no test, as there.
 *
 * SOURCE     IBM SPSS Statistics Algorithms, CTABLES, Pairwise comparisons of column proportions.
 * UNDEFINED  a group without respondents; a share of 0 or 1; a sampling weight.
 * DEVIATES   Quantum and others use t tests with an effective base; "equal letters mean equal"
 *            (Minitab, compact letter displays) is the opposite meaning and is not this one.
 * GOLDEN     prop.test(correct = FALSE), p.adjust, R 4.2.2: tests/stats/posthoc.R */
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double x1, x2, n1, n2;
} Shares;

static Reason shares_reason(const Shares *s, Reason reason)
{
    if (reason == REASON_NONE && (s->n1 == 0 || s->n2 == 0))
        return REASON_NO_RESPONDENTS;
    if (reason == REASON_NONE && (s->x1 == 0 || s->x2 == 0 || s->x1 == s->n1 || s->x2 == s->n2))
        return REASON_ZERO_VARIANCE;
    return reason;
}

static double shares_z(const Shares *s)
{
    double pooled = (s->x1 + s->x2) / (s->n1 + s->n2);

    return (s->x1 / s->n1 - s->x2 / s->n2) / sqrt(pooled * (1 - pooled) * (1 / s->n1 + 1 / s->n2));
}

/* The rows of one level; then Bonferroni over those that have a p. */
static void level_rows(const Table *t, guint level, Reason reason, ResultSink *sink)
{
    guint first = sink->tests->len, tested = 0;

    for (guint i = 0; i < t->rows; i++)
        for (guint j = i + 1; j < t->rows; j++) {
            Shares s = {(double)t->n[i * t->cols + level], (double)t->n[j * t->cols + level],
                        (double)t->row_n[i], (double)t->row_n[j]};
            StatTest *test = sink_test(sink, "column-proportions", t->row_n[i] + t->row_n[j],
                                       "asymptotic; pooled z; bonferroni within the level");
            Reason why = shares_reason(&s, reason);
            test->group = (gint)t->row[i];
            test->other = (gint)t->row[j];
            test->level = (gint)t->col[level];
            if (why != REASON_NONE) {
                test_undefined(test, why);
                continue;
            }
            test->statistic = quantity(shares_z(&s));
            test->p = quantity(fmin(1, 2 * tail_normal(fabs(test->statistic.value))));
            tested++;
        }
    for (guint k = first; k < sink->tests->len; k++) {
        StatTest *test = &g_array_index(sink->tests, StatTest, k);
        if (test->p.has)
            test->adjusted_p = quantity(fmin(1, tested * test->p.value));
    }
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED_LEVELS);
    Reason reason = table_reason(t, summary);

    for (guint level = 0; level < t->cols; level++)
        level_rows(t, level, reason, sink);
}

const Statistic statistic_column_proportions = {
    .name = "column-proportions",
    .role = STATISTIC_POSTHOC,
    .needs = NEEDS_GROUPS,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
