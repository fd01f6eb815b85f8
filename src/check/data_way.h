/* One way of computing what a claim prints: a variant on its table. */
#pragma once

#include "data.h"

typedef struct {
    const Check *check;
    const Question *question;
    guint asked;
    const CheckVariant *variant;
    const Summary *table;
    const char *name;
} Way;

/* The test that the way makes; without the weight what the claim's kind means without it. */
const Statistic *way_statistic(const Way *way);
/* The index of the group among the table's that the first of NAMES means, or -1. */
gint way_group(const Way *way, char **names);
/* The index of the claim's level among the table's, or -1: of tests of one level. */
gint way_level(const Way *way);
/* Whether a sampling design decides: without the weight there is none. */
gboolean way_is_designed(const Way *way);
/* Whether ROW was computed by the variant's method. */
gboolean way_takes(const Way *way, const StatTest *row);
/* Whether an exact distribution that the way may ask for is asked for of TABLE. */
gboolean way_can_be_exact(const Way *way, const Summary *table);
/* The rows that STATISTIC yields of TABLE under the variant. */
ResultSink *way_run(const Way *way, const char *statistic, const Summary *table);
void outcome_undefined(Outcome *outcome, Reason reason);
/* The claim's test, or the variant's. Under a sampling design the default is what an analysis of it
 * gives, and the only variants are adjusted and without the weight. */
void way_test(const Way *way, Outcome *outcome);
/* Appends OUTCOME in every form in which its statistic is printed; in one where none is printed. */
void way_add_forms(const Way *way, const Outcome *outcome, GArray *outcomes);
/* Appends OUTCOME, of two groups among several, with its p adjusted over all pairs of groups in
 * every way that programs do; nothing where the claim prints no p or no pair. */
void way_add_adjusted(const Way *way, const Outcome *outcome, GArray *outcomes);
