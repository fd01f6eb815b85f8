/* The stratified tables of stratified.R. */
#pragma once

#include "stats_support.h"

/* strata x rows x levels (R's arrays run the other way) */
static const gint64 two_strata[] = {4, 5, 3, 3, 6, 1, 2, 2, 7, 8, 3, 2, 2, 9, 2, 1, 4, 5};
static const gint64 three_odds[] = {12, 8, 5, 15, 20, 9, 11, 13, 4, 6, 7, 3};

static inline Summary *stratified(const gint64 *n, guint strata, guint groups, guint levels)
{
    Summary *s = summary_from_counts(n, strata * groups, levels, NULL);

    s->n_strata = strata;
    s->n_groups = groups;
    s->strata = s->groups;
    return s;
}
