/* Adjusted weights: the margins of a plan as a joint table, the factors that fit it, and the bounds
 * that weights are trimmed to.
 *
 * One pass sums the weights of the joint table of all variables that margins name (the census);
 * raking is done on that table, and every later pass multiplies a respondent's weight d by the
 * factor of its cell. Then weights are trimmed as R's trimWeights() does it: those outside become
 * the bound, and what this takes from their sum is shared out equally among the others; each round
 * needs a pass, and all but `strict` does one. Trimming comes last: after it the margins do not
 * hold exactly, and the report says by how much.
 *
 * Residuals of linearised values follow svyrecvar(): numeric/rake.h. R keeps the weights of each
 * step of raking from before trimming, and so do we. */
#pragma once

#include "exact.h"
#include "numeric/rake.h"
#include "tally/calibration.h"
#include "tally/frame.h"
#include "tally/summary.h"

enum { MOST_MARGIN_CELLS = 1 << 18 };
#define NO_CELL G_MAXUINT

typedef struct {
    gint variable;     /* of the frame */
    GPtrArray *values; /* const PlanValue *: what margins name, each once */
    guint stride;      /* of the joint table */
} MarginVariable;

/* Weights below LOWER become LOWER, above UPPER become UPPER, others gain SHIFT. */
typedef struct {
    double lower, upper, shift;
} TrimRound;

typedef struct Calibration {
    const Frame *frame;
    GArray *variables;            /* MarginVariable */
    guint cells, margins, levels; /* levels of all margins */
    guint *first;                 /* [margins + 1] */
    guint *level;                 /* [margins][cells]; NO_CELL: that margin does not list it */
    double *target;               /* [levels] */
    GPtrArray *named;             /* [levels] const PlanMarginCell * */

    gint64 *n;      /* [cells] respondents with a weight */
    double *d, *d2; /* [cells] Σ weight and Σ weight², before */
    Rake *rake;     /* NULL until the census is taken, and without margins */
    double *steps;  /* [cells][margins], see rake_steps() */
    RakeResiduals *residuals;
    GPtrArray *replicates; /* double * [levels]: factors of each replicate weight */

    GArray *rounds;     /* TrimRound */
    double inverse_sum; /* Σ 1/d, under trimming */
    CalibrationReport report;
} Calibration;

/* What a pass over the margins sums; each cell of the joint table, of rows with a weight. */
typedef enum { SUM_CENSUS, SUM_REPLICATES, SUM_TRIM } SumKind;

/* Respondents with a value that no margin names, or a missing one. */
typedef struct {
    gint64 count, first_row;
} Stray;

typedef struct MarginSums {
    SumKind kind;
    guint cells, n_planes;
    gint64 *n;            /* respondents; SUM_TRIM: inside the bounds */
    ExactVector **planes; /* CENSUS: d, d²; REPLICATES: each; TRIM: weights inside, and outside as
                           * they become */
    TrimRound bounds;     /* TRIM */
    ExactVector *excess;  /* TRIM: Σ of what trimming takes; Σ 1/d */
    gint64 outside[2];    /* TRIM: now below, above */
    gint64 ever[2];       /* TRIM: now or in a round before */
    GPtrArray *strays;    /* a GArray of Stray for each variable, by id of the pass's dictionary */
} MarginSums;

/* ANNEXE_ERROR_LIMIT where margins cross in too many cells. */
Calibration *calibration_new(const Frame *frame, GError **error);
void calibration_free(Calibration *calibration);

static inline const MarginVariable *calibration_variable(const Calibration *c, guint i)
{
    return &g_array_index(c->variables, MarginVariable, i);
}
/* The position of LEVEL among the variable's values, or NO_CELL. */
guint calibration_find(const MarginVariable *variable, const SummaryLevel *level);
/* "stype = E, awards = No"; g_free(). */
char *calibration_level_name(const Calibration *calibration, guint level);
/* Percents become totals; factors, steps and residuals. After the census. */
void calibration_fit(Calibration *calibration);
/* The factors of one replicate, whose weights sum to W[cells]; -1, or the level that has none. */
gint calibration_fit_replicate(Calibration *calibration, const double *w);

/* What a weight D in CELL becomes. *TRIMMED: -1 raised, 1 cut, else 0. */
double calibration_weight(const Calibration *calibration, double d, guint cell, gint *trimmed);
double calibration_replicate(const Calibration *calibration, guint replicate, double d, guint cell);

MarginSums *margin_sums_new(SumKind kind, const Calibration *calibration, guint n_replicates);
void margin_sums_free(MarginSums *sums);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarginSums, margin_sums_free)
/* Without the strays, which belong to dictionaries. */
void margin_sums_merge(MarginSums *into, const MarginSums *from);
void margin_sums_stray(MarginSums *sums, guint variable, guint id, Stray stray);
