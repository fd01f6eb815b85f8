/* Families of p-values: which are adjusted together, and the letters that follow from them. */
#pragma once

#include "job.h"

/* Adjusts every p of UNITS (Unit *): sets adjusted_p and n_family of their StatTests. A family is
 * all p of one test and variant in one analysis and one `by` (for pairs of items, of the analysis),
 * or of the analysis, or of the plan; pairs of groups: those of one response × one `by`. */
void family_adjust(const GPtrArray *units);
/* The method that adjusts TEST of UNIT: the analysis's, or "" by the test itself. */
const char *family_method(const Unit *unit, const StatTest *test);
/* The draws without which a Monte-Carlo p of TEST cannot fall below ALPHA after its adjustment; 0
 * where its draws are enough, or it has none. */
guint64 family_draws_needed(const Unit *unit, const StatTest *test, double alpha);
/* Compact letters of the unit's groups from its post-hoc tests: one string a group (g_strfreev),
 * NULL without post-hoc tests, and every string "" where the omnibus test does not reject at ALPHA.
 */
char **family_letters(const Unit *unit, double alpha);
