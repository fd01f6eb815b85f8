/* How many respondents answer what: blocks of levels, their sizes, and the sizes within groups.
 *
 * Columns that percentages within groups tie together make one system of whole numbers, solved by
 * check/solver.h: for each column R = omitted + answered, answered = its blocks; for each pair of
 * columns a table of blocks by blocks; for each percentage a print. Bases are tried from the
 * largest. The system is asked with wishes that make better data (groups of equal or even size,
 * whole groups answering, no print on the edge of its interval), then with fewer and fewer. */
#include "model.h"

#include <string.h>

#define WORK_LIMIT G_GUINT64_CONSTANT(3000000)

typedef enum {
    WISH_SIZES = 1,      /* groups without a percentage have the size of an equal share */
    WISH_EVEN = 2,       /* groups with a median are even */
    WISH_WIDE = 4,       /* bases within groups from the largest */
    WISH_INSIDE = 8,     /* no print at the upper end of its interval */
    WISH_OWN_BASES = 16, /* stated bases are those of the column */
    WISH_FULL = 32,      /* most of everybody, and of every group, answer */
    WISH_SOME = 64       /* no group that scores are compared by is nearly empty */
} Wish;

/* From all wishes to none. */
static const guint attempts[] = {127, 123, 95, 91, 90, 88, 72, 24, 8, 0};

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

static gboolean in_set(guint64 set, guint block)
{
    return set == 0 || (set >> (block + 1) & 1);
}

/* --- blocks --- */

/* A hash of the sets of claims that hold LEVEL: levels that differ in it are told apart. */
static guint64 signature_of(const Model *model, guint column, guint level)
{
    guint64 signature = 0;
    for (guint i = 0; i < model->shares->len; i++) {
        const Share *share = &g_array_index(model->shares, Share, i);
        guint64 sets[] = {share->column == column ? share->levels : 0,
                          share->by == (gint)column ? share->group : 0};
        for (guint s = 0; s < 2; s++)
            if (!share->is_freed && sets[s] != 0)
                signature = signature * G_GUINT64_CONSTANT(6364136223846793005) + 1 +
                            (sets[s] >> level & 1);
    }
    return signature;
}

/* The block of an earlier level that LEVEL may join, or -1. Levels of a group stay apart, for their
 * sizes; of an associated item at most two neighbours join, so that it has something to hold on to;
 * else all that no claim tells apart. */
static gint block_to_join(const Model *model, guint c, guint level)
{
    const Column *column = COLUMN(model, c);
    if (column->is_group || level == 0)
        return -1;
    if (column->is_associated) {
        guint block = column->block_of[level - 1];
        gboolean full = level >= 2 && column->block_of[level - 2] == block;
        gboolean same = signature_of(model, c, level + 1) == signature_of(model, c, level);
        return same && !full ? (gint)block : -1;
    }
    for (guint l = 0; l < level; l++)
        if (signature_of(model, c, level + 1) == signature_of(model, c, l + 1))
            return column->block_of[l];
    return -1;
}

static void find_blocks(Model *model, guint c)
{
    Column *column = COLUMN(model, c);
    column->n_blocks = 0;
    for (guint l = 0; l < column->n_levels; l++) {
        gint block = block_to_join(model, c, l);
        column->block_of[l] = (guint8)(block >= 0 ? (guint)block : column->n_blocks++);
    }
}

/* Outside scales every level becomes a block of its own, with its share of the old one. */
static void split_blocks(Model *model, guint c)
{
    Column *column = COLUMN(model, c);
    gint64 count[MAX_LEVELS], left[MAX_LEVELS] = {0}, size[MAX_LEVELS];
    if (column->unit != G_MAXUINT && !SCALE(model, column->unit)->is_plain)
        return;
    for (guint l = 0; l < column->n_levels; l++)
        left[column->block_of[l]]++;
    memcpy(size, column->count, sizeof(size));
    for (guint l = 0; l < column->n_levels; l++) {
        guint block = column->block_of[l];
        count[l] = size[block] / left[block]--;
        size[block] -= count[l];
    }
    for (guint l = 0; l < column->n_levels; l++) {
        column->block_of[l] = (guint8)l;
        column->count[l] = count[l];
    }
    column->n_blocks = column->n_levels;
}

