/* METHOD: MARCO (Liffiton, Previti, Malik and Marques-Silva 2016, Constraints 21:223-250). A seed
 * that no known set explains is asked of the oracle; contradictory, it is shrunk to a minimal set
 * by leaving out one member after the other; consistent, it is grown until nothing more can be
 * added, and what it leaves out is a correction. From then on seeds contain no known minimal set
 * and leave something of every correction in. When no seed is left, all minimal sets are known:
 * a further one would itself be a seed, since it contains no other minimal set and no consistent
 * set contains it.
 *
 * REPAIR: a smallest set that hits every minimal set (branch and bound); between equals, the one
 * whose earliest member comes latest. If the limit kept sets from being found, the rest is asked of
 * the oracle again, and what still contradicts gives one more set to hit.
 *
 * NOT TAKEN: trying all subsets by size (2^n questions), and a SAT solver for the seeds (the
 * hitting sets of a few dozen sets are found by hand). */
#include "consistency_sets.h"

#include <string.h>

#define MAX_SEED_STEPS 200000u

/* A member while a seed is sought: open, left out, or (positive) kept since that depth. */
enum { SEED_OUT = -1, SEED_OPEN = 0 };

typedef struct {
    guint n;
    SetOracle oracle;
    gpointer data;
    SetLimits limits;
    guint calls, seed_steps;
    GPtrArray *sets, *corrections; /* GArray of guint */
    gboolean complete;
    gint *state; /* [n], while a seed is sought */
} Search;

static gboolean ask_consistent(Search *search, const GArray *members)
{
    search->calls++;
    SolverAnswer answer =
        search->oracle(search->data, (const guint *)(const void *)members->data, members->len);
    if (answer == SOLVER_LIMIT)
        search->complete = FALSE;
    return answer != SOLVER_NONE;
}

static GArray *without(const GArray *members, guint position)
{
    GArray *rest = g_array_sized_new(FALSE, FALSE, sizeof(guint), members->len);
    for (guint i = 0; i < members->len; i++)
        if (i != position)
            g_array_append_val(rest, g_array_index(members, guint, i));
    return rest;
}

/* A minimal set within MEMBERS, which contradict; takes MEMBERS over. */
static GArray *shrink(Search *search, GArray *members)
{
    for (guint i = members->len; i > 0; i--) {
        GArray *fewer = without(members, i - 1);
        if (fewer->len > 0 && !ask_consistent(search, fewer)) {
            g_array_unref(members);
            members = fewer;
        } else {
            g_array_unref(fewer);
        }
    }
    return members;
}

static gboolean contains(const GArray *members, guint member)
{
    for (guint i = 0; i < members->len; i++)
        if (g_array_index(members, guint, i) == member)
            return TRUE;
    return FALSE;
}

/* What is left out when MEMBERS, which are consistent, are grown as far as they go. */
static GArray *grow(Search *search, GArray *members)
{
    GArray *correction = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < search->n; i++) {
        if (contains(members, i))
            continue;
        g_array_append_val(members, i);
        if (!ask_consistent(search, members)) {
            g_array_set_size(members, members->len - 1);
            g_array_append_val(correction, i);
        }
    }
    return correction;
}

static gboolean any_in_state(const Search *search, const GArray *members, gboolean out)
{
    for (guint i = 0; i < members->len; i++)
        if ((search->state[g_array_index(members, guint, i)] == SEED_OUT) == out)
            return TRUE;
    return FALSE;
}

/* Takes one step of looking for seeds or repairs; FALSE: no more. */
static gboolean take_step(Search *search)
{
    SolverWork *work = search->limits.work;
    if (work != NULL)
        work->spent += 1 + search->sets->len + search->corrections->len;
    if (++search->seed_steps <= MAX_SEED_STEPS && work_is_left(work))
        return TRUE;
    search->complete = FALSE;
    return FALSE;
}

static gboolean corrections_hold(const Search *search)
{
    for (guint i = 0; i < search->corrections->len; i++)
        if (!any_in_state(search, g_ptr_array_index(search->corrections, i), FALSE))
            return FALSE;
    return TRUE;
}

static const GArray *set_not_hit(const Search *search)
{
    for (guint i = 0; i < search->sets->len; i++)
        if (!any_in_state(search, g_ptr_array_index(search->sets, i), TRUE))
            return g_ptr_array_index(search->sets, i);
    return NULL;
}

/* Leaves in `state` a seed that contains no known set and is in no known consistent one. DEPTH from
 * 1: a member whose absence was tried in vain is kept for the rest of that depth. */
static gboolean find_seed(Search *search, gint depth)
{
    if (!take_step(search) || !corrections_hold(search))
        return FALSE;
    const GArray *set = set_not_hit(search);
    if (set == NULL)
        return TRUE;
    for (guint i = set->len; i > 0; i--) {
        guint member = g_array_index(set, guint, i - 1);
        if (search->state[member] != SEED_OPEN)
            continue;
        search->state[member] = SEED_OUT;
        if (find_seed(search, depth + 1))
            return TRUE;
        search->state[member] = depth;
    }
    for (guint i = 0; i < set->len; i++) {
        gint *state = &search->state[g_array_index(set, guint, i)];
        if (*state == depth)
            *state = SEED_OPEN;
    }
    return FALSE;
}

