/* Every value of every variable, counted: what a codebook shows. One pass; counts are of rows, no
 * weight and no plan applied. */
#pragma once

#include "data/source.h"

typedef struct {
    CellState state;
    char tag;
    double number;
    const char *text; /* string variables */
    gint64 n;
} ProfileValue;

typedef struct {
    GArray *values; /* ProfileValue: valid ones ascending, then the kinds of missing */
    gint64 valid, missing;
} ProfileVariable;

typedef struct {
    gint64 rows;
    GPtrArray *variables; /* ProfileVariable, as in the codebook */
    GStringChunk *strings;
} Profile;

/* NULL with ERROR (DATA, LIMIT). */
Profile *profile_new(const SourceOptions *options, const Codebook *codebook, GError **error);
void profile_free(Profile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_free)
