/* Percentages as counts of people.
 *
 * PREMISES: at most R people, each counted once; to an item each gives one answer or none; the
 * base of a percentage is those who answered the item, and of a percentage within a group those of
 * them who belong to it by another item. A claim that states its base stands on that base alone.
 *
 * SYSTEM, for the items and pairs of items that the claims name:
 *   item X    R = missing + answered; answered = Σ atoms + rest, where an atom holds the levels
 *             that no claim tells apart and the rest is every level that no claim names;
 *             a percentage of levels L:   print(answered, Σ atoms in L)
 *   pair X,Y  cells x[i][j] ≥ 0 over the rows of X and the columns of Y, missing included, with the
 *             items' counts as margins;
 *             a percentage of L within G: print(Σ x[answered][G], Σ x[L][G])
 * People without any answer change nothing, so R people stand for "at most R".
 *
 * COMPLETE: every survey gives a solution (its own counts). Conversely a solution gives a survey
 * when the pairs form no cycle: take the pairs in an order in which each brings one new item;
 * within each row of the item already placed, hand the new item's cells out to its people in any
 * order; margins agree, so it comes out even, and atoms are filled with any of their levels.
 * consistency_solver.c decides the system exactly, hence "none" is a proof and "found" a survey.
 * In a cycle (X by Y, Y by Z, Z by X) "none" is still a proof, but "found" need not be a survey:
 * then a contradiction may go unseen, and none is invented.
 *
 * REDUNDANT sums (answered in each column, each block L × column) change no solution; they let
 * bounds travel. Held against brute force over all tables in tests/check/test_consistency_tables.c.
 */
#include "consistency_tables.h"

#include "consistency_atoms.h"

#include <string.h>

/* Steps of propagation for one question; a provincial survey needs some thousands. */
#define WORK_LIMIT 4000000u

typedef struct {
    const char *name;
    Atoms atoms;
    GArray *margins; /* guint: variable of each atom, then of the rest, then of the missing */
    guint answered;
    GArray *inside, *outside; /* guint per set: answers in it, and the other answers */
} Item;

/* The two-way table of two items. */
typedef struct {
    Item *x, *y;
    guint *cells; /* [rows of x][rows of y] */
} Pair;

/* A pair read as X within groups of Y. */
typedef struct {
    const Pair *pair;
    Item *item, *by;
    GArray *answered;   /* guint per column of BY: those who answered ITEM */
    GHashTable *blocks; /* set of ITEM + 1 → GArray of guint: in it, per column */
    GHashTable *bases;  /* set of BY + 1 → variable + 1 */
} View;

typedef struct {
    Solver *solver;
    gint64 respondents;
    GPtrArray *items, *pairs, *views;
} System;

static void item_free(gpointer data)
{
    Item *item = data;
    atoms_clear(&item->atoms);
    g_array_unref(item->margins);
    g_array_unref(item->inside);
    g_array_unref(item->outside);
    g_free(item);
}

static void pair_free(gpointer data)
{
    g_free(((Pair *)data)->cells);
    g_free(data);
}

static void view_free(gpointer data)
{
    View *view = data;
    g_array_unref(view->answered);
    g_hash_table_unref(view->blocks);
    g_hash_table_unref(view->bases);
    g_free(view);
}

static guint n_atoms(const Item *item)
{
    return item->atoms.signatures->len;
}

static guint n_rows(const Item *item)
{
    return n_atoms(item) + 2;
}

static Item *find_item(System *system, const char *name)
{
    for (guint i = 0; i < system->items->len; i++) {
        Item *item = g_ptr_array_index(system->items, i);
        if (strcmp(item->name, name) == 0)
            return item;
    }
    Item *item = g_new0(Item, 1);
    item->name = name;
    atoms_init(&item->atoms);
    item->margins = g_array_new(FALSE, FALSE, sizeof(guint));
    item->inside = g_array_new(FALSE, FALSE, sizeof(guint));
    item->outside = g_array_new(FALSE, FALSE, sizeof(guint));
    g_ptr_array_add(system->items, item);
    return item;
}

static guint new_count(System *system)
{
    return solver_variable(system->solver, 0, system->respondents, SOLVER_COUNT);
}

static void sum_of_two(System *system, guint total, guint a, guint b)
{
    guint parts[] = {a, b};
    solver_sum(system->solver, total, parts, 2);
}

static void sum_of(System *system, guint total, const GArray *parts)
{
    solver_sum(system->solver, total, (const guint *)(const void *)parts->data, parts->len);
}

/* answered = in the set + not in it, each the sum of its atoms. */
static void split_by_set(System *system, Item *item, guint set)
{
    g_autoptr(GArray) in = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint row = 0; row <= n_atoms(item); row++) {
        guint margin = g_array_index(item->margins, guint, row);
        g_array_append_val(atoms_in_set(&item->atoms, row, set) ? in : out, margin);
    }
    guint inside = new_count(system), outside = new_count(system);
    sum_of(system, inside, in);
    sum_of(system, outside, out);
    sum_of_two(system, item->answered, inside, outside);
    g_array_append_val(item->inside, inside);
    g_array_append_val(item->outside, outside);
}

