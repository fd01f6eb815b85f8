/* METHOD: bounds propagation and bisection over whole numbers.
 *
 * Two kinds of constraint are enough for tables of counts (consistency_tables.c):
 *   sum    total = part + part + …
 *   print  low * n <= scale * k <= high * n, which is "k of n prints this value"
 *
 * COMPLETE, and why. (1) Every domain is a finite interval. (2) A propagator takes away only values
 * that no solution has: for a sum, what the bounds of the others leave; for a print, counts outside
 * [ceil(low n_low / scale), floor(high n_high / scale)], bases whose counts lie outside the count's
 * domain, and, at either end, bases for which no whole count lies in the interval. (3) With all
 * variables fixed, both propagators are exact tests. (4) A variable not fixed is split in two
 * halves that cover its domain, and both are searched. Hence SOLVER_NONE is a proof that there is
 * no solution and SOLVER_FOUND comes with one. Work beyond the limit is SOLVER_LIMIT and claims
 * nothing.
 *
 * FAST, and why. The steps in (2) jump over the bases that cannot print a percentage (of 749 bases
 * about 30 print a given value with two decimals), and several prints on one base jump together to
 * the next common base. Bases are fixed first; then most counts have one value left. A search that
 * does not end soon begins again with other halves first: solutions are usually near one of the
 * corners, and which one is not known.
 *
 * NOT TAKEN: enumeration of all k/n (brute force: it is in the tests), linear programming (its
 * relaxation sees no gaps between bases, and these are the whole matter).
 *
 * Numbers: n <= 2^31 and scale <= 2 * 10^11 keep every product below 2^63. */
#include "check/solver.h"

/* Of the work limit, what each short attempt may take. */
#define SHORT_ATTEMPTS 16
/* Domains looked at in the time of one step. */
#define DOMAINS_A_STEP 8

typedef struct {
    gint64 low, high;
} Domain;

typedef struct {
    guint total, first, n; /* parts: Solver.parts[first .. first + n) */
} SumRule;

typedef struct {
    guint base, count;
    PrintInterval interval;
} PrintRule;

typedef struct {
    guint variable;
    Domain before;
} TrailEntry;

struct Solver {
    GArray *domains; /* Domain */
    GArray *roles;   /* SolverRole */
    GArray *sums;    /* SumRule */
    GArray *parts;   /* guint */
    GArray *prints;  /* PrintRule */
    GArray *trail;   /* TrailEntry */
    /* Rules are numbered, prints first. Which rules a variable is in: watches[watch_first[v] ..
     * watch_first[v + 1]); those to be looked at again wait in a ring. */
    guint n_rules, *watch_first, *watches;
    guint *ring, ring_first, ring_n;
    guint8 *waiting;
    guint low_first;     /* bits by role: the lower half is tried first */
    guint64 work, limit; /* of one attempt */
    guint64 spent;       /* by all attempts before */
};

Solver *solver_new(guint64 work_limit)
{
    Solver *solver = g_new0(Solver, 1);
    solver->domains = g_array_new(FALSE, FALSE, sizeof(Domain));
    solver->roles = g_array_new(FALSE, FALSE, sizeof(SolverRole));
    solver->sums = g_array_new(FALSE, FALSE, sizeof(SumRule));
    solver->parts = g_array_new(FALSE, FALSE, sizeof(guint));
    solver->prints = g_array_new(FALSE, FALSE, sizeof(PrintRule));
    solver->trail = g_array_new(FALSE, FALSE, sizeof(TrailEntry));
    solver->limit = work_limit;
    return solver;
}

void solver_free(Solver *solver)
{
    if (solver == NULL)
        return;
    g_array_unref(solver->domains);
    g_array_unref(solver->roles);
    g_array_unref(solver->sums);
    g_array_unref(solver->parts);
    g_array_unref(solver->prints);
    g_array_unref(solver->trail);
    g_free(solver->watch_first);
    g_free(solver->watches);
    g_free(solver->ring);
    g_free(solver->waiting);
    g_free(solver);
}

guint solver_variable(Solver *solver, gint64 low, gint64 high, SolverRole role)
{
    Domain domain = {low, high};
    g_array_append_val(solver->domains, domain);
    g_array_append_val(solver->roles, role);
    return solver->domains->len - 1;
}

void solver_sum(Solver *solver, guint total, const guint *parts, guint n)
{
    SumRule rule = {total, solver->parts->len, n};
    if (n > 0)
        g_array_append_vals(solver->parts, parts, n);
    g_array_append_val(solver->sums, rule);
}

void solver_print(Solver *solver, guint base, guint count, PrintInterval interval)
{
    PrintRule rule = {base, count, interval};
    g_array_append_val(solver->prints, rule);
}

static inline Domain *domain_of(const Solver *solver, guint variable)
{
    return &g_array_index(solver->domains, Domain, variable);
}

