/* Claims: what a report prints, one row each (CSV, columns in any order). */
#pragma once

#include "base/diagnostics.h"

typedef enum {
    CLAIM_PERCENT,
    CLAIM_MEDIAN,
    CLAIM_MEAN,
    CLAIM_COUNT,
    CLAIM_SHARE,
    CLAIM_SUM,
    CLAIM_DIFFERS,
    CLAIM_SAME,
    CLAIM_ASSOCIATED,
    CLAIM_TEST
} ClaimKind;

/* A number as printed; has is FALSE for an empty cell. The interval of the print is
 * [value - half, value + half] with half = 0.5 * 10^-decimals. */
typedef struct {
    gboolean has;
    double value;
    int decimals;
} PrintedNumber;

typedef enum {
    BOUND_NONE,
    BOUND_EQUAL,
    BOUND_BELOW,
    BOUND_AT_LEAST,
    BOUND_ABOVE,
    BOUND_AT_MOST
} Bound;
typedef enum { RANK_NONE, RANK_HIGHEST, RANK_LOWEST } ClaimRank;

typedef struct {
    char *id;
    char *section;
    ClaimKind kind;
    char *response;
    char **levels; /* NULL-terminated, split at `;`; empty vector when absent */
    char **by;     /* split at `;` */
    char **group;  /* split at `;` */
    ClaimRank rank;
    PrintedNumber value;
    Bound p_bound;
    PrintedNumber p;
    char *test;
    char **other;
    PrintedNumber statistic, df, n, count, base;
    GArray *parts; /* PrintedNumber */
    char *levels_source;
    char *label_fr;
    Place place; /* of the row */
} Claim;

typedef struct {
    char *path;
    guint file;
    GPtrArray *claims; /* Claim */
    char *text;        /* the file, to place mistakes; NULL for claims made by hand */
    gsize length;
    char delimiter;
    GPtrArray *columns; /* char *: the header as written */
} Claims;

/* NULL with ERROR when the file cannot be read. Mistakes of rows go to DIAGNOSTICS with file, line
 * and column: unknown kind, a value that is no number, two claims with one id; an unknown column is
 * a warning. */
Claims *claims_read(const char *path, Diagnostics *diagnostics, GError **error);
void claims_free(Claims *claims);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Claims, claims_free)
/* Where the cell of COLUMN ("response", "group", …) of CLAIM stands, for mistakes that show only
 * against plan and data; the row when the file has no such column. */
Place claim_place(const Claims *claims, const Claim *claim, const char *column);
const char *claim_kind_name(ClaimKind kind);
