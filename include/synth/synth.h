/* Respondents that satisfy claims.
 *
 *     g_autoptr(Synth) synth = synth_new(plan, claims, seed, diagnostics);
 *     if (synth == NULL) …mistakes are in DIAGNOSTICS…
 *     synth->claims[i].outcome, synth->consistency->repair
 *     if (!synth_write(synth, "provincial.sav", &error)) …
 *
 * One row a respondent, plan->respondents of them; one column for every entry of `variables:` that
 * is not derived. Made from the plan, the claims and the seed alone: integers and IEEE additions,
 * products and quotients, no function of the mathematical library, so the bytes are equal on any
 * machine. Percentages, medians, means, ranks, comparisons (Kruskal-Wallis) and associations
 * (chi-square) are made to hold; what contradicts itself is freed as consistency.h says. */
#pragma once

#include "check/consistency.h"
#include "data/codebook.h"
#include "plan/claims.h"
#include "plan/plan.h"

typedef enum {
    SYNTH_REPRODUCED,
    SYNTH_FREED,       /* contradicts others; named in consistency->repair */
    SYNTH_NOT_REACHED, /* was tried, and the data say something else */
    SYNTH_NOT_MADE     /* not of a kind that data are made from; `reason` says why */
} SynthOutcome;

typedef struct {
    SynthOutcome outcome;
    Text reason; /* one sentence; empty for what is reproduced or freed */
} SynthClaim;

typedef struct {
    const Codebook *codebook; /* variables and labels; it and its file label say synthetic */
    guint n_rows, n_columns;
    Consistency *consistency;
    SynthClaim *claims; /* one a claim, in order */
    guint n_claims;
    struct Model *model; /* the answers */
} Synth;

/* NULL with errors in DIAGNOSTICS: no `respondents:`, a variable without levels, names the plan
 * does not know. Claims that name unknown items, groups or levels are warnings and not made. PLAN
 * and CLAIMS must outlive the result. */
Synth *synth_new(const Plan *plan, const Claims *claims, guint64 seed, Diagnostics *diagnostics);
void synth_free(Synth *synth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Synth, synth_free)
/* SAV, DTA, CSV, … by extension, whole or not at all. Errors as sink.h has them. */
gboolean synth_write(const Synth *synth, const char *path, GError **error);
