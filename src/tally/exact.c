#include "exact.h"

#include <math.h>

enum { BIN_BITS = 32, MANTISSA_BITS = 53 };

ExactVector *exact_new(gsize n)
{
    ExactVector *vector = g_new(ExactVector, 1);
    vector->n = n;
    vector->planes = g_array_new(FALSE, FALSE, sizeof(ExactPlane));
    return vector;
}

void exact_free(ExactVector *vector)
{
    if (vector == NULL)
        return;
    for (guint i = 0; i < vector->planes->len; i++)
        g_free(g_array_index(vector->planes, ExactPlane, i).sums);
    g_array_unref(vector->planes);
    g_free(vector);
}

gint exact_split(double value, Wide *m)
{
    if (value == 0) {
        *m = 0;
        return 0;
    }
    int exponent;
    double fraction = frexp(value, &exponent);
    gint64 mantissa = (gint64)ldexp(fraction, MANTISSA_BITS);
    int low = exponent - MANTISSA_BITS;
    int bin = low >= 0 ? low / BIN_BITS : -((BIN_BITS - 1 - low) / BIN_BITS);
    *m = (Wide)mantissa * ((Wide)1 << (low - bin * BIN_BITS));
    return bin;
}

Wide *exact_plane(ExactVector *vector, gint bin)
{
    for (guint i = 0; i < vector->planes->len; i++) {
        const ExactPlane *plane = &g_array_index(vector->planes, ExactPlane, i);
        if (plane->bin == bin)
            return plane->sums;
    }
    ExactPlane fresh = {bin, g_new0(Wide, MAX(vector->n, 1))};
    g_array_append_val(vector->planes, fresh);
    return fresh.sums;
}

void exact_add(ExactVector *vector, gsize index, double value)
{
    Wide m;
    gint bin = exact_split(value, &m);
    if (m != 0)
        exact_plane(vector, bin)[index] += m;
}

void exact_merge(ExactVector *into, const ExactVector *from)
{
    for (guint i = 0; i < from->planes->len; i++) {
        const ExactPlane *plane = &g_array_index(from->planes, ExactPlane, i);
        Wide *sums = exact_plane(into, plane->bin);
        for (gsize k = 0; k < from->n; k++)
            sums[k] += plane->sums[k];
    }
}

void exact_merge_one(ExactVector *into, gsize i, const ExactVector *from, gsize j)
{
    for (guint p = 0; p < from->planes->len; p++) {
        const ExactPlane *plane = &g_array_index(from->planes, ExactPlane, p);
        if (plane->sums[j] != 0)
            exact_plane(into, plane->bin)[i] += plane->sums[j];
    }
}

/* The bins, smallest first: the order of planes is an accident of who came first. */
double exact_value(const ExactVector *vector, gsize index)
{
    double total = 0;
    gint last = G_MININT;
    for (guint taken = 0; taken < vector->planes->len; taken++) {
        const ExactPlane *next = NULL;
        for (guint i = 0; i < vector->planes->len; i++) {
            const ExactPlane *plane = &g_array_index(vector->planes, ExactPlane, i);
            if ((taken == 0 || plane->bin > last) && (next == NULL || plane->bin < next->bin))
                next = plane;
        }
        total += ldexp((double)next->sums[index], next->bin * BIN_BITS);
        last = next->bin;
    }
    return total;
}
