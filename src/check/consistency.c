/* Claims against each other: asks the parts, collects sets, grades and explains them.
 *
 * GRADES: the minimal sets under the printed digits, and again with the room that
 * consistency_print.c gives for rounding rules and one unit in the last place. A set minimal in
 * both is firm; one that the room dissolves is last-digit. A set minimal only with the room
 * contains a smaller last-digit one; it is listed too, after the others, because it is firm. */
#include "check/consistency.h"

#include "consistency_parts.h"
#include "consistency_sets.h"

#include <string.h>

/* Pairs of claims are not listed beyond so many sets. */
#define MAX_PAIRS 5000

/* Lets the questions to come take one of PARTS of the work that is left; returns the limit to be
 * put back. */
static guint64 share_work(SolverWork *work, guint64 parts)
{
    guint64 before = work->limit;
    if (work_is_left(work))
        work->limit = work->spent + (before - work->spent) / parts;
    return before;
}

ConsistencySet *add_set(Consistency *consistency, ConsistencyKind kind, const guint *members,
                        guint n, VerdictStrength strength)
{
    ConsistencySet *set = g_new0(ConsistencySet, 1);
    set->kind = kind;
    set->members = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_vals(set->members, members, n);
    set->strength = strength;
    set->minimal = TRUE;
    g_ptr_array_add(consistency->sets, set);
    return set;
}

gboolean has_room_for_pairs(Consistency *consistency)
{
    if (consistency->sets->len < MAX_PAIRS)
        return TRUE;
    consistency->complete = FALSE;
    return FALSE;
}

static void set_free(gpointer data)
{
    ConsistencySet *set = data;
    g_array_unref(set->members);
    text_clear(&set->sentence);
    g_free(set);
}

static void finding_free(gpointer data)
{
    ConsistencyFinding *finding = data;
    g_array_unref(finding->fits);
    text_clear(&finding->sentence);
    g_free(finding);
}

/* One group of percentages that hang together, asked under one rule. */
typedef struct {
    Percents *percents;
    const GArray *component; /* guint: positions in percents->claims */
    PrintRuleKind rule;
} Question;

static guint position(const Question *question, guint i)
{
    return g_array_index(question->component, guint, i);
}

static SolverAnswer ask_percents(gpointer data, const guint *members, guint n)
{
    const Question *question = data;
    g_autofree guint *positions = g_new(guint, n + 1);
    for (guint i = 0; i < n; i++)
        positions[i] = position(question, members[i]);
    return percents_decide(question->percents, positions, n, question->rule);
}

static SolverAnswer ask_all(Consistency *consistency, const Question *question)
{
    SolverAnswer answer =
        percents_decide(question->percents, (const guint *)(const void *)question->component->data,
                        question->component->len, question->rule);
    if (answer == SOLVER_LIMIT)
        consistency->complete = FALSE;
    return answer;
}

