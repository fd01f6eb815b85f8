#include "base/text.h"

#include <string.h>

static const char *const language_names[LANGUAGE_COUNT] = {"en", "fr"};

const char *text_in(const Text *text, Language language, const char *fallback)
{
    if (text == NULL)
        return fallback;
    const char *choices[] = {text->in[language], text->in[(language + 1) % LANGUAGE_COUNT]};
    for (guint i = 0; i < G_N_ELEMENTS(choices); i++)
        if (choices[i] != NULL && choices[i][0] != '\0')
            return choices[i];
    return fallback;
}

Text text_same(const char *s)
{
    Text text;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        text.in[i] = g_strdup(s);
    return text;
}

Text text_copy(const Text *text)
{
    Text copy;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        copy.in[i] = g_strdup(text->in[i]);
    return copy;
}

void text_clear(Text *text)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        g_clear_pointer(&text->in[i], g_free);
}

gboolean text_is_empty(const Text *text)
{
    return text_in(text, LANGUAGE_EN, NULL) == NULL;
}

gboolean language_parse(const char *name, Language *language)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(name, language_names[i]) == 0) {
            *language = (Language)i;
            return TRUE;
        }
    }
    return FALSE;
}

const char *language_name(Language language)
{
    return language_names[language];
}
