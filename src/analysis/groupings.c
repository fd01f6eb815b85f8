#include "groupings.h"

/* A grouping is suspect when most of its groups are of one respondent each, or when post-hoc tests
 * compare more pairs than anyone reads. Fewer groups than a table shows at a glance never are. */
enum { FEW_GROUPS = 12, MOST_PAIRS = 20000 };

static guint groups_of_one(const Summary *table)
{
    guint alone = 0;
    for (guint g = 0; g < table->n_groups; g++) {
        gint64 n = 0;
        for (guint l = 0; l < table->n_levels; l++)
            n += table->n[g * table->n_levels + l];
        alone += n == 1;
    }
    return alone;
}

/* The table of JOB by BY that has the most groups: responses differ in who answered. */
static const Summary *largest_table(const Job *job, gint by, const GPtrArray *units)
{
    const Summary *largest = NULL;
    for (guint i = 0; i < units->len; i++) {
        const Unit *unit = g_ptr_array_index(units, i);
        gboolean plain = unit->stratum < 0 && !unit->collapsed;
        if (unit->job == job && unit->by == by && plain &&
            (largest == NULL || unit->summary->n_groups > largest->n_groups))
            largest = unit->summary;
    }
    return largest;
}

static void check_grouping(const Job *job, gint by, const GPtrArray *units, const Frame *frame,
                           Diagnostics *diagnostics)
{
    const Summary *table = largest_table(job, by, units);
    guint n = table == NULL ? 0 : table->n_groups;
    guint alone = n <= FEW_GROUPS ? 0 : groups_of_one(table);
    guint pairs = job->posthoc == NULL || n == 0 ? 0 : n * (n - 1) / 2;
    if (n <= FEW_GROUPS || (alone <= n / 2 && pairs <= MOST_PAIRS))
        return;
    g_autofree char *why = alone > n / 2 ? g_strdup_printf("%u of them of one respondent", alone)
                                         : g_strdup_printf("of which %u pairs are compared", pairs);
    diagnostics_warning(diagnostics, frame_ref_place(frame, job->plan->by, by),
                        "'%s' makes %u groups, %s; cut or recode it under `variables`, or "
                        "group by another variable",
                        frame_variable(frame, by)->name, n, why);
}

void groupings_check(const GPtrArray *jobs, const GPtrArray *units, const Frame *frame,
                     Diagnostics *diagnostics)
{
    for (guint i = 0; i < jobs->len; i++) {
        const Job *job = g_ptr_array_index(jobs, i);
        for (guint j = 0; j < job->by->len; j++)
            check_grouping(job, g_array_index(job->by, gint, j), units, frame, diagnostics);
    }
}