static gboolean has_members(const GPtrArray *sets, const GArray *members)
{
    for (guint i = 0; i < sets->len; i++) {
        GArray *set = g_ptr_array_index(sets, i);
        if (set->len == members->len &&
            memcmp(set->data, members->data, set->len * sizeof(guint)) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_listed(const Consistency *consistency, const GArray *indexes)
{
    for (guint i = 0; i < consistency->sets->len; i++) {
        const ConsistencySet *set = g_ptr_array_index(consistency->sets, i);
        if (set->members->len == indexes->len &&
            memcmp(set->members->data, indexes->data, indexes->len * sizeof(guint)) == 0)
            return TRUE;
    }
    return FALSE;
}

static void add_percentages(Consistency *consistency, const Claims *claims,
                            const Question *question, const GArray *members, gboolean minimal,
                            gboolean firm)
{
    g_autoptr(GArray) positions = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) indexes = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < members->len; i++) {
        guint at = position(question, g_array_index(members, guint, i));
        g_array_append_val(positions, at);
        g_array_append_val(indexes,
                           g_array_index(question->percents->claims, TableClaim, at).claim);
    }
    if (is_listed(consistency, indexes))
        return;
    ConsistencySet *set =
        add_set(consistency, SET_PERCENTAGES, (const guint *)(const void *)indexes->data,
                indexes->len, firm ? STRENGTH_FIRM : STRENGTH_LAST_DIGIT);
    set->minimal = minimal;
    explain_percentages(set, &(Naming){question->percents->plan, claims}, question->percents,
                        (const guint *)(const void *)positions->data);
}

static gboolean in_repair(const Consistency *consistency, guint index)
{
    for (guint i = 0; i < consistency->repair->len; i++)
        if (g_array_index(consistency->repair, guint, i) == index)
            return TRUE;
    return FALSE;
}

static void add_repair(Consistency *consistency, const Question *question, const GArray *repair)
{
    for (guint i = 0; i < repair->len; i++) {
        guint at = position(question, g_array_index(repair, guint, i));
        guint claim = g_array_index(question->percents->claims, TableClaim, at).claim;
        if (!in_repair(consistency, claim))
            g_array_append_val(consistency->repair, claim);
    }
}

static MinimalSets *find_sets(Consistency *consistency, Question *question)
{
    SolverWork *work = &question->percents->work;
    SetLimits limits = {.max_sets = 500, .max_calls = 20000, .work = work};
    guint64 before = share_work(work, 2);
    MinimalSets *found = NULL;
    if (question->rule == PRINT_ROUNDED || ask_all(consistency, question) == SOLVER_NONE)
        found = minimal_sets_find(question->component->len, ask_percents, question, limits);
    if (found != NULL && !found->complete)
        consistency->complete = FALSE;
    work->limit = before;
    return found;
}

/* Whether SET, contradictory as printed, is so with more room: FIRM are the sets that are. A set
 * that the search did not come to is asked about by itself. */
static gboolean set_is_firm(Consistency *consistency, Question *roomy, const MinimalSets *firm,
                            const GArray *set)
{
    if (firm != NULL && has_members(firm->sets, set))
        return TRUE;
    if (consistency->complete)
        return FALSE;
    return ask_percents(roomy, (const guint *)(const void *)set->data, set->len) == SOLVER_NONE;
}

/* All sets of a component that contradicts under the printed digits. Half of the work goes to
 * these, half of the rest to the sets that hold with more room, what is left to the sentences. */
static void list_sets(Consistency *consistency, const Claims *claims, Percents *percents,
                      const GArray *component)
{
    Question printed = {percents, component, PRINT_ROUNDED};
    Question roomy = {percents, component, PRINT_LOOSE};
    g_autoptr(MinimalSets) found = find_sets(consistency, &printed);
    g_autoptr(MinimalSets) firm = find_sets(consistency, &roomy);
    for (guint i = 0; i < found->sets->len; i++) {
        const GArray *set = g_ptr_array_index(found->sets, i);
        add_percentages(consistency, claims, &printed, set, TRUE,
                        set_is_firm(consistency, &roomy, firm, set));
    }
    for (guint i = 0; firm != NULL && i < firm->sets->len; i++)
        if (!has_members(found->sets, g_ptr_array_index(firm->sets, i)))
            add_percentages(consistency, claims, &printed, g_ptr_array_index(firm->sets, i), FALSE,
                            TRUE);
    add_repair(consistency, &printed, found->repair);
}

/* The percentages of two items and of one within the other; BY NULL: of one item. */
static GArray *claims_of_pair(const Percents *percents, const GArray *component, const char *item,
                              const char *by)
{
    GArray *part = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < component->len; i++) {
        guint at = g_array_index(component, guint, i);
        const TableClaim *claim = &g_array_index(percents->claims, TableClaim, at);
        gboolean first = claim->item == item && (claim->by == NULL || claim->by == by);
        gboolean second =
            by != NULL && claim->item == by && (claim->by == NULL || claim->by == item);
        if (first || second)
            g_array_append_val(part, at);
    }
    return part;
}

static void check_part(Consistency *consistency, const Claims *claims, Percents *percents,
                       const GArray *part)
{
    Question printed = {percents, part, PRINT_ROUNDED};
    guint64 before = share_work(&percents->work, 2);
    if (part->len > 0 && ask_all(consistency, &printed) == SOLVER_NONE)
        list_sets(consistency, claims, percents, part);
    percents->work.limit = before;
}

/* What is too much at once is asked item by item and pair by pair. */
static void check_in_parts(Consistency *consistency, const Claims *claims, Percents *percents,
                           const GArray *component)
{
    g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < component->len; i++) {
        const TableClaim *claim =
            &g_array_index(percents->claims, TableClaim, g_array_index(component, guint, i));
        const char *by = claim->by != NULL ? claim->by : "";
        if (!g_hash_table_add(done, g_strconcat(claim->item, "\n", by, NULL)))
            continue;
        g_autoptr(GArray) part = claims_of_pair(percents, component, claim->item, claim->by);
        check_part(consistency, claims, percents, part);
    }
}

static void check_component(Consistency *consistency, const Claims *claims, Percents *percents,
                            const GArray *component)
{
    Question printed = {percents, component, PRINT_ROUNDED};
    SolverAnswer answer = ask_all(consistency, &printed);
    if (answer == SOLVER_NONE)
        list_sets(consistency, claims, percents, component);
    else if (answer == SOLVER_LIMIT)
        check_in_parts(consistency, claims, percents, component);
}

