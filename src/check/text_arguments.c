/* What stands around a statistic, named or in its brackets: degrees of freedom, sizes of groups,
 * and how many respondents there are. */
#include "text_chain.h"

#include <math.h>
#include <string.h>

gboolean chain_read(Chain *chain, Slice numeral, TextNumber *number)
{
    return numeral_read(numeral, chain->evidence, chain->language, number, NULL);
}

/* ---- degrees of freedom and sizes ---- */

static void take_df(Chain *chain, const Item *item)
{
    TextTest *test = &chain->test;
    gboolean two = test->statistic == TEXT_F;
    Slice number = item->number;
    if (two && item->index == 2) {
        chain_read(chain, number, &test->df2);
        return;
    }
    chain_read(chain, number, &test->df);
    if (!two)
        return;
    if (item->second.at != NULL) {
        chain_read(chain, item->second, &test->df2);
        return;
    }
    const char *comma = memchr(number.at, ',', number.length);
    if (comma == NULL || item->index != 0)
        return;
    gsize before = (gsize)(comma - number.at);
    chain_read(chain, (Slice){number.at, before}, &test->df);
    chain_read(chain, (Slice){comma + 1, number.length - before - 1}, &test->df2);
}

static void take_n(Chain *chain, const Item *item)
{
    TextTest *test = &chain->test;
    TextNumber n = {0}, second = {0};
    numeral_read_whole(item->number, &n);
    numeral_read_whole(item->second, &second);
    if (item->both) {
        test->n1 = test->n2 = n;
    } else if (second.has) {
        test->n1 = n;
        test->n2 = second;
    } else if (item->index == 1) {
        test->n1 = n;
    } else if (item->index == 2) {
        test->n2 = n;
    } else if (item->index > 2) {
        *(test->n1.has ? &test->n2 : &test->n1) = n;
    } else if (test->n.has && !test->n1.has) {
        test->n1 = test->n;
        test->n2 = n;
        test->n.has = FALSE;
    } else {
        test->n = n;
    }
}

gboolean chain_wants(const TextTest *test, const Item *item)
{
    if (item->kind == ITEM_DF)
        return !test->df.has || (test->statistic == TEXT_F && !test->df2.has);
    if (test->statistic == TEXT_U || test->statistic == TEXT_W)
        return !test->n1.has || !test->n2.has;
    return !test->n.has;
}

void chain_attach(Chain *chain, const Item *item)
{
    if (item->kind == ITEM_DF)
        take_df(chain, item);
    else
        take_n(chain, item);
}

/* ---- arguments: what stands in brackets behind the statistic ---- */

static Slice trimmed(Slice slice)
{
    while (slice.length > 0 && strchr(" ,;_", slice.at[0]) != NULL) {
        slice.at++;
        slice.length--;
    }
    while (slice.length > 0 && strchr(" ,;", slice.at[slice.length - 1]) != NULL)
        slice.length--;
    return slice;
}

static gboolean is_numeral(Slice slice)
{
    gboolean digit = FALSE;
    for (gsize i = 0; i < slice.length; i++) {
        if (strchr("0123456789., '", slice.at[i]) == NULL)
            return FALSE;
        digit |= g_ascii_isdigit(slice.at[i]);
    }
    return digit;
}

/* Where the list of two degrees of freedom is cut: returns the bytes of the separator, 0 when it is
 * one number. *UNCLEAR when the commas do not tell. */
static gsize find_cut(const Chain *chain, Slice list, gsize *at, gboolean *unclear)
{
    static const char *const separators[] = {";", ", ", " ,", " and ", " et "};
    for (guint i = 0; i < G_N_ELEMENTS(separators); i++) {
        const char *found = g_strstr_len(list.at, (gssize)list.length, separators[i]);
        if (found != NULL) {
            *at = (gsize)(found - list.at);
            return strlen(separators[i]);
        }
    }
    gsize commas[4] = {0}, n = 0;
    for (gsize i = 0; i < list.length; i++)
        if (list.at[i] == ',' && n++ < 4)
            commas[n - 1] = i;
    if (chain->test.statistic == TEXT_F || chain->test.statistic == TEXT_U) {
        *at = commas[n == 3 ? 1 : 0];
        *unclear = n == 2 || n > 3;
        return n == 1 || n == 3 ? 1 : 0;
    }
    gboolean french = (chain->evidence & EVIDENCE_COMMA) != 0 ||
                      (chain->evidence == 0 && chain->language == LANGUAGE_FR);
    *unclear = n > 1 || (n == 1 && !french);
    return 0;
}

/* `4, 749` of chi-square: what is larger by far and whole counts respondents. */
static gboolean take_second_as_n(TextTest *test, Slice second)
{
    TextNumber n = {0};
    gboolean takes = test->statistic == TEXT_CHI_SQUARE || test->statistic == TEXT_G ||
                     test->statistic == TEXT_H || test->statistic == TEXT_Q;
    if (!takes || memchr(second.at, '.', second.length) != NULL ||
        memchr(second.at, ',', second.length) != NULL || !numeral_read_whole(second, &n) ||
        test->df.value != floor(test->df.value) || n.value < 10 || n.value <= 2 * test->df.value)
        return FALSE;
    test->n = n;
    return TRUE;
}

/* `2, 28` of F, `28` of t, `20, 25` of U: what is left of the brackets without names. */
static void take_plain_arguments(Chain *chain, Slice list)
{
    TextTest *test = &chain->test;
    gsize at = 0;
    gboolean unclear = FALSE;
    gsize cut = find_cut(chain, list, &at, &unclear);
    Slice first = cut > 0 ? trimmed((Slice){list.at, at}) : list;
    Slice second =
        cut > 0 ? trimmed((Slice){list.at + at + cut, list.length - at - cut}) : (Slice){NULL, 0};
    if (first.length == 1 && strchr("lI", first.at[0]) != NULL && cut > 0)
        first = (Slice){"1", 1};
    if (unclear || !is_numeral(first) || (cut > 0 && !is_numeral(second))) {
        test->df_unclear = TRUE;
    } else if (test->statistic == TEXT_U) {
        numeral_read_whole(first, cut > 0 ? &test->n1 : &test->n);
        numeral_read_whole(second, &test->n2);
    } else {
        chain_read(chain, first, &test->df);
        if (test->statistic == TEXT_F)
            chain_read(chain, second, &test->df2);
        else if (cut > 0)
            test->df_unclear = !take_second_as_n(test, second);
    }
}

/* Takes named items out of the brackets; what is left is a plain list. */
void chain_take_arguments(Chain *chain, Slice arguments)
{
    char left[100];
    gsize used = 0, from = 0;
    PatternMatch match;
    if (arguments.at == NULL)
        return;
    while (from < arguments.length &&
           patterns_match(chain->patterns, PATTERN_ITEM, arguments, from, &match) == MATCH_FOUND) {
        Item item;
        item_from_match(&match, &item);
        if (item.kind == ITEM_DF || item.kind == ITEM_N)
            chain_attach(chain, &item);
        gsize length = MIN(match.start - from, sizeof left - used);
        memcpy(left + used, arguments.at + from, length);
        used += length;
        from = match.end;
    }
    gsize length = MIN(arguments.length - from, sizeof left - used);
    memcpy(left + used, arguments.at + from, length);
    Slice rest = trimmed((Slice){left, used + length});
    gboolean digits = FALSE;
    for (gsize i = 0; i < rest.length; i++)
        digits |= g_ascii_isdigit(rest.at[i]);
    if (digits)
        take_plain_arguments(chain, rest);
}
