/* A sealed table as tests see it: summed over strata, with its margins, and on demand without its
 * empty rows and columns. */
#pragma once

#include "numeric/ranks.h"
#include "stats/statistic.h"

typedef struct {
    guint rows, cols;
    gint64 *n;        /* [rows][cols] */
    guint *row, *col; /* their indexes in the Summary */
    gint64 *row_n, *col_n;
    gint64 total;
} Table;

typedef enum {
    TABLE_WHOLE,        /* as it is */
    TABLE_FILLED,       /* empty groups and levels dropped */
    TABLE_FILLED_LEVELS /* empty levels dropped */
} TableShape;

Table *table_new(const Summary *summary, TableShape shape);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* Why no test has a value here, or REASON_NONE. Of a TABLE_FILLED: no respondents, a sampling
 * weight, one group, all tied, in this order. */
Reason table_reason(const Table *table, const Summary *summary);

/* The same of a statistic to which rows and columns are alike: one level, not one group or all
 * tied. */
Reason table_two_way_reason(const Table *table, const Summary *summary);

/* Ranks about their mean, in whole numbers so that nothing is rounded before the end. With c_l =
 * 2 (mid-rank - (N + 1)/2), each in -N..N: */
typedef struct {
    gint64 *twice;   /* [cols] c_l */
    Int128 *row_sum; /* [rows] Σ_l n[row][l] c_l */
    double spread;   /* Σ_l t_l c_l² / 4 = Σ t (m - mean)²; (N³ - N)/12 less the ties' share */
    double no_ties;  /* (N³ - N)/12: what it would be without ties */
} CentredRanks;

CentredRanks *centred_ranks_new(const Table *table);
void centred_ranks_free(CentredRanks *ranks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CentredRanks, centred_ranks_free)
/* Mean rank of a row less (N + 1)/2. */
double centred_mean_rank(const CentredRanks *ranks, const Table *table, guint row);
