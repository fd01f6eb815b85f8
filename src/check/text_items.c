/* What a match of the patterns is: kind of item, and its numbers. */
#include "text_parts.h"

#include <string.h>

static const struct {
    const char *mark;
    ItemKind kind;
    TextStatistic statistic;
    gboolean shy;
} marks[] = {
    {"t", ITEM_STATISTIC, TEXT_T, FALSE},
    {"F", ITEM_STATISTIC, TEXT_F, FALSE},
    {"chi", ITEM_STATISTIC, TEXT_CHI_SQUARE, FALSE},
    {"shy chi", ITEM_STATISTIC, TEXT_CHI_SQUARE, TRUE},
    {"G", ITEM_STATISTIC, TEXT_G, TRUE},
    {"H", ITEM_STATISTIC, TEXT_H, FALSE},
    {"shy H", ITEM_STATISTIC, TEXT_H, TRUE},
    {"Q", ITEM_STATISTIC, TEXT_Q, FALSE},
    {"z", ITEM_STATISTIC, TEXT_Z, FALSE},
    {"r", ITEM_STATISTIC, TEXT_R, FALSE},
    {"U", ITEM_STATISTIC, TEXT_U, FALSE},
    {"W", ITEM_STATISTIC, TEXT_W, FALSE},
    {"rho", ITEM_STATISTIC, TEXT_RHO, FALSE},
    {"tau", ITEM_STATISTIC, TEXT_TAU, FALSE},
    {"df", ITEM_DF, 0, FALSE},
    {"n", ITEM_N, 0, FALSE},
    {"p", ITEM_P, 0, FALSE},
    {"between", ITEM_P_BETWEEN, 0, FALSE},
    {"ns", ITEM_NOT_SIGNIFICANT, 0, FALSE},
    {"sig", ITEM_SIGNIFICANT, 0, FALSE},
    {"other", ITEM_OTHER, 0, FALSE},
};

static void item_from_mark(const char *mark, Item *item)
{
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (strcmp(marks[i].mark, mark) == 0) {
            item->kind = marks[i].kind;
            item->statistic = marks[i].statistic;
            item->shy = marks[i].shy;
            return;
        }
    }
    item->kind = ITEM_OTHER;
}

static gboolean slice_has(Slice slice, const char *word)
{
    return slice.at != NULL && g_strstr_len(slice.at, (gssize)slice.length, word) != NULL;
}

TextSign sign_read(Slice sign)
{
    gboolean or_equal =
        slice_has(sign, "<=") || slice_has(sign, ">=") || slice_has(sign, "ou egal");
    if (slice_has(sign, "<") || slice_has(sign, "nferieur") || slice_has(sign, "ess than") ||
        slice_has(sign, "ower than") || slice_has(sign, "petit"))
        return or_equal ? SIGN_AT_MOST : SIGN_LESS;
    if (slice_has(sign, ">") || slice_has(sign, "uperieur") || slice_has(sign, "reater than") ||
        slice_has(sign, "grand"))
        return or_equal ? SIGN_AT_LEAST : SIGN_GREATER;
    return SIGN_EQUAL;
}

/* Whether a sign ties the number to the name; for chi-square, which nothing else is called, a word
 * or colon does as well. `H : 45,2 ; F : 54,8` are men and women. */
static gboolean has_sign(const Item *item, Slice sign)
{
    if (sign.at == NULL)
        return FALSE;
    return item->statistic == TEXT_CHI_SQUARE || strchr("=<>", sign.at[0]) != NULL;
}

/* 1 and 2 for what names a first and a second, 3 for any other subscript. */
static guint index_of(Slice subscript)
{
    if (subscript.at == NULL)
        return 0;
    if (strchr("1aA", subscript.at[0]) != NULL && subscript.length == 1)
        return 1;
    if (strchr("2bB", subscript.at[0]) != NULL && subscript.length == 1)
        return 2;
    return slice_has(subscript, "num") ? 1 : slice_has(subscript, "den") ? 2 : 3;
}

/* .01 < p < .05, .05 > p > .01 and p between .01 and .05: the smaller first, both with the sign
 * that p has. */
static void read_between(const PatternMatch *match, Item *item)
{
    Slice whole = match->group[0];
    gboolean rising = !slice_has(whole, ">");
    gboolean or_equal = slice_has(whole, "=");
    item->second = match->group[3];
    item->number = match->group[1];
    item->sign =
        rising ? (or_equal ? SIGN_AT_LEAST : SIGN_GREATER) : (or_equal ? SIGN_AT_MOST : SIGN_LESS);
    if (item->second.at == NULL) {
        item->kind = ITEM_P;
    } else if (!rising) {
        item->number = match->group[3];
        item->second = match->group[1];
    }
}

void item_from_match(const PatternMatch *match, Item *item)
{
    memset(item, 0, sizeof *item);
    item_from_mark(match->mark != NULL ? match->mark : "other", item);
    item->start = match->start;
    item->end = match->end;
    item->number = match->group[3];
    item->second = match->group[4];
    item->sign = sign_read(match->group[2]);
    switch (item->kind) {
    case ITEM_STATISTIC:
        item->arguments = match->group[1];
        item->shy |= !has_sign(item, match->group[2]);
        break;
    case ITEM_DF:
        item->index = index_of(match->group[1]);
        break;
    case ITEM_N:
        item->index = index_of(match->group[1]);
        item->both = match->group[2].at != NULL;
        break;
    case ITEM_P:
        item->adjusted = match->group[1].at != NULL;
        break;
    case ITEM_P_BETWEEN:
        read_between(match, item);
        break;
    default:
        break;
    }
}

gboolean item_from_header(const PatternMatch *match, Item *item)
{
    if (match->mark == NULL)
        return FALSE;
    memset(item, 0, sizeof *item);
    item_from_mark(match->mark, item);
    if (item->kind == ITEM_STATISTIC)
        item->arguments = match->group[1];
    else
        item->index = index_of(match->group[1]);
    item->adjusted = item->kind == ITEM_P && match->group[1].at != NULL;
    return TRUE;
}