static GArray *next_seed(Search *search)
{
    search->seed_steps = 0;
    memset(search->state, 0, search->n * sizeof(gint));
    if (!find_seed(search, 1))
        return NULL;
    GArray *seed = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < search->n; i++)
        if (search->state[i] != SEED_OUT)
            g_array_append_val(seed, i);
    return seed;
}

static gboolean within_limits(Search *search)
{
    if (search->sets->len < search->limits.max_sets && search->calls < search->limits.max_calls &&
        work_is_left(search->limits.work))
        return TRUE;
    search->complete = FALSE;
    return FALSE;
}

static void enumerate(Search *search)
{
    GArray *seed;
    while (within_limits(search) && (seed = next_seed(search)) != NULL) {
        if (ask_consistent(search, seed)) {
            g_ptr_array_add(search->corrections, grow(search, seed));
            g_array_unref(seed);
        } else {
            g_ptr_array_add(search->sets, shrink(search, seed));
        }
    }
}

/* The better of two repairs: smaller, then the one that leaves the earlier claims alone. */
static gboolean better_repair(const GArray *a, const GArray *b)
{
    if (b == NULL || a->len != b->len)
        return b == NULL || a->len < b->len;
    for (guint i = 0; i < a->len; i++)
        if (g_array_index(a, guint, i) != g_array_index(b, guint, i))
            return g_array_index(a, guint, i) > g_array_index(b, guint, i);
    return FALSE;
}

static GArray *members_out(const Search *search)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < search->n; i++)
        if (search->state[i] == SEED_OUT)
            g_array_append_val(out, i);
    return out;
}

static void hit_sets(Search *search, guint depth, GArray **best)
{
    const GArray *set = set_not_hit(search);
    if (set == NULL) {
        GArray *repair = members_out(search);
        if (better_repair(repair, *best)) {
            g_clear_pointer(best, g_array_unref);
            *best = g_steal_pointer(&repair);
        }
        g_clear_pointer(&repair, g_array_unref);
        return;
    }
    if ((*best != NULL && depth >= (*best)->len) || !take_step(search))
        return;
    for (guint i = set->len; i > 0; i--) {
        guint member = g_array_index(set, guint, i - 1);
        search->state[member] = SEED_OUT;
        hit_sets(search, depth + 1, best);
        search->state[member] = SEED_OPEN;
    }
}

/* Leaves out the latest member of every set: a repair to begin with. */
static GArray *plain_repair(Search *search)
{
    const GArray *set;
    memset(search->state, 0, search->n * sizeof(gint));
    while ((set = set_not_hit(search)) != NULL)
        search->state[g_array_index(set, guint, set->len - 1)] = SEED_OUT;
    GArray *repair = members_out(search);
    memset(search->state, 0, search->n * sizeof(gint));
    return repair;
}

static GArray *complement(const Search *search, const GArray *members)
{
    GArray *rest = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < search->n; i++)
        if (!contains(members, i))
            g_array_append_val(rest, i);
    return rest;
}

static GArray *find_repair(Search *search)
{
    for (;;) {
        GArray *repair = plain_repair(search);
        search->seed_steps = 0;
        hit_sets(search, 0, &repair);
        GArray *rest = complement(search, repair);
        if (rest->len == 0 || ask_consistent(search, rest)) {
            g_array_unref(rest);
            return repair;
        }
        g_array_unref(repair);
        g_ptr_array_add(search->sets, shrink(search, rest));
    }
}

gint member_sets_compare(gconstpointer a, gconstpointer b)
{
    const GArray *first = *(GArray *const *)a, *second = *(GArray *const *)b;
    if (first->len != second->len)
        return first->len < second->len ? -1 : 1;
    for (guint i = 0; i < first->len; i++) {
        guint x = g_array_index(first, guint, i), y = g_array_index(second, guint, i);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

MinimalSets *minimal_sets_find(guint n, SetOracle oracle, gpointer data, SetLimits limits)
{
    Search search = {.n = n, .oracle = oracle, .data = data, .limits = limits, .complete = TRUE};
    search.sets = g_ptr_array_new_with_free_func(unref_array);
    search.corrections = g_ptr_array_new_with_free_func(unref_array);
    search.state = g_new0(gint, n + 1);
    enumerate(&search);
    MinimalSets *found = g_new0(MinimalSets, 1);
    found->repair = find_repair(&search);
    g_ptr_array_sort(search.sets, member_sets_compare);
    found->sets = search.sets;
    found->complete = search.complete;
    g_ptr_array_unref(search.corrections);
    g_free(search.state);
    return found;
}

void minimal_sets_free(MinimalSets *found)
{
    if (found == NULL)
        return;
    g_ptr_array_unref(found->sets);
    g_array_unref(found->repair);
    g_free(found);
}
