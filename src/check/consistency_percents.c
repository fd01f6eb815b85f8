/* From claims to TableClaims. What is left out, and why: a percentage of an item with several
 * answers each, or under a sampling weight, rests on other premises; two names under `by`, a group
 * without a name, an item within itself, are no single fraction. */
#include "consistency_percents.h"

#include "base/number.h"
#include "plan/levels.h"

#include <string.h>

/* Pairs of claims compared in the time of one step of the solver. */
#define PAIRS_A_STEP 2

static char *level_form(const PlanVariable *variable, const char *word)
{
    g_autofree char *plain = g_strstrip(g_strdup(word));
    const PlanClass *level = plan_level(variable, plain);
    if (level != NULL && level->key.text != NULL)
        return g_strdup(level->key.text);
    double number;
    char buffer[NUMBER_BUFFER];
    if (number_parse(plain, strlen(plain), '.', &number))
        return g_strdup(number_format(number, buffer));
    return g_steal_pointer(&plain);
}

static char **level_forms(Percents *percents, const Plan *plan, const char *name, char **words)
{
    guint n = g_strv_length(words);
    char **forms = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        forms[i] = level_form(plan_variable(plan, name), words[i]);
    g_ptr_array_add(percents->vectors, forms);
    return forms;
}

static gboolean takes_several(const Plan *plan, const char *name)
{
    const PlanVariable *variable = name != NULL ? plan_variable(plan, name) : NULL;
    return variable != NULL && variable->several;
}

static gboolean is_empty(char **words)
{
    return words == NULL || words[0] == NULL;
}

static const char *by_name(const Claim *claim)
{
    return is_empty(claim->by) ? NULL : claim->by[0];
}

static WordId reason_against(const Plan *plan, const Claim *claim)
{
    if (plan->premise_weights == WEIGHT_SAMPLING)
        return W_CONSISTENCY_WEIGHTED;
    if (takes_several(plan, claim->response) || takes_several(plan, by_name(claim)))
        return W_CONSISTENCY_SEVERAL;
    if (!claim->value.has || claim->response == NULL || is_empty(claim->levels))
        return W_CONSISTENCY_INCOMPLETE;
    gboolean one_by = !is_empty(claim->by) && claim->by[1] == NULL;
    if (is_empty(claim->by) != is_empty(claim->group) || (!is_empty(claim->by) && !one_by))
        return W_CONSISTENCY_INCOMPLETE;
    if (one_by && strcmp(claim->by[0], claim->response) == 0)
        return W_CONSISTENCY_INCOMPLETE;
    return W_COUNT;
}

static gint64 whole_number(PrintedNumber number)
{
    return number.has && number.value >= 0 && number.value < 1e12 ? (gint64)(number.value + 0.5)
                                                                  : -1;
}

static gboolean add_claim(Percents *percents, const Plan *plan, const Claim *claim, guint index)
{
    guint n_levels = g_strv_length(claim->levels);
    TableClaim table = {.claim = index, .item = g_intern_string(claim->response)};
    for (int rule = 0; rule < PRINT_RULES; rule++)
        if (!print_interval(claim->value.value, claim->value.decimals, n_levels,
                            (PrintRuleKind)rule, &table.interval[rule]))
            return FALSE;
    if (table.interval[0].scale > G_MAXINT64 / 4 / percents->respondents)
        return FALSE;
    table.levels = level_forms(percents, plan, claim->response, claim->levels);
    if (!is_empty(claim->by)) {
        table.by = g_intern_string(claim->by[0]);
        table.group = level_forms(percents, plan, claim->by[0], claim->group);
    }
    table.base = whole_number(claim->base.has ? claim->base : claim->n);
    table.count = whole_number(claim->count);
    g_array_append_val(percents->claims, table);
    return TRUE;
}

static void free_vector(gpointer vector)
{
    g_strfreev(vector);
}

Percents *percents_new(const Plan *plan, const Claims *claims, gint64 rows, WordId *reasons)
{
    Percents *percents = g_new0(Percents, 1);
    percents->plan = plan;
    percents->claims = g_array_new(FALSE, FALSE, sizeof(TableClaim));
    percents->vectors = g_ptr_array_new_with_free_func(free_vector);
    gint64 named = plan->respondents > 0 ? plan->respondents : rows;
    percents->bounded = named > 0;
    percents->respondents = percents->bounded ? named : RESPONDENTS_UNBOUNDED;
    percents->work.limit = G_MAXUINT64;
    for (int rule = 0; rule < PRINT_RULES; rule++)
        percents->answers[rule] =
            g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (guint i = 0; i < claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        if (claim->kind != CLAIM_PERCENT)
            continue;
        reasons[i] = reason_against(plan, claim);
        if (reasons[i] == W_COUNT && !add_claim(percents, plan, claim, i))
            reasons[i] = W_CONSISTENCY_TOO_FINE;
    }
    return percents;
}

