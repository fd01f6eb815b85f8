/* A lane: one reader's rows counted by one thread, with counters and codes of its own, a slice of
 * rows at a time and column by column.
 *
 * lane_run() takes each batch through these steps, one file each:
 *   columns  new entries of dictionaries; derived variables           lane_columns.c
 *   scores   scale scores                                             lane_scores.c
 *   filter   `where`, weights, values that break the plan             lane_filter.c
 *   count    tables, from joint cells of several groupings            lane_count.c
 *   pairs    item by item, from bitmaps                               lane_pairs.c
 *   moments, blocks                                                   lane_moments.c, lane_blocks.c
 * and flushes its counters into the pass when a column outgrows them, and at the end. */
#pragma once

#include "design.h"

/* The codes of one column for the rows of a slice, whatever the width. */
typedef struct {
    const void *cells;
    guint width;
} Cells;

/* Runs BODY with a typed pointer CODE_PTR to the cells. */
#define FOR_WIDTH(view, code_ptr, body)                                                            \
    switch ((view).width) {                                                                        \
    case BATCH_U8: {                                                                               \
        const guint8 *code_ptr = (view).cells;                                                     \
        body;                                                                                      \
        break;                                                                                     \
    }                                                                                              \
    case BATCH_U16: {                                                                              \
        const guint16 *code_ptr = (view).cells;                                                    \
        body;                                                                                      \
        break;                                                                                     \
    }                                                                                              \
    default: {                                                                                     \
        const guint32 *code_ptr = (view).cells;                                                    \
        body;                                                                                      \
        break;                                                                                     \
    }                                                                                              \
    }

enum { MOST_PACKED = 16 };

typedef struct Scorer Scorer;

/* Adjusted weights of a slice. Rows without a weight have no cell and keep what they have. */
typedef struct {
    GPtrArray *maps;            /* GArray of guint: a code's value among the margins', a variable */
    guint cell[SLICE];          /* of the joint table of the margins, or G_MAXUINT */
    double before[SLICE];       /* the weight of the file, or 1 */
    double weights[SLICE];      /* as adjusted */
    gint8 trimmed[SLICE];       /* -1 raised, 1 cut */
    struct MarginShare *shares; /* [rows][margins] of a slice in a second pass, or NULL */
    struct MarginSums *sums;    /* of this lane, when the pass sums margins */
    GPtrArray *strays;          /* GArray of Stray by code, a variable */
} LaneMargins;

typedef struct {
    Cells view;
    GArray *values;  /* SummaryLevel, what each code stands for; texts belong to the feed */
    guint n_valid;   /* of them, counted for the limits */
    LevelSet *local; /* derived and scales: the codes' values, which texts belong to */
    GArray *map;     /* derived: guint32, code of the source -> code */
    guint32 *buffer; /* derived and scales: [SLICE] */
    Scorer *scorer;  /* scales */
    GArray *outside; /* items: gboolean a code, outside the range of a scale */
    gboolean any_outside;
    GArray *problems; /* items: Problem a code */
} LaneColumn;

/* Codes of several groupings as one: joint = Σ stride × code; rows left out have joint = size. */
typedef struct {
    guint n;
    guint columns[MOST_PACKED];
    guint caps[MOST_PACKED];
    guint size;
    guint32 *joint; /* [SLICE] */
    guint32 *first; /* [SLICE]: joint × LEVELS, the cell of a response's code 0 */
    guint levels;   /* 0: not computed for this slice */
} Pack;

typedef struct {
    guint response;
    guint pack;
    guint levels;    /* capacity */
    gint64 *n;       /* [pack size + 1][levels] */
    ExactVector **w; /* [pass->n_planes] */
} Counter;

/* A weight, its square or a replicate weight as the addends of one bin. */
typedef struct {
    guint plane;
    gint bin;
    Wide addends[SLICE];
} Term;

typedef struct Pairs Pairs;
typedef struct LaneMoments LaneMoments;

typedef struct {
    Pass *pass;
    const Feed *feed;
    guint reader;
    LaneColumn *columns;
    GPtrArray *where; /* GArray of guint8: whether a code passes, one a condition */

    /* The slice. */
    guint rows, kept;
    gint64 first;          /* of the slice, within the reader's range */
    const guint32 *places; /* its rows there, or NULL: from FIRST on */
    guint8 keep[SLICE];
    gint64 copies[SLICE]; /* frequency weight */
    double weights[SLICE];
    const double *weight_cells; /* as the feed has them, or adjusted; NULL without weight */
    guint32 cell[SLICE];
    GPtrArray *terms; /* Term, of which n_terms serve this slice */
    guint n_terms;

    /* Counters; planned anew when a column outgrows them. */
    gboolean planned;
    guint *caps;       /* [columns] codes that the plan has room for */
    GPtrArray *packs;  /* Pack */
    GArray *counters;  /* Counter */
    guint *counter_of; /* [tables] counter, or G_MAXUINT: by bitmaps */
    Pairs *pairs;
    GPtrArray *moments; /* LaneMoments */
    BlockSums *blocks;  /* [pass->blocks] */

    /* The base. */
    gint64 file_rows, rows_kept, rows_zero, rows_missing;
    Wide copies_read, copies_kept;
    ExactVector *weight_sum;
    Problem *weight_problems; /* [1 + replicates]: the first bad one, and how many in all */
    LaneDesign *design;       /* the second pass, or NULL */
    double *sketch;           /* of replicate weights, as the pass has it */
    LaneMargins *margins;     /* where weights are adjusted, or NULL */
    GError *error;
} Lane;

