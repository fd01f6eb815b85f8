/* Claims against data, and against each other: what `annexe check` shows.
 *
 *     CheckInput input = {.plan = plan, .claims = claims, .codebook = codebook, .options =
 * &source}; g_autoptr(CheckReport) report = check_claims(&input, diagnostics, &error);
 *     verdicts_format("text", report->verdicts, …)
 *
 * Every claim is recomputed by the house's own statistics from tables of one pass; a claim that the
 * plan has no analysis for is computed all the same. Where the default does not give the print, and
 * for every printed p or statistic, the variants of src/check/variants.def are tried.
 *
 * The verdict of the data stands; a contradicted claim that is also in a set of claims that do not
 * hold together has the set's sentence and strength. What data cannot decide is left to
 * check/consistency.h. */
#pragma once

#include "base/progress.h"
#include "check/verdict.h"
#include "data/source.h"
#include "plan/claims.h"
#include "result/result.h"

typedef struct {
    const Plan *plan;
    const Claims *claims;
    const Codebook *codebook;     /* NULL: without data */
    const SourceOptions *options; /* of the data; NULL without */
    const Results *results; /* of the plan's analyses, for adjusted p, or NULL: made if needed */
    guint threads;          /* 0: cores */
    Language language;
    const Progress *progress; /* may be NULL */
} CheckInput;

typedef struct {
    GPtrArray *verdicts; /* Verdict, in the order of the claims */
    GPtrArray *notes;    /* const char *: findings, and that a limit was reached */
    GStringChunk *strings;
    gboolean synthetic;
} CheckReport;

/* NULL with ERROR (DATA, LIMIT), or without one when the claims name what plan and data do not
 * have: DIAGNOSTICS then has an error for each, at its place. */
CheckReport *check_claims(const CheckInput *input, Diagnostics *diagnostics, GError **error);
void check_report_free(CheckReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CheckReport, check_report_free)

/* For `run`: puts the verdicts of REPORT into RESULTS, and where the data are synthetic marks every
 * number that no claim binds as invented. */
void check_into_results(const CheckReport *report, const CheckInput *input, Results *results);
