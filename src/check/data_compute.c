/* What each variant gives: the house's statistics on the variant's table. */
#include "data_way.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* Draws of a Monte-Carlo variant: its interval, not its p, is compared. */
#define MOST_DRAWS 10000

static Policy policy_of(const Way *way)
{
    const Plan *plan = way->check->input->plan;
    const CheckVariant *v = way->variant;
    return (Policy){
        .alpha = plan->alpha,
        .confidence = plan->confidence,
        .quantile = v->quantile != 0 ? v->quantile : plan->quantile,
        .methods = v->methods != 0 ? v->methods : METHOD_ASYMPTOTIC,
        .draws = v->methods & METHOD_MONTE_CARLO ? MIN(plan->draws, MOST_DRAWS) : 0,
        .seed = plan->seed,
        .variant = v->variant,
    };
}

ResultSink *way_run(const Way *way, const char *statistic, const Summary *table)
{
    ResultSink *sink = result_sink_new();
    Policy policy = policy_of(way);
    const Statistic *found = statistic_find(statistic);
    statistics_compute(&found, &policy, 1, table, sink);
    return sink;
}

void outcome_undefined(Outcome *outcome, Reason reason)
{
    outcome->has = FALSE;
    outcome->reason = reason;
}

/* --- percentages ------------------------------------------------------------------------------ */

/* Levels that the claim names are class 1, or with APART each a class of its own; others class 0.
 */
static Summary *by_levels(const Way *way, const Summary *table, gboolean apart)
{
    const Question *q = way->question;
    const FrameVariable *variable = frame_variable(way->check->frame, q->response);
    g_autofree gint *class_of = g_new0(gint, table->n_levels + 1);
    guint n = 1;
    for (guint i = 0; q->claim->levels[i] != NULL; i++) {
        gint level = table_level(variable, table->levels, table->n_levels, q->claim->levels[i]);
        if (apart || i == 0)
            n++;
        if (level >= 0)
            class_of[level] = (gint)n - 1;
    }
    return summary_collapse(table, class_of, n);
}

static Quantity percent_of(const Way *way, const Summary *table, guint level, gint64 *n)
{
    g_autoptr(ResultSink) sink = way_run(way, "frequencies", table);
    for (guint i = 0; i < sink->estimates->len; i++) {
        const StatEstimate *e = &g_array_index(sink->estimates, StatEstimate, i);
        if (e->group < 0 && e->level == (gint)level && strcmp(e->estimate, "percent") == 0) {
            *n = e->n;
            return e->state == STATE_OK ? e->value : (Quantity){0};
        }
    }
    return (Quantity){0};
}

static double rounded(double value, int decimals)
{
    double unit = pow(10, decimals);
    return floor(value * unit + 0.5) / unit;
}

/* Respondents in the claim's levels, over all groups of LEVELS as by_levels() makes them. */
static gint64 count_of(const Summary *levels)
{
    gint64 n = 0;
    for (guint i = 0; i < levels->n_groups; i++)
        n += levels->n[i * levels->n_levels + 1];
    return n;
}

static void sum_of_rounded(const Way *way, const Summary *table, Outcome *outcome)
{
    const Claim *claim = way->question->claim;
    g_autoptr(Summary) apart = by_levels(way, table, TRUE);
    double sum = 0, n = 0;
    for (guint l = 1; l < apart->n_levels; l++) {
        Quantity percent = percent_of(way, apart, l, &outcome->n);
        if (!percent.has)
            return;
        sum += rounded(percent.value, claim->value.decimals);
        for (guint g = 0; g < apart->n_groups; g++)
            n += (double)apart->n[g * apart->n_levels + l];
    }
    outcome->count = quantity(n);
    outcome->value = quantity(sum);
    outcome->has = apart->n_levels > 2; /* one level is the default */
}

/* The share of the claim's group among those who gave its levels. */
static void transposed(const Way *way, const Summary *table, Outcome *outcome)
{
    const Question *q = way->question;
    if (q->claim->group[0] == NULL)
        return;
    gint by = g_array_index(q->asked, Asked, way->asked).by;
    g_autoptr(GArray) groups =
        table_groups(frame_variable(way->check->frame, by), table, q->claim->group);
    g_autoptr(Summary) levels = by_levels(way, table, FALSE);
    g_autoptr(Summary) turned = summary_transpose(levels);
    g_autoptr(Summary) chosen = summary_groups(turned, (const guint[]){1}, 1);
    g_autofree gint *class_of = g_new0(gint, chosen->n_levels + 1);
    for (guint i = 0; i < groups->len; i++)
        class_of[g_array_index(groups, guint, i)] = 1;
    g_autoptr(Summary) shares = summary_collapse(chosen, class_of, 2);
    outcome->value = percent_of(way, shares, 1, &outcome->n);
    outcome->count = quantity((double)count_of(shares));
    outcome->has = outcome->value.has;
}

