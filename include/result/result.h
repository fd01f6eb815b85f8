/* The tidy rows every number ends in. Reports and `check` read these and nothing else.
 *
 * Strings are interned in the Results (results_string()) and live as long as it. NULL means empty.
 * Quantities that a row does not have are absent (has FALSE), never NaN. */
#pragma once

#include "base/text.h"
#include "plan/plan.h"
#include <glib.h>

typedef struct {
    gboolean has;
    double value;
} Quantity;

static inline Quantity quantity(double value)
{
    return (Quantity){TRUE, value};
}

/* Why a number is undefined; the words for each stand in words.def (REASON_…). */
typedef enum {
    REASON_NONE,
    REASON_NO_RESPONDENTS, /* n = 0 */
    REASON_ONE_GROUP,
    REASON_ALL_TIED,  /* constant response */
    REASON_ONE_LEVEL, /* fewer than two non-empty rows or columns */
    REASON_TOO_FEW,   /* n too small for this quantity (sd of one, α of one item, …) */
    REASON_ZERO_VARIANCE,
    REASON_NOT_NUMERIC,     /* a string response has no mean */
    REASON_SAMPLING_WEIGHT, /* inference needs the sampling design */
    REASON_WORK_LIMIT,      /* exact distribution beyond the limit */
    REASON_NOT_REACHED,     /* an interval end that order statistics cannot give */
    REASON_NO_EMPTY_MARGIN, /* a margin is empty where it must not be */
    REASON_LONELY_STRATUM,
    REASON_NOT_TWO_GROUPS, /* of a test that compares two */
    REASON_NOT_IDENTIFIED, /* a factor that fewer than three items share */
    REASON_HEYWOOD,        /* a unique variance of 0 or below */
    REASON_NOT_CONVERGED,
    REASON_COUNT
} Reason;

typedef enum { STATE_OK, STATE_UNDEFINED } ResultState;

/* What of a row no claim binds, where the data are synthetic: shown grey with a mark. */
typedef enum {
    INVENTED_VALUE = 1 << 0,     /* of an estimate; p of a test */
    INVENTED_STATISTIC = 1 << 1, /* of a test, with df and effect */
    INVENTED_N = 1 << 2,
    INVENTED_INTERVAL = 1 << 3, /* no kind of claim prints one */
    INVENTED_ALL = INVENTED_VALUE | INVENTED_STATISTIC | INVENTED_N | INVENTED_INTERVAL
} Invented;

/* One row of tests.csv. */
typedef struct {
    const char *analysis, *test, *response, *by;
    const char *group, *group_label, *other, *other_label; /* pairs of groups in post-hoc tests */
    gint64 n;
    Quantity statistic, df, df2, p, p_adjusted;
    const char *adjustment; /* holm, …; NULL where nothing is adjusted */
    guint n_family;
    const char *effect_name;
    Quantity effect, effect_low, effect_high;
    const char *variant; /* "asymptotic; tie correction; no continuity" … */
    ResultState state;
    Reason reason;
    const char *note;       /* in the report's language */
    guint invented;         /* Invented */
    gboolean too_few_draws; /* Monte-Carlo that cannot reach alpha: it is never "not significant" */
} TestResult;

/* One row of estimates.csv. Reliability: LEVEL is the item and LEVEL_LABEL its label. A kind of
 * missing: LEVEL is its code (`.` system-missing, `.a` tagged). Nets of levels: LEVEL is "2;3".
 * Compact letters stand in NOTE. Rows without GROUP are of all groups together. */
typedef struct {
    const char *analysis, *estimate, *response, *by;
    const char *group, *group_label, *level, *level_label;
    gint64 n;
    Quantity n_weighted, value, low, high;
    ResultState state;
    Reason reason;
    const char *note;
    guint invented;      /* Invented */
    const char *quality; /* marks of its precision (* ** E F), which have rows of their own too */
} EstimateResult;

/* What reports need to know of a variable. Its arrays come from results_strings(), the strings in
 * them are interned. */
