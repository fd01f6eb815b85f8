/* The second pass: sums of linearised values per primary sampling unit.
 *
 * A unit's sums do not depend on the order of its rows: every addend is first rounded to a multiple
 * of a quantum so large that such sums are exact in doubles (the first fold of Demmel and Nguyen
 * 2015); the quantum is about 2^-51 of what all rows could add up to. Units are kept for as many
 * requests at a time as MOST_UNIT_BYTES allows. Where respondents are the units, only sums of w and
 * w² by cell and stratum are kept. */
#pragma once

#include "pass.h"

typedef struct {
    guint columns[3];   /* stratum, by, response of the table; G_MAXUINT where it has none */
    LevelSet *sides[3]; /* ids are positions in the table; NULL where it has none */
    guint sizes[3];
    guint cells, k;
    gboolean by_cell; /* units keep sums of w by cell, as there are few cells; else the k sums */
    double *z;        /* [cells][k] */
    double *rounds;   /* [k]: added and subtracted, rounds to the quantum */
    guint offset;     /* of its sums within a unit */
} DesignRequest;

typedef struct {
    guint64 key; /* stratum and cluster, in codes of a lane or shared ids */
    gint64 rows, first_row;
    double fpc;
    double *sums;
} DesignUnit;

typedef enum { LONELY_ERROR, LONELY_CERTAINTY, LONELY_ADJUST, LONELY_AVERAGE } Lonely;

enum { MOST_UNIT_BYTES = 40 << 20 }; /* of the sums that units keep at a time */

typedef struct Design {
    gint strata, cluster; /* columns of the pass, or -1 */
    gint fpc;             /* feed column, or -1 */
    gboolean nest;
    Lonely lonely;
    GArray *requests;  /* DesignRequest */
    guint length;      /* sums of a unit */
    double weights;    /* what w of all rows sums to */
    double rounds[2];  /* rows as units: of w and w² */
    gint full;         /* atomic: the units outgrew MOST_UNIT_BYTES */
    gsize bytes;       /* atomic */
    GHashTable *units; /* shared: key -> DesignUnit */
} Design;

/* WEIGHTS and SQUARES: what w and w² of all rows sum to. */
Design *design_new(Pass *pass, double weights, double squares);
void design_free(Design *design);
void design_add(Pass *pass, const Summary *table, const gint variables[3], const double *z,
                guint k);
static inline gboolean design_by_row(const Design *design)
{
    return design->cluster < 0;
}

/* The unit of KEY among UNITS, added when it is new. */
DesignUnit *design_unit(Design *design, GHashTable *units, guint64 key);
/* Covariances of all requests, sealed: Summary, in order. NULL with ERROR. */
GPtrArray *design_seal(Pass *pass, GError **error);

/* A lane's part. */
typedef struct LaneDesign LaneDesign;
