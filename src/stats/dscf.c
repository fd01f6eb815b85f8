/* Dwass-Steel-Critchlow-Fligner: every pair of groups, ranked within the pair, adjusted by
 * construction.
 *
 *     W* = √2 (U - n₁n₂/2)/sd(U),   p = P(range of k standard normals > |W*|), k groups
 *
 * with the tie correction in sd(U) and no continuity correction. The p of the row is this one, and
 * adjusted_p the same: it needs no further adjustment.
 *
 * SOURCE     M. Dwass (1960), in Olkin, Contributions to probability and statistics, p. 198; R. G.
 *            D. Steel (1960), Technometrics 2:197-207; D. E. Critchlow and M. A. Fligner (1991),
 *            Communications in Statistics A 20:127-139; M. Hollander and D. A. Wolfe (1999), 6.5.
 * UNDEFINED  a group without respondents; a pair all tied; a sampling weight. Empty groups do not
 *            count for k.
 * DEVIATES   SAS's NPAR1WAY DSCF prints W* as a positive number; here its sign is that of the first
 *            group less the other.
 * GOLDEN     the formula with ptukey(), R 4.2.2: tests/stats/posthoc.R */
#include "pairs.h"
#include "sink.h"

#include "numeric/tails.h"

#include <math.h>

static guint groups_met(const Table *t)
{
    guint n = 0;

    for (guint r = 0; r < t->rows; r++)
        n += t->row_n[r] > 0;
    return n;
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED_LEVELS);
    Reason reason = table_reason(t, summary);
    guint k = groups_met(t);

    for (guint i = 0; i < t->rows; i++)
        for (guint j = i + 1; j < t->rows; j++) {
            GroupPair pair = group_pair(t, i, j);
            Reason why = group_pair_reason(&pair, reason);
            StatTest *test =
                sink_test(sink, "dscf", pair.n1 + pair.n2, "asymptotic; tie correction");
            double off = pair.u - (double)pair.n1 * (double)pair.n2 / 2;
            test->group = (gint)i;
            test->other = (gint)j;
            if (why != REASON_NONE) {
                test_undefined(test, why);
                continue;
            }
            test->statistic = quantity(sqrt(2) * off / group_pair_sd(&pair));
            test->p =
                quantity(tail_studentized_range(fabs(test->statistic.value), MAX(k, 2), INFINITY));
            test->adjusted_p = test->p;
        }
}

const Statistic statistic_dscf = {
    .name = "dscf",
    .role = STATISTIC_POSTHOC,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
