/* A plan as written: plan.yaml read into structures, nothing resolved against data yet.
 *
 *     g_autoptr(Diagnostics) d = diagnostics_new();
 *     g_autoptr(Plan) plan = plan_read("surveys/copenhagen/plan.yaml", d, &error);
 *
 * plan_read() gives NULL with ERROR set when the file cannot be read; otherwise a Plan, perhaps
 * with mistakes of content in D (then the Plan is only good for finding more of them). A syntax
 * error ends the reading (one error in D, NULL without ERROR). Every name keeps its Place, so that
 * the rooms behind (tally resolves variables, analysis resolves tests) report at it. The Plan owns
 * all strings. */
#pragma once

#include "base/diagnostics.h"
#include "base/text.h"
#include "numeric/adjust.h"
#include "numeric/quantile.h"

typedef struct {
    char *text;
    Place place;
} PlanWord;

/* A value of data as a plan writes it: a number unless quoted or not a number. */
typedef struct {
    char *text;       /* as written, UTF-8 */
    gboolean is_text; /* quoted, or no number */
    double number;    /* when not is_text */
    Place place;
} PlanValue;

/* One element of a variable list: a name, a keyword (items, scales, all), or a range in file order.
 */
typedef struct {
    char *first;
    char *last; /* NULL unless a range `first - last` */
    Place place;
} PlanRef;

/* A class of values with a label: {Parfois: [2, 3]}. LABEL may be empty in `recode` to a number. */
typedef struct {
    Text label;
    PlanValue key; /* the key as written, when it is a value (levels, recode), else text = label */
    GPtrArray *values; /* PlanValue */
    Place place;
} PlanClass;

typedef enum { DERIVE_NONE, DERIVE_CUT, DERIVE_RECODE, DERIVE_EQUAL } PlanDerivation;

/* An entry of `variables:` — an override of a variable of the file, or a derived variable. */
typedef struct {
    PlanWord name;
    Text label;
    GPtrArray *levels;  /* PlanClass: key = value, label; NULL when absent */
    GPtrArray *missing; /* PlanValue; NULL when absent */
    PlanDerivation derivation;
    PlanWord from; /* derived: the source variable */
    GPtrArray
        *cuts; /* cut: PlanValue, ascending; class i holds cuts[i-1] <= x < cuts[i], codes 1.. */
    GPtrArray
        *recode; /* recode: PlanClass key = new value (number), or a label (codes 1.. in order) */
    GPtrArray *equal; /* equal: PlanValue; the variable is 1 inside, 0 outside, missing stays so */
    gboolean several; /* answers: several (multiple-response) */
} PlanVariable;

typedef enum { SCORE_MEAN, SCORE_SUM, SCORE_MEDIAN } ScoreRule;

typedef struct {
    PlanWord name;
    Text label;
    GPtrArray *items;   /* PlanRef */
    GPtrArray *reverse; /* PlanRef */
    gboolean has_range;
    double low, high;
    Place range_place; /* line 0: no `range` */
    ScoreRule score;
    gboolean min_is_share;
    double min_answered; /* a number of items, or a share of them in 0..1 (round up) */
    Place min_place;
} PlanScale;

typedef struct {
    GPtrArray *items;   /* PlanRef */
    GPtrArray *classes; /* PlanClass with label and values */
    Place place;
} PlanCollapse;

typedef enum { FAMILY_BY, FAMILY_ANALYSIS, FAMILY_PLAN } FamilyScope;
typedef enum {
    METHOD_ASYMPTOTIC = 1,
    METHOD_MONTE_CARLO = 2,
    METHOD_EXACT = 4,
    METHOD_MID_P = 8 /* exact, tables as extreme as the observed one counted half */
} MethodSet;
typedef enum {
    ANALYSIS_COMPARE,
    ANALYSIS_ASSOCIATE,
    ANALYSIS_DISTRIBUTE,
    ANALYSIS_RELIABILITY,
    ANALYSIS_PAIRED
} AnalysisKind;

typedef struct {
    char *name; /* default: the kind and its number, "compare-1" */
    Place place;
    AnalysisKind kind;
    GPtrArray *responses;     /* PlanRef; for reliability the scales; for `pairs:` the items */
    gboolean pairs;           /* associate: {pairs: …} */
    GPtrArray *by;            /* PlanRef */
    GPtrArray *stratified_by; /* PlanRef */
    GPtrArray *tests;         /* PlanWord; NULL: the default tests of the kind */
    GPtrArray *measures;      /* PlanWord; NULL: the defaults */
    guint methods;            /* MethodSet bits */
    guint64 draws;
    AdjustMethod adjust; /* already defaulted from the plan (bh for pairs when nothing is said) */
    FamilyScope family;
    PlanWord posthoc; /* dunn, dscf, mann-whitney, none */
    QuantileRule quantile;
} PlanAnalysis;

typedef enum { WEIGHT_NONE, WEIGHT_FREQUENCY, WEIGHT_SAMPLING } WeightKind;

