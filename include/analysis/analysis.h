/* Turns a plan's analyses into requests, runs the pass, calls the statistics, adjusts families,
 * sets letters, writes rows.
 *
 *     if (!analysis_check(frame, diagnostics)) → mistakes of the plan's analyses, at their places
 *     Results *results = analysis_run(frame, &options, &settings, &error);
 */
#pragma once

#include "base/progress.h"
#include "result/result.h"
#include "tally/frame.h"

typedef struct {
    guint threads; /* 0: cores */
    Language language;
    guint64 seed;
    const Progress *progress; /* may be NULL */
    Diagnostics *warnings;    /* takes what only the data tell of the plan; may be NULL */
} AnalysisSettings;

/* Resolves variables, tests and measures of every analysis; FALSE when there are mistakes. */
gboolean analysis_check(const Frame *frame, Diagnostics *diagnostics);
/* Whether tests take their variances from strata, clusters, replicate weights or residuals of
 * fitted weights, not from respondents drawn with replacement. */
gboolean analysis_has_design(const Frame *frame);
/* The rows of the whole plan; NULL with ERROR (DATA, LIMIT). */
Results *analysis_run(const Frame *frame, const SourceOptions *options,
                      const AnalysisSettings *settings, GError **error);
