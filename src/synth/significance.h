/* Test statistics and their critical values, in additions, products, quotients and square roots
 * alone, which IEEE 754 rounds alike everywhere: they decide which data are made. What is printed
 * comes from the stats room. */
#pragma once

#include "model.h"

/* The x that a chi-square with DF degrees of freedom exceeds with probability P (1e-10 < P < 1). */
double chi_square_critical(double p, guint df);
/* The p to aim at for a claim at threshold P: a factor 20 away from it (for `same` at most 0.5),
 * and where the plan adjusts, for as many tests as there are claims. */
double safe_p(const Model *model, double p, gboolean differs);
/* Pearson's X² of two columns over the rows that answered both, empty rows and columns left out.
 * *DF is 0 where the table has no test. */
double columns_chi_square(const Model *model, guint x, guint y, guint *df);

/* Kruskal-Wallis with everything that exchanges of whole respondents leave alone computed once. */
typedef struct {
    guint n, n_groups; /* groups that have members */
    gint64 *rank;      /* [row] twice the mid-rank; 0: not in the test */
    gint64 members[MAX_LEVELS + 1], rank_sum[MAX_LEVELS + 1]; /* per group level, ranks doubled */
    double spread; /* Σ (rank - mean)² of the doubled ranks */
} RankTest;

RankTest *rank_test_new(const Model *model, const Scale *scale, guint by);
void rank_test_free(RankTest *test);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RankTest, rank_test_free)
double rank_test_statistic(const RankTest *test); /* 0 where there is no test */
