/* What the parts of claims against each other share. */
#pragma once

#include "base/words.h"
#include "check/consistency.h"
#include "consistency_percents.h"

/* Adds a set and returns it; MEMBERS (n) are positions of claims. */
ConsistencySet *add_set(Consistency *consistency, ConsistencyKind kind, const guint *members,
                        guint n, VerdictStrength strength);
/* FALSE when there are as many sets of pairs as anyone reads; then the search is not complete. */
gboolean has_room_for_pairs(Consistency *consistency);
/* Replaces a text by a word in both languages. */
void set_word(Text *text, WordId id);

/* Shares, sums, names with two numbers (consistency_arithmetic.c). */
void check_arithmetic(Consistency *consistency, const Claims *claims);
/* Ranks, repeated numbers, verdicts on one comparison (consistency_order.c). */
void check_order(Consistency *consistency, const Claims *claims);
/* Medians and means of scales; findings (consistency_medians.c). */
void check_medians(Consistency *consistency, const Plan *plan, const Claims *claims);

/* What sentences take their names from. */
typedef struct {
    const Plan *plan;
    const Claims *claims;
} Naming;

/* Sentences (consistency_words.c). */
void explain_percentages(ConsistencySet *set, const Naming *naming, Percents *percents,
                         const guint *members);
void explain_set(ConsistencySet *set, const Naming *naming);
/* The number as printed, with the decimal mark of LANGUAGE; free with g_free(). */
char *printed_number(PrintedNumber number, Language language);
/* Names (consistency_names.c): labels of the plan in quotation marks, else the names themselves;
 * free with g_free(). */
char *variable_in_words(const Plan *plan, const char *name, Language language);
char *response_in_words(const Plan *plan, const Claim *claim, Language language);
char *group_in_words(const Plan *plan, const Claim *claim, Language language);
/* "C011 (49,59 %)" and the like, joined with commas; free with g_free(). */
char *members_in_words(const ConsistencySet *set, const Naming *naming, Language language);
