/* The packing of rows in a .sav, as far as it takes to step over them. */
#pragma once

#include "input.h"

typedef enum { SAV_PLAIN = 0, SAV_BYTES = 1, SAV_ZLIB = 2, SAV_UNKNOWN = -1 } SavPacking;

/* As the header of the file says. ELEMENTS, if not NULL: of eight bytes, in a row. */
SavPacking sav_packing(int fd, gint32 *elements);
/* INPUT stands at the first row of a SAV_BYTES file; it goes on as if the first N elements (at
 * least one) were not there. FALSE where the file ends before, and then INPUT is of no use. */
gboolean sav_skip(Input *input, gint64 n);
