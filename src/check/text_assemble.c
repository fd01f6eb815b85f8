/* Items of one chain become results: a statistic takes the degrees of freedom, sizes and p that
 * stand around it, in whatever order people print them.
 *
 * - A p closes the statistic before it; df and n may still follow it.
 * - `p = .03, t(28) = 2.2` is read when the whole chain runs that way round.
 * - z beside U or W belongs to it; r without degrees of freedom beside another statistic is an
 *   effect size. */
#include "text_parts.h"

#include <math.h>
#include <string.h>

typedef struct {
    Patterns *patterns;
    const Item *items;
    guint n;
    Language language;
    GArray *out;
    guint evidence;
    gboolean p_first;
    TextTest test; /* being built */
    gsize start;
    gboolean open, closed, only_word; /* closed: has its p; only_word: `significant` alone */
    gboolean shy;
    const Item *waiting_p;
    GPtrArray *waiting; /* const Item *: df and n before their statistic */
} Chain;

static gboolean is_p(ItemKind kind)
{
    return kind >= ITEM_P && kind <= ITEM_SIGNIFICANT;
}

static gboolean is_numeric_p(ItemKind kind)
{
    return kind == ITEM_P || kind == ITEM_P_BETWEEN;
}

/* Whether a shy statistic has what makes it one. */
static gboolean is_settled(const TextTest *test)
{
    switch (test->statistic) {
    case TEXT_F:
        return test->df.has && test->df2.has;
    case TEXT_U:
    case TEXT_W:
        return test->z.has || (test->n1.has && test->n2.has);
    case TEXT_R:
    case TEXT_RHO:
        return test->df.has || test->n.has;
    default:
        return test->df.has;
    }
}

static void emit(Chain *chain)
{
    if (chain->open && chain->closed && (!chain->shy || is_settled(&chain->test))) {
        Assembled done = {chain->test, chain->start};
        g_array_append_val(chain->out, done);
    }
    chain->open = chain->closed = chain->only_word = FALSE;
}

static gboolean read_number(Chain *chain, Slice numeral, TextNumber *number)
{
    return numeral_read(numeral, chain->evidence, chain->language, number, NULL);
}

static void read_value(Chain *chain, Slice numeral, TextTest *test)
{
    gboolean doubtful = FALSE;
    numeral_read(numeral, chain->evidence, chain->language, &test->value, &doubtful);
    if (!doubtful)
        return;
    guint others = chain->language == LANGUAGE_FR ? EVIDENCE_POINT : EVIDENCE_COMMA;
    if (memchr(numeral.at, '.', numeral.length) != NULL)
        others = EVIDENCE_COMMA;
    numeral_read(numeral, others, chain->language, &test->other, NULL);
    test->other.sign = test->value.sign;
}

/* ---- degrees of freedom and sizes ---- */

static void take_df(Chain *chain, const Item *item)
{
    TextTest *test = &chain->test;
    gboolean two = test->statistic == TEXT_F;
    Slice number = item->number;
    if (two && item->index == 2) {
        read_number(chain, number, &test->df2);
        return;
    }
    read_number(chain, number, &test->df);
    if (!two)
        return;
    if (item->second.at != NULL) {
        read_number(chain, item->second, &test->df2);
        return;
    }
    const char *comma = memchr(number.at, ',', number.length);
    if (comma == NULL || item->index != 0)
        return;
    gsize before = (gsize)(comma - number.at);
    read_number(chain, (Slice){number.at, before}, &test->df);
    read_number(chain, (Slice){comma + 1, number.length - before - 1}, &test->df2);
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

static gboolean wants(const TextTest *test, const Item *item)
{
    if (item->kind == ITEM_DF)
        return !test->df.has || (test->statistic == TEXT_F && !test->df2.has);
    if (test->statistic == TEXT_U || test->statistic == TEXT_W)
        return !test->n1.has || !test->n2.has;
    return !test->n.has;
}

static void attach(Chain *chain, const Item *item)
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
        read_number(chain, first, &test->df);
        if (test->statistic == TEXT_F)
            read_number(chain, second, &test->df2);
        else if (cut > 0)
            test->df_unclear = !take_second_as_n(test, second);
    }
}

/* Takes named items out of the brackets; what is left is a plain list. */
static void take_arguments(Chain *chain, Slice arguments)
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
            attach(chain, &item);
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

/* ---- p ---- */

static gboolean read_p(Slice numeral, TextNumber *number)
{
    if (numeral.at == NULL)
        return FALSE;
    guint own = memchr(numeral.at, ',', numeral.length) != NULL ? EVIDENCE_COMMA : EVIDENCE_POINT;
    return numeral_read(numeral, own, LANGUAGE_EN, number, NULL) && number->value >= 0 &&
           number->value <= 1;
}

/* A whole number is a p only behind a statistic that has its degrees of freedom or sizes. */
static gboolean plausible_p(const TextTest *test, const TextNumber *p)
{
    return strpbrk(p->print, ".e%") != NULL || test->df.has || test->n1.has;
}

