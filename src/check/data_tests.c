/* Tests of a claim under each variant, and the forms in which a U is printed. */
#include "data_way.h"

#include <string.h>

/* Beyond this many respondents an exact distribution is asked for once at most, not by every
 * variant of it: programs print none there either. */
#define MOST_FOR_EXACT 500
/* --- tests ------------------------------------------------------------------------------------ */

gint way_group(const Way *way, char **names)
{
    if (names[0] == NULL)
        return -1;
    gint by = g_array_index(way->question->asked, Asked, way->asked).by;
    return table_level(frame_variable(way->check->frame, by), way->table->groups,
                       way->table->n_groups, names[0]);
}

gint way_level(const Way *way)
{
    const Question *q = way->question;
    if (q->claim->levels[0] == NULL)
        return -1;
    return table_level(frame_variable(way->check->frame, q->response), way->table->levels,
                       way->table->n_levels, q->claim->levels[0]);
}

/* A test of two groups among several; NULL where the claim names none, or all are meant. */
static Summary *pair_of_groups(const Way *way)
{
    gint first = way_group(way, way->question->claim->group);
    gint second = way_group(way, way->question->claim->other);
    if (first < 0 || second < 0 || first == second)
        return NULL;
    const guint groups[] = {(guint)MIN(first, second), (guint)MAX(first, second)};
    return summary_groups(way->table, groups, 2);
}

gboolean way_takes(const Way *way, const StatTest *row)
{
    if (way->variant->methods & METHOD_EXACT)
        return g_str_has_prefix(row->variant, "exact") && !row->draws.has;
    if (way->variant->methods & METHOD_MONTE_CARLO)
        return row->draws.has;
    return TRUE;
}

/* The claim's groups and level among the table's: names are looked up once, not for every row. */
typedef struct {
    gint first, second, level;
} Cell;

static Cell cell_of(const Way *way)
{
    const Claim *claim = way->question->claim;
    return (Cell){way_group(way, claim->group), way_group(way, claim->other), way_level(way)};
}

/* Whether ROW is of the claim's pair, cell, or level in the pair; one without groups says why there
 * are none. */
static gboolean right_groups(const StatTest *row, const Cell *cell)
{
    if (row->group < 0)
        return TRUE;
    if (row->level >= 0 && row->level != cell->level)
        return FALSE;
    return (row->group == cell->first && row->other == cell->second) ||
           (row->group == cell->second && row->other == cell->first);
}

/* A difference of two groups is that of the claim's `group` less `other`. */
static Quantity statistic_of_row(const Way *way, const StatTest *row)
{
    Quantity statistic = row->statistic;
    if (row->other >= 0 && row->group == way_group(way, way->question->claim->other))
        statistic.value = -statistic.value;
    return statistic;
}

static void take_row(const Way *way, const StatTest *row, Outcome *outcome)
{
    outcome->n = row->n;
    outcome->has = row->state == STATE_OK;
    outcome->reason = row->reason;
    outcome->how = row->variant;
    outcome->statistic = statistic_of_row(way, row);
    outcome->df = row->df;
    outcome->p = row->p;
    outcome->p_low = row->p_low;
    outcome->p_high = row->p_high;
}

static void adjust(const Way *way, Outcome *outcome)
{
    const Results *results = check_results(way->check);
    gboolean pair = way->question->claim->group[0] != NULL; /* families are of all groups */
    outcome->has = FALSE; /* no family, or of one: nothing is adjusted */
    for (guint i = 0; results != NULL && !pair && i < results->tests->len && !outcome->has; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        if (!result_is_of(row, way->question, way->asked) || !row->p_adjusted.has ||
            !g_str_has_prefix(row->variant, outcome->how) || row->n_family < 2 ||
            g_strcmp0(row->adjustment, "none") == 0)
            continue;
        g_autofree char *name = g_strdup_printf("adjusted: %s", row->adjustment);
        outcome->name = g_string_chunk_insert_const(way->check->strings, name);
        outcome->p = row->p_adjusted;
        outcome->has = TRUE;
    }
}

gboolean way_can_be_exact(const Way *way, const Summary *table)
{
    return !(way->variant->methods & METHOD_EXACT) || table->valid <= MOST_FOR_EXACT;
}

/* --- under a sampling design ------------------------------------------------------------------ */

gboolean way_is_designed(const Way *way)
{
    return question_is_designed(way->check, way->question) &&
           way->variant->shape != SHAPE_OTHER_WEIGHT;
}

