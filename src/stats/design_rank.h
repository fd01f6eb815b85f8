/* Mean rank scores of groups under a sampling design, for the test over all groups and the test of
 * pairs. */
#pragma once

#include "design_rows.h"

typedef struct {
    guint groups;   /* those with respondents */
    guint *group;   /* their indexes in the Summary */
    double *mean;   /* [groups] of the score */
    double *weight; /* [groups] */
    double *score;  /* [levels] (W below + W_l/2)/W */
} RankScores;

RankScores *rank_scores_new(const Summary *summary);
void rank_scores_free(RankScores *ranks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RankScores, rank_scores_free)
/* The domain means behind: one a group, in order. */
void rank_scores_means(const Summary *summary, DomainMeans *to);
/* Why no test has a value here, or REASON_NONE. */
Reason rank_scores_reason(const Summary *summary, const DesignNumbers *numbers);
/* Of the difference of groups I and J. */
double rank_scores_variance(const DesignNumbers *numbers, guint i, guint j);
