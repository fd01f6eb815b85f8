/* Columns that percentages within groups tie together, as one system of whole numbers.
 *
 * Any solution is data that print the percentages; wishes make the data better, and each of them
 * may be what leaves no solution. */
#pragma once

#include "model.h"

typedef enum {
    WISH_SIZES = 1,      /* groups without a percentage have the size of an equal share */
    WISH_EVEN = 2,       /* groups with a median are even */
    WISH_WIDE = 4,       /* bases within groups from the largest */
    WISH_INSIDE = 8,     /* no print at the upper end of its interval */
    WISH_OWN_BASES = 16, /* stated bases are those of the column */
    WISH_FULL = 32,      /* most of everybody, and of every group, answer */
    WISH_SOME = 64       /* no group that scores are compared by is nearly empty */
} Wish;

/* Solves the system of the columns MEMBERS (guint) with the wishes WANTED: their blocks have counts
 * then, and the model a tie for each percentage within a group. FALSE, and nothing changed, when
 * there is no solution or none was found within the solver's limit. */
gboolean counts_solve(Model *model, const GArray *members, guint wanted);
/* Whether SHARE binds one of the columns MEMBERS: it is of that column, and not freed. */
gboolean share_binds(const Share *share, const GArray *members);
