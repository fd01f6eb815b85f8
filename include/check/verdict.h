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
} Verdict;
