/* Whole numbers that satisfy sums and prints: the decision procedure behind claims against each
 * other.
 *
 *     Solver *s = solver_new(work_limit);
 *     guint n = solver_variable(s, 1, 749, SOLVER_BASE_WIDE), k = solver_variable(s, 0, 749, ...);
 *     solver_print(s, n, k, (PrintInterval){11345, 11347, 20000});   56.73 %, half a unit each way
 *     solver_sum(s, total, parts, n_parts);                          total = parts added
 *     switch (solver_decide(s)) { SOLVER_FOUND, SOLVER_NONE, SOLVER_LIMIT }
 *
 * Rules: numbers are whole and not negative; each variable has a low and a high. The procedure is
 * complete: see the head of consistency_solver.c. */
#pragma once

#include <glib.h>

/* A count K of a base N prints the value when low * N <= scale * K <= high * N. */
typedef struct {
    gint64 low, high, scale;
} PrintInterval;

/* What is branched on first. Bases of a whole item are tried from above, bases within a group from
 * below: there the room for the other claims is. */
typedef enum { SOLVER_BASE_WIDE, SOLVER_BASE_NARROW, SOLVER_COUNT, SOLVER_CELL } SolverRole;
typedef enum { SOLVER_FOUND, SOLVER_NONE, SOLVER_LIMIT } SolverAnswer;

/* Work counted over many questions, in steps and not in time: the same input stops at the same
 * place everywhere. */
typedef struct {
    guint64 spent, limit;
} SolverWork;

static inline gboolean work_is_left(const SolverWork *work)
{
    return work == NULL || work->spent < work->limit;
}

typedef struct Solver Solver;

/* WORK_LIMIT: propagation steps after which the answer is SOLVER_LIMIT. */
Solver *solver_new(guint64 work_limit);
void solver_free(Solver *solver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Solver, solver_free)

guint solver_variable(Solver *solver, gint64 low, gint64 high, SolverRole role);
/* TOTAL is the sum of the N variables PARTS (copied); none: TOTAL is 0. */
void solver_sum(Solver *solver, guint total, const guint *parts, guint n);
void solver_print(Solver *solver, guint base, guint count, PrintInterval interval);
/* Once per solver. */
SolverAnswer solver_decide(Solver *solver);
/* Steps taken so far, those of building the rules included. */
guint64 solver_spent(const Solver *solver);
/* After SOLVER_FOUND: the value of VARIABLE in the solution. */
gint64 solver_value(const Solver *solver, guint variable);
