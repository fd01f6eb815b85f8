/* Every word that reports, notes and terminal show, in French and English, in one list
 * (words.def: WORD(ID, english, french)). A word may be a printf format; both languages then take
 * the same conversions in the same order, which a test proves. */
#pragma once

#include "base/text.h"

typedef enum {
#define WORD(id, en, fr) W_##id,
#include "base/words.def"
#undef WORD
    W_COUNT
} WordId;

const char *word(WordId id, Language language);
/* printf with the word as format; free with g_free(). */
char *word_printf(WordId id, Language language, ...);
