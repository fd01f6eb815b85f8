/* Numbers and tests in running text, as each language prints them: French with decimal comma and
 * no-break spaces, English as APA 7 (no zero before the point of what cannot exceed 1). All give
 * text to free with g_free(). */
#pragma once

#include "base/words.h"
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
const char *vocabulary_symbol(const TestResult *test); /* "H"; NULL where there is none */
const char *vocabulary_effect(const char *effect);
/* The effects one after the other, with what the cover says of each; FALSE behind the last. */
gboolean vocabulary_effect_at(guint index, const char **name, WordId *meaning);
const char *vocabulary_estimate(const char *estimate, Language language);
/* "Median: standard error" for "median_se". */
char *phrase_estimate(const char *estimate, Language language);
const char *vocabulary_adjustment(const char *adjustment, Language language);

/* The ways that a check names ("exact, one-sided; unweighted") in words; what is unknown stays. */
char *phrase_variant(const char *variant, Language language);
/* "Comparison 1" for "compare-1", the name of an analysis that the plan gives none; else its name.
 */
char *phrase_analysis(const ResultBlock *block, Language language);

/* "***", "**", "*", or NULL when not significant. The thresholds are ALPHA and a tenth and a
 * hundredth of it, but .05, .01, .001 for the customary .05. */
const char *phrase_stars(double p, double alpha);
void phrase_star_levels(double alpha, double levels[3]);

/* Whether VARIANT ("asymptotic; collapsed") names the choice TOKEN. */
gboolean phrase_has_choice(const char *variant, const char *token);
/* Whether p is exact or drawn. */
gboolean phrase_is_resampled(const char *variant);
/* The choices of VARIANT in words: "Monte Carlo (100,000 draws, seed 1)". */
char *phrase_method(const char *variant, Language language);
/* In few words what tells VARIANT from the others in VARIANTS (const char *, itself among them):
 * its method where they have several, and choices that not all of its method share; "" when
 * nothing. */
char *phrase_difference(const char *variant, const GPtrArray *variants, Language language);
