/* A plan with its data file, opened and held against each other: what run, check and synth begin
 * with. */
#pragma once

#include "command.h"
#include "tally/frame.h"

typedef struct {
    Diagnostics *diagnostics;
    Plan *plan;
    Codebook *codebook;         /* NULL for a plan without data */
    Frame *frame;               /* likewise */
    const char **missing_words; /* of the plan, for a text file */
    SourceOptions options;      /* of the data file */
} Loaded;

typedef enum {
    LOAD_PLAN,  /* alone */
    LOAD_DATA,  /* a plan without data, or without analyses, is a mistake */
    LOAD_AS_IS, /* with its data if it has any */
} LoadData;

/* Reads PATH, opens its data and resolves its analyses. Prints warnings (unless QUIET) and
 * mistakes; FALSE with *EXIT set when there are any. */
gboolean load_plan(const char *path, LoadData data, gboolean quiet, Loaded *loaded, ExitCode *exit);
void loaded_clear(Loaded *loaded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Loaded, loaded_clear)
