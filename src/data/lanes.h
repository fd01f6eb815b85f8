/* Sixteen bytes that the processor moves and compares together; where it cannot, the compiler does
 * it one by one. */
#pragma once

#include <glib.h>

enum { LANES = 16 };
typedef guint8 Lanes __attribute__((vector_size(LANES)));
