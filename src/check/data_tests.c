/* Tests of a claim under each variant, and the forms in which a U is printed. */
#include "data_way.h"

#include <string.h>

/* Beyond this many respondents an exact distribution is asked for once at most, not by every
 * variant of it: programs print none there either. */
#define MOST_FOR_EXACT 500
/* --- tests ------------------------------------------------------------------------------------ */

static gint place_of(const Way *way, char **names)
{
    if (names[0] == NULL)
        return -1;
    gint by = g_array_index(way->question->asked, Asked, way->asked).by;
    return table_level(frame_variable(way->check->frame, by), way->table->groups,
                       way->table->n_groups, names[0]);
}

/* A test of two groups among several; NULL where the claim names none, or all are meant. */
static Summary *pair_of_groups(const Way *way)
{
    gint first = place_of(way, way->question->claim->group);
    gint second = place_of(way, way->question->claim->other);
    if (first < 0 || second < 0 || first == second)
        return NULL;
    const guint groups[] = {(guint)MIN(first, second), (guint)MAX(first, second)};
    return summary_groups(way->table, groups, 2);
}

static gboolean right_method(const Way *way, const StatTest *row)
{
    if (way->variant->methods & METHOD_EXACT)
        return g_str_has_prefix(row->variant, "exact") && !row->draws.has;
    if (way->variant->methods & METHOD_MONTE_CARLO)
        return row->draws.has;
    return TRUE;
}

static gboolean right_pair(const Way *way, const StatTest *row)
{
    if (row->group < 0 || row->other < 0)
        return TRUE;
    gint first = place_of(way, way->question->claim->group);
    gint second = place_of(way, way->question->claim->other);
    return (row->group == first && row->other == second) ||
           (row->group == second && row->other == first);
}

static void take_row(const StatTest *row, Outcome *outcome)
{
    outcome->n = row->n;
    outcome->has = row->state == STATE_OK;
    outcome->reason = row->reason;
    outcome->how = row->variant;
    outcome->statistic = row->statistic;
    outcome->df = row->df;
    outcome->p = row->p;
    outcome->p_low = row->p_low;
    outcome->p_high = row->p_high;
}

static const Results *results_of(const Way *way)
{
    return way->check->results != NULL ? way->check->results : way->check->input->results;
}

/* Whether ROW is the claim's test, of all groups. */
static gboolean is_of_claim(const Way *way, const TestResult *row)
{
    const Claim *claim = way->question->claim;
    return g_strcmp0(row->response, claim->response) == 0 && row->group == NULL &&
           g_strcmp0(row->test, way->question->statistic->name) == 0 &&
           g_strcmp0(row->by, claim->by[way->asked]) == 0;
}

static void adjust(const Way *way, Outcome *outcome)
{
    const Results *results = results_of(way);
    outcome->has = FALSE; /* no family, or of one: nothing is adjusted */
    for (guint i = 0; results != NULL && i < results->tests->len && !outcome->has; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        if (!is_of_claim(way, row) || !row->p_adjusted.has ||
            !g_str_has_prefix(row->variant, outcome->how) || row->n_family < 2 ||
            g_strcmp0(row->adjustment, "none") == 0)
            continue;
        g_autofree char *name = g_strdup_printf("adjusted: %s", row->adjustment);
        outcome->name = g_string_chunk_insert_const(way->check->strings, name);
        outcome->p = row->p_adjusted;
        outcome->has = TRUE;
    }
}

static gboolean can_be_exact(const Way *way, const Summary *table)
{
    return !(way->variant->methods & METHOD_EXACT) || table->valid <= MOST_FOR_EXACT;
}

/* --- under a sampling design ------------------------------------------------------------------ */

/* Without the weight there is no design. */
static gboolean is_designed(const Way *way)
{
    return question_is_designed(way->check, way->question) &&
           way->variant->shape != SHAPE_OTHER_WEIGHT;
}

/* The pass of a check knows no variances of a design: what the plan's analyses found with theirs.
 * Pairs of groups, nets and ways that the plan does not take are not among it. */
