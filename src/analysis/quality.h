/* Quality marks of estimates by their coefficient of variation, in profiles that statistical
 * agencies publish: `quality: [isq]` in the plan. */
#pragma once

#include "base/diagnostics.h"
#include "plan/plan.h"

void quality_check(const Plan *plan, Diagnostics *diagnostics);
/* How many profiles the plan names. */
guint quality_count(const Plan *plan);
/* The mark of profile INDEX for a coefficient of variation in percent; NULL: none is needed.
 * Static. */
const char *quality_mark(const Plan *plan, guint index, double cv);
/* What its marks mean; g_free(). */
char *quality_note(const Plan *plan, guint index, Language language);
