/* The formats of verdicts, and what they share. */
#pragma once

#include "report/verdicts.h"

char *verdicts_text(const GPtrArray *verdicts, const VerdictsLook *look);
char *verdicts_csv(const GPtrArray *verdicts, const VerdictsLook *look);
char *verdicts_json(const GPtrArray *verdicts, const VerdictsLook *look);
char *verdicts_tap(const GPtrArray *verdicts, const VerdictsLook *look);
char *verdicts_junit(const GPtrArray *verdicts, const VerdictsLook *look);

/* What a claim is about: "percent of besoins by tenure = Coop"; empty parts left out. */
char *verdict_subject(const Verdict *verdict);
/* One line: subject, what was claimed, what was recomputed. */
char *verdict_summary(const Verdict *verdict, const VerdictsLook *look);
/* Why a verdict that does not hold makes nobody fail: "known", "last-digit", "disagree"; NULL when
 * it holds, fails, or decides nothing. */
const char *verdict_excuse(const Verdict *verdict);
/* "p = 3.34e-11; n = 487" as people read it: « p < 0,0001 ; n = 487 »; NULL stays NULL. */
char *verdict_numbers(const char *numbers, Language language);
/* "" for NULL. */
const char *or_empty(const char *string);
