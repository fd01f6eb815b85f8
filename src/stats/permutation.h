/* Exact and Monte-Carlo rows beside an asymptotic one. */
#pragma once

#include "table.h"

#include "numeric/exact.h"

typedef struct {
    ExactTest test;
    gboolean two_tails; /* has a lower and an upper tail: side and doubling apply */
    gboolean upper;     /* one-sided: towards the upper tail */
} Permutation;

/* Whether POLICY asks for an exact p, MID or plain: by `method: exact`, of which a variant may be
 * mid-p, or by `method: mid-p`. */
gboolean exact_asked(const Policy *policy, gboolean mid);

/* Adds a row for every method that POLICY asks for beside the asymptotic one: a copy of row INDEX
 * of the sink with p and variant of its own; row INDEX itself where it has no variant yet. A
 * Monte-Carlo p comes when the table's random tables are drawn (drawn.h). An exact p beyond the
 * work limit becomes a Monte-Carlo row whose variant says so. TABLE has no empty rows or columns.
 */
void permutation_rows(const Permutation *permutation, const Table *table, const Policy *policy,
                      ResultSink *sink, guint index);
/* The same with a work limit of its own. */
void permutation_rows_within(const Permutation *permutation, const Table *table,
                             const Policy *policy, guint64 limit, ResultSink *sink, guint index);
/* The same unasked, because the approximation is doubtful: exact within a hundredth of the work
 * limit, else Monte-Carlo; nothing when POLICY has no draws or asks for methods itself. */
void permutation_rows_unasked(const Permutation *permutation, const Table *table,
                              const Policy *policy, ResultSink *sink, guint index);
/* Two groups: rank sum of the first. */
void permutation_rows_two_groups(const Table *table, const Policy *policy, gboolean upper,
                                 ResultSink *sink, guint index);