static void percent(const Way *way, Outcome *outcome)
{
    g_autoptr(Summary) owned = NULL;
    const Summary *table = way->table;
    if (way->variant->form == FORM_TRANSPOSED) {
        transposed(way, table, outcome);
        return;
    }
    if (way->question->claim->group[0] != NULL)
        table = owned = table_of_groups(way->check, way->question, way->asked, table);
    if (table == NULL) {
        outcome_undefined(outcome, REASON_NO_RESPONDENTS);
        return;
    }
    if (way->variant->form == FORM_SUM_OF_ROUNDED) {
        sum_of_rounded(way, table, outcome);
        return;
    }
    g_autoptr(Summary) levels = by_levels(way, table, FALSE);
    outcome->value = percent_of(way, levels, 1, &outcome->n);
    outcome->has = outcome->value.has;
    outcome->count = quantity((double)count_of(levels));
    outcome->reason = outcome->has ? REASON_NONE : REASON_NO_RESPONDENTS;
}

/* --- medians and means ------------------------------------------------------------------------ */

static const char *centre_name(const Way *way)
{
    switch (way->variant->form) {
    case FORM_MEAN:
        return "mean";
    case FORM_MEDIAN:
        return "median";
    default:
        return way->question->claim->kind == CLAIM_MEAN ? "mean" : "median";
    }
}

static const StatEstimate *estimate_of(const ResultSink *sink, const char *name, gint group)
{
    for (guint i = 0; i < sink->estimates->len; i++) {
        const StatEstimate *e = &g_array_index(sink->estimates, StatEstimate, i);
        if (e->group == group && strcmp(e->estimate, name) == 0)
            return e;
    }
    return NULL;
}

static const char *group_name(const Way *way, guint group)
{
    const Check *check = way->check;
    gint by = g_array_index(way->question->asked, Asked, way->asked).by;
    const SummaryLevel *level = &way->table->groups[group];
    const char *label =
        frame_level_label(frame_variable(check->frame, by), level->state, level->tag, level->number,
                          level->text, check->input->language);
    char buffer[NUMBER_BUFFER];
    if (label == NULL)
        label = level->text != NULL ? level->text : number_format(level->number, buffer);
    return g_string_chunk_insert_const(check->strings, label);
}

static gboolean is_among(const GArray *groups, guint group)
{
    for (guint i = 0; i < groups->len; i++)
        if (g_array_index(groups, guint, i) == group)
            return TRUE;
    return FALSE;
}

/* Whether no other group stands beyond VALUE on the claim's side. */
static void rank(const Way *way, double value, Outcome *outcome)
{
    ClaimRank wanted = way->question->claim->rank;
    if (wanted == RANK_NONE || way->table->groups == NULL)
        return;
    g_autoptr(ResultSink) sink = way_run(way, "descriptives", way->table);
    gint by = g_array_index(way->question->asked, Asked, way->asked).by;
    g_autoptr(GArray) own = table_groups(frame_variable(way->check->frame, by), way->table,
                                         way->question->claim->group);
    double best = value;
    for (guint g = 0; g < way->table->n_groups; g++) {
        if (is_among(own, g))
            continue;
        const StatEstimate *e = estimate_of(sink, centre_name(way), (gint)g);
        if (e == NULL || e->state != STATE_OK)
            continue;
        if (wanted == RANK_HIGHEST ? e->value.value <= best : e->value.value >= best)
            continue;
        best = e->value.value;
        outcome->rank_fits = FALSE;
        outcome->rank_note = group_name(way, g);
    }
}

static void centre(const Way *way, Outcome *outcome)
{
    g_autoptr(Summary) owned = NULL;
    const Summary *table = way->table;
    if (way->question->claim->group[0] != NULL)
        table = owned = table_of_groups(way->check, way->question, way->asked, table);
    if (table == NULL) {
        outcome_undefined(outcome, REASON_NO_RESPONDENTS);
        return;
    }
    g_autoptr(ResultSink) sink = way_run(way, "descriptives", table);
    const StatEstimate *e = estimate_of(sink, centre_name(way), -1);
    outcome->n = e->n;
    outcome->value = e->value;
    outcome->has = e->state == STATE_OK;
    outcome->reason = e->reason;
    if (outcome->has)
        rank(way, e->value.value, outcome);
}

/* --- counts ----------------------------------------------------------------------------------- */

static void count(const Way *way, Outcome *outcome)
{
    const Question *q = way->question;
    g_autoptr(Summary) owned = NULL;
    const Summary *table = way->table;
    if (q->response < 0 && q->claim->group[0] == NULL) {
        outcome->value = quantity(table->n_levels); /* groups of `by`, counted as a response */
    } else if (q->response < 0) {
        const FrameVariable *by = frame_variable(way->check->frame, g_array_index(q->by, gint, 0));
        gint64 n = 0;
        for (guint i = 0; q->claim->group[i] != NULL; i++) {
            gint l = table_level(by, table->levels, table->n_levels, q->claim->group[i]);
            n += l >= 0 ? table->n[l] : 0;
        }
        outcome->value = quantity((double)n);
    } else {
        if (q->claim->group[0] != NULL)
            table = owned = table_of_groups(way->check, q, way->asked, table);
        g_autoptr(Summary) levels =
            table == NULL || q->claim->levels[0] == NULL ? NULL : by_levels(way, table, FALSE);
        outcome->value = quantity(levels != NULL  ? (double)count_of(levels)
                                  : table != NULL ? (double)table->valid
                                                  : 0);
    }
    outcome->n = table != NULL ? table->valid : 0;
    outcome->has = TRUE;
}

