/* Which values a median or a mean of scale scores can take at all. */
#pragma once

#include <glib.h>

/* How scores arise: K items with whole answers LOW to HIGH, the mean of at least MIN_ANSWERED of
 * them; or their sum, or their median. */
typedef enum { SCALE_MEAN, SCALE_SUM, SCALE_MEDIAN } ScaleScore;
typedef struct {
    guint k, min_answered;
    gint64 low, high;
    ScaleScore score;
} ScaleShape;

typedef enum { MEDIAN_OF_ONE, MEDIAN_OF_TWO } MedianParity; /* of an odd, an even number */

/* Reachable prints with DECIMALS (0 to 4), rounded half up or half even. Free with reach_free(). */
typedef struct Reach Reach;
Reach *reach_medians(const ScaleShape *shape, int decimals, MedianParity parity);
void reach_free(Reach *reach);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reach, reach_free)
gboolean reach_has(const Reach *reach, double value);
/* Share of the prints between lowest and highest that are reachable: 1 is no power at all. */
double reach_share(const Reach *reach);

/* GRIM: whether N scores can have a mean that prints VALUE. With omitted answers the test is that
 * of the smallest common step, so TRUE may be generous and FALSE is a proof. *SHARE: of prints that
 * are reachable, at most 1. */
gboolean grim_mean(const ScaleShape *shape, gint64 n, double value, int decimals, double *share);

/* Whether all VALUES (n of them) are medians of means of K items that all answered, rounded half
 * up; and the chance that some k up to MAX_K fits as many values drawn at random from LOW to HIGH.
 */
gboolean items_fit(guint k, const double *values, guint n, int decimals);
double items_chance(guint max_k, guint n, int decimals, gint64 low, gint64 high);
