/* Results made by hand for the reports' tests: real statistics of tables that are typed in or
 * drawn, labelled as a plan would. */
#pragma once

#include "result/result.h"

/* Madsen's 1,681 tenants of Copenhagen: satisfaction by type, influence and contact. */
Results *fixture_copenhagen(Language language);
/* A questionnaire of N five-point items by groupings of nine, three and two groups, compared and
 * associated, with distributions and a scale; 749 respondents, 5 % missing. */
Results *fixture_questionnaire(Language language, guint n_items);
/* Labels that break spreadsheets, tests and estimates nobody knows, undefined and invented numbers,
 * claims; every kind of sheet. */
Results *fixture_nasty(Language language);
