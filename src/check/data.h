/* Claims against data, step by step: resolve (data_resolve.c), ask for tables (data_tables.c),
 * compute what each variant gives (data_compute.c), compare with the print (data_fit.c), judge
 * (data_judge.c). */
#pragma once

#include "check/check.h"
#include "tally/match.h"
#include "tally/tally.h"
#include "variants.h"

/* What the claim says of the p, beside a printed number. */
typedef enum { EXPECT_NOTHING, EXPECT_SIGNIFICANT, EXPECT_NOT_SIGNIFICANT } Expectation;

/* Handles of the tables of one response by one grouping. */
typedef struct {
    gint by; /* or -1 */
    guint plain, other_weight, listwise;
    gboolean has_listwise;
    GArray *flipped; /* guint, one a reversed item */
} Asked;

/* A claim with its names resolved. */
typedef struct {
    const Claim *claim;
    guint index;
    guint subject; /* VariantFor; 0: nothing to compute */
    gint response; /* variable or -1 */
    GArray *by;    /* gint */
    GArray *asked; /* Asked: one a grouping, or one without */
    GArray *items; /* guint: the reversed items of the response */
    const Statistic *statistic;
    const Statistic *unweighted; /* what the claim's kind means without a sampling weight */
    Expectation expected;
} Question;

typedef struct {
    const CheckInput *input;
    Frame *frame, *other_frame; /* the other: another weight, or NULL */
    const char *other_weight;   /* name of that variant */
    Tally *tally, *other_tally; /* the other NULL where there is none */
    Results *results;           /* of the plan's analyses, for adjusted p; NULL: the input's */
    Results *own;               /* of the tests under a design that those do not make */
    GPtrArray *questions;       /* Question */
    gboolean variants;          /* FALSE: their tables would not have fitted */
    gboolean designed;          /* tests need variances that the pass does not give */
    GHashTable *families;       /* p of all pairs of groups (data_families.c), made where needed */
    GStringChunk *strings;
} Check;

/* What one way of computing gives. */
typedef struct {
    const char *name;
    gboolean has; /* any number */
    Reason reason;
    gint64 n;
    Quantity value, statistic, df, p, p_low, p_high;
    Quantity count;        /* of a percent: whom it counts */
    const char *how;       /* the statistic's own words, to see that two ways are one */
    AdjustMethod adjusted; /* p, over N_FAMILY pairs */
    AdjustMethod planned;  /* how the plan adjusts them */
    guint n_family;
    gboolean rank_fits;
    const char *rank_note; /* which group has it instead, when it does not */
} Outcome;

/* resolve */
gboolean question_resolve(const CheckInput *input, const Frame *frame, GPtrArray *questions,
                          Diagnostics *diagnostics);
void question_free(gpointer question);
/* Mistakes: what the claim prints and nothing would be held against. */
void question_check_columns(const CheckInput *input, const Question *question,
                            Diagnostics *diagnostics);
/* The test that a differs, same or associated claim means under a weight of this KIND: one that
 * takes a sampling weight where there is one. NULL for other claims. */
const char *claim_kind_test(const Claim *claim, WeightKind kind);
/* Tests of one level of the response: shares in two groups, the residual of one cell. */
gboolean statistic_is_of_levels(const Statistic *statistic);
gboolean statistic_is_of_cells(const Statistic *statistic);
/* "respondents", "repondants", …; "associations_significatives", … */
gboolean claim_counts_respondents(const Claim *claim);
gboolean claim_counts_associations(const Claim *claim);
/* Mistakes that show only in the data: groups of variables without labels. */
void question_check_levels(const Check *check, Diagnostics *diagnostics);

/* tables */
void check_ask(Check *check);
/* The table of SHAPE (FLIP: which item), NULL where there is none. *OWNED is to be freed. */
const Summary *check_table(const Check *check, const Question *question, guint asked,
                           VariantShape shape, guint flip, Summary **owned);
/* The level of LEVELS that NAME means, -1 when nobody has it. */
gint table_level(const FrameVariable *variable, const SummaryLevel *levels, guint n,
                 const char *name);
/* Those of TABLE that the N names mean; the array may be empty. */
GArray *table_groups(const FrameVariable *by, const Summary *table, char **names);
/* Only the claim's groups; NULL when nobody is in them. */
Summary *table_of_groups(const Check *check, const Question *question, guint asked,
                         const Summary *table);

/* results: analyses run as `run` runs them. Whether QUESTION is of a test that only they answer;
 * the row of it; the results with the plan's families, or NULL. */
gboolean question_is_designed(const Check *check, const Question *question);
gboolean check_run_analyses(Check *check, GError **error);
const TestResult *check_designed_row(const Check *check, const Question *question, guint asked);
const Results *check_results(const Check *check);
/* Whether ROW is the claim's test, of all groups and the full levels. */
gboolean result_is_of(const TestResult *row, const Question *question, guint asked);

/* compute: Outcomes, the default first; only it unless ALL. */
GArray *check_outcomes(const Check *check, const Question *question, guint asked, gboolean all);

/* families: the p of all pairs of groups, adjusted; once for all claims of a table. Free with
 * g_hash_table_unref(). */
GHashTable *check_families_new(void);
/* Of the OUTCOMES that give the print one that is adjusted: how that stands to the plan, in words;
 * NULL where there is none. g_free() it. */
char *adjusted_note(const Claim *claim, const GArray *outcomes, Language language);

/* fit */
typedef enum { KEY_NONE, KEY_VALUE, KEY_STATISTIC, KEY_P } PrintKey;
PrintKey claim_key(const Claim *claim);
/* Whether VALUE prints as PRINTED, half up or half even. */
gboolean print_fits(PrintedNumber printed, double value);
/* Whether OUTCOME prints what CLAIM prints, its key number moved by SHIFT units of its last place.
 */
gboolean outcome_fits(const Claim *claim, const Outcome *outcome, int shift);
/* Of the prints 1 to 10 units away those that some outcome fits. */
guint neighbours_that_fit(const Claim *claim, const GArray *outcomes, guint *n);
gboolean bound_holds(Bound bound, double printed, double p);
/* Whether the claim prints a bound that some p would not keep. */
gboolean claim_has_bound(const Claim *claim);
/* The printed p; one without decimals is a program's 0.000 or 1.000, not all from 0 to 0.5. */
PrintedNumber claim_p(const Claim *claim);

/* judge */
typedef struct {
    VerdictKind verdict;
    GPtrArray *fits; /* const char *: names of the variants that give the print; NULL: not tried */
    char *recomputed, *note;
} Judgement;
void judge(const Check *check, const Question *question, Judgement *judgement);
/* The claim's printed numbers; g_free() it. */
char *claim_printed(const Claim *claim);

/* names: the claim's response and groups in labels, into VERDICT; strings are RESULTS'. */
void claim_name(const Claim *claim, const Frame *frame, Results *results, Verdict *verdict);
