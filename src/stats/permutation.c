#include "permutation.h"

#include "drawn.h"

#include "numeric/random.h"

/* Work of an exact distribution that nobody asked for: some hundredths of a second. */
#define UNASKED_WORK (EXACT_WORK / 100)

static ExactSide side_of(const Permutation *permutation, const Variant *variant)
{
    if (!permutation->two_tails)
        return EXACT_UPPER;
    if (variant->one_sided)
        return permutation->upper ? EXACT_UPPER : EXACT_LOWER;
    return variant->double_smaller_tail ? EXACT_DOUBLED : EXACT_FAR;
}

static const char *side_words(const Permutation *permutation, const Variant *variant)
{
    if (!permutation->two_tails)
        return "";
    if (variant->one_sided)
        return "; one-sided";
    return variant->double_smaller_tail ? "; smaller tail doubled" : "";
}

static const char *name_of(const char *method, const Permutation *permutation,
                           const Variant *variant, gboolean mid)
{
    g_autofree char *name =
        g_strconcat(method, side_words(permutation, variant), mid ? "; mid-p" : "", NULL);

    return g_intern_string(name);
}

gboolean exact_asked(const Policy *policy, gboolean mid)
{
    guint plain = policy->variant.mid_p == mid ? METHOD_EXACT : 0;

    return (policy->methods & (plain | (mid ? (guint)METHOD_MID_P : 0))) != 0;
}

/* Row INDEX itself if it has no method yet, else a copy: without p, of this variant. Returns where
 * it is. */
static guint next_row(ResultSink *sink, guint index, const char *variant)
{
    StatTest row = g_array_index(sink->tests, StatTest, index);
    guint at = row.variant == NULL ? index : sink->tests->len;

    row.variant = variant;
    row.p = (Quantity){0};
    if (at == index)
        g_array_index(sink->tests, StatTest, index) = row;
    else
        g_array_append_val(sink->tests, row);
    return at;
}

/* How a table is asked about. */
typedef struct {
    const Permutation *permutation;
    ExactTable table;
    const Policy *policy;
    ResultSink *sink;
    guint index;
} Question;

static void exact_row(const Question *q, const ExactTails *tails, gboolean mid)
{
    const Variant *variant = &q->policy->variant;
    guint at = next_row(q->sink, q->index, name_of("exact", q->permutation, variant, mid));

    g_array_index(q->sink->tests, StatTest, at).p =
        quantity(exact_p(tails, side_of(q->permutation, variant), mid));
}

/* BEYOND: instead of an exact p, and of its family. */
static void monte_carlo_row(const Question *q, gboolean beyond, gboolean mid)
{
    const Policy *policy = q->policy;
    const MonteCarloDraws draws = {policy->draws, random_key_with(policy->stream, policy->seed)};
    g_autofree char *method =
        g_strdup_printf("monte-carlo (%" G_GUINT64_FORMAT " draws, seed %" G_GUINT64_FORMAT ")%s",
                        policy->draws, policy->seed, beyond ? "; exact beyond the work limit" : "");
    guint at = next_row(q->sink, q->index, name_of(method, q->permutation, &policy->variant, mid));
    const DrawnRow row = {at, side_of(q->permutation, &policy->variant), mid};

    if (beyond)
        g_array_index(q->sink->tests, StatTest, at).family =
            name_of("exact", q->permutation, &policy->variant, mid);
    drawn_wait(q->sink, &q->table, &q->permutation->test, &draws, &row);
}

/* Two groups that are ranked are done by the recursion over ranks: J counts the pairs in which the
 * second is higher. */
static gboolean tails_of(const Question *q, guint64 limit, ExactTails *tails)
{
    ExactStatistic statistic = q->permutation->test.statistic;
    const gint64 *first = q->table.n, *second = q->table.n + q->table.n_levels;

    if (statistic == EXACT_RANK_SUM)
        return exact_rank_sum(first, second, q->table.n_levels, limit, tails);
    if (statistic == EXACT_JONCKHEERE && q->table.n_groups == 2)
        return exact_rank_sum(second, first, q->table.n_levels, limit, tails);
    return exact_table(&q->table, &q->permutation->test, limit, tails);
}

static void answer(const Question *q, guint64 limit)
{
    gboolean plain = exact_asked(q->policy, FALSE), mid = exact_asked(q->policy, TRUE), done;
    ExactTails tails;

    done = (plain || mid) && tails_of(q, limit, &tails);
    if (done && plain)
        exact_row(q, &tails, FALSE);
    if (done && mid)
        exact_row(q, &tails, TRUE);
    if (q->policy->draws == 0)
        return;
    if (!done && plain)
        monte_carlo_row(q, TRUE, FALSE);
    if (!done && mid)
        monte_carlo_row(q, TRUE, TRUE);
    if (q->policy->methods & METHOD_MONTE_CARLO && (done || !(plain || mid)))
        monte_carlo_row(q, FALSE, q->policy->variant.mid_p);
}

static Question question(const Permutation *permutation, const Table *table, const Policy *policy,
                         ResultSink *sink, guint index)
{
    return (Question){permutation, {table->n, table->rows, table->cols}, policy, sink, index};
}

void permutation_rows(const Permutation *permutation, const Table *table, const Policy *policy,
                      ResultSink *sink, guint index)
{
    permutation_rows_within(permutation, table, policy, EXACT_WORK, sink, index);
}

void permutation_rows_within(const Permutation *permutation, const Table *table,
                             const Policy *policy, guint64 limit, ResultSink *sink, guint index)
{
    const Question q = question(permutation, table, policy, sink, index);

    answer(&q, limit);
}

void permutation_rows_unasked(const Permutation *permutation, const Table *table,
                              const Policy *policy, ResultSink *sink, guint index)
{
    Policy exact = *policy;
    const Question q = question(permutation, table, &exact, sink, index);

    exact.methods = METHOD_EXACT;
    if (policy->draws > 0 &&
        !(policy->methods & (METHOD_EXACT | METHOD_MONTE_CARLO | METHOD_MID_P)))
        answer(&q, UNASKED_WORK);
}

void permutation_rows_two_groups(const Table *table, const Policy *policy, gboolean upper,
                                 ResultSink *sink, guint index)
{
    const double first_alone[] = {1, 0};
    const Permutation permutation = {{EXACT_RANK_SUM, first_alone, NULL}, TRUE, upper};

    permutation_rows(&permutation, table, policy, sink, index);
}
