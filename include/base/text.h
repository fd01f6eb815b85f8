/* A text in the languages of the reports. Either may be absent; text_in() then gives the other. */
#pragma once

#include <glib.h>

typedef enum { LANGUAGE_EN, LANGUAGE_FR, LANGUAGE_COUNT } Language;

/* Strings are owned by whoever owns the Text; NULL where the language is absent. */
typedef struct {
    char *in[LANGUAGE_COUNT];
} Text;

/* The text in LANGUAGE, else in the other one, else FALLBACK (may be NULL). Never an empty string
 * where another choice exists. */
const char *text_in(const Text *text, Language language, const char *fallback);
/* Both languages hold a copy of S. */
Text text_same(const char *s);
Text text_copy(const Text *text);
void text_clear(Text *text);
gboolean text_is_empty(const Text *text);
/* "fr" or "en"; FALSE and *LANGUAGE untouched for anything else. */
gboolean language_parse(const char *word, Language *language);
const char *language_name(Language language);

/* The character after the one at P (valid UTF-8). g_utf8_next_char() casts const away. */
static inline const char *text_next(const char *p)
{
    return p + g_utf8_skip[(guchar)*p];
}
