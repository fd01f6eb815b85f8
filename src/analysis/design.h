/* The sampling design of a plan: second passes, covariances, and its name in words. */
#pragma once

#include "job.h"

/* How a pass is run. */
typedef struct {
    const SourceOptions *options;
    guint threads;
    const Progress *progress;
} SecondPass;

/* After the first pass, for every unit that has its table: the covariances that its statistics
 * need under the plan's strata, clusters and fpc, or its replicate weights. Nothing to do where
 * respondents are drawn with replacement. FALSE with ERROR (DATA). */
gboolean design_units(const GPtrArray *units, const Frame *frame, Tally *tally,
                      const SecondPass *pass, GError **error);
/* Mistakes of the plan's design that only the data show, at its place. */
void design_check(const Frame *frame, Diagnostics *diagnostics);
/* "linearized; strata stype; clusters dnum", "jk1; 80 replicates"; NULL without such a design.
 * Interned. */
const char *design_name(const Frame *frame);
/* One sentence for the notes of the annex in LANGUAGE, or NULL without a sampling weight. */
char *design_sentence(const Frame *frame, Language language);
