/* Kruskal-Wallis: do the groups differ in the ranks of the response?
 *
 *     H = (N - 1) Σ_j n_j (R̄_j - R̄)² / Σ_l t_l (m_l - R̄)²,   R̄ = (N + 1)/2,   df = groups - 1
 *
 * with m_l the mid-rank and t_l the size of level l. This centred form is the textbook's H divided
 * by its tie correction 1 - Σ(t³ - t)/(N³ - N), without the subtraction that costs nine digits at
 * N = 1.5 million: numerator and denominator are sums of whole numbers. Effect: ε² = H/(N - 1),
 * its interval by inversion of the noncentral chi-square (effect.h).
 *
 * SOURCE     W. H. Kruskal and W. A. Wallis (1952), JASA 47:583-621, formulas 1.1 to 1.3. ε²: M.
 *            Tomczak and E. Tomczak (2014), Trends in Sport Sciences 21:19-25.
 * UNDEFINED  no respondents; fewer than two groups with respondents; all tied; a sampling weight.
 * DEVIATES   groups without respondents are no groups (as R's factor of what is there). PSPP 1.6.2
 *            gives -27.97 where 4.64 is right under a frequency weight.
 * GOLDEN     kruskal.test(), R 4.2.2: tests/stats/tables.R */
#include "effect.h"
#include "permutation.h"
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

static double between_groups(const Table *table, const CentredRanks *ranks)
{
    double sum = 0;
    for (guint r = 0; r < table->rows; r++) {
        double deviation = centred_mean_rank(ranks, table, r);
        sum += (double)table->row_n[r] * deviation * deviation;
    }
    return sum;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) table = table_new(summary, TABLE_FILLED);
    gboolean ties = !policy->variant.no_tie_correction;
    guint index = sink->tests->len;
    StatTest *test =
        sink_test(sink, "kruskal-wallis", table->total,
                  ties ? "asymptotic; tie correction" : "asymptotic; no tie correction");
    test->effect_name = "epsilon_squared";
    Reason reason = table_reason(table, summary);
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    g_autoptr(CentredRanks) ranks = centred_ranks_new(table);
    double share = between_groups(table, ranks) / (ties ? ranks->spread : ranks->no_ties);
    double h = (double)(table->total - 1) * share, df = table->rows - 1;
    Policy two_sided = *policy; /* H has one tail; of two rank sums it is both */
    two_sided.variant.one_sided = two_sided.variant.double_smaller_tail = FALSE;
    test->statistic = quantity(h);
    test->df = quantity(df);
    test->p = quantity(tail_chi_square(h, df));
    test->effect = quantity(share);
    effect_by_inversion(test, h, df, (double)(table->total - 1), FALSE, policy->confidence);
    if (table->rows == 2)
        permutation_rows_two_groups(table, &two_sided, FALSE, sink, index);
    else
        permutation_rows(&(Permutation){{EXACT_KRUSKAL_WALLIS}, FALSE, FALSE}, table, policy, sink,
                         index);
}

const Statistic statistic_kruskal_wallis = {
    .name = "kruskal-wallis",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT | METHOD_MONTE_CARLO,
    .compute = compute,
};
