/* Claims held against each other, without any data.
 *
 *     g_autoptr(Consistency) c = consistency_check(plan, claims);
 *     c->sets         minimal contradictory sets, each with a sentence
 *     c->repair       a smallest set of claims to free so that the rest holds together
 *     GPtrArray *rows = consistency_verdicts(c, plan, claims, LANGUAGE_FR, chunk);
 *
 * Premises: one unweighted count of at most plan->respondents people (without that number: of the
 * rows of the data, without data of 1,000,000), one question, one answer each, one base per item
 * unless a claim states its own. A printed number is an interval, half up and half even alike.
 * Nothing here accuses: every sentence names the premises and the innocent explanations. Sources
 * and proofs stand in the heads of src/check/consistency_*.c. */
#pragma once

#include "check/verdict.h"
#include "plan/claims.h"
#include "plan/plan.h"

typedef enum {
    SET_PERCENTAGES, /* no counts print them together */
    SET_SHARE,       /* value percent is not count out of base */
    SET_SUM,         /* value is not the sum of its parts */
    SET_UNREACHABLE, /* a median or mean that no answers of the scale give */
    SET_ORDER,       /* two claims on one comparison that exclude each other */
    SET_DISAGREE     /* two numbers for one name: strength none */
} ConsistencyKind;

/* Steps after which the search ends: some seconds. Counted, so that the same claims end at the same
 * place on every machine; no more than one question goes beyond. */
#define CONSISTENCY_WORK 150000000u

/* Claims that do not hold together. */
typedef struct {
    ConsistencyKind kind;
    GArray *members; /* guint: positions in claims->claims, ascending */
    VerdictStrength strength;
    gboolean minimal; /* FALSE: contains a smaller, last-digit set; listed because it is firm */
    gboolean known;   /* a member is listed under `known:` */
    Text sentence;
} ConsistencySet;

/* Something worth knowing that is no contradiction: the numbers of items that fit a scale's
 * medians. */
typedef struct {
    const char *response; /* borrowed from the claims */
    guint n_values;
    GArray *fits; /* guint: every k up to max_k that fits when everybody answers everything */
    guint max_k, chance_max_k;
    double chance; /* that some k up to chance_max_k fits as many random values */
    Text sentence;
} ConsistencyFinding;

typedef struct {
    GPtrArray *sets; /* ConsistencySet: minimal ones first, by size and members; then the rest */
    GPtrArray *findings; /* ConsistencyFinding */
    GArray *repair;      /* guint, ascending: positions in claims->claims */
    Text *notes;         /* one per claim; may be empty */
    gboolean *holds;     /* one per claim: a share or sum that was worked out and fits */
    guint n_claims;
    gboolean complete; /* FALSE: a limit was reached; there may be more sets than these */
    Text limit;        /* the sentence that says so, else empty */
    guint64 work;      /* steps taken, of at most about CONSISTENCY_WORK */
} Consistency;

/* Cannot fail; claims that name nothing usable get a note. CLAIMS must outlive the result. */
Consistency *consistency_check(const Plan *plan, const Claims *claims);
/* The same where the data have ROWS people: the bound when the plan names no respondents; 0: not
 * known. */
Consistency *consistency_check_among(const Plan *plan, const Claims *claims, gint64 rows);
void consistency_free(Consistency *consistency);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Consistency, consistency_free)

/* The verdict of every claim when there are no data: inconsistent, disagree or undecidable with its
 * reason, in claim order. Strings go to STRINGS, or are borrowed from the claims; rows are freed
 * with the array. */
GPtrArray *consistency_verdicts(const Consistency *consistency, const Plan *plan,
                                const Claims *claims, Language language, GStringChunk *strings);
/* The set that decides the verdict of claim INDEX: firm before last-digit, small before large; NULL
 * when it is in none. */
const ConsistencySet *consistency_set_of(const Consistency *consistency, guint index);