/* What an analysis found. Pairs of groups, nets and other ways are not among it. */
static void test_of_design(const Way *way, Outcome *outcome)
{
    guint n;
    gboolean usual = way->variant == check_variants(&n);
    outcome_undefined(outcome, REASON_NONE);
    if (way->question->claim->group[0] != NULL || (!usual && way->variant->form != FORM_ADJUSTED))
        return;
    const TestResult *row = check_designed_row(way->check, way->question, way->asked);
    if (row == NULL)
        return;
    outcome->n = row->n;
    outcome->has = row->state == STATE_OK;
    outcome->reason = row->reason;
    outcome->how = row->variant;
    outcome->statistic = row->statistic;
    outcome->df = row->df;
    outcome->p = row->p;
    if (outcome->has && way->variant->form == FORM_ADJUSTED)
        adjust(way, outcome);
}

const Statistic *way_statistic(const Way *way)
{
    const Question *q = way->question;
    if (way->variant->statistic != NULL)
        return statistic_find(way->variant->statistic);
    return way->variant->shape == SHAPE_OTHER_WEIGHT && q->unweighted != NULL ? q->unweighted
                                                                              : q->statistic;
}

/* Whether anybody is in the cell of a test of one level. The plan's nets have other levels. */
static gboolean has_cell(const Way *way)
{
    const Claim *claim = way->question->claim;
    return way->variant->shape != SHAPE_COLLAPSED && way_level(way) >= 0 &&
           way_group(way, claim->group) >= 0;
}

/* Whether STATISTIC of TABLE is what the way means and what the pass has counted. */
static gboolean can_be_computed(const Way *way, const Statistic *statistic, const Summary *table)
{
    const guint strange = NEEDS_STRATA | NEEDS_SQUARE | NEEDS_MOMENTS | NEEDS_BLOCKS;
    gboolean no_pair = statistic->role != STATISTIC_POSTHOC && table == way->table &&
                       way->question->claim->group[0] != NULL;
    return !no_pair && !(statistic->needs & strange) && way_can_be_exact(way, table) &&
           (way->variant->methods == 0 || statistic->methods & way->variant->methods);
}

void way_test(const Way *way, Outcome *outcome)
{
    if (way_is_designed(way)) {
        test_of_design(way, outcome);
        return;
    }
    const Statistic *statistic = way_statistic(way);
    gboolean pairwise = statistic->role == STATISTIC_POSTHOC;
    gboolean nobody = statistic_is_of_levels(statistic) && !has_cell(way);
    g_autoptr(Summary) pair = pairwise ? NULL : pair_of_groups(way);
    const Summary *table = pair != NULL ? pair : way->table;
    outcome_undefined(outcome, nobody ? REASON_NO_RESPONDENTS : REASON_NOT_TWO_GROUPS);
    if (nobody || !can_be_computed(way, statistic, table))
        return;
    g_autoptr(ResultSink) sink = way_run(way, statistic->name, table);
    const Cell cell = cell_of(way);
    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *row = &g_array_index(sink->tests, StatTest, i);
        if (!way_takes(way, row) || (pairwise && !right_groups(row, &cell)))
            continue;
        take_row(way, row, outcome);
        break;
    }
    if (outcome->has && way->variant->form == FORM_ADJUSTED)
        adjust(way, outcome);
}

/* --- how a statistic is printed --------------------------------------------------------------- */

static gint64 group_size(const Summary *s, guint group)
{
    gint64 n = 0;
    for (guint l = 0; l < s->n_levels; l++)
        n += s->n[(gsize)group * s->n_levels + l];
    return n;
}

static double printed_as(VariantForm form, double u, const Summary *table)
{
    if (form == FORM_PLAIN || form == FORM_OTHER_SIGN)
        return form == FORM_PLAIN ? u : -u;
    double n1 = (double)group_size(table, 0), n2 = (double)group_size(table, 1);
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
    if (!(way->question->subject & (FOR_MANN_WHITNEY | FOR_POSTHOC))) {
        g_array_append_val(outcomes, *outcome);
        return;
    }
    g_autoptr(Summary) pair = pair_of_groups(way);
    const Summary *table = pair != NULL ? pair : way->table;
    gboolean of_two = table->n_groups == 2 || (way->question->subject & FOR_POSTHOC &&
                                               way->question->claim->other[0] != NULL);
    gboolean all = outcome->has && way->question->claim->statistic.has && of_two &&
                   outcome->statistic.has && !way_is_designed(way);
    for (guint i = 0; i < (all ? n : 1); i++) {
        if (!(forms[i].applies & way->question->subject))
            continue;
        Outcome printed = *outcome;
        printed.name = form_name(way, outcome->name, &forms[i]);
        if (all)
            printed.statistic =
                quantity(printed_as(forms[i].form, outcome->statistic.value, table));
        g_array_append_val(outcomes, printed);
    }
}
