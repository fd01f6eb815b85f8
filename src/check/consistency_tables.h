/* Percentages of a report as a system of tables of counts: is there a survey that prints them?
 *
 *     answer = tables_decide(claims, members, n, PRINT_ROUNDED, respondents, &work)
 *
 * See the head of consistency_tables.c for what is decided and why it is complete. */
#pragma once

#include "check/solver.h"

/* Half up and half even (and half down) to the printed digits; or any rounding rule, sums of
 * rounded parts, and one unit in the last place. */
typedef enum { PRINT_ROUNDED, PRINT_LOOSE, PRINT_RULES } PrintRuleKind;

/* A percentage, names resolved. ITEM and BY are interned strings, vectors are borrowed. */
typedef struct {
    guint claim; /* index in Claims */
    const char *item;
    char **levels;
    const char *by; /* NULL: of all who answered the item */
    char **group;
    gint64 base, count; /* stated by the claim, else -1 */
    PrintInterval interval[PRINT_RULES];
} TableClaim;

/* The interval of VALUE percent printed with DECIMALS, for a share of N_LEVELS levels. FALSE when
 * there are more decimals than the arithmetic takes (9). */
gboolean print_interval(double value, int decimals, guint n_levels, PrintRuleKind rule,
                        PrintInterval *interval);
/* Counts k with k of N printing: from *LOW to *HIGH; FALSE when there is none. */
gboolean print_counts(const PrintInterval *interval, gint64 n, gint64 *low, gint64 *high);
/* Whether some table of at most RESPONDENTS people prints the MEMBERS (positions in CLAIMS, of
 * TableClaim) together. What it takes is added to WORK, and no more is taken than is left there. */
SolverAnswer tables_decide(const GArray *claims, const guint *members, guint n, PrintRuleKind rule,
                           gint64 respondents, SolverWork *work);
