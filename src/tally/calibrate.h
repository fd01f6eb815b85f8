/* The passes that adjust weights, for the files that run and check them. */
#pragma once

#include "calibration.h"
#include "requests.h"

#include "base/diagnostics.h"

typedef struct {
    Tally *tally;
    Calibration *calibration;
    const FeedMaker *maker;
    const char *name; /* of the data file */
    const Progress *progress;
} Run;

/* Mistakes of the plan that only the data show, at their places. */
typedef struct {
    Diagnostics *diagnostics;
    guint file;
    const Calibration *calibration;
    const Pass *pass;
} Mistakes;

Mistakes mistakes_new(const Run *run);
/* FALSE with all of them, as the terminal shows them, when there are any. Frees M. */
gboolean mistakes_end(Mistakes *m, GError **error);
Place mistakes_at(const Mistakes *m, Place place);
/* After the census, which is still run->tally->pass: missing answers (DATA); values that no margin
 * lists, levels that nobody has (PLAN). */
gboolean check_margins(const Run *run, GError **error);
