#include "numeric/exact.h"

static double one_tail(double tail, double point, gboolean mid)
{
    return CLAMP(mid ? tail - point / 2 : tail, 0, 1);
}

double exact_p(const ExactTails *tails, ExactSide side, gboolean mid)
{
    double lower = one_tail(tails->lower, tails->point, mid);
    double upper = one_tail(tails->upper, tails->point, mid);

    switch (side) {
    case EXACT_LOWER:
        return lower;
    case EXACT_UPPER:
        return upper;
    case EXACT_DOUBLED:
        return MIN(1, 2 * MIN(lower, upper));
    case EXACT_FAR:
    default:
        return one_tail(tails->far, tails->far_point, mid);
    }
}
