/* Raking: a joint table fitted to margins, and what is left of a variable when the margins are
 * taken out of it.
 *
 * A table has CELLS cells (each a combination of answers); every margin puts each of them into one
 * of its levels. Levels of all margins are numbered through: those of margin m are first[m] ..
 * first[m + 1] - 1.
 *
 * SOURCE  W. E. Deming and F. F. Stephan (1940), Annals of Mathematical Statistics 11:427-444;
 *         J.-C. Deville, C.-E. Särndal and O. Sautory (1993), JASA 88:1013-1020.
 * GOLDEN  postStratify() and rake() of R's survey: tests/numeric/rake.R */
#pragma once

#include <glib.h>

typedef struct {
    guint cells, margins;
    const guint *level;   /* [margins][cells] */
    const guint *first;   /* [margins + 1] */
    const double *target; /* [first[margins]] what the weights of a level are to sum to */
} RakeTable;

/* A weight in cell c becomes weight × Π_m factors[level of c in m]. */
typedef struct {
    double *factors;  /* after the last iteration */
    double *before;   /* after the one before it */
    guint iterations; /* over all margins */
    gboolean converged;
    double change; /* the largest of a cell in the last iteration */
    gint empty;    /* a level with a target and no weight, where the fit ended; -1: none */
} Rake;

/* Fits W[cells], margin after margin, until no cell changes by TOLERANCE or more, or MOST
 * iterations are done. A tolerance below 1 is a share of the sum of W (rake()'s epsilon). A
 * tolerance of 0 does MOST iterations; one iteration of one margin is post-stratification. */
Rake *rake_new(const RakeTable *table, const double *w, double tolerance, guint most);
void rake_free(Rake *rake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rake, rake_free)

/* What a weight was multiplied by once margin m of the last iteration was fitted, for every m:
 * STEPS[margins] of a respondent with LEVELS[margins]. The last is the factor itself. */
void rake_steps(const Rake *rake, guint margins, const guint *levels, double *steps);

/* R's residuals of linearised values y: ROUNDS times over the margins,
 *
 *     y_i -= s_mi mean(y/s_m over the margin's level),    s_mi = d_i × step m of i
 *
 * d the weight before, means weighted by COUNTS (respondents for rake(), sums of d for
 * postStratify()). With y_i = w_i z_i all of it follows from sums per level:
 * y_i becomes w_i z_i - Σ_m s_mi β[level of i in m]. */
typedef struct {
    guint margins, levels, rounds;
    guint *first;    /* [margins + 1] */
    double *overlap; /* [levels][levels]: sums of COUNTS × step of the column / step of the row */
} RakeResiduals;

enum { RAKE_ROUNDS = 10 }; /* as svyrecvar() */

RakeResiduals *rake_residuals_new(const RakeTable *table, const Rake *rake, const double *counts,
                                  guint rounds);
void rake_residuals_free(RakeResiduals *residuals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RakeResiduals, rake_residuals_free)
/* SUMS[levels]: of each level Σ c_i w_i z_i / s_mi, c_i = 1 for rake() and d_i for postStratify().
 * BETA[levels]. */
void rake_residuals_solve(const RakeResiduals *residuals, const double *sums, double *beta);
