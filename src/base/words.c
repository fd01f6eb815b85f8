#include "base/words.h"

#include <stdarg.h>

static const char *const words[W_COUNT][LANGUAGE_COUNT] = {
#define WORD(id, en, fr) [W_##id] = {[LANGUAGE_EN] = en, [LANGUAGE_FR] = fr},
#include "base/words.def"
#undef WORD
};

const char *word(WordId id, Language language)
{
    g_return_val_if_fail((guint)id < W_COUNT && (guint)language < LANGUAGE_COUNT, "");
    return words[id][language];
}

/* The format is one of our own words; the test of this file proves that both languages take the
 * same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
char *word_printf(WordId id, Language language, ...)
{
    va_list arguments;
    va_start(arguments, language);
    char *text = g_strdup_vprintf(word(id, language), arguments);
    va_end(arguments);
    return text;
}
#pragma GCC diagnostic pop
