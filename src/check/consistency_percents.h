/* The percentages of a report made ready for the tables, and asked in subsets. */
#pragma once

#include "base/words.h"
#include "consistency_tables.h"
#include "plan/claims.h"
#include "plan/plan.h"

/* Where neither plan nor data give a number of respondents, more are not thought of. */
#define RESPONDENTS_UNBOUNDED 1000000

typedef struct {
    const Plan *plan;
    GArray *claims;     /* TableClaim */
    GPtrArray *vectors; /* char **, owned: the level names behind the claims */
    gint64 respondents;
    gboolean bounded; /* the plan or the data name the respondents */
    SolverWork work;  /* of all questions */
    GHashTable *answers[PRINT_RULES];
} Percents;

/* ROWS: of the data, 0 when not known; work is not limited. Takes every percentage that the
 * premises let it; for the others REASONS[claim] (as many as there are claims, W_COUNT before) says
 * why not. Names are brought to one form: a level's label in the plan becomes its value, numbers
 * their shortest digits. */
Percents *percents_new(const Plan *plan, const Claims *claims, gint64 rows, WordId *reasons);
void percents_free(Percents *percents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Percents, percents_free)
/* As tables_decide() for positions MEMBERS in ->claims; what shares no item is asked apart, and
 * answers are remembered. */
SolverAnswer percents_decide(Percents *percents, const guint *members, guint n, PrintRuleKind rule);
/* Positions in ->claims that hang together by their items: GPtrArray of GArray of guint. */
GPtrArray *percents_components(const Percents *percents, const guint *members, guint n);
/* Whether the set would hold together if its percentages within groups were read the other way
 * round (share of the group among those who gave the answer), one of them or all. */
gboolean percents_dissolves_transposed(Percents *percents, const guint *members, guint n);
