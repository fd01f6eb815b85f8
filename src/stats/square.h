/* A pair of items over one level set, without the levels nobody gave to either. */
#pragma once

#include "stats/statistic.h"

typedef struct {
    guint size;
    gint64 *n;     /* [size][size], first item by second */
    double *value; /* [size] of the levels */
    gint64 total;
} Square;

Square *square_new(const Summary *summary);
void square_free(Square *square);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Square, square_free)
/* No respondents, a sampling weight, one level; or REASON_NONE. */
Reason square_reason(const Square *square, const Summary *summary);
