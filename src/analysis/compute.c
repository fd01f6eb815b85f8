#include "job.h"
#include "numeric/random.h"

/* Distributions also show the levels that nobody chose, so long as file or plan declares them. */
static Summary *with_declared_levels(const Summary *table, const FrameVariable *variable)
{
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(SummaryLevel));
    for (guint i = 0; i < variable->levels->len; i++) {
        const FrameLevel *level = &g_array_index(variable->levels, FrameLevel, i);
        SummaryLevel shown = {CELL_VALID, 0, level->number, level->text};
        if (level->state == CELL_VALID)
            g_array_append_val(levels, shown);
    }
    return summary_declare(table, (const SummaryLevel *)(gpointer)levels->data, levels->len);
}

void unit_take(Unit *unit, const Frame *frame, const Tally *tally)
{
    unit->summary = tally_summary(tally, unit->handle);
    if (unit->collapsed) {
        const PlanCollapse *collapse = frame_collapse(frame, unit->response);
        g_autofree gint *class_of =
            frame_classes(collapse, unit->summary->levels, unit->summary->n_levels);
        unit->owned = summary_collapse(unit->summary, class_of, collapse->classes->len);
    } else if (unit->job->plan->kind == ANALYSIS_DISTRIBUTE) {
        unit->owned = with_declared_levels(unit->summary, frame_variable(frame, unit->response));
    }
    if (unit->owned != NULL)
        unit->summary = unit->owned;
}

static gboolean is_one_of(const Statistic *statistic, const char *first, const char *second)
{
    return g_str_equal(statistic->name, first) || g_strcmp0(statistic->name, second) == 0;
}

/* Two-level items have tests of their own. A default test that this table cannot take is left out;
 * one that the plan names is computed, and says why it has no value. Pairs of two groups are the
 * omnibus test again. */
gboolean unit_fits(const Unit *unit, const Statistic *statistic)
{
    const Summary *s = unit->summary;
    if (statistic == unit->job->posthoc)
        return s->n_groups > 2;
    if (!unit->job->default_tests)
        return TRUE;
    if (is_one_of(statistic, "breslow-day", NULL))
        return s->n_groups == 2 && s->n_levels == 2;
    if (is_one_of(statistic, "cochran-q", "mcnemar"))
        return s->kind == SUMMARY_BLOCKS ? s->ones != NULL : s->n_levels <= 2;
    if (is_one_of(statistic, "friedman", "wilcoxon"))
        return s->kind == SUMMARY_BLOCKS ? s->ones == NULL : s->n_levels > 2;
    return (statistic->needs & NEEDS_TWO_GROUPS) == 0 || s->n_groups == 2;
}

gint *unit_levels(const Unit *unit, const Frame *frame, const Summary *table)
{
    if (unit->collapsed)
        return frame_classes(frame_collapse(frame, unit->response), table->levels, table->n_levels);
    const Summary *shown = unit->summary;
    gint *level_of = g_new(gint, table->n_levels + 1);
    for (guint l = 0, at = 0; l < table->n_levels; l++) {
        while (at < shown->n_levels && (shown->levels[at].number != table->levels[l].number ||
                                        g_strcmp0(shown->levels[at].text, table->levels[l].text)))
            at++;
        level_of[l] = at < shown->n_levels ? (gint)at : -1;
    }
    return level_of;
}

static Policy policy_of(const Unit *unit, const Frame *frame, guint64 seed)
{
    const PlanAnalysis *plan = unit->job->plan;
    const char *keys[] = {plan->name, frame_variable(frame, unit->response)->name,
                          unit->by < 0 ? "" : frame_variable(frame, unit->by)->name,
                          unit->collapsed ? "collapsed" : ""};
    return (Policy){
        .alpha = frame->plan->alpha,
        .confidence = frame->plan->confidence,
        .quantile = plan->quantile,
        .methods = plan->methods,
        /* all pairs of items: thousands of tables, and no Monte-Carlo rows unless asked for */
        .draws = plan->pairs && plan->methods == METHOD_ASYMPTOTIC ? 0 : plan->draws,
        .seed = seed,
        .stream = random_key(seed, keys, G_N_ELEMENTS(keys)),
        .design_name = unit->design_name,
    };
}

void unit_compute(Unit *unit, const Frame *frame, guint64 seed)
{
    const Policy policy = policy_of(unit, frame, seed);
    g_autoptr(GPtrArray) statistics = g_ptr_array_new();
    g_autoptr(GArray) policies = g_array_new(FALSE, FALSE, sizeof(Policy));
    for (guint i = 0; i < unit->statistics->len; i++) {
        const Statistic *statistic = g_ptr_array_index(unit->statistics, i);
        if (!unit_fits(unit, statistic))
            continue;
        g_ptr_array_add(statistics, (gpointer)statistic);
        g_array_append_val(policies, policy);
        g_array_index(policies, Policy, policies->len - 1).design =
            unit->designs != NULL ? g_ptr_array_index(unit->designs, i) : NULL;
    }
    statistics_compute((const Statistic *const *)statistics->pdata,
                       (const Policy *)(gpointer)policies->data, statistics->len, unit->summary,
                       unit->sink);
}
