/* A pass: what the requests of a Tally come to once names are resolved, and what all lanes share.
 *
 * Columns are the variables that take part, sources before what is made of them. A lane counts
 * codes of its own; when it flushes, they become ids of the shared dictionaries, by value, so that
 * the tables do not depend on which lane met what first. */
#pragma once

#include "exact.h"
#include "feed.h"
#include "levels.h"
#include "tally/frame.h"
#include "tally/summary.h"

enum {
    SLICE = 4096,          /* rows that are worked on at a time: a slice's columns stay in cache */
    MOST_LEVELS = 65536,   /* valid levels of a response */
    MOST_GROUPS = 1000,    /* valid groups of a grouping */
    MOST_BYTES = 16 << 20, /* of all tables together */
    BYTES_COUNTED = 8,     /* of a cell: n */
    BYTES_SUMMED = 16,     /* of a cell, each plane */
};

typedef enum { ROLE_RESPONSE = 1, ROLE_GROUP = 2 } Role;

/* Largest sum of a frequency weight: no sum of it can overflow, in up to 64 lanes. */
#define MOST_COPIES ((Wide)(G_MAXINT64 / 64))

typedef struct {
    gint variable;
    const FrameVariable *frame;
    gint feed;     /* FRAME_SOURCE: column of the feed */
    gint from;     /* FRAME_DERIVED: column of the pass */
    GArray *items; /* FRAME_SCALE: guint, columns of the pass */
    guint roles;
    LevelSet *levels; /* shared, by value */
    gboolean ranged;  /* an item of a scale: values outside low..high are mistakes */
} PassColumn;

/* A table over all codes, missing ones too; capacities in ids of the shared dictionaries. */
typedef struct {
    guint response;
    gint by, stratum; /* columns or -1 */
    gboolean pair;
    guint caps[3]; /* stratum, by, response */
    gint64 *n;
    ExactVector **w; /* [pass->n_planes] */
} PassTable;

typedef struct {
    GArray *items; /* guint, columns */
    GArray *flips; /* double, one an item: x becomes flip - x; NaN where it is not reversed */
    double *origin;
    gint64 complete;
    ExactVector *sums; /* [1 + k + k × k]: weight, Σ x, Σ x y (upper triangle) */
} PassMoments;

/* What BLOCKS sums; ranks are doubled so that all are whole. */
typedef struct {
    gint64 complete;
    Wide ties, cross; /* Σ t³ - t; Σ (2 rank)² */
    gint64 *ranks;    /* [k] */
    guint n_values;   /* distinct answers met; above 2 the rest is not kept */
    double values[2];
    gint64 *ones[2];   /* [k] respondents who answered values[v] */
    gint64 *by_row[2]; /* [k + 1] respondents by how many items they answered so */
} BlockSums;

typedef struct {
    GArray *items; /* guint, columns */
    BlockSums sums;
} PassBlocks;

typedef struct {
    guint column;
    const GPtrArray *values; /* PlanValue */
} PassWhere;

/* Values that break the plan: of one variable and value, or of the weight. */
typedef struct {
    gint column; /* -1: the weight; -2, -3, …: replicate weights */
    double value;
    gboolean missing;
    gint64 count, first_row;
} Problem;

typedef struct {
    const Frame *frame;
    const char *name; /* of the file, for messages */
    WeightKind weight_kind;
    gint weight;           /* feed column, or -1 */
    guint n_planes;        /* sums beside n: 0; under a sampling weight w, w² and replicates */
    GArray *replicates;    /* gint, frame variables of this block */
    gint first_replicate;  /* its feed column */
    double *sketch;        /* [replicates][sketch_buckets()], or NULL */
    guint replicates_from; /* the block's first among all */
    struct Design *design; /* the second pass, or NULL */
    const struct Calibration *calibration; /* of the weights, or NULL */
    GArray *margins;                       /* guint, columns of its variables */
    struct MarginSums *sums;               /* what a pass before all others sums, or NULL */
    guint n_lanes;
    GArray *columns;    /* PassColumn */
    GArray *feed;       /* SourceColumn */
    GArray *tables;     /* PassTable */
    GPtrArray *moments; /* PassMoments */
    GPtrArray *blocks;  /* PassBlocks */
    GArray *where;      /* PassWhere */

    GMutex lock; /* guards what follows, and the shared tables and dictionaries */
    gint over;   /* atomic: a limit is passed; read on for the dictionaries, count nothing */
    gint stop;   /* atomic: an error ended the pass */
    gint64 file_rows, rows_kept, rows_zero, rows_missing;
    Wide copies_read, copies_kept; /* sums of the frequency weight; else as rows */
    ExactVector *weight_sum;       /* of w and w² */
    GArray *problems;              /* Problem */
    const Progress *progress;
    gint64 progress_rows, progress_time;
} Pass;

Pass *pass_new(const Frame *frame);
void pass_free(Pass *pass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pass, pass_free)

static inline PassColumn *pass_column(const Pass *pass, guint index)
{
    return &g_array_index(pass->columns, PassColumn, index);
}

/* The column of a frame variable, added with what it is made of when it is new. */
guint pass_want(Pass *pass, gint variable);
/* The columns of the frame's strata, clusters and fpc, for a pass that will be followed by those
 * that need them. */
void pass_want_design(Pass *pass);
/* The feed's column by whose codes clusters are told apart, or -1. */
gint pass_cluster_feed(Pass *pass);
/* Sums of a pass's replicate weights that have the rank of all of them (lane_sketch.c). */
guint sketch_buckets(const Pass *pass);
double *sketch_new(const Pass *pass);
/* Weights are those of CALIBRATION, which may still be in the making. */
void pass_calibrate(Pass *pass, const struct Calibration *calibration);
/* Replicate weights FIRST.. of the frame's design, N of them, summed in planes 2.. */
void pass_want_replicates(Pass *pass, guint first, guint n);
guint pass_want_table(Pass *pass, gint response, gint by, gint stratum, gboolean pair);
guint pass_want_moments(Pass *pass, const gint *items, guint n, gint scale);
guint pass_want_blocks(Pass *pass, const gint *items, guint n);

/* Shared tables; the lock is held. Makes room for every id of the dictionaries; FALSE and
 * pass->over set when the tables would be larger than the limits allow. */
gboolean pass_reserve(Pass *pass);
static inline gsize table_cell(const PassTable *table, guint stratum, guint by, guint response)
{
    return ((gsize)stratum * table->caps[1] + by) * table->caps[2] + response;
}

void block_sums_init(BlockSums *sums, guint k);
void block_sums_clear(BlockSums *sums);
/* INTO += FROM, both over K items; ones are matched by value. */
void block_sums_merge(BlockSums *into, const BlockSums *from, guint k);

/* After all lanes: FALSE with the error that the data's mistakes or the limits make. */
gboolean pass_check(Pass *pass, GError **error);
/* Sealed copies of what was counted. */
Summary *pass_seal_table(const Pass *pass, guint table, gboolean pair);
/* The block's replicate tables, [n][cells of the sealed table]. */
void pass_seal_replicates(const Pass *pass, guint table, double *into);
Summary *pass_seal_moments(const Pass *pass, guint index);
Summary *pass_seal_blocks(const Pass *pass, guint index);

/* What a value of a source becomes in a variable made of it, or by the plan's missing codes. */
SummaryLevel map_source(const FrameVariable *variable, const Plan *plan, const DictEntry *entry);
SummaryLevel map_derived(const FrameVariable *variable, const SummaryLevel *from);
gboolean map_equals(const PlanValue *value, const SummaryLevel *level);
