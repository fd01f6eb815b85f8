#include "pairs.h"

#include <math.h>

GroupPair group_pair(const Table *t, guint first, guint second)
{
    GroupPair pair = {.first = t->n + (gsize)first * t->cols,
                      .second = t->n + (gsize)second * t->cols,
                      .n1 = t->row_n[first],
                      .n2 = t->row_n[second]};
    double below = 0, half = (double)(pair.n1 + pair.n2) / 2, before = 0;

    for (guint c = 0; c < t->cols; c++) {
        double a = (double)pair.first[c], b = (double)pair.second[c];
        double rank = before + (a + b) / 2 - half;
        pair.u += a * (below + b / 2);
        pair.spread += (a + b) * rank * rank;
        below += b;
        before += a + b;
    }
    return pair;
}

double group_pair_sd(const GroupPair *pair)
{
    double n = (double)(pair->n1 + pair->n2);

    return sqrt((double)pair->n1 * (double)pair->n2 * pair->spread / n / (n - 1));
}

Reason group_pair_reason(const GroupPair *pair, Reason reason)
{
    if (reason == REASON_NONE && (pair->n1 == 0 || pair->n2 == 0))
        return REASON_NO_RESPONDENTS;
    if (reason == REASON_NONE && pair->spread == 0)
        return REASON_ALL_TIED;
    return reason;
}