static void build_item(System *system, Item *item)
{
    atoms_find(&item->atoms);
    for (guint row = 0; row < n_rows(item); row++) {
        guint margin = new_count(system);
        g_array_append_val(item->margins, margin);
    }
    guint all =
        solver_variable(system->solver, system->respondents, system->respondents, SOLVER_COUNT);
    item->answered = solver_variable(system->solver, 0, system->respondents, SOLVER_BASE_WIDE);
    solver_sum(system->solver, item->answered, &g_array_index(item->margins, guint, 0),
               n_atoms(item) + 1);
    sum_of_two(system, all, item->answered, g_array_index(item->margins, guint, n_atoms(item) + 1));
    for (guint set = 0; set < item->atoms.sets->len; set++)
        split_by_set(system, item, set);
}

static Pair *find_pair(System *system, Item *x, Item *y)
{
    for (guint i = 0; i < system->pairs->len; i++) {
        Pair *pair = g_ptr_array_index(system->pairs, i);
        if ((pair->x == x && pair->y == y) || (pair->x == y && pair->y == x))
            return pair;
    }
    Pair *pair = g_new0(Pair, 1);
    *pair = (Pair){x, y, g_new(guint, (gsize)n_rows(x) * n_rows(y))};
    for (guint i = 0; i < n_rows(x) * n_rows(y); i++)
        pair->cells[i] = solver_variable(system->solver, 0, system->respondents, SOLVER_CELL);
    g_ptr_array_add(system->pairs, pair);
    return pair;
}

static guint view_cell(const View *view, guint row, guint column)
{
    const Pair *pair = view->pair;
    return view->item == pair->x ? pair->cells[row * n_rows(pair->y) + column]
                                 : pair->cells[column * n_rows(pair->y) + row];
}

/* The column of BY among those who answered, and with the missing ones its margin. */
static void build_column(System *system, View *view, guint column)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
    guint n = n_atoms(view->item);
    for (guint row = 0; row <= n; row++) {
        guint cell = view_cell(view, row, column);
        g_array_append_val(parts, cell);
    }
    guint answered = new_count(system);
    sum_of(system, answered, parts);
    sum_of_two(system, g_array_index(view->by->margins, guint, column), answered,
               view_cell(view, n + 1, column));
    g_array_append_val(view->answered, answered);
}

static void build_row(System *system, const View *view, guint row)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint column = 0; column < n_rows(view->by); column++) {
        guint cell = view_cell(view, row, column);
        g_array_append_val(parts, cell);
    }
    sum_of(system, g_array_index(view->item->margins, guint, row), parts);
}

static View *find_view(System *system, Item *item, Item *by)
{
    for (guint i = 0; i < system->views->len; i++) {
        View *view = g_ptr_array_index(system->views, i);
        if (view->item == item && view->by == by)
            return view;
    }
    View *view = g_new0(View, 1);
    view->pair = find_pair(system, item, by);
    view->item = item;
    view->by = by;
    view->answered = g_array_new(FALSE, FALSE, sizeof(guint));
    view->blocks = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    view->bases = g_hash_table_new(NULL, NULL);
    for (guint column = 0; column < n_rows(by); column++)
        build_column(system, view, column);
    for (guint row = 0; row < n_rows(item); row++)
        build_row(system, view, row);
    sum_of(system, item->answered, view->answered);
    g_ptr_array_add(system->views, view);
    return view;
}

/* The answers in and outside SET within one column; returns the variable of those in it. */
static guint build_block(System *system, const View *view, guint set, guint column, GArray *outside)
{
    g_autoptr(GArray) in = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint row = 0; row <= n_atoms(view->item); row++) {
        guint cell = view_cell(view, row, column);
        g_array_append_val(atoms_in_set(&view->item->atoms, row, set) ? in : out, cell);
    }
    guint block = new_count(system), others = new_count(system);
    sum_of(system, block, in);
    sum_of(system, others, out);
    sum_of_two(system, g_array_index(view->answered, guint, column), block, others);
    g_array_append_val(outside, others);
    return block;
}

static const GArray *view_blocks(System *system, View *view, guint set)
{
    GArray *blocks = g_hash_table_lookup(view->blocks, GUINT_TO_POINTER(set + 1));
    if (blocks != NULL)
        return blocks;
    blocks = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) outside = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint column = 0; column < n_rows(view->by); column++) {
        guint block = build_block(system, view, set, column, outside);
        g_array_append_val(blocks, block);
    }
    sum_of(system, g_array_index(view->item->inside, guint, set), blocks);
    sum_of(system, g_array_index(view->item->outside, guint, set), outside);
    g_hash_table_insert(view->blocks, GUINT_TO_POINTER(set + 1), blocks);
    return blocks;
}

static void sum_over_group(System *system, guint total, const View *view, const GArray *columns,
                           guint group)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint column = 0; column < n_atoms(view->by); column++)
        if (atoms_in_set(&view->by->atoms, column, group))
            g_array_append_val(parts, g_array_index(columns, guint, column));
    sum_of(system, total, parts);
}

