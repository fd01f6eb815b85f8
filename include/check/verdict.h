/* A claim's verdict: a row of results like any other. Strings live in the Results they came with.
 */
#pragma once

#include <glib.h>

typedef enum {
    VERDICT_CONFIRMED,
    VERDICT_VARIANT,
    VERDICT_CONTRADICTED,
    VERDICT_INCONSISTENT,
    VERDICT_DISAGREE,
    VERDICT_UNDECIDABLE,
    VERDICT_COUNT
} VerdictKind;

typedef enum { STRENGTH_NONE, STRENGTH_FIRM, STRENGTH_LAST_DIGIT } VerdictStrength;

typedef struct {
    const char *id, *kind, *response, *by, *group;
    const char *claimed, *recomputed; /* as printed */
    VerdictKind verdict;
    VerdictStrength strength;
    gboolean known;      /* listed under `known:`, or in a set with one that is */
    const char *variant; /* names, joined by "; " */
    const char *note;
    /* In the annex: the response with its levels and the grouping with its groups, in labels; NULL
     * where there is none, and outside of results. */
    const char *about, *among;
} Verdict;