/* --- all of them ------------------------------------------------------------------------------ */

static Outcome compute(const Way *way)
{
    Outcome outcome = {.name = way->name, .rank_fits = TRUE};
    guint subject = way->question->subject;
    if (way->table->kind == SUMMARY_TABLE && subject & FOR_ANY_TEST)
        way_test(way, &outcome);
    else if (subject & FOR_PERCENT)
        percent(way, &outcome);
    else if (subject & (FOR_MEDIAN | FOR_MEAN))
        centre(way, &outcome);
    else
        count(way, &outcome);
    return outcome;
}

/* Only hf1, hf3 and hf4 put a median elsewhere than between the two in the middle. */
static gboolean same_median(QuantileRule a, QuantileRule b)
{
    gboolean a_is_middle = a == QUANTILE_HF2 || a >= QUANTILE_HF5;
    gboolean b_is_middle = b == QUANTILE_HF2 || b >= QUANTILE_HF5;
    return a == b || (a_is_middle && b_is_middle);
}

/* A tail that the statistic does not have, a quantile rule that comes to the plan's. */
static gboolean is_new(const GArray *outcomes, const Way *way, const Outcome *outcome)
{
    if (outcomes->len == 0)
        return TRUE;
    if (!outcome->has)
        return FALSE;
    if (way->variant->quantile != 0)
        return !same_median(way->variant->quantile, way->check->input->plan->quantile);
    for (guint i = 0; i < outcomes->len; i++) {
        const Outcome *before = &g_array_index(outcomes, Outcome, i);
        if (outcome->how != NULL && way->variant->shape == SHAPE_PLAIN &&
            way->variant->statistic == NULL && way->variant->form == FORM_PLAIN &&
            g_strcmp0(before->how, outcome->how) == 0)
            return FALSE;
    }
    return TRUE;
}

static const char *way_name(const Check *check, const Question *q, const CheckVariant *variant,
                            guint flip)
{
    if (variant->shape == SHAPE_OTHER_WEIGHT)
        return check->other_weight;
    if (variant->shape != SHAPE_FLIPPED)
        return variant->name;
    const FrameVariable *scale = frame_variable(check->frame, q->response);
    gint item = g_array_index(scale->items, gint, g_array_index(q->items, guint, flip));
    g_autofree char *name =
        g_strdup_printf("%s not reversed", frame_variable(check->frame, item)->name);
    return g_string_chunk_insert_const(check->strings, name);
}

static void try_variant(const Check *check, const Question *q, guint asked,
                        const CheckVariant *variant, GArray *outcomes)
{
    guint n = variant->shape == SHAPE_FLIPPED ? q->items->len : 1;
    for (guint flip = 0; flip < n; flip++) {
        g_autoptr(Summary) owned = NULL;
        const Summary *table = check_table(check, q, asked, variant->shape, flip, &owned);
        if (table == NULL)
            continue;
        const Way way = {check, q, asked, variant, table, way_name(check, q, variant, flip)};
        Outcome outcome = compute(&way);
        if (!is_new(outcomes, &way, &outcome))
            continue;
        way_add_forms(&way, &outcome, outcomes);
        way_add_adjusted(&way, &outcome, outcomes);
    }
}

/* Counts of everybody come from the pass itself. */
static void respondents(const Check *check, gboolean all, GArray *outcomes)
{
    TallyBase base = tally_base(check->tally);
    Outcome outcome = {.name = "default", .has = TRUE, .rank_fits = TRUE};
    outcome.value = quantity((double)base.rows_kept);
    outcome.n = base.rows_kept;
    g_array_append_val(outcomes, outcome);
    outcome.name = "before the filter";
    outcome.value = quantity((double)base.rows_read);
    outcome.n = base.rows_read;
    if (all && base.rows_read != base.rows_kept)
        g_array_append_val(outcomes, outcome);
}

GArray *check_outcomes(const Check *check, const Question *q, guint asked, gboolean all)
{
    GArray *outcomes = g_array_new(FALSE, FALSE, sizeof(Outcome));
    guint n;
    const CheckVariant *variants = check_variants(&n);
    if (q->asked->len == 0) {
        respondents(check, all, outcomes);
        return outcomes;
    }
    for (guint i = 0; i < (all && check->variants ? n : 1); i++)
        if (variants[i].applies & q->subject && variants[i].form != FORM_ROWS_READ)
            try_variant(check, q, asked, &variants[i], outcomes);
    return outcomes;
}