typedef struct {
    const char *name, *label; /* label falls back to name */
    gboolean is_scale;
    guint n_items;            /* of a scale */
    const char *const *items; /* their names */
    guint n_levels;           /* labelled valid levels, ascending */
    const char *const *levels, *const *level_labels;
    const char
        *scoring; /* a scale: "mean of 8 items (bg3 reversed), 4 or more answered" in words */
} ResultVariable;

/* A table of the annex (owned by the Results with its two arrays): one analysis, its responses and
 * groupings in plan order. */
typedef struct {
    const char *analysis;
    AnalysisKind kind;
    gboolean pairs;
    GPtrArray *responses; /* const ResultVariable * */
    GPtrArray *by;        /* const ResultVariable *; empty for distributions */
    const char *adjustment, *family, *posthoc, *quantile; /* names for the notes */
    double alpha;
} ResultBlock;

enum { RESULTS_RECENT = 64 };

typedef struct {
    Language language;
    const char *id, *title;
    const char *version;                                   /* of annexe */
    const char *source_file, *source_kind, *source_sha256; /* base name of the file */
    gboolean synthetic;
    gint64 rows_read, rows_kept; /* kept by `where` and weight */
    gboolean encoding_guessed;   /* answers not in the file's encoding, read as windows-1252 */
    const char *where;           /* the filter in words, or NULL */
    const char *weight;          /* variable or NULL */
    WeightKind weight_kind;
    /* NULL where the plan leaves the weights as they are. */
    const char *weight_adjusted; /* post-stratified, raked, trimmed: how, in sentences */
    const char *weight_summary;  /* the same in a few words */
    char *weights_json;          /* the same as a JSON object */
    double alpha, confidence;
    guint64 seed;
    GPtrArray *variables; /* ResultVariable, all that appear */
    GPtrArray *blocks;    /* ResultBlock, plan order */
    GArray *tests;        /* TestResult, plan order */
    GArray *estimates;    /* EstimateResult, plan order */
    GPtrArray *notes;     /* const char *: warnings that belong into the annex */
    GPtrArray *verdicts;  /* Verdict (check/verdict.h), when the plan names claims; else empty */
    char *plan_json;      /* the plan as understood, a JSON object */
    GStringChunk *strings;
    const char *recent[RESULTS_RECENT]; /* of STRINGS: rows say what the row above said */
    GHashTable *index;                  /* built by results_seal() */
    GPtrArray *owned;                   /* arrays of strings of its variables */
} Results;

Results *results_new(Language language);
void results_free(Results *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Results, results_free)
/* Makes room for about so many rows more. */
void results_expect(Results *results, guint n_tests, guint n_estimates);
/* Interns; NULL stays NULL. */
const char *results_string(Results *results, const char *string);
/* An array of N strings, all NULL and one NULL more, that lives as long as RESULTS. */
const char **results_strings(Results *results, guint n);
TestResult *results_add_test(Results *results);         /* zeroed; valid until the next add */
EstimateResult *results_add_estimate(Results *results); /* likewise */
/* What the rows of one analysis say of one response by one grouping (BY NULL: of the response
 * alone), as row numbers of Results.tests and Results.estimates, in their order. */
typedef struct {
    const char *analysis, *response, *by;
    GArray *tests;     /* guint */
    GArray *estimates; /* guint */
} ResultCell;

/* Builds the index behind the look-ups; rows must not be added afterwards. */
void results_seal(Results *results);
/* NULL when there are no such rows. */
const ResultCell *results_cell(const Results *results, const char *analysis, const char *response,
                               const char *by);
/* The variable called NAME, or NULL. */
const ResultVariable *results_variable(const Results *results, const char *name);
/* Look-ups by key; any of BY, GROUP, LEVEL may be NULL for rows without. First match or
 * NULL. */
const EstimateResult *results_estimate(const Results *results, const char *analysis,
                                       const char *estimate, const char *response, const char *by,
                                       const char *group, const char *level);
const char *reason_name(Reason reason);                    /* "all-tied", stable for scripts */
const char *reason_text(Reason reason, Language language); /* a sentence */
