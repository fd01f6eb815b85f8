/* Dunn's comparisons of mean ranks after Kruskal-Wallis, every pair of groups, two-sided.
 *
 *     z = (R̄_i - R̄_j) / √(σ² (1/n_i + 1/n_j)),   σ² = Σ_l t_l (m_l - R̄)² / (N - 1)
 *                                                  = N (N + 1)/12 - Σ(t³ - t)/(12 (N - 1))
 *
 * The ranks are those of all groups together; n is the number of respondents of the two. The sign
 * is that of the first group less the other. Families of pairs adjust p elsewhere.
 *
 * SOURCE     O. J. Dunn (1964), Technometrics 6:241-252, formula 8 (ties); the R package dunn.test
 *            1.3.5 (A. Dinno) prints the same z.
 * UNDEFINED  a group without respondents; all tied; a sampling weight. No row with one group.
 * DEVIATES   dunn.test's default p is one-sided, half of this one.
 * GOLDEN     the formula in R 4.2.2: tests/stats/tables.R */
#include "sink.h"
#include "table.h"

#include "numeric/tails.h"

#include <math.h>

static Reason pair_reason(const Table *table, guint i, guint j, Reason reason)
{
    if (reason == REASON_NONE && (table->row_n[i] == 0 || table->row_n[j] == 0))
        return REASON_NO_RESPONDENTS;
    return reason;
}

static void compare(const Table *table, const CentredRanks *ranks, guint i, guint j, StatTest *test)
{
    double gap = centred_mean_rank(ranks, table, i) - centred_mean_rank(ranks, table, j);
    double variance = ranks->spread / (double)(table->total - 1);
    double sizes = 1 / (double)table->row_n[i] + 1 / (double)table->row_n[j];
    double z = gap / sqrt(variance * sizes);
    test->statistic = quantity(z);
    test->p = quantity(fmin(1, 2 * tail_normal(fabs(z))));
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) table = table_new(summary, TABLE_FILLED_LEVELS);
    g_autoptr(CentredRanks) ranks = centred_ranks_new(table);
    Reason reason = table_reason(table, summary);
    for (guint i = 0; i < table->rows; i++) {
        for (guint j = i + 1; j < table->rows; j++) {
            gint64 n = table->row_n[i] + table->row_n[j];
            StatTest *test = sink_test(sink, "dunn", n, "asymptotic; tie correction");
            test->group = (gint)i;
            test->other = (gint)j;
            Reason why = pair_reason(table, i, j, reason);
            if (why != REASON_NONE)
                test_undefined(test, why);
            else
                compare(table, ranks, i, j, test);
        }
    }
}

const Statistic statistic_dunn = {
    .name = "dunn",
    .role = STATISTIC_POSTHOC,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
