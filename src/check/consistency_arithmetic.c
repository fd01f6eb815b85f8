/* The arithmetic of print: a share is count out of base, a sum is the sum of its parts, and one
 * name has one number. A sum of whole numbers is exact; printed decimals are half a unit each. */
#include "consistency_parts.h"

#include <math.h>

/* Room for the last bit of sums of decimals, relative to the values. */
#define SUM_TOLERANCE 1e-9

static void holds(Consistency *consistency, guint index)
{
    consistency->holds[index] = TRUE;
    set_word(&consistency->notes[index], W_CONSISTENCY_ARITHMETIC_HOLDS);
}

static void check_share(Consistency *consistency, const Claim *claim, guint index)
{
    PrintInterval strict, loose;
    gint64 low, high;
    gboolean whole = claim->count.value == floor(claim->count.value) &&
                     claim->base.value == floor(claim->base.value);
    if (!claim->value.has || !claim->count.has || !claim->base.has || claim->base.value <= 0 ||
        !whole ||
        !print_interval(claim->value.value, claim->value.decimals, 1, PRINT_ROUNDED, &strict) ||
        !print_interval(claim->value.value, claim->value.decimals, 1, PRINT_LOOSE, &loose)) {
        set_word(&consistency->notes[index], W_CONSISTENCY_INCOMPLETE);
        return;
    }
    gint64 count = llround(claim->count.value), base = llround(claim->base.value);
    if (print_counts(&strict, base, &low, &high) && low <= count && count <= high)
        holds(consistency, index);
    else
        add_set(consistency, SET_SHARE, &index, 1,
                print_counts(&loose, base, &low, &high) && low <= count && count <= high
                    ? STRENGTH_LAST_DIGIT
                    : STRENGTH_FIRM);
}

static double half_unit(PrintedNumber number)
{
    return number.decimals > 0 ? 0.5 * pow(10, -number.decimals) : 0;
}

static void check_sum(Consistency *consistency, const Claim *claim, guint index)
{
    if (!claim->value.has || claim->parts == NULL || claim->parts->len == 0) {
        set_word(&consistency->notes[index], W_CONSISTENCY_INCOMPLETE);
        return;
    }
    double sum = 0, room = half_unit(claim->value);
    for (guint i = 0; i < claim->parts->len; i++) {
        PrintedNumber part = g_array_index(claim->parts, PrintedNumber, i);
        sum += part.value;
        room += half_unit(part);
    }
    double off = fabs(sum - claim->value.value) - SUM_TOLERANCE * (1 + fabs(sum));
    double unit = pow(10, -claim->value.decimals);
    if (off <= room)
        holds(consistency, index);
    else
        add_set(consistency, SET_SUM, &index, 1,
                off <= room + unit ? STRENGTH_LAST_DIGIT : STRENGTH_FIRM);
}

static gboolean same_words(char **a, char **b)
{
    static char *none[] = {NULL};
    return g_strv_equal((const char *const *)(a != NULL ? a : none),
                        (const char *const *)(b != NULL ? b : none));
}

static gboolean same_name(const Claim *a, const Claim *b)
{
    return a->kind == CLAIM_COUNT && b->kind == CLAIM_COUNT &&
           g_strcmp0(a->response, b->response) == 0 && same_words(a->levels, b->levels) &&
           same_words(a->by, b->by) && same_words(a->group, b->group);
}

static void check_name(Consistency *consistency, const Claims *claims, guint index)
{
    const Claim *claim = g_ptr_array_index(claims->claims, index);
    for (guint i = index + 1; i < claims->claims->len; i++) {
        const Claim *other = g_ptr_array_index(claims->claims, i);
        if (!other->value.has || !same_name(claim, other))
            continue;
        if (fabs(claim->value.value - other->value.value) > SUM_TOLERANCE) {
            if (!has_room_for_pairs(consistency))
                return;
            add_set(consistency, SET_DISAGREE, (guint[]){index, i}, 2, STRENGTH_NONE);
        } else {
            set_word(&consistency->notes[index], W_CONSISTENCY_AGREES);
            set_word(&consistency->notes[i], W_CONSISTENCY_AGREES);
        }
    }
}

void check_arithmetic(Consistency *consistency, const Claims *claims)
{
    for (guint i = 0; i < claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        if (claim->kind == CLAIM_SHARE)
            check_share(consistency, claim, i);
        else if (claim->kind == CLAIM_SUM)
            check_sum(consistency, claim, i);
        else if (claim->kind == CLAIM_COUNT && claim->value.has)
            check_name(consistency, claims, i);
    }
}
