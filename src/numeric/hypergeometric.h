/* Hypergeometric deviates. */
#pragma once

#include "generator.h"

/* ln n! for n = 0..size-1, shared by draws of one table; beyond, log_factorial(). */
typedef struct {
    double *table;
    gint64 size;
} LogFactorials;

LogFactorials log_factorials_new(gint64 largest);
void log_factorials_clear(LogFactorials *lf);

/* How many of SAMPLE drawn without replacement from GOOD + BAD are good. All >= 0, SAMPLE <= GOOD +
 * BAD. Small samples by an urn, large ones in time that does not grow with them. */
gint64 hypergeometric_draw(Generator *generator, const LogFactorials *lf, gint64 good, gint64 bad,
                           gint64 sample);
