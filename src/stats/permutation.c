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
                           const Variant *variant)
{
    g_autofree char *name = g_strconcat(method, side_words(permutation, variant),
                                        variant->mid_p ? "; mid-p" : "", NULL);

    return g_intern_string(name);
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

static void exact_row(const Permutation *permutation, const Variant *variant,
                      const ExactTails *tails, ResultSink *sink, guint index)
{
    guint at = next_row(sink, index, name_of("exact", permutation, variant));

    g_array_index(sink->tests, StatTest, at).p =
        quantity(exact_p(tails, side_of(permutation, variant), variant->mid_p));
}

static void monte_carlo_row(const Permutation *permutation, const ExactTable *table,
                            const Policy *policy, gboolean beyond, ResultSink *sink, guint index)
{
    const Variant *variant = &policy->variant;
    const MonteCarloDraws draws = {policy->draws, random_key_with(policy->stream, policy->seed)};
    g_autofree char *method =
        g_strdup_printf("monte-carlo (%" G_GUINT64_FORMAT " draws, seed %" G_GUINT64_FORMAT ")%s",
                        policy->draws, policy->seed, beyond ? "; exact beyond the work limit" : "");
    guint at = next_row(sink, index, name_of(method, permutation, variant));
    const DrawnRow row = {at, side_of(permutation, variant), variant->mid_p};

    drawn_wait(sink, table, &permutation->test, &draws, &row);
}

static ExactTable exact_of(const Table *table)
{
    return (ExactTable){table->n, table->rows, table->cols};
}

static void rows(const Permutation *permutation, const ExactTable *table, const Policy *policy,
                 guint64 limit, ResultSink *sink, guint index)
{
    gboolean asked = (policy->methods & METHOD_EXACT) != 0, beyond;
    ExactTails tails;

    if (asked && exact_table(table, &permutation->test, limit, &tails)) {
        exact_row(permutation, &policy->variant, &tails, sink, index);
        asked = FALSE;
    }
    beyond = asked;
    if ((beyond || policy->methods & METHOD_MONTE_CARLO) && policy->draws > 0)
        monte_carlo_row(permutation, table, policy, beyond, sink, index);
}

void permutation_rows(const Permutation *permutation, const Table *table, const Policy *policy,
                      ResultSink *sink, guint index)
{
    permutation_rows_within(permutation, table, policy, EXACT_WORK, sink, index);
}

void permutation_rows_within(const Permutation *permutation, const Table *table,
                             const Policy *policy, guint64 limit, ResultSink *sink, guint index)
{
    ExactTable exact = exact_of(table);

    rows(permutation, &exact, policy, limit, sink, index);
}

void permutation_rows_unasked(const Permutation *permutation, const Table *table,
                              const Policy *policy, ResultSink *sink, guint index)
{
    Policy both = *policy;
    ExactTable exact = exact_of(table);

    if (policy->draws == 0 || policy->methods & (METHOD_EXACT | METHOD_MONTE_CARLO))
        return;
    both.methods = METHOD_EXACT;
    rows(permutation, &exact, &both, UNASKED_WORK, sink, index);
}

void permutation_rows_two_groups(const Table *table, const Policy *policy, gboolean upper,
                                 ResultSink *sink, guint index)
{
    const double groups[] = {1, 0};
    Permutation permutation = {{EXACT_RANK_SUM, groups, NULL}, TRUE, upper};
    ExactTable exact = exact_of(table);
    Policy rest = *policy;
    ExactTails tails;

    if (policy->methods & METHOD_EXACT &&
        exact_rank_sum(table->n, table->n + table->cols, table->cols, EXACT_WORK, &tails)) {
        exact_row(&permutation, &policy->variant, &tails, sink, index);
        rest.methods &= ~(guint)METHOD_EXACT;
    }
    rows(&permutation, &exact, &rest, 0, sink, index);
}
