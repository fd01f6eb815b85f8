/* Items of one chain become results: a statistic takes the degrees of freedom, sizes and p that
 * stand around it, in whatever order people print them.
 *
 * - A p closes the statistic before it; df and n may still follow it.
 * - `p = .03, t(28) = 2.2` is read when the whole chain runs that way round.
 * - z beside U or W belongs to it; r without degrees of freedom beside another statistic is an
 *   effect size. */
#include "text_chain.h"

#include <string.h>

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
    return chain_read(chain, item->number, &test->z);
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
    chain_take_arguments(chain, item->arguments);
    for (guint i = 0; i < chain->waiting->len; i++)
        if (chain_wants(&chain->test, chain->waiting->pdata[i]))
            chain_attach(chain, chain->waiting->pdata[i]);
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
        if (chain->open && chain_wants(&chain->test, item))
            chain_attach(chain, item);
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