static guint64 blocks_of(const Column *column, guint64 levels)
{
    guint64 blocks = 0;
    for (guint l = 0; l < column->n_levels; l++)
        if (levels >> (l + 1) & 1)
            blocks |= G_GUINT64_CONSTANT(1) << (column->block_of[l] + 1);
    return blocks;
}

static gint64 levels_in(const Column *column, guint block)
{
    gint64 n = 0;
    for (guint l = 0; l < column->n_levels; l++)
        n += column->block_of[l] == block;
    return n;
}

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

static gboolean has_member(const GArray *members, guint column)
{
    for (guint i = 0; i < members->len; i++)
        if (g_array_index(members, guint, i) == column)
            return TRUE;
    return FALSE;
}

/* Levels at first; tie_blocks() makes them blocks when these are final. */
static void add_tie(Model *model, const Share *share, guint64 levels, gint64 target)
{
    Tie tie = {.column = share->column,
               .blocks = levels,
               .by = (guint)share->by,
               .groups = share->group,
               .target = target};
    g_array_append_val(model->ties, tie);
}

static guint64 all_blocks(const Column *column)
{
    return (G_GUINT64_CONSTANT(1) << (column->n_blocks + 1)) - 2;
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
        if (share->is_freed || !has_member(counting->members, share->column))
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

static gboolean solve(Model *model, const GArray *members, guint wish)
{
    guint n = model->columns->len;
    Counting counting = {.model = model,
                         .members = members,
                         .wishes = wish,
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
        if (!share->is_freed && has_member(members, share->column))
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

/* --- components --- */

static GArray *component_of(const Model *model, guint first, gboolean *seen)
{
    GArray *members = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(members, first);
    seen[first] = TRUE;
    for (guint m = 0; m < members->len; m++) {
        guint c = g_array_index(members, guint, m);
        for (guint i = 0; i < model->shares->len; i++) {
            const Share *share = &g_array_index(model->shares, Share, i);
            if (share->is_freed || share->by < 0 || (share->column != c && share->by != (gint)c))
                continue;
            guint other = share->column == c ? (guint)share->by : share->column;
            if (!seen[other])
                g_array_append_val(members, other);
            seen[other] = TRUE;
        }
    }
    return members;
}

/* The latest percentage of these columns that still binds. */
static Share *latest_share(Model *model, const GArray *members)
{
    for (guint i = model->shares->len; i > 0; i--) {
        Share *share = &g_array_index(model->shares, Share, i - 1);
        if (!share->is_freed && has_member(members, share->column))
            return share;
    }
    return NULL;
}

static void solve_component(Model *model, const GArray *members)
{
    for (;;) {
        for (guint a = 0; a < G_N_ELEMENTS(attempts); a++)
            if (solve(model, members, attempts[a]))
                return;
        Share *share = latest_share(model, members);
        if (share == NULL)
            return;
        share->is_freed = TRUE; /* beyond the solver's limit: its outcome will say not reached */
    }
}

static void tie_blocks(Model *model)
{
    model->ties_of = g_new0(GPtrArray *, model->columns->len + 1);
    for (guint c = 0; c < model->columns->len; c++)
        model->ties_of[c] = g_ptr_array_new();
    for (guint i = 0; i < model->ties->len; i++) {
        Tie *tie = &g_array_index(model->ties, Tie, i);
        const Column *column = COLUMN(model, tie->column);
        tie->blocks = tie->blocks == 0 ? all_blocks(column) : blocks_of(column, tie->blocks);
        tie->groups = blocks_of(COLUMN(model, tie->by), tie->groups);
        g_ptr_array_add(model->ties_of[tie->column], tie);
        g_ptr_array_add(model->ties_of[tie->by], tie);
    }
}

void model_count(Model *model)
{
    g_autofree gboolean *seen = g_new0(gboolean, model->columns->len + 1);
    for (guint c = 0; c < model->columns->len; c++)
        find_blocks(model, c);
    for (guint c = 0; c < model->columns->len; c++) {
        if (seen[c])
            continue;
        g_autoptr(GArray) members = component_of(model, c, seen);
        solve_component(model, members);
    }
    for (guint c = 0; c < model->columns->len; c++)
        split_blocks(model, c);
    tie_blocks(model);
}
