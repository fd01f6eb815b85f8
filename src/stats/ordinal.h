/* Pairs of respondents in an ordinal × ordinal table, for gamma, tau-b and Somers' d.
 *
 * For the cell (i, j), above[] counts the respondents concordant with it (higher on both or lower
 * on both), against[] the discordant. P = Σ n above and Q = Σ n against are twice the numbers of
 * pairs. */
#pragma once

#include "table.h"

typedef struct {
    double *above, *against; /* [rows][cols] */
    double p, q;
    double rows, cols; /* N² - Σ (row total)², N² - Σ (column total)² */
    double spread;     /* Σ n (above - against)² - (P - Q)²/N */
} Concordance;

Concordance *concordance_new(const Table *table);
void concordance_free(Concordance *concordance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Concordance, concordance_free)

/* Somers' d of the columns given the rows, or of the rows given the columns, with its standard
 * errors (somers_d.c has the formula). */
typedef struct {
    double value, ase1, ase0;
} Somers;
Somers somers_of(const Table *table, const Concordance *concordance, gboolean given_rows);

/* Fills the effect of a row: VALUE, and VALUE ± quantile · ASE1 within -1..1; an ASE1 of 0 gives no
 * interval. */
void ordinal_interval(StatTest *test, double value, double ase1, double confidence);
/* Fills a row: z = value/ASE0 and its two-sided p; effect as above. An ASE0 of 0 gives
 * no p. */
void ordinal_fill(StatTest *test, double value, double ase1, double ase0, double confidence);
#define ORDINAL_VARIANT "asymptotic; ASE0 for p, ASE1 for the interval"