static void take_p(Chain *chain, const Item *item)
{
    TextTest *test = &chain->test;
    TextNumber p = {0}, upper = {0};
    gboolean number = read_p(item->number, &p) && plausible_p(test, &p);
    if (item->kind == ITEM_NOT_SIGNIFICANT) {
        test->form = P_NOT_SIGNIFICANT;
    } else if (item->kind == ITEM_SIGNIFICANT) {
        test->form = number ? P_NUMBER : P_SIGNIFICANT;
        p.sign = SIGN_LESS;
    } else if (!number) {
        return;
    } else if (item->kind == ITEM_P_BETWEEN) {
        if (!read_p(item->second, &upper))
            return;
        test->form = P_BETWEEN;
        test->p_from = p;
        p = upper;
        p.sign = SIGN_LESS;
    } else {
        test->form = P_NUMBER;
        p.sign = item->sign;
    }
    test->p = p;
    test->adjusted = item->adjusted;
    chain->closed = TRUE;
    chain->only_word = item->kind == ITEM_SIGNIFICANT;
}

/* ---- the chain ---- */

/* Whether a p stands behind item I before the next statistic. */
static gboolean p_follows(const Chain *chain, guint i)
{
    for (guint j = i + 1; j < chain->n && chain->items[j].kind != ITEM_STATISTIC; j++)
        if (is_p(chain->items[j].kind))
            return TRUE;
    return FALSE;
}

/* Whether the statistic at I only accompanies the one that is open. */
static gboolean accompanies(Chain *chain, guint i)
{
    const Item *item = &chain->items[i];
    TextTest *test = &chain->test;
    if (!chain->open || (chain->closed && p_follows(chain, i)))
        return FALSE;
    if (item->shy && item->arguments.at == NULL)
        return TRUE;
    if (item->statistic == TEXT_R)
        return item->arguments.at == NULL;
    if (item->statistic != TEXT_Z || test->z.has ||
        (test->statistic != TEXT_U && test->statistic != TEXT_W))
        return FALSE;
    return read_number(chain, item->number, &test->z);
}

static void open_statistic(Chain *chain, const Item *item)
{
    TextTest before = chain->test;
    gboolean had_z = chain->open && !chain->closed && before.statistic == TEXT_Z &&
                     (item->statistic == TEXT_U || item->statistic == TEXT_W);
    emit(chain);
    memset(&chain->test, 0, sizeof chain->test);
    chain->open = TRUE;
    chain->shy = item->shy;
    chain->start = item->start;
    chain->test.statistic = item->statistic;
    chain->test.value.sign = item->sign;
    if (had_z)
        chain->test.z = before.value;
    read_value(chain, item->number, &chain->test);
    chain->test.value.sign = item->sign;
    take_arguments(chain, item->arguments);
    for (guint i = 0; i < chain->waiting->len; i++)
        if (wants(&chain->test, chain->waiting->pdata[i]))
            attach(chain, chain->waiting->pdata[i]);
    g_ptr_array_set_size(chain->waiting, 0);
    if (chain->waiting_p != NULL)
        take_p(chain, chain->waiting_p);
    chain->waiting_p = NULL;
    if (item->statistic == TEXT_Z && chain->test.df.has)
        chain->open = FALSE;
}

static void take_item(Chain *chain, guint i)
{
    const Item *item = &chain->items[i];
    if (item->kind == ITEM_STATISTIC) {
        if (!accompanies(chain, i))
            open_statistic(chain, item);
    } else if (item->kind == ITEM_DF || item->kind == ITEM_N) {
        if (chain->open && wants(&chain->test, item))
            attach(chain, item);
        else
            g_ptr_array_add(chain->waiting, (gpointer)item);
    } else if (is_p(item->kind)) {
        if (chain->p_first && is_numeric_p(item->kind))
            chain->waiting_p = item;
        else if (chain->open && (!chain->closed || (chain->only_word && is_numeric_p(item->kind))))
            take_p(chain, item);
    }
}

/* What the chain tells before it is read: its decimal marks, and whether p stands first. */
static void survey(Chain *chain)
{
    guint statistics = 0, ps = 0;
    gboolean first_p = FALSE, last_statistic = FALSE;
    for (guint i = 0; i < chain->n; i++) {
        const Item *item = &chain->items[i];
        if (item->kind == ITEM_STATISTIC) {
            statistics++;
            last_statistic = TRUE;
        } else if (is_numeric_p(item->kind)) {
            first_p |= statistics == 0 && ps == 0;
            ps++;
            last_statistic = FALSE;
        }
        if (item->kind != ITEM_N && item->kind != ITEM_DF)
            chain->evidence |= numeral_evidence(item->number);
    }
    chain->p_first = first_p && last_statistic && statistics == ps;
}

void assemble(Patterns *patterns, const Item *items, guint n, Language language, GArray *out)
{
    Chain chain = {.patterns = patterns, .items = items, .n = n, .language = language, .out = out};
    chain.waiting = g_ptr_array_new();
    survey(&chain);
    for (guint i = 0; i < n; i++)
        take_item(&chain, i);
    emit(&chain);
    g_ptr_array_unref(chain.waiting);
}
