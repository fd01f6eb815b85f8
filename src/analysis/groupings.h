/* Groupings that can hardly be meant: an identifier, an age in years, a name of a street. */
#pragma once

#include "job.h"

/* Warns, at the plan's `by`, of every grouping of JOBS that falls into more groups than say
 * anything. UNITS have their tables. */
void groupings_check(const GPtrArray *jobs, const GPtrArray *units, const Frame *frame,
                     Diagnostics *diagnostics);
