/* Two groups of a table by themselves: ranks within the pair. */
#pragma once

#include "table.h"

typedef struct {
    gint64 *first, *second; /* [cols] of the table, not owned */
    gint64 n1, n2;
    double u;      /* pairs in which the first is higher, ties one half */
    double spread; /* Σ t (m - mean)² of the mid-ranks of the two together */
} GroupPair;

GroupPair group_pair(const Table *table, guint first, guint second);
/* √(n₁ n₂ Σ t (m - mean)²/(N (N - 1))), the standard deviation of U; 0 when all are tied. */
double group_pair_sd(const GroupPair *pair);
/* Why the two cannot be compared, after the table's REASON: an empty one, or all tied. */
Reason group_pair_reason(const GroupPair *pair, Reason reason);