/* Those of the group who answered: the base of every percentage within it. */
static guint group_base(System *system, View *view, guint group)
{
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(view->bases, GUINT_TO_POINTER(group + 1)));
    if (known > 0)
        return known - 1;
    guint base = solver_variable(system->solver, 1, system->respondents, SOLVER_BASE_NARROW);
    sum_over_group(system, base, view, view->answered, group);
    sum_of_two(system, g_array_index(view->by->inside, guint, group), base, new_count(system));
    g_hash_table_insert(view->bases, GUINT_TO_POINTER(group + 1), GUINT_TO_POINTER(base + 1));
    return base;
}

static gboolean has_own_base(const TableClaim *claim)
{
    return claim->base >= 0;
}

/* COUNT is the claim's own, where it states one. */
static void fix_count(System *system, const TableClaim *claim, guint count)
{
    if (claim->count < 0)
        return;
    guint stated = solver_variable(system->solver, claim->count, claim->count, SOLVER_COUNT);
    solver_sum(system->solver, count, &stated, 1);
}

static void add_within_group(System *system, const TableClaim *claim, PrintRuleKind rule)
{
    Item *item = find_item(system, claim->item), *by = find_item(system, claim->by);
    View *view = find_view(system, item, by);
    guint set = atoms_set(&item->atoms, claim->levels), group = atoms_set(&by->atoms, claim->group);
    guint base = group_base(system, view, group), count = new_count(system);
    sum_over_group(system, count, view, view_blocks(system, view, set), group);
    sum_of_two(system, base, count, new_count(system));
    solver_print(system->solver, base, count, claim->interval[rule]);
    fix_count(system, claim, count);
}

static void add_overall(System *system, const TableClaim *claim, PrintRuleKind rule)
{
    Item *item = find_item(system, claim->item);
    guint count = g_array_index(item->inside, guint, atoms_set(&item->atoms, claim->levels));
    guint base = item->answered;
    guint one = solver_variable(system->solver, 1, system->respondents, SOLVER_BASE_WIDE);
    solver_sum(system->solver, base, &one, 1);
    solver_print(system->solver, base, count, claim->interval[rule]);
    fix_count(system, claim, count);
}

/* A claim with a base of its own is one fraction. */
static void add_own_base(System *system, const TableClaim *claim, PrintRuleKind rule)
{
    guint base = solver_variable(system->solver, claim->base, claim->base, SOLVER_BASE_WIDE);
    guint count = claim->count < 0
                      ? new_count(system)
                      : solver_variable(system->solver, claim->count, claim->count, SOLVER_COUNT);
    solver_sum(system->solver, base, (guint[]){count, new_count(system)}, 2);
    solver_print(system->solver, base, count, claim->interval[rule]);
}

static gboolean collect_items(System *system, const GArray *claims, const guint *members, guint n)
{
    for (guint i = 0; i < n; i++) {
        const TableClaim *claim = &g_array_index(claims, TableClaim, members[i]);
        if (has_own_base(claim))
            continue;
        Item *item = find_item(system, claim->item);
        atoms_set(&item->atoms, claim->levels);
        if (claim->by != NULL)
            atoms_set(&find_item(system, claim->by)->atoms, claim->group);
    }
    for (guint i = 0; i < system->items->len; i++)
        if (((Item *)g_ptr_array_index(system->items, i))->atoms.sets->len > ATOMS_MOST_SETS)
            return FALSE;
    return TRUE;
}

static void add_claims(System *system, const GArray *claims, const guint *members, guint n,
                       PrintRuleKind rule)
{
    for (guint i = 0; i < system->items->len; i++)
        build_item(system, g_ptr_array_index(system->items, i));
    for (guint i = 0; i < n; i++) {
        const TableClaim *claim = &g_array_index(claims, TableClaim, members[i]);
        if (has_own_base(claim))
            add_own_base(system, claim, rule);
        else if (claim->by != NULL)
            add_within_group(system, claim, rule);
        else
            add_overall(system, claim, rule);
    }
}

SolverAnswer tables_decide(const GArray *claims, const guint *members, guint n, PrintRuleKind rule,
                           gint64 respondents, SolverWork *work)
{
    if (!work_is_left(work))
        return SOLVER_LIMIT;
    g_autoptr(Solver) solver = solver_new(MIN(WORK_LIMIT, work->limit - work->spent));
    System system = {solver, respondents, g_ptr_array_new_with_free_func(item_free),
                     g_ptr_array_new_with_free_func(pair_free),
                     g_ptr_array_new_with_free_func(view_free)};
    SolverAnswer answer = SOLVER_LIMIT;
    if (collect_items(&system, claims, members, n)) {
        add_claims(&system, claims, members, n, rule);
        answer = solver_decide(solver);
        work->spent += solver_spent(solver);
    }
    g_ptr_array_unref(system.views);
    g_ptr_array_unref(system.pairs);
    g_ptr_array_unref(system.items);
    return answer;
}
