/* What a plan's post-stratification, raking and trimming did to the weights. */
#pragma once

#include <glib.h>

typedef struct {
    guint iterations; /* over all margins; 1 for post-stratification, 0 without margins */
    double gap;       /* the largest, over levels, of |sum of final weights - target| / target */
    char *gap_level;  /* which one, as "stype = E"; NULL without margins */
    double total;     /* what the final weights sum to */

    gboolean trims;
    double lower, upper; /* as weights; 0 and infinite where there is none */
    gint64 raised, cut;  /* respondents whose weight was below, above */
    guint rounds;        /* of trimming; 0: no weight was outside */
} CalibrationReport;
