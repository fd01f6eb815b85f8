/* A table with given margins, as the stages that exact_table.c walks through.
 *
 * Lines of the table (groups or levels) are stages; each takes its respondents from what the lines
 * before it left of the other margin. The statistic is the sum of what the lines add. */
#pragma once

#include "numeric/exact.h"

enum { MOST_DIMENSIONS = 64 };

typedef struct {
    ExactStatistic statistic;
    guint stages, dims;
    gint64 *line;       /* [stages] margins of the stages */
    gint64 *margin;     /* [dims] the other margin */
    gint64 *observed;   /* [stages][dims] */
    double *line_score; /* [stages] */
    double *score;      /* [dims] */
    long double *lf;    /* log factorials, to the number of respondents */
} Network;

/* Fills W, which is zero. FALSE when there are fewer than two groups or levels with respondents, or
 * more of anything than a walk can be through with. The statistic is not EXACT_RANK_SUM. */
gboolean network_init(Network *w, const ExactTable *table, const ExactTest *test);
void network_clear(Network *w);
/* What line STAGE adds when it takes TAKE and leaves REST ([dims]) to the lines behind it. */
double network_value(const Network *w, guint stage, const gint64 *take, const gint64 *rest);
/* The value of the observed table and the SIZE its tolerance is relative to. */
double network_observed(const Network *w, double *size);
/* The statistic's expectation where both tails are asked for, else 0. */
double network_expected(const Network *w);
/* Centred mid-ranks of the levels of TABLE, empty ones too; RANKS: [n_levels]. */
void centred_ranks_of(const ExactTable *table, double *ranks);
