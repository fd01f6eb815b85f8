/* Sealed, immutable sufficient statistics: all that statistics ever see. A Summary owns its arrays.
 *
 *     const Summary *s = tally_summary(tally, handle);
 *     s->n[g * s->n_levels + l]       respondents of group g who answered level l
 *
 * Counts are respondents, or the sum of a frequency weight. Under a sampling weight `n` still
 * counts respondents and `w` holds the sums of weights; otherwise w is NULL. Levels and groups
 * ascend by value (strings by code point). Strata, groups and levels without a valid respondent in
 * this table do not appear: what shows an empty declared level (a distribution) takes it from the
 * frame. PAIR: groups and levels are one set, the union of both items' levels; groups are the first
 * item's, levels the second's. Under a frequency weight rows are copies throughout. BLOCKS take no
 * sampling weight: each respondent ranks the items once. */
#pragma once

#include "data/codebook.h"
#include <glib.h>

typedef enum {
    SUMMARY_TABLE,
    SUMMARY_PAIR,
    SUMMARY_MOMENTS,
    SUMMARY_BLOCKS,
    SUMMARY_DESIGN
} SummaryKind;

/* A level of the response or a group: its value. For scale scores the value is the exact quotient.
 */
typedef struct {
    CellState state; /* CELL_VALID for groups and levels, a kind of missing in `missing` */
    char tag;
    double number;
    const char *text; /* string variables, else NULL; owned by the Summary */
} SummaryLevel;

typedef struct {
    SummaryKind kind;

    /* TABLE and PAIR. Row-major strata × groups × levels; n_strata is 1 and strata NULL when
     * unstratified; n_groups is 1 and groups NULL without a grouping. */
    guint n_strata, n_groups, n_levels;
    const SummaryLevel *strata, *groups, *levels;
    const gint64 *n;
    const double *w;  /* NULL unless a sampling weight */
    const double *w2; /* sums of squared weights, as w; NULL unless a sampling weight */

    /* The base. rows_read = rows excluded by where or zero weight + asked;
     * asked = valid + missing on the response + missing on the grouping (or stratum) alone. */
    gint64 rows_read, asked, valid, by_missing;
    guint n_missing; /* kinds of missing met on the response: system, each user code, each tag,
                      * and for scales "too few items answered" (state CELL_SYSTEM_MISSING) */
    const SummaryLevel *missing;
    const gint64 *missing_n;        /* [n_missing], over all rows asked */
    const gint64 *missing_by_group; /* [n_groups][n_missing], rows with a valid group */
    double asked_w, valid_w;        /* under a sampling weight */

    /* MOMENTS: over rows complete on all items. */
    guint n_items;
    gint64 complete;      /* rows */
    double complete_w;    /* = complete without a sampling weight */
    const double *sums;   /* [n_items] */
    const double *cross;  /* [n_items][n_items], Σ x_i x_j about the item's `origin` */
    const double *origin; /* [n_items], subtracted from every value before summing */

    /* BLOCKS: within-respondent mid-ranks over items, complete rows. */
    const double *rank_sums; /* [n_items] */
    double ties;             /* Σ over rows of Σ (t³ - t) */
    double rank_cross;       /* Σ over rows and items of rank² */
    const gint64 *ones; /* [n_items] for two-level items: count of the higher level (Cochran's Q) */
    const gint64 *ones_by_row; /* [n_items + 1] rows by number of higher answers */

    /* TABLE under replicate weights, after tally_run_replicates(): the table once for each. */
    guint n_replicates;
    const double *replicates; /* [n_replicates][n_strata][n_groups][n_levels] */
    guint replicate_rank;     /* of the respondents' replicate weights as a matrix */

    /* DESIGN: totals of n_items vectors of linearised values, and their covariance. */
    const double *totals;     /* [n_items], Σ w z */
    const double *covariance; /* [n_items][n_items] */
    gint64 n_units;           /* primary sampling units; respondents where there are no clusters */
    guint n_design_strata;    /* degrees of freedom: n_units - n_design_strata */
    guint n_lonely;           /* strata of one unit, dealt with by the plan's policy */
} Summary;

/* Operations on sealed tables; each gives a new Summary (free with summary_free()). They keep the
 * base consistent: what an operation leaves out of the table leaves `asked` too. Unlike a table
 * that was counted, their results may have levels or groups that nobody has. */

/* Levels merged: class_of[l] in 0..n_classes-1 is the new level of level l, or -1 to leave it out
 * (it then counts neither as valid nor as missing). All n_classes appear, with values 1..n_classes:
 * class c has the value c + 1. */
Summary *summary_collapse(const Summary *table, const gint *class_of, guint n_classes);
/* With the N levels DECLARED (ascending), counted 0 where nobody has them: for distributions. */
Summary *summary_declare(const Summary *table, const SummaryLevel *declared, guint n);

/* With the kinds of missing as levels behind the valid ones (those whose KEEP is set; NULL: all):
 * the base then holds who did not answer. Takes an unstratified table without a sampling weight. A
 * level of missing has the number 0 for sorting's sake and its state as it was. */
Summary *summary_with_missing(const Summary *table, const gboolean *keep);
/* Only these groups, in this order; the base is theirs. */
Summary *summary_groups(const Summary *table, const guint *groups, guint n);
/* Without strata: summed over them. */
Summary *summary_marginal(const Summary *table);
/* Groups become levels and levels groups, summed over strata. Which kinds of missing the new
 * response has is not known from the table: all missing answers count as by_missing. */
Summary *summary_transpose(const Summary *table);
/* From plain arrays, for tests and for tables typed in: n[groups][levels], groups valued 1..
 * n_groups, levels valued LEVEL_VALUES (NULL: 1..n_levels). Copies; nothing is missing. */
Summary *summary_from_counts(const gint64 *n, guint n_groups, guint n_levels,
                             const double *level_values);
/* The same with sums of weights W and of squared weights W2 (both may be NULL). */
Summary *summary_from_weighted(const gint64 *n, const double *w, const double *w2, guint n_groups,
                               guint n_levels, const double *level_values);
void summary_free(Summary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Summary, summary_free)