enum { MOST_FPC = 2 }; /* stages drawn from finite populations */

/* data.design; all NULL or empty when absent. */
typedef struct {
    PlanWord strata;
    GPtrArray *cluster; /* PlanWord, stage by stage */
    GPtrArray *fpc;     /* PlanWord, of the first stages */
    gboolean nest;
    PlanWord lonely;           /* error (default), certainty, adjust, average */
    GPtrArray *replicates;     /* PlanRef */
    PlanWord replicate_method; /* brr, fay, jk1, jkn, jk2, bootstrap */
    double fay_rho;
    double scale;       /* of replicate weights; 0: that of the method */
    GPtrArray *rscales; /* PlanValue, one a replicate or one for all; NULL: 1 */
    Place place;        /* line 0: no design */
} PlanDesign;

/* One line of a margin: a level of each of its variables, and what weights there are to sum to. */
typedef struct {
    GPtrArray *values; /* PlanValue, in the order of `by` */
    double target;     /* a total, or a percent */
    Place place;       /* of the last value */
} PlanMarginCell;

/* A margin of the population: how many have each level of a variable, or of several crossed. */
typedef struct {
    GPtrArray *by;    /* PlanWord */
    GPtrArray *cells; /* PlanMarginCell */
    gboolean percents;
    Place place;
} PlanMargin;

typedef enum { CALIBRATE_NONE, CALIBRATE_POSTSTRATIFY, CALIBRATE_RAKE } CalibrationKind;

/* data.poststratify or data.rake, then data.trim: what is done to the weights before anything is
 * counted. A plan without a weight that rakes or post-stratifies begins with weights of 1. */
typedef struct {
    CalibrationKind kind;
    GPtrArray *margins;      /* PlanMargin; one to post-stratify; NULL: none */
    double tolerance;        /* below 1 a share of the sum of weights */
    guint64 most_iterations; /* raking */
    Place place;
    gboolean trims;
    double lower, upper; /* 0 and infinite where there is none */
    gboolean of_mean;    /* bounds are multiples of the mean weight */
    gboolean strict;     /* trimmed again until no weight is outside */
    Place trim_place;
} PlanCalibration;

typedef struct {
    char *file; /* as written; NULL for a plan without data */
    char *path; /* relative to the plan's folder, resolved */
    char *encoding;
    char delimiter;     /* 0: sniff */
    char decimal;       /* 0: sniff */
    char *catalog;      /* resolved path or NULL */
    char *catalog_name; /* as written */
    Place place;
    PlanWord weight; /* text NULL without weight */
    WeightKind weight_kind;
    PlanDesign design;
    PlanCalibration calibration;
} PlanData;

/* `where: {type: [1, 2]}`: every condition must hold. */
typedef struct {
    PlanWord variable;
    GPtrArray *values; /* PlanValue */
} PlanWhere;

typedef struct {
    char *path;   /* of the plan, as given */
    char *folder; /* the plan's folder */
    guint file;   /* its number in the Diagnostics */
    char *id;
    Text title;
    Language language;
    PlanData data;
    gint64 respondents;   /* how many the claims speak of; -1 when absent */
    GPtrArray *missing;   /* PlanValue */
    GPtrArray *variables; /* PlanVariable */
    GPtrArray *where;     /* PlanWhere */
    GPtrArray *scales;    /* PlanScale */
    GPtrArray *collapse;  /* PlanCollapse */
    GPtrArray *analyses;  /* PlanAnalysis */
    double alpha;
    double confidence;
    AdjustMethod adjust;
    FamilyScope family;
    PlanWord posthoc;
    QuantileRule quantile;
    guint methods; /* MethodSet bits; the default of the analyses, as are the draws */
    guint64 draws;
    guint64 seed;
    guint threads;     /* 0: cores */
    char *claims;      /* resolved path or NULL */
    char *claims_name; /* as written */
    Place claims_place;
    GPtrArray *known; /* PlanWord */
    WeightKind premise_weights;
    GPtrArray *profile_marks; /* `quality:`, names of quality marks (isq, statcan): PlanWord */
} Plan;

Plan *plan_read(const char *path, Diagnostics *diagnostics, GError **error);
void plan_free(Plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* The plan as understood: every key with its default filled in, in a fixed order, as a JSON object
 * (one key a line). File names stand as the plan writes them; nothing in it depends on the machine
 * or the current folder. g_free() it. */
char *plan_json(const Plan *plan);

/* Names as the plan writes them. */
const char *adjust_name(AdjustMethod method);
const char *family_name(FamilyScope family);
const char *analysis_kind_name(AnalysisKind kind);
const char *score_name(ScoreRule score);
const char *weight_kind_name(WeightKind kind);
const char *quantile_name(QuantileRule rule);
/* The scale called NAME, or NULL. */
const PlanScale *plan_scale(const Plan *plan, const char *name);
const PlanVariable *plan_variable(const Plan *plan, const char *name);
