/* Notes of results in the report's language. */
#pragma once

#include "stats/statistic.h"

/* What a reader must know of this test: why it has no value, expected counts, Monte-Carlo interval;
 * of which LEVEL it speaks (NULL: of no single one), and how many draws it would have NEEDED (0: it
 * had enough). NULL when there is nothing to say; else free with g_free(). */
char *note_of_test(const StatTest *test, const char *level, guint64 needed, Language language);
/* How a scale is scored, in words; free with g_free(). REVERSED: names of the reversed items. */
char *note_of_scale(const PlanScale *scale, guint n_items, const GPtrArray *reversed,
                    guint min_answered, Language language);
