/* What linear-by-linear and Cochran-Armitage have in common: a linear trend of scores.
 *
 *     X² = N r² or (N - 1) r²,   df = 1,   r Pearson's correlation of group and level scores,
 *     ASE1² = Σ n (x y - r (x² + y²)/2)²/N²,   x and y standardised scores,
 *     interval r ± quantile · ASE1, within -1..1
 *
 * Scores are the values of groups and levels, or 1, 2, … where they are no numbers. ASE1: M. B.
 * Brown and J. K. Benedetti (1977), JASA 72:309-315 (SAS's Pearson correlation coefficient). */
#pragma once

#include "table.h"

typedef struct {
    const char *test, *variant; /* static */
    gboolean less_one;          /* (N - 1) r² */
    Reason reason;              /* why there is no value, or REASON_NONE */
} Trend;

/* Adds the row of TREND, and those of the permutation methods that POLICY asks for. */
void trend_rows(const Trend *trend, const Table *table, const Summary *summary,
                const Policy *policy, ResultSink *sink);
