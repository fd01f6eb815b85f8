/* A chain while its results are put together: text_assemble.c takes its items one by one,
 * text_arguments.c reads what tells a statistic's degrees of freedom and sizes. */
#pragma once

#include "text_parts.h"

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

/* NUMERAL by the decimal marks of the whole chain. */
gboolean chain_read(Chain *chain, Slice numeral, TextNumber *number);
/* Whether TEST has room for what ITEM (df or n) tells, and taking it. */
gboolean chain_wants(const TextTest *test, const Item *item);
void chain_attach(Chain *chain, const Item *item);
/* What stands in brackets behind the statistic: named items, then a plain list. */
void chain_take_arguments(Chain *chain, Slice arguments);
