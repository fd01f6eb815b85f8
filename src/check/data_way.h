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

/* The rows that STATISTIC yields of TABLE under the variant. */
ResultSink *way_run(const Way *way, const char *statistic, const Summary *table);
void outcome_undefined(Outcome *outcome, Reason reason);
/* The claim's test, or the variant's. Under a sampling design the default is what an analysis of it
 * gives, and the only variants are adjusted and without the weight. */
void way_test(const Way *way, Outcome *outcome);
/* Appends OUTCOME in every form in which a U is printed; in one where none is printed. */
void way_add_forms(const Way *way, const Outcome *outcome, GArray *outcomes);
