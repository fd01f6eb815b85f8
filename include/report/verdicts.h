/* Verdicts of `check` as people and other programs read them: one file per format.
 *
 *     VerdictsLook look = {.language = LANGUAGE_FR, .colour = TRUE};
 *     g_autofree char *out = verdicts_format("text", results->verdicts, &look);
 *     exit = verdicts_fail(results->verdicts) ? 1 : 0;
 *
 * All but the text keep the order given. Tokens (kinds, verdicts, strengths, variants) are English
 * and stable for scripts; notes and explanations are in the language of the report. */
#pragma once

#include "base/text.h"
#include "check/verdict.h"

typedef struct {
    Language language;
    gboolean colour;    /* text only: ANSI colours */
    gboolean synthetic; /* the data say that they are: reproduced instead of confirmed, … */
    guint width;        /* text only: columns of the terminal; 0: 80 */
} VerdictsLook;

/* NULL-terminated: text, csv, json, tap, junit. */
const char *const *verdicts_formats(void);
/* The whole output, newline-terminated; g_free() it. FORMAT is one of verdicts_formats(). VERDICTS
 * holds Verdict *. With synthetic data each output says so in its first line, csv in every row (by
 * its verdicts), because its one header line is fixed. */
char *verdicts_format(const char *format, const GPtrArray *verdicts, const VerdictsLook *look);

/* "confirmed", or against synthetic data "reproduced", "reproduced-variant", "not-reproduced". */
const char *verdict_token(VerdictKind verdict, gboolean synthetic);
/* "firm", "last-digit", or "" for none. */
const char *strength_token(VerdictStrength strength);
/* What makes `check` exit with 1: contradicted or firmly inconsistent, and not known. */
gboolean verdict_fails(const Verdict *verdict);
gboolean verdicts_fail(const GPtrArray *verdicts);