static void test_of_plan(const Way *way, Outcome *outcome)
{
    const Results *results = results_of(way);
    guint n;
    gboolean usual = way->variant == check_variants(&n);
    outcome_undefined(outcome, REASON_NONE);
    if (results == NULL || way->question->claim->group[0] != NULL ||
        (!usual && way->variant->form != FORM_ADJUSTED))
        return;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        if (!is_of_claim(way, row) || g_str_has_suffix(row->variant, "; collapsed"))
            continue;
        outcome->n = row->n;
        outcome->has = row->state == STATE_OK;
        outcome->reason = row->reason;
        outcome->how = row->variant;
        outcome->statistic = row->statistic;
        outcome->df = row->df;
        outcome->p = row->p;
        break;
    }
    if (outcome->has && way->variant->form == FORM_ADJUSTED)
        adjust(way, outcome);
}

void way_test(const Way *way, Outcome *outcome)
{
    if (is_designed(way)) {
        test_of_plan(way, outcome);
        return;
    }
    const Statistic *statistic = way->variant->statistic != NULL
                                     ? statistic_find(way->variant->statistic)
                                     : way->question->statistic;
    const guint strange = NEEDS_STRATA | NEEDS_SQUARE | NEEDS_MOMENTS | NEEDS_BLOCKS;
    gboolean pairwise = statistic->role == STATISTIC_POSTHOC;
    g_autoptr(Summary) pair = pairwise ? NULL : pair_of_groups(way);
    const Summary *table = pair != NULL ? pair : way->table;
    outcome_undefined(outcome, REASON_NOT_TWO_GROUPS);
    if (statistic->needs & strange || !can_be_exact(way, table) ||
        (way->variant->methods != 0 && !(statistic->methods & way->variant->methods)))
        return;
    g_autoptr(ResultSink) sink = way_run(way, statistic->name, table);
    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, i);
        if (!right_method(way, row) || (pairwise && !right_pair(way, row)))
            continue;
        take_row(row, outcome);
        break;
    }
    if (outcome->has && way->variant->form == FORM_ADJUSTED)
        adjust(way, outcome);
}

/* --- how a U is printed ----------------------------------------------------------------------- */

static gint64 group_size(const Summary *s, guint group)
{
    gint64 n = 0;
    for (guint l = 0; l < s->n_levels; l++)
        n += s->n[(gsize)group * s->n_levels + l];
    return n;
}

static double printed_u(VariantForm form, double u, double n1, double n2)
{
    double other = n1 * n2 - u, sum = u + n1 * (n1 + 1) / 2, rest = other + n2 * (n2 + 1) / 2;
    switch (form) {
    case FORM_SMALLER_U:
        return MIN(u, other);
    case FORM_OTHER_U:
        return other;
    case FORM_RANK_SUM:
        return sum;
    case FORM_OTHER_RANK_SUM:
        return rest;
    case FORM_SMALLER_RANK_SUM:
        return MIN(sum, rest);
    default:
        return u;
    }
}

static const char *form_name(const Way *way, const char *variant, const CheckForm *form)
{
    if (form->name[0] == '\0')
        return variant;
    g_autofree char *name = strcmp(variant, "default") == 0
                                ? g_strdup(form->name)
                                : g_strdup_printf("%s, %s", variant, form->name);
    return g_string_chunk_insert_const(way->check->strings, name);
}

void way_add_forms(const Way *way, const Outcome *outcome, GArray *outcomes)
{
    guint n;
    const CheckForm *forms = check_forms(&n);
    g_autoptr(Summary) pair = pair_of_groups(way);
    const Summary *table = pair != NULL ? pair : way->table;
    gboolean all = outcome->has && way->question->claim->statistic.has && table->n_groups == 2 &&
                   outcome->statistic.has && !is_designed(way);
    for (guint i = 0; i < (all ? n : 1); i++) {
        if (!(forms[i].applies & way->question->subject))
            continue;
        Outcome printed = *outcome;
        printed.name = form_name(way, outcome->name, &forms[i]);
        if (all)
            printed.statistic =
                quantity(printed_u(forms[i].form, outcome->statistic.value,
                                   (double)group_size(table, 0), (double)group_size(table, 1)));
        g_array_append_val(outcomes, printed);
    }
}