gint64 solver_value(const Solver *solver, guint variable)
{
    return domain_of(solver, variable)->low;
}

static void wait_for(Solver *solver, guint rule)
{
    if (solver->waiting[rule])
        return;
    solver->waiting[rule] = 1;
    solver->ring[(solver->ring_first + solver->ring_n++) % solver->n_rules] = rule;
}

static guint next_waiting(Solver *solver)
{
    guint rule = solver->ring[solver->ring_first];
    solver->ring_first = (solver->ring_first + 1) % solver->n_rules;
    solver->ring_n--;
    solver->waiting[rule] = 0;
    return rule;
}

static void forget_waiting(Solver *solver)
{
    while (solver->ring_n > 0)
        next_waiting(solver);
}

/* Narrows to [low, high]; FALSE when nothing is left. */
static gboolean narrow(Solver *solver, guint variable, gint64 low, gint64 high)
{
    Domain *domain = domain_of(solver, variable);
    if (low <= domain->low && high >= domain->high)
        return TRUE;
    TrailEntry entry = {variable, *domain};
    g_array_append_val(solver->trail, entry);
    domain->low = MAX(domain->low, low);
    domain->high = MIN(domain->high, high);
    for (guint i = solver->watch_first[variable]; i < solver->watch_first[variable + 1]; i++)
        wait_for(solver, solver->watches[i]);
    return domain->low <= domain->high;
}

static void undo_to(Solver *solver, guint mark)
{
    for (guint i = solver->trail->len; i > mark; i--) {
        const TrailEntry *entry = &g_array_index(solver->trail, TrailEntry, i - 1);
        *domain_of(solver, entry->variable) = entry->before;
    }
    g_array_set_size(solver->trail, mark);
}

static gboolean propagate_sum(Solver *solver, const SumRule *rule)
{
    const guint *parts = &g_array_index(solver->parts, guint, rule->first);
    gint64 low = 0, high = 0;
    for (guint i = 0; i < rule->n; i++) {
        low += domain_of(solver, parts[i])->low;
        high += domain_of(solver, parts[i])->high;
    }
    solver->work += rule->n;
    if (!narrow(solver, rule->total, low, high))
        return FALSE;
    Domain total = *domain_of(solver, rule->total);
    for (guint i = 0; i < rule->n; i++) {
        Domain part = *domain_of(solver, parts[i]);
        if (!narrow(solver, parts[i], total.low - (high - part.high),
                    total.high - (low - part.low)))
            return FALSE;
    }
    return TRUE;
}

static inline gint64 ceil_div(gint64 a, gint64 b)
{
    return a <= 0 ? -((-a) / b) : (a + b - 1) / b;
}

