/* A recomputed number beside a printed one. */
#include "data.h"

#include <float.h>
#include <math.h>

/* Room for the last bits of a recomputed number, relative, as long as the print is coarser than
 * that; a half unit is at both ends closed, so that half up and half even both print. */
#define LAST_BITS  1e-12
#define NEIGHBOURS 10

static double unit_of(PrintedNumber printed)
{
    return pow(10, -printed.decimals);
}

static gboolean interval_fits(PrintedNumber printed, double low, double high)
{
    double half = unit_of(printed) / 2;
    double scale = 1 + fabs(printed.value) + fabs(low);
    double room = fmax(4 * DBL_EPSILON * scale, fmin(LAST_BITS * scale, half / 1000));
    return low <= printed.value + half + room && high >= printed.value - half - room;
}

gboolean print_fits(PrintedNumber printed, double value)
{
    return interval_fits(printed, value, value);
}

static gboolean quantity_fits(PrintedNumber printed, Quantity value)
{
    return !printed.has || (value.has && print_fits(printed, value.value));
}

PrintKey claim_key(const Claim *claim)
{
    if (claim->p.has && claim->p_bound == BOUND_EQUAL)
        return KEY_P;
    if (claim->statistic.has)
        return KEY_STATISTIC;
    return claim->value.has ? KEY_VALUE : KEY_NONE;
}

PrintedNumber claim_p(const Claim *claim)
{
    PrintedNumber p = claim->p;
    if (p.has && p.decimals == 0)
        p.decimals = 3;
    return p;
}

gboolean claim_has_bound(const Claim *claim)
{
    switch (claim->p.has ? claim->p_bound : BOUND_EQUAL) {
    case BOUND_BELOW:
    case BOUND_AT_MOST:
        return claim->p.value < 1;
    case BOUND_ABOVE:
    case BOUND_AT_LEAST:
        return claim->p.value > 0;
    default:
        return FALSE;
    }
}

static gboolean p_fits(PrintedNumber printed, const Outcome *outcome)
{
    if (!outcome->p.has)
        return FALSE;
    if (outcome->p_low.has) /* drawn: another seed gives another p */
        return interval_fits(printed, outcome->p_low.value, outcome->p_high.value);
    return print_fits(printed, outcome->p.value);
}

gboolean outcome_fits(const Claim *claim, const Outcome *outcome, int shift)
{
    PrintedNumber value = claim->value, statistic = claim->statistic, p = claim_p(claim);
    PrintedNumber base = {claim->base.has, claim->base.value, 0};
    PrintedNumber n = {claim->n.has, claim->n.value, 0};
    PrintKey key = claim_key(claim);
    PrintedNumber *moved = key == KEY_P ? &p : key == KEY_STATISTIC ? &statistic : &value;
    gboolean is_test = claim->kind >= CLAIM_DIFFERS;
    moved->value += shift * unit_of(*moved);
    if (!outcome->has || !outcome->rank_fits)
        return FALSE;
    if (claim->p.has && claim->p_bound == BOUND_EQUAL && !p_fits(p, outcome))
        return FALSE;
    return (is_test || quantity_fits(value, outcome->value)) &&
           quantity_fits(statistic, outcome->statistic) && quantity_fits(claim->df, outcome->df) &&
           quantity_fits(claim->count, outcome->count) &&
           (!base.has || print_fits(base, (double)outcome->n)) &&
           (!n.has || print_fits(n, (double)outcome->n));
}

/* A print that could not have been made is no neighbour: p beyond 0 and 1, a negative statistic. */
static gboolean possible(const Claim *claim, int shift)
{
    PrintKey key = claim_key(claim);
    PrintedNumber at = key == KEY_P           ? claim_p(claim)
                       : key == KEY_STATISTIC ? claim->statistic
                                              : claim->value;
    double value = at.value + shift * unit_of(at), most = INFINITY;
    if (key == KEY_P)
        most = 1;
    else if (key == KEY_VALUE && claim->kind == CLAIM_PERCENT)
        most = 100;
    return value >= -LAST_BITS && value <= most + LAST_BITS;
}

guint neighbours_that_fit(const Claim *claim, const GArray *outcomes, guint *n)
{
    guint fit = 0;
    *n = 0;
    for (int shift = -NEIGHBOURS; shift <= NEIGHBOURS; shift++) {
        if (shift == 0 || !possible(claim, shift))
            continue;
        gboolean any = FALSE;
        for (guint i = 0; i < outcomes->len && !any; i++)
            any = outcome_fits(claim, &g_array_index(outcomes, Outcome, i), shift);
        fit += any;
        (*n)++;
    }
    return fit;
}

gboolean bound_holds(Bound bound, double printed, double p)
{
    switch (bound) {
    case BOUND_BELOW:
        return p < printed;
    case BOUND_AT_MOST:
        return p <= printed;
    case BOUND_ABOVE:
        return p > printed;
    case BOUND_AT_LEAST:
        return p >= printed;
    default:
        return TRUE;
    }
}
