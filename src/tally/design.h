/* The second pass: sums of linearised values per primary sampling unit.
 *
 * A unit's sums do not depend on the order of its rows: every addend is first rounded to a multiple
 * of a quantum so large that such sums are exact in doubles (the first fold of Demmel and Nguyen
 * 2015); the quantum is about 2^-51 of what all rows could add up to. So all lanes add to the same
 * sums, one request at a time: each request has its units side by side, which a core's cache holds.
 * Where a first stage was drawn from a finite population, the units of the second stage tell of the
 * variance within those of the first: then the sums are theirs, and a unit's are those of its
 * parts. Units are kept for as many requests at a time as MOST_UNIT_BYTES allows. Where respondents
 * are the units, only sums of w and w² by cell and stratum are kept. */
#pragma once

#include "pass.h"

typedef struct DesignRequest {
    guint columns[3];   /* stratum, by, response of the table; G_MAXUINT where it has none */
    LevelSet *sides[3]; /* ids are positions in the table; NULL where it has none */
    guint sizes[3];
    guint cells, k;
    gboolean by_cell;  /* units keep sums of w by cell, as there are few cells; else the k sums */
    gboolean identity; /* z is: the cells themselves are asked for */
    double *z;         /* [cells][k] */
    double *rounds;    /* [k]: added and subtracted, rounds to the quantum */
    guint stride;      /* sums of a unit; by cell, one more for rows that the table does not have */
    GMutex lock;       /* guards the sums */
    double *sums;      /* [room][stride] */
    gsize room;

    /* Where weights are fitted to margins: design_residuals.c. */
    guint levels;                      /* of the margins; 0: none */
    guint extra;                       /* where in a unit's sums those for the residuals begin */
    double *ratios;                    /* [cells][levels]; the lock guards them too */
    const struct DesignRequest *first; /* of the pass: it alone keeps products of steps */
    double *beta;                      /* [levels][k], once the pass is over */
    double *raw;                       /* [k] variances before the residuals are taken */
} DesignRequest;

typedef struct {
    guint64 key; /* stratum and cluster, in codes of a lane or shared ids */
    guint index; /* among the units of the pass */
    gint64 rows, first_row;
    double fpc;
    GPtrArray *parts; /* of a shared unit: its units of the second stage, or NULL */
} DesignUnit;

typedef enum { LONELY_ERROR, LONELY_CERTAINTY, LONELY_ADJUST, LONELY_AVERAGE } Lonely;

enum {
    MOST_UNIT_BYTES = 40 << 20, /* of the sums of one request */
    ROOM_UNIT_BYTES = 32 << 20, /* of the sums of several requests in one pass over the file */
    ROOM_KEPT_BYTES = 6 << 20,  /* of the same in a pass over rows that were kept */
};

typedef struct Design {
    gint strata, cluster; /* columns of the pass, or -1 */
    gint second;          /* column of the clusters within, where their variance counts; or -1 */
    gint fpc[MOST_FPC];   /* feed columns, or -1 */
    gboolean nest;
    Lonely lonely;
    GPtrArray *requests; /* DesignRequest */
    gsize length;        /* sums of a unit */
    double weights;      /* what w of all rows sums to */
    double rounds[2];    /* rows as units: of w and w² */
    gsize room;          /* bytes of their sums when there are several requests */
    gint full;           /* atomic: the units outgrew it, or MOST_UNIT_BYTES */
    guint expected;      /* units */
    GHashTable *units;   /* shared: key -> DesignUnit; the pass's lock guards it */
    GHashTable *parts;   /* the same of the second stage: index of the unit, and cluster */
    const struct Calibration *calibration; /* with margins, or NULL */
    double residual_rounds[4];             /* by ResidualSum */
} Design;

/* WEIGHTS and SQUARES: what w and w² of all rows sum to. UNITS: about how many will be met. */
Design *design_new(Pass *pass, double weights, double squares, guint units);
void design_free(Design *design);
/* Sums that a unit keeps for K vectors over TABLE. */
gsize design_stride(const Design *design, const Summary *table, guint k);
void design_add(Pass *pass, const Summary *table, const gint variables[3], const double *z,
                guint k);
static inline gboolean design_by_row(const Design *design)
{
    return design->cluster < 0;
}
static inline DesignRequest *design_request(const Design *design, guint index)
{
    return g_ptr_array_index(design->requests, index);
}
/* The sums of UNIT; by row those of w, and behind them, cells + 1 further, those of w². */
static inline const double *design_sums(const DesignRequest *request, const DesignUnit *unit)
{
    return request->sums + (gsize)unit->index * request->stride;
}
/* For doubles that sum to at most BOUND in all: x + r - r is x rounded to a multiple of about 2^-51
 * of it, whatever its sign. */
double design_rounding(double bound);

/* Residuals after post-stratification or raking (numeric/rake.h). A unit keeps, behind its sums of
 * w or w z, those of d × step by level of the margins [levels]; where respondents are the units
 * also the products of these with w by cell [cells][levels], and with one another
 * [levels][levels]. */
typedef enum { SUM_STEPS, SUM_CROSS, SUM_PRODUCTS, SUM_RATIOS } ResidualSum;
/* SQUARES: what w² of all rows sums to. */
void design_residuals_begin(Design *design, const struct Calibration *calibration, double squares);
/* How many sums more a unit keeps for a table of CELLS. */
gsize design_residuals_stride(const Design *design, guint cells);
/* REQUEST keeps them behind its first EXTRA sums. */
void design_residuals_add(const Design *design, DesignRequest *request, guint extra);
/* The coefficients, after the pass. */
void design_residuals_solve(const Design *design, DesignRequest *request);
/* What each of a unit's sums, EXTRA + levels of them, adds to each vector: [sums][k]; g_free(). */
double *design_residuals_factors(const DesignRequest *request);
/* Where respondents are the units: what margins hold, out of SCALE × their products (COVARIANCE, an
 * upper triangle) and out of their SUM. */
void design_residuals_rows(const DesignRequest *request, const DesignUnit *unit, double scale,
                           double *sum, double *covariance);
/* Variances that are nothing but rounding beside the raw ones become 0, with their covariances. */
void design_residuals_settle(const DesignRequest *request, double *covariance);

/* Room for N units; its lock is held. */
void design_reserve(const Design *design, DesignRequest *request, gsize n);

/* The unit of KEY (shared ids), added when it is new; the pass's lock is held. */
DesignUnit *design_unit(Design *design, guint64 key);
/* The unit of the second stage in UNIT whose cluster is ID, likewise. */
DesignUnit *design_part(Design *design, DesignUnit *unit, guint id);
void design_unit_free(gpointer unit);
/* Covariances of all requests, sealed by up to THREADS threads: Summary, in order. NULL with ERROR.
 */
GPtrArray *design_seal(Pass *pass, guint threads, GError **error);

/* A lane's part. */
typedef struct LaneDesign LaneDesign;
