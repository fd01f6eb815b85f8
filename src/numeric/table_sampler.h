/* Random tables with the margins of a table, four at a time.
 *
 *     TableSampler *sampler = table_sampler_new(table);
 *     DrawnTables four = drawn_tables_new(sampler, table);
 *     table_sampler_begin(sampler, key, block);
 *     table_sampler_draw(sampler, KEEP_TABLES, &four);       as often as wanted
 *
 * Four tables stand side by side: a cell, a sum, a value is a vector of its four numbers, and what
 * is computed of one is computed of all by the same instructions. Which tables are drawn depends on
 * the margins, the key and the block, not on what is kept of them. */
#pragma once

#include "generator.h"
#include "hypergeometric.h"
#include "numeric/exact.h"

enum { TABLE_LANES = 4 };
/* One number of each of the four tables; whole numbers up to 2^53. */
typedef double Lanes __attribute__((vector_size(TABLE_LANES * sizeof(double)), aligned(8)));

/* The margins of a table, empty groups and levels left out. */
typedef struct {
    guint n_groups, n_levels;
    guint *group_at, *level_at; /* where they stand in the ExactTable */
    gint64 *group, *level;      /* respondents */
    gint64 all;
    double *rank2; /* [levels] 2 (mid-rank - (N + 1)/2), whole numbers */
} TableMargins;

typedef enum { KEEP_TABLES = 1 << 0, KEEP_RANK_SUMS = 1 << 1 } TableKeep;

typedef struct {
    Lanes *n;        /* [groups][levels], the filled ones */
    Lanes *rank_sum; /* [groups] of rank2 */
} DrawnTables;

typedef struct {
    TableMargins margins;
    LogFactorials lf;
    Generator generator;
    gboolean by_cells, levels_first;
    guint *line;    /* groups, or with LEVELS_FIRST levels: the largest last */
    guint16 *fresh; /* respondents by four: four times the index of level or group */
    guint16 *deck;  /* the same while it is drawn from; all NULL by cells */
    gint32 *count;  /* [levels or groups][4] of a line */
    double *rank;   /* rank2 by what is on a card */
} TableSampler;

TableSampler *table_sampler_new(const ExactTable *table);
void table_sampler_free(TableSampler *sampler);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TableSampler, table_sampler_free)

/* TABLE itself, four times. */
DrawnTables drawn_tables_new(const TableSampler *sampler, const ExactTable *table);
void drawn_tables_clear(DrawnTables *drawn);
void table_sampler_begin(TableSampler *sampler, guint64 key, guint64 block);
/* Fills what KEEP (TableKeep) asks for; the rest is unspecified. */
void table_sampler_draw(TableSampler *sampler, guint keep, DrawnTables *drawn);