static inline gint64 floor_div(gint64 a, gint64 b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

static inline gboolean base_prints(const PrintInterval *p, gint64 n, Domain count)
{
    gint64 low = MAX(count.low, ceil_div(p->low * n, p->scale));
    return low <= MIN(count.high, floor_div(p->high * n, p->scale));
}

static gboolean propagate_print(Solver *solver, const PrintRule *rule)
{
    const PrintInterval *p = &rule->interval;
    Domain base = *domain_of(solver, rule->base);
    if (!narrow(solver, rule->count, ceil_div(p->low * base.low, p->scale),
                floor_div(p->high * base.high, p->scale)))
        return FALSE;
    Domain count = *domain_of(solver, rule->count);
    if (p->high > 0)
        base.low = MAX(base.low, ceil_div(p->scale * count.low, p->high));
    if (p->low > 0)
        base.high = MIN(base.high, floor_div(p->scale * count.high, p->low));
    for (; base.low <= base.high && !base_prints(p, base.low, count); base.low++)
        solver->work++;
    for (; base.low <= base.high && !base_prints(p, base.high, count); base.high--)
        solver->work++;
    solver->work++;
    return base.low <= base.high && narrow(solver, rule->base, base.low, base.high);
}

static gboolean propagate_rule(Solver *solver, guint rule)
{
    guint n_prints = solver->prints->len;
    return rule < n_prints
               ? propagate_print(solver, &g_array_index(solver->prints, PrintRule, rule))
               : propagate_sum(solver, &g_array_index(solver->sums, SumRule, rule - n_prints));
}

/* Looks at waiting rules until none waits or the limit is reached; FALSE: no solution. */
static gboolean propagate(Solver *solver)
{
    while (solver->ring_n > 0 && solver->work <= solver->limit) {
        if (!propagate_rule(solver, next_waiting(solver))) {
            forget_waiting(solver);
            return FALSE;
        }
    }
    return TRUE;
}

/* The variable to split: bases before counts before cells, among them the narrowest; -1: none. */
static gint choose(Solver *solver)
{
    solver->work += solver->domains->len / DOMAINS_A_STEP;
    gint best = -1;
    gint64 best_width = 0;
    int best_rank = 0;
    for (guint i = 0; i < solver->domains->len; i++) {
        const Domain *domain = domain_of(solver, i);
        gint64 width = domain->high - domain->low;
        SolverRole role = g_array_index(solver->roles, SolverRole, i);
        int rank = role == SOLVER_BASE_WIDE ? SOLVER_BASE_NARROW : (int)role;
        if (width == 0)
            continue;
        if (best < 0 || rank < best_rank || (rank == best_rank && width < best_width)) {
            best = (gint)i;
            best_rank = rank;
            best_width = width;
        }
    }
    return best;
}

static SolverAnswer search(Solver *solver)
{
    if (!propagate(solver))
        return SOLVER_NONE;
    if (solver->work > solver->limit) {
        forget_waiting(solver);
        return SOLVER_LIMIT;
    }
    gint variable = choose(solver);
    if (variable < 0)
        return SOLVER_FOUND;
    Domain whole = *domain_of(solver, (guint)variable);
    gint64 middle = whole.low + (whole.high - whole.low) / 2;
    Domain halves[2] = {{whole.low, middle}, {middle + 1, whole.high}};
    SolverRole role = g_array_index(solver->roles, SolverRole, (guint)variable);
    gboolean low_first = solver->low_first >> role & 1;
    SolverAnswer answer = SOLVER_NONE;
    for (guint i = 0; i < 2 && answer == SOLVER_NONE; i++) {
        Domain half = halves[low_first ? i : 1 - i];
        guint mark = solver->trail->len;
        narrow(solver, (guint)variable, half.low, half.high);
        answer = search(solver);
        if (answer != SOLVER_FOUND)
            undo_to(solver, mark);
    }
    return answer;
}

/* Calls VISIT with every variable of every rule. */
static void each_use(const Solver *solver,
                     void (*visit)(const Solver *, guint variable, guint rule))
{
    for (guint i = 0; i < solver->prints->len; i++) {
        const PrintRule *rule = &g_array_index(solver->prints, PrintRule, i);
        visit(solver, rule->base, i);
        visit(solver, rule->count, i);
    }
    for (guint i = 0; i < solver->sums->len; i++) {
        const SumRule *rule = &g_array_index(solver->sums, SumRule, i);
        visit(solver, rule->total, solver->prints->len + i);
        for (guint j = 0; j < rule->n; j++)
            visit(solver, g_array_index(solver->parts, guint, rule->first + j),
                  solver->prints->len + i);
    }
}

static void count_use(const Solver *solver, guint variable, guint rule G_GNUC_UNUSED)
{
    solver->watch_first[variable + 2]++;
}

static void place_use(const Solver *solver, guint variable, guint rule)
{
    solver->watches[solver->watch_first[variable + 1]++] = rule;
}

/* Counts uses two places on and adds them up; placing then moves each start to its own place. */
static void build_watches(Solver *solver)
{
    guint n = solver->domains->len;
    solver->n_rules = solver->prints->len + solver->sums->len;
    solver->watch_first = g_new0(guint, n + 2);
    each_use(solver, count_use);
    for (guint v = 2; v < n + 2; v++)
        solver->watch_first[v] += solver->watch_first[v - 1];
    solver->watches = g_new(guint, solver->watch_first[n + 1] + 1);
    each_use(solver, place_use);
    solver->ring = g_new(guint, solver->n_rules + 1);
    solver->waiting = g_new0(guint8, solver->n_rules + 1);
}

/* One search from the beginning, with so much more work. */
static SolverAnswer attempt(Solver *solver, guint low_first, guint64 work)
{
    solver->low_first = low_first;
    solver->work = 0;
    solver->limit = work;
    for (guint rule = 0; rule < solver->n_rules; rule++)
        wait_for(solver, rule);
    SolverAnswer answer = search(solver);
    if (answer != SOLVER_FOUND)
        undo_to(solver, 0);
    solver->spent += solver->work;
    return answer;
}

SolverAnswer solver_decide(Solver *solver)
{
    static const guint orders[] = {
        1u << SOLVER_BASE_NARROW,
        1u << SOLVER_BASE_WIDE | 1u << SOLVER_BASE_NARROW,
        0,
        1u << SOLVER_BASE_WIDE | 1u << SOLVER_BASE_NARROW | 1u << SOLVER_CELL,
        1u << SOLVER_CELL,
    };
    guint64 limit = solver->limit;
    SolverAnswer answer = SOLVER_LIMIT;
    build_watches(solver);
    solver->spent = solver->domains->len + solver->parts->len + solver->prints->len;
    for (guint i = 0; i < G_N_ELEMENTS(orders) && answer == SOLVER_LIMIT; i++)
        answer = attempt(solver, orders[i], limit / SHORT_ATTEMPTS);
    if (answer == SOLVER_LIMIT)
        answer = attempt(solver, orders[0], limit);
    return answer;
}

guint64 solver_spent(const Solver *solver)
{
    return solver->spent;
}
