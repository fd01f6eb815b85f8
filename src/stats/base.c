/* The base of a table: who was asked, who answered, and who did not and why.
 *
 *     asked = valid + every kind of missing on the response + missing on the grouping alone
 *
 * Estimates "asked", "valid" (everybody, then each group), "system_missing", "user_missing",
 * "tagged_missing" (a row for each kind met, LEVEL its index in the Summary's `missing`; everybody,
 * then each group) and "by_missing" where there is a grouping. Value and n are respondents.
 *
 * SOURCE     definitions of this program: SPEC.md.
 * UNDEFINED  never.
 * DEVIATES   SPSS's case processing summary counts a row missing on both variables once, as here.
 * GOLDEN     identities: tests/stats/test_base.c */
#include "sink.h"
#include "table.h"

static const char *missing_name(const SummaryLevel *kind)
{
    switch (kind->state) {
    case CELL_USER_MISSING:
        return "user_missing";
    case CELL_TAGGED_MISSING:
        return "tagged_missing";
    default:
        return "system_missing";
    }
}

static StatEstimate *count(ResultSink *sink, const char *name, gint64 n)
{
    return sink_estimate(sink, name, n, quantity((double)n));
}

static void count_missing(const Summary *s, gint group, const gint64 *n, ResultSink *sink)
{
    for (guint k = 0; k < s->n_missing; k++) {
        StatEstimate *row = count(sink, missing_name(&s->missing[k]), n[k]);
        row->group = group;
        row->level = (gint)k;
    }
}

static double group_weight(const Summary *s, guint group)
{
    double w = 0;
    for (guint stratum = 0; stratum < s->n_strata; stratum++)
        for (guint l = 0; l < s->n_levels; l++)
            w += s->w[((gsize)stratum * s->n_groups + group) * s->n_levels + l];
    return w;
}

static void count_groups(const Summary *s, ResultSink *sink)
{
    g_autoptr(Table) table = table_new(s, TABLE_WHOLE);
    for (guint g = 0; g < s->n_groups; g++) {
        StatEstimate *row = count(sink, "valid", table->row_n[g]);
        row->group = (gint)g;
        if (s->w != NULL)
            row->n_weighted = quantity(group_weight(s, g));
        if (s->missing_by_group != NULL)
            count_missing(s, (gint)g, s->missing_by_group + (gsize)g * s->n_missing, sink);
    }
}

static void compute(const Summary *s, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    StatEstimate *asked = count(sink, "asked", s->asked);
    if (s->w != NULL)
        asked->n_weighted = quantity(s->asked_w);
    StatEstimate *valid = count(sink, "valid", s->valid);
    if (s->w != NULL)
        valid->n_weighted = quantity(s->valid_w);
    count_missing(s, -1, s->missing_n, sink);
    if (s->groups == NULL)
        return;
    count(sink, "by_missing", s->by_missing);
    count_groups(s, sink);
}

const Statistic statistic_base = {
    .name = "base",
    .role = STATISTIC_ESTIMATES,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_LEVEL_ORDER | KEEPS_REVERSAL,
    .compute = compute,
};