Lane *lane_new(Pass *pass, const Feed *feed, guint reader);
void lane_free(Lane *lane);
/* Reads and counts all rows; on failure lane->error is set and pass->stop raised. */
void lane_run(Lane *lane);
/* Adds counters to the shared tables, and forgets them. */
void lane_flush(Lane *lane);
/* After all lanes have run: base and problems, with rows of the file. */
void lane_finish(Lane *lane);

/* Of the slice's row ROW, in the file, from 1. */
static inline gint64 lane_place(const Lane *lane, guint row)
{
    return 1 + (lane->places != NULL ? (gint64)lane->places[row] : lane->first + row);
}
/* One more of what is counted, at ROW; whether none was met in an earlier row of the file. Rows
 * come in any order: readers share them, and kept ones are sorted. */
static inline gboolean note_place(gint64 *count, gint64 *first_row, gint64 row)
{
    gboolean first = (*count)++ == 0 || row < *first_row;
    if (first)
        *first_row = row;
    return first;
}
static inline guint lane_codes(const Lane *lane, guint column)
{
    return lane->columns[column].values->len;
}
static inline const SummaryLevel *lane_value(const Lane *lane, guint column, guint code)
{
    return &g_array_index(lane->columns[column].values, SummaryLevel, code);
}
/* A valid number, or FALSE. */
static inline gboolean lane_number(const Lane *lane, guint column, guint code, double *number)
{
    const SummaryLevel *value = lane_value(lane, column, code);
    if (value->state != CELL_VALID || value->text != NULL)
        return FALSE;
    *number = value->number;
    return TRUE;
}

/* columns */
void lane_columns_refresh(Lane *lane);
void lane_columns_slice(Lane *lane, const Batch *batch, guint start);
void lane_add_value(Lane *lane, guint column, SummaryLevel value);
/* scores */
Scorer *scorer_new(const PassColumn *column);
void scorer_free(Scorer *scorer);
/* New entries of items. */
void scorer_refresh(Lane *lane, guint column);
void scorer_slice(Lane *lane, guint column);
/* filter */
void lane_filter_slice(Lane *lane, const Batch *batch, guint start);
/* count */
void lane_plan(Lane *lane);
void lane_unplan(Lane *lane);
gboolean lane_outgrown(const Lane *lane);
void lane_count(Lane *lane);
/* pairs: which pairs bitmaps serve is decided by lane_plan() */
Pairs *pairs_new(void);
void pairs_free(Pairs *pairs);
gboolean pairs_take(Pairs *pairs, const Lane *lane, guint table);
void pairs_slice(Pairs *pairs, const Lane *lane);
void pairs_flush(Pairs *pairs, const Lane *lane, const GPtrArray *ids);
/* moments and blocks */
LaneMoments *lane_moments_new(const PassMoments *pass);
void lane_moments_free(LaneMoments *moments);
void lane_moments_slice(Lane *lane, LaneMoments *moments);
void lane_moments_flush(LaneMoments *moments);
void lane_blocks_slice(Lane *lane, guint index);
/* the rank of replicate weights */
void lane_sketch_slice(Lane *lane, const Batch *batch, guint start);
void lane_sketch_finish(Lane *lane);
/* A weight that is none; the row is left out. WHICH: 0 the weight, else the number of a replicate
 * from 1. */
void lane_weight_problem(Lane *lane, guint which, guint row, double weight);
/* adjusted weights */
/* A replicate weight of the block as it counts; 0 for rows without a weight of their own. */
double lane_replicate(const Lane *lane, guint replicate, guint row, double weight);
LaneMargins *lane_margins_new(const Pass *pass);
void lane_margins_free(LaneMargins *self);
void lane_margins_slice(Lane *lane, const Batch *batch, guint start);
/* Sums the slice, in a pass before all others. */
void lane_margins_sum(Lane *lane, const Batch *batch, guint start);
void lane_margins_finish(Lane *lane);
/* the second pass */
LaneDesign *lane_design_new(const Design *design);
void lane_design_free(LaneDesign *self, const Design *design);
void lane_design_slice(Lane *lane, const Batch *batch, guint start);
/* What every request of a second pass needs for the residuals of a slice. */
void lane_residuals_slice(Lane *lane);
/* Adds it: UNIT_OF its rows, in which CELL of the request's table (below 0:
 * in none). The request's lock is held. */
void lane_residuals_add(const Lane *lane, DesignRequest *request, const guint *unit_of,
                        const gint *cell);
/* Adds the lane's units to those of the pass; rows of the file begin at OFFSET. */
void lane_design_finish(Lane *lane);
