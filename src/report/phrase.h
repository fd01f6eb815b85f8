/* Numbers and tests in running text, as each language prints them: French with decimal comma and
 * no-break spaces, English as APA 7 (no zero before the point of what cannot exceed 1). All give
 * text to free with g_free(). */
#pragma once

#include "result/result.h"

char *phrase_number(double value, int decimals, Language language);
/* A quantity within -1 and 1: "0,021" in French, ".021" in English. */
char *phrase_bounded(double value, int decimals, Language language);
/* Whole numbers in groups of three. */
char *phrase_count(gint64 n, Language language);
/* "p < 0,0001", "p = .0312"; NAME is what stands before the sign. */
char *phrase_p(const char *name, double p, Language language);
/* "H = 35,44 ; ddl = 3 ; p < 0,0001 ; …": the whole line of a test, or why it has no value. */
char *phrase_test(const TestResult *test, Language language);
/* A significance level as it is written: "0,0001" or ".05". */
char *phrase_level(double alpha, Language language);

/* Names. An unknown one is its own name. */
const char *vocabulary_test(const char *test, Language language);
const char *vocabulary_symbol(const char *test); /* "H"; NULL when unknown */
const char *vocabulary_effect(const char *effect);
const char *vocabulary_estimate(const char *estimate, Language language);
const char *vocabulary_adjustment(const char *adjustment, Language language);

/* "***", "**", "*", or NULL when not significant. The thresholds are ALPHA and a tenth and a
 * hundredth of it, but .05, .01, .001 for the customary .05. */
const char *phrase_stars(double p, double alpha);
void phrase_star_levels(double alpha, double levels[3]);

/* Whether VARIANT ("asymptotic; collapsed") names the choice TOKEN. */
gboolean phrase_has_choice(const char *variant, const char *token);
/* The choices of VARIANT in words, without those that every variant in COMMON (const char *) names;
 * "" when none is left. */
char *phrase_method(const char *variant, const GPtrArray *common, Language language);
