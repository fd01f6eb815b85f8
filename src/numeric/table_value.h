/* The values of test statistics at drawn tables. */
#pragma once

#include "table_sampler.h"

/* A statistic as draws are judged by it. Chi-square and Kruskal-Wallis are given up to a constant
 * and a factor that all tables with these margins share. */
typedef struct {
    ExactStatistic statistic;
    double *group_score, *level_score; /* of the groups and levels that are filled */
    double *weight;                    /* [groups] 1/n_g; [groups][levels] of chi-square */
    Lanes *below;                      /* [groups] of Jonckheere's, while it is computed */
    double observed, expected;         /* EXPECTED where the statistic has two tails, else 0 */
} TableValue;

/* What it takes of a drawn table: one of TableKeep. */
TableKeep table_value_keep(ExactStatistic statistic);
/* OBSERVED from drawn_tables_new(). */
TableValue table_value_new(const TableSampler *sampler, const ExactTest *test,
                           const DrawnTables *observed);
void table_value_clear(TableValue *value);
void table_value_at(const TableValue *value, const TableSampler *sampler, const DrawnTables *drawn,
                    Lanes *at);
