/* Sums of doubles that are exact, and so do not depend on the order or on who added what.
 *
 * A double is an integer m times 2^(32 b), |m| < 2^84; each bin b has its own 128-bit sum, with
 * room for 2^43 addends. Weights of one survey lie in one or two bins. Rounding happens once, in
 * exact_value(). (The idea of Kulisch's long accumulator, with the bins that do not occur left
 * out; compare Demmel and Nguyen 2015, Parallel reproducible summation.) */
#pragma once

#include <glib.h>

__extension__ typedef __int128 Wide;

typedef struct {
    gint bin;
    Wide *sums;
} ExactPlane;

/* N sums side by side. */
typedef struct {
    gsize n;
    GArray *planes; /* ExactPlane */
} ExactVector;

ExactVector *exact_new(gsize n);
void exact_free(ExactVector *vector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExactVector, exact_free)

/* VALUE (finite) = *M × 2^(32 × bin); returns the bin. Zero has bin 0. */
gint exact_split(double value, Wide *m);
/* The sums of BIN, zeroed when they are new. Integers belong into bin 0. */
Wide *exact_plane(ExactVector *vector, gint bin);
void exact_add(ExactVector *vector, gsize index, double value);
/* INTO (as long as FROM) += FROM. */
void exact_merge(ExactVector *into, const ExactVector *from);
/* into[i] += from[j] */
void exact_merge_one(ExactVector *into, gsize i, const ExactVector *from, gsize j);
double exact_value(const ExactVector *vector, gsize index);