static void check_percentages(Consistency *consistency, const Plan *plan, const Claims *claims,
                              gint64 rows)
{
    g_autofree WordId *reasons = g_new(WordId, consistency->n_claims + 1);
    for (guint i = 0; i < consistency->n_claims; i++)
        reasons[i] = W_COUNT;
    g_autoptr(Percents) percents = percents_new(plan, claims, rows, reasons);
    percents->work.limit = CONSISTENCY_WORK;
    g_autofree guint *all = g_new(guint, percents->claims->len + 1);
    for (guint i = 0; i < percents->claims->len; i++)
        all[i] = i;
    g_autoptr(GPtrArray) components = percents_components(percents, all, percents->claims->len);
    for (guint i = 0; i < components->len; i++) {
        guint64 before = share_work(&percents->work, components->len - i);
        check_component(consistency, claims, percents, g_ptr_array_index(components, i));
        percents->work.limit = before;
    }
    consistency->work = percents->work.spent;
    WordId holds = consistency->complete ? W_CONSISTENCY_PERCENT_HOLDS : W_CONSISTENCY_NOT_SEARCHED;
    for (guint i = 0; i < consistency->n_claims; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        if (claim->kind == CLAIM_PERCENT)
            set_word(&consistency->notes[i], reasons[i] == W_COUNT ? holds : reasons[i]);
    }
}

static gboolean names_claim(const Plan *plan, const char *id)
{
    for (guint i = 0; plan->known != NULL && i < plan->known->len; i++)
        if (g_strcmp0(((const PlanWord *)g_ptr_array_index(plan->known, i))->text, id) == 0)
            return TRUE;
    return FALSE;
}

static gboolean set_is_known(const ConsistencySet *set, const Plan *plan, const Claims *claims)
{
    for (guint i = 0; i < set->members->len; i++) {
        guint index = g_array_index(set->members, guint, i);
        if (names_claim(plan, ((const Claim *)g_ptr_array_index(claims->claims, index))->id))
            return TRUE;
    }
    return FALSE;
}

static gint compare_sets(gconstpointer a, gconstpointer b)
{
    const ConsistencySet *x = *(ConsistencySet *const *)a, *y = *(ConsistencySet *const *)b;
    if (x->minimal != y->minimal)
        return x->minimal ? -1 : 1;
    return member_sets_compare(&x->members, &y->members);
}

static gint compare_indexes(gconstpointer a, gconstpointer b)
{
    guint x = *(const guint *)a, y = *(const guint *)b;
    return (x > y) - (x < y);
}

/* Sets other than those of percentages are small and few: their latest member is freed unless one
 * is free already. Two documents that disagree need no repair. */
static void repair_others(Consistency *consistency)
{
    for (guint i = 0; i < consistency->sets->len; i++) {
        const ConsistencySet *set = g_ptr_array_index(consistency->sets, i);
        gboolean hit = set->kind == SET_PERCENTAGES || set->kind == SET_DISAGREE;
        for (guint j = 0; j < set->members->len && !hit; j++)
            hit = in_repair(consistency, g_array_index(set->members, guint, j));
        if (!hit)
            g_array_append_val(consistency->repair,
                               g_array_index(set->members, guint, set->members->len - 1));
    }
    g_array_sort(consistency->repair, compare_indexes);
}

static void finish(Consistency *consistency, const Plan *plan, const Claims *claims)
{
    g_ptr_array_sort(consistency->sets, compare_sets);
    repair_others(consistency);
    for (guint i = 0; i < consistency->sets->len; i++) {
        ConsistencySet *set = g_ptr_array_index(consistency->sets, i);
        set->known = set_is_known(set, plan, claims);
        if (text_is_empty(&set->sentence))
            explain_set(set, &(Naming){plan, claims});
    }
    for (guint i = 0; i < consistency->n_claims; i++)
        if (text_is_empty(&consistency->notes[i]))
            set_word(&consistency->notes[i], W_CONSISTENCY_NO_DATA);
    if (!consistency->complete)
        set_word(&consistency->limit, W_CONSISTENCY_LIMIT);
}

Consistency *consistency_check(const Plan *plan, const Claims *claims)
{
    return consistency_check_among(plan, claims, 0);
}

Consistency *consistency_check_among(const Plan *plan, const Claims *claims, gint64 rows)
{
    Consistency *consistency = g_new0(Consistency, 1);
    consistency->sets = g_ptr_array_new_with_free_func(set_free);
    consistency->findings = g_ptr_array_new_with_free_func(finding_free);
    consistency->repair = g_array_new(FALSE, FALSE, sizeof(guint));
    consistency->n_claims = claims->claims->len;
    consistency->notes = g_new0(Text, consistency->n_claims + 1);
    consistency->holds = g_new0(gboolean, consistency->n_claims + 1);
    consistency->complete = TRUE;
    check_percentages(consistency, plan, claims, rows);
    check_arithmetic(consistency, claims);
    check_order(consistency, claims);
    check_medians(consistency, plan, claims);
    finish(consistency, plan, claims);
    return consistency;
}

void consistency_free(Consistency *consistency)
{
    if (consistency == NULL)
        return;
    g_ptr_array_unref(consistency->sets);
    g_ptr_array_unref(consistency->findings);
    g_array_unref(consistency->repair);
    for (guint i = 0; i < consistency->n_claims; i++)
        text_clear(&consistency->notes[i]);
    g_free(consistency->notes);
    g_free(consistency->holds);
    text_clear(&consistency->limit);
    g_free(consistency);
}
