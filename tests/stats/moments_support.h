/* MOMENTS as a tally seals them, from answers or covariances typed in. */
#pragma once

#include "stats_support.h"

typedef Summary Moments;

static inline void moments_free(Moments *moments)
{
    g_free((gpointer)moments->sums);
    g_free((gpointer)moments->cross);
    g_free((gpointer)moments->origin);
    g_free(moments);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Moments, moments_free)

/* sums[ITEMS] and cross[ITEMS][ITEMS] about 0, of COMPLETE rows. */
static inline Moments *moments_new(gint64 complete, guint items, const double *sums,
                                   const double *cross)
{
    Moments *moments = g_new0(Moments, 1);
    moments->kind = SUMMARY_MOMENTS;
    moments->n_items = items;
    moments->rows_read = moments->asked = moments->valid = moments->complete = complete;
    moments->complete_w = (double)complete;
    moments->sums = g_memdup2(sums, items * sizeof *sums);
    moments->cross = g_memdup2(cross, (gsize)items * items * sizeof *cross);
    moments->origin = g_new0(double, items);
    return moments;
}

/* Those of PLAIN, each row with the weight W. */
static inline Moments *moments_weighted(const Moments *plain, double w)
{
    guint k = plain->n_items;
    Moments *weighted = moments_new(plain->complete, k, plain->sums, plain->cross);
    for (guint i = 0; i < k; i++)
        ((double *)(gpointer)weighted->sums)[i] *= w;
    for (guint i = 0; i < k * k; i++)
        ((double *)(gpointer)weighted->cross)[i] *= w;
    weighted->complete_w = w * (double)plain->complete;
    return weighted;
}

/* Of x[ROWS][ITEMS]. */
static inline Moments *moments_of(const double *x, guint rows, guint items)
{
    g_autofree double *sums = g_new0(double, items + 1);
    g_autofree double *cross = g_new0(double, items *items + 1);
    for (guint r = 0; r < rows; r++)
        for (guint i = 0; i < items; i++) {
            sums[i] += x[r * items + i];
            for (guint j = 0; j < items; j++)
                cross[i * items + j] += x[r * items + i] * x[r * items + j];
        }
    return moments_new(rows, items, sums, cross);
}
