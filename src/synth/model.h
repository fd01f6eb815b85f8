/* What synth works on: columns of answers, scales over them, and what the claims demand.
 *
 * Levels of a column that no claim tells apart form a block; a percentage is a number of
 * respondents in blocks. What keeps the number of respondents in each block keeps every percentage
 * of the column, so the steps behind counts.c exchange blocks between respondents (within a column)
 * and choose levels within blocks, and nothing else. */
#pragma once

#include "check/solver.h"
#include "numeric/random.h"
#include "plan/claims.h"
#include "plan/plan.h"
#include "synth/synth.h"
#include "tally/frame.h"

#define MAX_LEVELS 62 /* of one column; a set of levels is a guint64 */

typedef struct {
    const PlanVariable *plan;
    const char *name;
    guint n_levels;
    gint64 value[MAX_LEVELS]; /* whole numbers; 0 where levels are texts or fractions */
    PlanValue *written[MAX_LEVELS];
    gboolean whole; /* all values are whole numbers: may stand in a scale */
    guint n_blocks;
    guint8 block_of[MAX_LEVELS]; /* from 0 */
    gint64 count[MAX_LEVELS];    /* respondents per block */
    guint unit;
    gboolean is_group, is_placed, is_associated;
    guint8 *level, *block; /* [row], from 1; 0: no answer */
} Column;

/* A row by the key that it is sorted by. */
typedef struct {
    gint64 key;
    guint row;
} Keyed;

/* Of qsort(): by key, equal keys by row. */
gint compare_keyed(const void *a, const void *b);

/* A scale, or a plain variable that claims treat as one (k = 1, exact blocks). */
typedef struct {
    const char *name;
    GArray *items;    /* guint: columns */
    GArray *reversed; /* gboolean */
    guint min_answered;
    gint64 low, high;
    gboolean is_sum, is_plain, is_usable;
    /* While it is made, and after: */
    guint *k;    /* [row] items answered */
    gint64 *sum; /* [row] target, then real sum of the answered items */
} Scale;

/* A percentage, or a count. Sets of levels are bits from level 1 = bit 1; set 0 = everybody who
 * answered. */
typedef struct {
    guint claim;
    guint column;
    guint64 levels;
    gint by; /* -1: overall */
    guint64 group;
    gint64 value, unit; /* value / unit percent, as printed: unit = 10^decimals */
    gint64 base, count; /* stated, else -1 */
    gboolean is_count;  /* COUNT alone is printed */
    gboolean is_freed;
} Share;

/* A median or a mean of a scale. */
typedef struct {
    guint claim, scale;
    gboolean is_mean;
    gint by;
    guint64 group;
    ClaimRank rank;
    gint64 value, unit;
    gboolean is_freed;
} Score;

/* Comparison of a scale by groups, or association of two columns. */
typedef struct {
    guint claim, scale;
    guint by;
    gboolean differs;
    double p;
    gboolean is_freed;
} Comparison;

typedef struct {
    guint claim, column, by;
    double p;
    gboolean is_freed;
} Association;

/* How many respondents have column in LEVELS (blocks) and by in GROUP (blocks). */
typedef struct {
    guint column;
    guint64 blocks; /* bits from block 1 = bit 1 */
    guint by;
    guint64 groups;
    gint64 target, count;
} Tie;

typedef struct Model {
    const Plan *plan;
    const Claims *claims;
    guint64 seed;
    guint n;
    Frame *frame;
    Codebook *codebook;
    GArray *columns;      /* Column */
    GArray *scales;       /* Scale */
    GArray *shares;       /* Share */
    GArray *scores;       /* Score */
    GArray *comparisons;  /* Comparison */
    GArray *associations; /* Association */
    GArray *ties;         /* Tie */
    GPtrArray **ties_of;  /* [column] Tie * */
    gint64 *person;       /* [row] what a respondent brings to every scale, 2^32 = one unit */
    SynthClaim *outcomes; /* [claims] */
} Model;

#define COLUMN(model, i) (&g_array_index((model)->columns, Column, (i)))
#define SCALE(model, i)  (&g_array_index((model)->scales, Scale, (i)))

/* model.c */
Model *model_new(const Plan *plan, guint64 seed, Diagnostics *diagnostics);
void model_free(Model *model);
gint model_column(const Model *model, const char *name);
Random model_random(const Model *model, const char *step, const char *name);
void shuffle(Random *random, guint *order, guint n);
/* demands.c */
void model_demand(Model *model, const Claims *claims, Diagnostics *diagnostics);
void model_free_claim(Model *model, guint claim);
/* counts.c */
void model_count(Model *model);
/* place.c */
gint64 exchange_cost(const Model *model, guint column, guint i, guint j);
void exchange(Model *model, guint column, guint i, guint j);
void ties_refresh(Model *model);
gint64 ties_off(const Model *model, guint column);
void place_column(Model *model, guint column);
void settle_ties(Model *model, guint column, Random *random, gboolean keep_missing);
/* Sum of what associated or tied columns, already placed, say of ROW. */
gint64 pull_of(const Model *model, guint column, guint row);
void choose_levels(Model *model, guint column, Random *random);
/* scale.c */
void make_scale(Model *model, guint scale);
/* associate.c */
void model_associate(Model *model);
/* verify.c */
void model_verify(Model *model);

/* Fixed point: floor(2^32 num / den), den > 0; equal fractions are equal, and the fractions of
 * scores are far enough apart to stay in order. */
gint64 fixed(gint64 num, gint64 den);
/* The value of a level of an item as it enters the scale. */
gint64 item_value(const Model *model, const Scale *scale, guint item, guint level);
/* The sum of the items that ROW answered, as they enter the scale. */
gint64 answered_sum(const Model *model, const Scale *scale, guint row);
/* Score of ROW as fixed point; FALSE when too few items are answered. */
gboolean scale_score(const Scale *scale, guint row, gint64 *score);
