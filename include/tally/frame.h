/* A plan held against a codebook: every name resolved to a FrameVariable, every mistake of that
 * reported at its place. What the rooms behind know of variables, they know from here.
 *
 * Order of variables: the file's, in file order; then derived ones, then scales, in plan order.
 *
 * What a value becomes, in this order:
 * - `missing` of the plan and of the variable make a value of the file user-missing, besides what
 *   the file declares. A number there also means the string of the same spelling.
 * - cut, recode and equal map the values of their source. Missing stays missing, of the same kind;
 *   but a recode that lists a user-missing value by name takes it. A valid value that no class of a
 *   recode lists becomes system-missing. A number for one value alone keeps that value's label.
 * - `where` compares values as they stand in its variable, missing or not.
 *
 * A scale score: reversed items count as low + high - x; below min_answered the score is missing.
 * mean: exact sum of the answered items divided once by their number. sum: that mean times the
 * number of items of the scale, computed as one quotient, so that an unanswered item does not count
 * as zero: the half-scale rule of Ware, Snow, Kosinski and Gandek (1993), SF-36 Health Survey
 * Manual, ch. 6; with every item answered it is the plain sum. median: of the answered items, the
 * mean of the middle two when their number is even. */
#pragma once

#include "base/diagnostics.h"
#include "data/codebook.h"
#include "data/source.h"
#include "plan/plan.h"
#include "tally/summary.h"

/* FRAME_COMPLETE: 1 where every one of its items is answered, else missing. */
typedef enum { FRAME_SOURCE, FRAME_DERIVED, FRAME_SCALE, FRAME_COMPLETE } FrameKind;

/* A level known before the data are read: labelled in the file or the plan. */
typedef struct {
    double number;
    char *text; /* string variables, else NULL */
    CellState state;
    char tag;
    Text label; /* empty when there is none */
} FrameLevel;

typedef struct {
    char *name;
    Text label; /* the plan's, else the file's (the same in both languages), else empty */
    FrameKind kind;
    gboolean is_string;
    const Variable *source;   /* FRAME_SOURCE */
    const PlanVariable *plan; /* override or derivation, or NULL */
    const PlanScale *scale;   /* FRAME_SCALE */
    GArray *items;            /* FRAME_SCALE, FRAME_COMPLETE: gint, variable indexes in order */
    GArray *reversed;         /* FRAME_SCALE: gboolean, one an item */
    double low, high;         /* FRAME_SCALE: range of its items */
    guint min_answered;       /* FRAME_SCALE: items that must be answered, rounded up */
    gint from;                /* FRAME_DERIVED: variable index */
    GArray *levels;           /* FrameLevel, ascending, valid and missing ones */
    gboolean several;         /* answers: several */
} FrameVariable;

/* data.design resolved; indexes are -1, arrays empty where the plan has none. */
typedef struct {
    gint strata;
    GArray *clusters;   /* gint, stage by stage */
    gint fpc[MOST_FPC]; /* of the first stages */
    GArray *replicates; /* gint */
} FrameDesign;

/* A margin of data.poststratify or data.rake. */
typedef struct {
    const PlanMargin *plan;
    GArray *variables; /* gint, one a name of plan->by */
} FrameMargin;

typedef struct {
    const Plan *plan;
    const Codebook *codebook;
    GPtrArray *variables; /* FrameVariable */
    gint weight;          /* variable index or -1 */
    WeightKind weight_kind;
    FrameDesign design;
    gboolean calibrated;     /* the plan post-stratifies, rakes or trims the weights */
    GPtrArray *margins;      /* FrameMargin */
    GArray *where;           /* gint, one a condition of plan->where */
    GArray *wordy;           /* gint: needed as numbers, but some cells hold words */
    GHashTable *by_name;     /* name -> index + 1 */
    GHashTable *collapse_of; /* index -> const PlanCollapse * */
} Frame;

/* NULL only when mistakes make it useless; check diagnostics_n_errors(). PLAN and CODEBOOK must
 * outlive it. */
Frame *frame_new(const Plan *plan, const Codebook *codebook, Diagnostics *diagnostics);
void frame_free(Frame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frame, frame_free)

/* Whether the plan may use VARIABLE as numbers. A column of a text file that is mostly numbers may:
 * its words are mistakes of the data, which frame_check_words() reports. */
gboolean frame_takes_numbers(const Frame *frame, gint variable);
/* ANNEXE_ERROR_DATA for the first column that the plan needs as numbers and that holds words: file,
 * row, variable, the word, how many. Call it before the data are read. */
gboolean frame_check_words(const Frame *frame, GError **error);

const FrameVariable *frame_variable(const Frame *frame, gint index);
gint frame_find(const Frame *frame, const char *name);
/* Expands REFS (PlanRef: names, ranges in file order, items, scales, all) to variable indexes in
 * order, each once. Unknown names are reported with the nearest one. `items`: the items of all
 * scales; when the plan has no scales, all variables with value labels of two to eleven levels.
 * `all`: scales when WANT_SCALES, else every labelled variable. */
GArray *frame_expand(const Frame *frame, const GPtrArray *refs, gboolean want_scales,
                     Diagnostics *diagnostics);
/* Where REFS, which are not empty, name VARIABLE, by itself or in a range; else the first of them.
 */
Place frame_ref_place(const Frame *frame, const GPtrArray *refs, gint variable);
/* Variables that no plan names, for `check`: what a report may have counted instead. They come
 * last and frame_find() does not know them; lists of names that are expanded later (`scales`) would
 * hold them, so they belong into a frame of their own.
 * The same scale with its ITEM-th item not reversed (or reversed, when the plan does not). */
gint frame_add_flipped(Frame *frame, gint scale, guint item);
/* 1 for respondents with a valid answer to all N variables. */
gint frame_add_complete(Frame *frame, const gint *variables, guint n);
/* The plan's first `collapse` for this variable, or NULL. */
const PlanCollapse *frame_collapse(const Frame *frame, gint variable);
/* The class of COLLAPSE that each of the N LEVELS belongs to, from 0; -1 where in none. g_free()
 * it. */
gint *frame_classes(const PlanCollapse *collapse, const SummaryLevel *levels, guint n);
/* Label of a level in LANGUAGE, or NULL. */
const char *frame_level_label(const FrameVariable *variable, CellState state, char tag,
                              double number, const char *text, Language language);
