/* Scores of groups and levels: their values when all are numbers, else 1, 2, … in order. */
#pragma once

#include "table.h"

/* Of the rows (or columns) of TABLE; free with g_free(). *BY_ORDER: they are not the values. */
double *row_scores(const Table *table, const Summary *summary, gboolean *by_order);
double *col_scores(const Table *table, const Summary *summary, gboolean *by_order);
/* Σ n (x - mean)², Σ n (y - mean)² and Σ n (x - mean)(y - mean) of row and column scores. */
typedef struct {
    double rows, cols, both;
} ScoreSums;
ScoreSums score_sums(const Table *table, const double *rows, const double *cols);