void percents_free(Percents *percents)
{
    if (percents == NULL)
        return;
    g_array_unref(percents->claims);
    g_ptr_array_unref(percents->vectors);
    for (int rule = 0; rule < PRINT_RULES; rule++)
        g_hash_table_unref(percents->answers[rule]);
    g_free(percents);
}

static gboolean share_item(const TableClaim *a, const TableClaim *b)
{
    if (a->base >= 0 || b->base >= 0)
        return FALSE;
    return a->item == b->item || (a->by != NULL && (a->by == b->item || a->by == b->by)) ||
           (b->by != NULL && b->by == a->item);
}

static void join_component(const Percents *percents, const guint *members, guint n, gint *label)
{
    gboolean changed = TRUE;
    while (changed) {
        changed = FALSE;
        for (guint i = 0; i < n; i++) {
            for (guint j = 0; j < n; j++) {
                if (label[j] <= label[i] ||
                    !share_item(&g_array_index(percents->claims, TableClaim, members[i]),
                                &g_array_index(percents->claims, TableClaim, members[j])))
                    continue;
                label[j] = label[i];
                changed = TRUE;
            }
        }
    }
}

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

GPtrArray *percents_components(const Percents *percents, const guint *members, guint n)
{
    g_autofree gint *label = g_new(gint, n + 1);
    for (guint i = 0; i < n; i++)
        label[i] = (gint)i;
    join_component(percents, members, n, label);
    GPtrArray *components = g_ptr_array_new_with_free_func(unref_array);
    for (guint first = 0; first < n; first++) {
        if (label[first] != (gint)first)
            continue;
        GArray *component = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint i = first; i < n; i++)
            if (label[i] == (gint)first)
                g_array_append_val(component, members[i]);
        g_ptr_array_add(components, component);
    }
    return components;
}

static SolverAnswer decide_component(Percents *percents, const GArray *component,
                                     PrintRuleKind rule)
{
    const guint *members = (const guint *)(const void *)component->data;
    GBytes *key = g_bytes_new(members, component->len * sizeof(guint));
    gpointer known;
    if (g_hash_table_lookup_extended(percents->answers[rule], key, NULL, &known)) {
        g_bytes_unref(key);
        return (SolverAnswer)GPOINTER_TO_INT(known);
    }
    SolverAnswer answer = tables_decide(percents->claims, members, component->len, rule,
                                        percents->respondents, &percents->work);
    g_hash_table_insert(percents->answers[rule], key, GINT_TO_POINTER((gint)answer));
    return answer;
}

SolverAnswer percents_decide(Percents *percents, const guint *members, guint n, PrintRuleKind rule)
{
    if (!work_is_left(&percents->work))
        return SOLVER_LIMIT;
    percents->work.spent += (guint64)n * n / PAIRS_A_STEP;
    g_autoptr(GPtrArray) components = percents_components(percents, members, n);
    SolverAnswer worst = SOLVER_FOUND;
    for (guint i = 0; i < components->len; i++) {
        SolverAnswer answer = decide_component(percents, g_ptr_array_index(components, i), rule);
        if (answer == SOLVER_NONE)
            return SOLVER_NONE;
        if (answer == SOLVER_LIMIT)
            worst = SOLVER_LIMIT;
    }
    return worst;
}

static void transpose(TableClaim *claim)
{
    TableClaim turned = *claim;
    turned.item = claim->by;
    turned.levels = claim->group;
    turned.by = claim->item;
    turned.group = claim->levels;
    *claim = turned;
}

/* ONE: the position to turn, or -1 for all. */
static gboolean holds_transposed(Percents *percents, const guint *members, guint n, gint one)
{
    g_autoptr(GArray) turned = g_array_new(FALSE, FALSE, sizeof(TableClaim));
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < n; i++) {
        TableClaim claim = g_array_index(percents->claims, TableClaim, members[i]);
        if (claim.by != NULL && (one < 0 || (guint)one == i))
            transpose(&claim);
        g_array_append_val(turned, claim);
        g_array_append_val(order, i);
    }
    return tables_decide(turned, (const guint *)(const void *)order->data, n, PRINT_ROUNDED,
                         percents->respondents, &percents->work) == SOLVER_FOUND;
}

gboolean percents_dissolves_transposed(Percents *percents, const guint *members, guint n)
{
    guint n_within = 0;
    for (guint i = 0; i < n; i++) {
        if (g_array_index(percents->claims, TableClaim, members[i]).by == NULL)
            continue;
        n_within++;
        if (holds_transposed(percents, members, n, (gint)i))
            return TRUE;
    }
    return n_within > 1 && holds_transposed(percents, members, n, -1);
}
