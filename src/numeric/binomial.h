/* Binomial deviates. */
#pragma once

#include "generator.h"

/* How many of N fall to a share P in 0..1: by inversion where few do, else in constant time. */
gint64 binomial_draw(Generator *generator, gint64 n, double p);
