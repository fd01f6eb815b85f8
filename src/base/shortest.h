/* The shortest digits of everyday numbers by exact integers, ten times faster than printing and
 * reading back. */
#pragma once

#include <glib.h>

/* Writes VALUE (finite, not whole) as the shortest of %.15g, %.16g, %.17g that reads back to it.
 * Returns the length; 0, and nothing written, outside of about 1e-6 to 1e15 and for powers of two:
 * then the slow way is right. */
gsize shortest_format(double value, char *buffer);
/* The decimal exponent of the first digit of VALUE (positive, normal), or one too few. */
int shortest_exponent(double value);
