/* What a printed percentage says of a count: an interval.
 *
 * v percent with d decimals, rounded half up, half even or half down, is k of n when
 *   |100 k / n - v| <= half a unit, closed at both ends;
 * times 2 * 10^d this is (2V - 1) n <= 2 * 100 * 10^d k <= (2V + 1) n with the whole number
 * V = v * 10^d: no floating point is left.
 *
 * LOOSE adds up what may innocently be off: half a unit for another rounding rule (up, down), one
 * unit more or less in the last place, and half a unit for each level of which percentages were
 * rounded first and added then (so 1.96 + 2.05 may stand for 4.00). */
#include "consistency_tables.h"

#include <math.h>

#define MAX_DECIMALS 9

gboolean print_interval(double value, int decimals, guint n_levels, PrintRuleKind rule,
                        PrintInterval *interval)
{
    if (decimals < 0 || decimals > MAX_DECIMALS || fabs(value) > 1000)
        return FALSE;
    gint64 unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    gint64 printed = llround(value * (double)unit);
    gint64 half = rule == PRINT_ROUNDED ? 1 : (gint64)MAX(1, n_levels) + 3;
    *interval = (PrintInterval){2 * printed - half, 2 * printed + half, 200 * unit};
    return TRUE;
}

gboolean print_counts(const PrintInterval *interval, gint64 n, gint64 *low, gint64 *high)
{
    gint64 from =
        interval->low <= 0 ? 0 : (interval->low * n + interval->scale - 1) / interval->scale;
    gint64 to = interval->high < 0 ? -1 : interval->high * n / interval->scale;
    *low = from;
    *high = MIN(to, n);
    return from <= *high;
}
