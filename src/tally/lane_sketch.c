/* A sketch of the replicate weights, from which their rank is read: the degrees of freedom.
 *
 * The weights of all rows are a matrix of rows by replicates. Every row is added to one of a few
 * buckets, times a number that looks random (Clarkson and Woodruff 2017, Journal of the ACM 63:54,
 * count their buckets the same way). As long as there are more buckets than replicates the sums
 * have the rank of the matrix; by chance never less.
 *
 * Rows without weight and those that `where` leaves out are in it: degrees of freedom are those of
 * the whole sample. */
#include "lane.h"

#include <math.h>
#include <string.h>

enum { SPARE = 16 };

guint sketch_buckets(const Pass *pass)
{
    return pass->frame->design.replicates->len + SPARE;
}

double *sketch_new(const Pass *pass)
{
    return g_new0(double, (gsize)pass->replicates->len *sketch_buckets(pass) + 1);
}

/* 0.5 to 1.5, from the number of the row (the finalizer of splitmix64). */
static double factor_of(guint64 row)
{
    guint64 z = (row + 1) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return 0.5 + (double)(z >> 11) * 0x1p-53;
}

void lane_sketch_slice(Lane *lane, const Batch *batch, guint start)
{
    guint buckets = sketch_buckets(lane->pass), n = lane->pass->replicates->len;
    for (guint r = 0; n > 0 && r < lane->rows; r++) {
        guint64 row = (guint64)lane_place(lane, r);
        double factor = factor_of(row);
        for (guint i = 0; i < n; i++) {
            const double *weights = batch_column(batch, (guint)lane->pass->first_replicate + i);
            if (isfinite(weights[start + r]))
                lane->sketch[(gsize)i * buckets + row % buckets] +=
                    factor * lane_replicate(lane, i, r, weights[start + r]);
        }
    }
}

void lane_sketch_finish(Lane *lane)
{
    Pass *pass = lane->pass;
    for (gsize i = 0; i < (gsize)pass->replicates->len * sketch_buckets(pass); i++)
        pass->sketch[i] += lane->sketch[i];
}
