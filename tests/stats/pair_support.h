/* A PAIR from counts. */
#pragma once

#include "stats_support.h"

static inline Summary *pair_of(const gint64 *n, guint size)
{
    Summary *summary = summary_from_counts(n, size, size, NULL);

    summary->kind = SUMMARY_PAIR;
    return summary;
}
