#include "square.h"

static gint64 given(const Summary *s, guint level)
{
    gint64 sum = 0;

    for (guint k = 0; k < s->n_levels; k++)
        sum += s->n[level * s->n_levels + k] + s->n[k * s->n_levels + level];
    return sum;
}

Square *square_new(const Summary *s)
{
    Square *square = g_new0(Square, 1);
    g_autofree guint *kept = g_new(guint, s->n_levels + 1);

    if (s->n_groups == s->n_levels)
        for (guint l = 0; l < s->n_levels; l++)
            if (given(s, l) > 0)
                kept[square->size++] = l;
    square->n = g_new(gint64, (gsize)square->size * square->size + 1);
    square->value = g_new(double, square->size + 1);
    for (guint i = 0; i < square->size; i++) {
        square->value[i] = s->levels[kept[i]].number;
        for (guint j = 0; j < square->size; j++) {
            gint64 n = s->n[kept[i] * s->n_levels + kept[j]];
            square->n[i * square->size + j] = n;
            square->total += n;
        }
    }
    return square;
}

void square_free(Square *square)
{
    if (square == NULL)
        return;
    g_free(square->n);
    g_free(square->value);
    g_free(square);
}

Reason square_reason(const Square *square, const Summary *summary)
{
    if (square->total == 0)
        return REASON_NO_RESPONDENTS;
    if (summary->w != NULL)
        return REASON_SAMPLING_WEIGHT;
    return square->size < 2 ? REASON_ONE_LEVEL : REASON_NONE;
}
