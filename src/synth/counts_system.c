/* The system that counts_system.h tells of, for check/solver.h: for each column R = omitted +
 * answered, answered = its blocks; for each pair of columns a table of blocks by blocks; for each
 * percentage a print. */
#include "counts_system.h"

#include "blocks.h"

#define WORK_LIMIT G_GUINT64_CONSTANT(3000000)

/* The system while it is made. */
typedef struct {
    Model *model;
    const GArray *members; /* guint: columns */
    guint wishes;
    Solver *solver;
    GArray **margins;  /* [column] guint: variable per block, then of those who omitted it */
    guint *answered;   /* [column] */
    GHashTable *cells; /* pair of columns → GArray of variables, blocks + omitted, row by row */
    GArray *bases, *counts; /* guint: variables of each share */
} Counting;

/* --- the system --- */

static gboolean wishes(const Counting *counting, Wish wish)
{
    return (counting->wishes & (guint)wish) != 0;
}

static guint count_variable(const Counting *counting)
{
    return solver_variable(counting->solver, 0, counting->model->n, SOLVER_COUNT);
}

static void sum_array(const Counting *counting, guint total, const GArray *parts)
{
    solver_sum(counting->solver, total, (const guint *)(const void *)parts->data, parts->len);
}

/* Whether a percentage speaks of the column, or one of all speaks of this block of it. */
static gboolean is_claimed(const Model *model, guint column, gint block)
{
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        if (share->is_freed || share->column != column)
            continue;
        guint64 blocks = blocks_of(COLUMN(model, column), share->levels);
        if (block < 0 || (share->by < 0 && in_set(blocks, (guint)block)))
            return TRUE;
    }
    return FALSE;
}

/* An equal share of the respondents for every level, an even number of them. */
static gint64 equal_share(const Counting *counting, const Column *column, guint block)
{
    gint64 each = counting->model->n / column->n_levels;
    if (each >= 4 && column->is_group)
        each -= each % 2;
    return each * levels_in(column, block);
}

/* How many may be in a block: groups that no percentage speaks of get equal shares, levels that
 * none speaks of at least a quarter of that. */
static void wish_size(const Counting *counting, guint c, guint block, gint64 *low, gint64 *high)
{
    const Column *column = COLUMN(counting->model, c);
    gint64 equal = equal_share(counting, column, block);
    if (is_claimed(counting->model, c, -1)) {
        *low = is_claimed(counting->model, c, (gint)block) ? 0 : equal / 4;
        return;
    }
    *low = equal;
    if (block + 1 < column->n_blocks || column->is_group)
        *high = equal + (column->is_group ? 2 : 1);
}

/* Whether a count says how many are in BLOCK. */
static gboolean has_size(const Model *model, guint column, guint block)
{
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        if (share->is_count && share->column == column && share->by < 0 && !share->is_freed &&
            in_set(blocks_of(COLUMN(model, column), share->levels), block))
            return TRUE;
    }
    return FALSE;
}

/* Where other groups have claimed sizes, the rest may have to do with less. */
static gint64 some_of(const Model *model, guint column)
{
    return is_claimed(model, column, -1) ? 8 : 2;
}

static guint margin_variable(const Counting *counting, guint c, guint block)
{
    gint64 low = 0, high = counting->model->n;
    if (wishes(counting, WISH_SIZES))
        wish_size(counting, c, block, &low, &high);
    const Column *column = COLUMN(counting->model, c);
    if (wishes(counting, WISH_SOME) && column->is_group &&
        !is_claimed(counting->model, c, (gint)block))
        low = MAX(low, equal_share(counting, column, block) / some_of(counting->model, c));
    guint margin =
        solver_variable(counting->solver, low, MIN(high, counting->model->n), SOLVER_COUNT);
    if (wishes(counting, WISH_EVEN) && column->is_group && !has_size(counting->model, c, block)) {
        guint half = count_variable(counting);
        solver_sum(counting->solver, margin, (guint[]){half, half}, 2);
    }
    return margin;
}

static gint64 most_of(gint64 n)
{
    return (3 * n + 4) / 5;
}

