/* Words that claims use for levels and groups: one matcher for whoever reads claims. */
#pragma once

#include "plan/plan.h"

/* WORD with case, accents and what stands between words put aside: "Avec" is "avec", "Régime de
 * retraite" is "regime_de_retraite". Free with g_free(). */
char *level_fold(const char *word);
/* The entry of `levels:` that WORD names, values before labels, whole labels before
 * labels without small words; NULL when there is none. */
const PlanClass *plan_level(const PlanVariable *variable, const char *word);
