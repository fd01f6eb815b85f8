/* Two claims on one comparison that exclude each other, whatever the data: a group called highest
 * beside a higher one, one median with two values, a difference and its absence at one threshold.
 * Firm where the printed intervals, a unit wider at either end, still exclude each other. */
#include "consistency_parts.h"

#include <math.h>

static gboolean same_comparison(const Claim *a, const Claim *b)
{
    return a->by != NULL && b->by != NULL && a->by[0] != NULL &&
           g_strcmp0(a->response, b->response) == 0 &&
           g_strv_equal((const char *const *)a->by, (const char *const *)b->by);
}

static gboolean same_group(const Claim *a, const Claim *b)
{
    return a->group != NULL && b->group != NULL && a->group[0] != NULL &&
           g_strv_equal((const char *const *)a->group, (const char *const *)b->group);
}

static gboolean same_words(char **a, char **b)
{
    static char *none[] = {NULL};
    return g_strv_equal((const char *const *)(a != NULL ? a : none),
                        (const char *const *)(b != NULL ? b : none));
}

/* Whether both compare all groups, or both the same two. */
static gboolean same_pair(const Claim *a, const Claim *b)
{
    return (same_words(a->group, b->group) && same_words(a->other, b->other)) ||
           (same_words(a->group, b->other) && same_words(a->other, b->group));
}

/* Groups that are one in part: the highest of A and B together may stand below A alone. */
static gboolean overlap(const Claim *a, const Claim *b)
{
    for (guint i = 0; a->group != NULL && a->group[i] != NULL; i++)
        if (b->group != NULL && g_strv_contains((const char *const *)b->group, a->group[i]))
            return TRUE;
    return FALSE;
}

/* Ends of the printed interval, UNITS more at either end. */
static double lowest(const Claim *claim, double units)
{
    return claim->value.value - (0.5 + units) * pow(10, -claim->value.decimals);
}

static double highest(const Claim *claim, double units)
{
    return claim->value.value + (0.5 + units) * pow(10, -claim->value.decimals);
}

/* Whether A must be at least B, and the prints do not allow it. */
static gboolean below(const Claim *a, const Claim *b, double units)
{
    return highest(a, units) < lowest(b, units) - 1e-12;
}

static gboolean exclude(const Claim *a, const Claim *b, double units)
{
    if (same_group(a, b))
        return below(a, b, units) || below(b, a, units);
    if (overlap(a, b))
        return FALSE;
    if (a->rank == RANK_HIGHEST || b->rank == RANK_LOWEST)
        if (below(a, b, units))
            return TRUE;
    return (a->rank == RANK_LOWEST || b->rank == RANK_HIGHEST) && below(b, a, units);
}

static gboolean are_estimates(const Claim *a, const Claim *b)
{
    return a->kind == b->kind && (a->kind == CLAIM_MEDIAN || a->kind == CLAIM_MEAN) &&
           a->value.has && b->value.has;
}

static gboolean are_opposite(const Claim *a, const Claim *b)
{
    gboolean opposite = (a->kind == CLAIM_DIFFERS && b->kind == CLAIM_SAME) ||
                        (a->kind == CLAIM_SAME && b->kind == CLAIM_DIFFERS);
    return opposite && same_pair(a, b) && a->p.has == b->p.has &&
           (!a->p.has || a->p.value == b->p.value);
}

static void check_pair(Consistency *consistency, const Claims *claims, guint i, guint j)
{
    const Claim *a = g_ptr_array_index(claims->claims, i);
    const Claim *b = g_ptr_array_index(claims->claims, j);
    gboolean estimates = are_estimates(a, b);
    if ((!estimates && !are_opposite(a, b)) || !same_comparison(a, b))
        return;
    guint members[] = {i, j};
    if ((estimates && !exclude(a, b, 0)) || !has_room_for_pairs(consistency))
        return;
    if (!estimates)
        add_set(consistency, SET_ORDER, members, 2, STRENGTH_FIRM);
    else
        add_set(consistency, SET_ORDER, members, 2,
                exclude(a, b, 1) ? STRENGTH_FIRM : STRENGTH_LAST_DIGIT);
}

void check_order(Consistency *consistency, const Claims *claims)
{
    for (guint i = 0; i < claims->claims->len; i++)
        for (guint j = i + 1; j < claims->claims->len; j++)
            check_pair(consistency, claims, i, j);
}