static void build_column(Counting *counting, guint c)
{
    const Column *column = COLUMN(counting->model, c);
    gint64 n = counting->model->n;
    GArray *margins = counting->margins[c] = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint b = 0; b < column->n_blocks; b++) {
        guint margin = margin_variable(counting, c, b);
        g_array_append_val(margins, margin);
    }
    guint answered = counting->answered[c] = solver_variable(
        counting->solver, wishes(counting, WISH_FULL) ? most_of(n) : 1, n, SOLVER_BASE_WIDE);
    sum_array(counting, answered, margins);
    guint all = solver_variable(counting->solver, n, n, SOLVER_COUNT);
    guint omitted = count_variable(counting);
    solver_sum(counting->solver, all, (guint[]){answered, omitted}, 2);
    g_array_append_val(margins, omitted);
}

/* Cells of X by Y: [blocks of x + omitted][blocks of y + omitted]. */
static const GArray *pair_cells(Counting *counting, guint x, guint y)
{
    gpointer key = GUINT_TO_POINTER(x * counting->model->columns->len + y + 1);
    GArray *cells = g_hash_table_lookup(counting->cells, key);
    if (cells != NULL)
        return cells;
    const GArray *rows = counting->margins[x], *columns = counting->margins[y];
    cells = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < rows->len * columns->len; i++) {
        guint cell = solver_variable(counting->solver, 0, counting->model->n, SOLVER_CELL);
        g_array_append_val(cells, cell);
    }
    for (guint r = 0; r < rows->len; r++)
        solver_sum(counting->solver, g_array_index(rows, guint, r),
                   &g_array_index(cells, guint, r * columns->len), columns->len);
    for (guint c = 0; c < columns->len; c++) {
        g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint r = 0; r < rows->len; r++)
            g_array_append_val(parts, g_array_index(cells, guint, r * columns->len + c));
        sum_array(counting, g_array_index(columns, guint, c), parts);
    }
    g_hash_table_insert(counting->cells, key, cells);
    return cells;
}

/* Adds up the cells of SHARE in its levels (or all answered) within its group. */
static void sum_cells(Counting *counting, const Share *share, guint total, guint64 levels)
{
    const GArray *cells = pair_cells(counting, share->column, (guint)share->by);
    const Column *x = COLUMN(counting->model, share->column),
                 *y = COLUMN(counting->model, share->by);
    guint64 group = blocks_of(y, share->group);
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint r = 0; r < x->n_blocks; r++)
        for (guint c = 0; c < y->n_blocks; c++)
            if (in_set(levels, r) && in_set(group, c))
                g_array_append_val(parts, g_array_index(cells, guint, r * (y->n_blocks + 1) + c));
    sum_array(counting, total, parts);
}

static void fix_value(const Counting *counting, guint variable, gint64 value)
{
    guint stated = solver_variable(counting->solver, value, value, SOLVER_COUNT);
    solver_sum(counting->solver, variable, &stated, 1);
}

static PrintInterval interval_of(const Counting *counting, const Share *share)
{
    gint64 fine = share->unit <= 10000 ? 1000 : 1;
    PrintInterval interval = {fine * (2 * share->value - 1), fine * (2 * share->value + 1),
                              fine * 200 * share->unit};
    if (wishes(counting, WISH_INSIDE) && fine > 1)
        interval.high--;
    interval.low = MAX(interval.low, 0);
    interval.high = MIN(interval.high, interval.scale);
    return interval;
}

/* Of groups whose sizes are free. */
static gint64 least_base(const Counting *counting, const Share *share)
{
    const Column *by = COLUMN(counting->model, share->by);
    gint64 size = 0;
    if (!wishes(counting, WISH_FULL) || is_claimed(counting->model, (guint)share->by, -1))
        return 1;
    for (guint b = 0; b < by->n_blocks; b++)
        if (in_set(blocks_of(by, share->group), b))
            size += equal_share(counting, by, b);
    return MAX(1, most_of(size));
}

static void build_share(Counting *counting, const Share *share)
{
    SolverRole role = wishes(counting, WISH_WIDE) ? SOLVER_BASE_WIDE : SOLVER_BASE_NARROW;
    guint base, count = count_variable(counting);
    const Column *column = COLUMN(counting->model, share->column);
    guint64 levels = blocks_of(column, share->levels);
    if (share->by >= 0) {
        base = solver_variable(counting->solver, least_base(counting, share), counting->model->n,
                               role);
        sum_cells(counting, share, base, 0);
        sum_cells(counting, share, count, levels);
    } else {
        base = counting->answered[share->column];
        g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint b = 0; b < column->n_blocks; b++)
            if (in_set(levels, b))
                g_array_append_val(parts,
                                   g_array_index(counting->margins[share->column], guint, b));
        sum_array(counting, count, parts);
    }
    solver_sum(counting->solver, base, (guint[]){count, count_variable(counting)}, 2);
    if (!share->is_count)
        solver_print(counting->solver, base, count, interval_of(counting, share));
    if (share->base > 0 && wishes(counting, WISH_OWN_BASES))
        fix_value(counting, base, share->base);
    if (share->count >= 0 && (share->is_count || wishes(counting, WISH_OWN_BASES)))
        fix_value(counting, count, share->count);
    g_array_append_val(counting->bases, base);
    g_array_append_val(counting->counts, count);
}

/* --- what the solution says --- */

gboolean share_binds(const Share *share, const GArray *members)
{
    for (guint i = 0; !share->is_freed && i < members->len; i++)
        if (g_array_index(members, guint, i) == share->column)
            return TRUE;
    return FALSE;
}

/* Levels at first; counts.c makes them blocks when these are final. */
static void add_tie(Model *model, const Share *share, guint64 levels, gint64 target)
{
    Tie tie = {.column = share->column,
               .blocks = levels,
               .by = (guint)share->by,
               .groups = share->group,
               .target = target};
    g_array_append_val(model->ties, tie);
}

static void take_solution(Counting *counting)
{
    Model *model = counting->model;
    for (guint i = 0; i < counting->members->len; i++) {
        guint c = g_array_index(counting->members, guint, i);
        for (guint b = 0; b < COLUMN(model, c)->n_blocks; b++)
            COLUMN(model, c)->count[b] =
                solver_value(counting->solver, g_array_index(counting->margins[c], guint, b));
    }
    guint next = 0;
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        if (!share_binds(share, counting->members))
            continue;
        guint at = next++;
        if (share->by < 0)
            continue;
        add_tie(model, share, 0,
                solver_value(counting->solver, g_array_index(counting->bases, guint, at)));
        add_tie(model, share, share->levels,
                solver_value(counting->solver, g_array_index(counting->counts, guint, at)));
    }
}

static void unref_array(gpointer array)
{
    if (array != NULL)
        g_array_unref(array);
}

gboolean counts_solve(Model *model, const GArray *members, guint wanted)
{
    guint n = model->columns->len;
    Counting counting = {.model = model,
                         .members = members,
                         .wishes = wanted,
                         .solver = solver_new(WORK_LIMIT),
                         .margins = g_new0(GArray *, n),
                         .answered = g_new0(guint, n),
                         .cells = g_hash_table_new_full(NULL, NULL, NULL, unref_array),
                         .bases = g_array_new(FALSE, FALSE, sizeof(guint)),
                         .counts = g_array_new(FALSE, FALSE, sizeof(guint))};
    for (guint i = 0; i < members->len; i++)
        build_column(&counting, g_array_index(members, guint, i));
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        if (share_binds(share, members))
            build_share(&counting, share);
    }
    gboolean found = solver_decide(counting.solver) == SOLVER_FOUND;
    if (found)
        take_solution(&counting);
    for (guint c = 0; c < n; c++)
        unref_array(counting.margins[c]);
    g_free(counting.margins);
    g_free(counting.answered);
    g_hash_table_unref(counting.cells);
    g_array_unref(counting.bases);
    g_array_unref(counting.counts);
    solver_free(counting.solver);
    return found;
}
