#include "plan/levels.h"

#include "base/number.h"

#include <string.h>

/* Words this short (de, la, of) are left out of slugs more often than not; numbers are not words.
 */
#define SMALL_WORD 2

char *level_fold(const char *word)
{
    g_autofree char *apart = g_utf8_normalize(word, -1, G_NORMALIZE_ALL);
    GString *out = g_string_new(NULL);
    for (const char *c = apart; c != NULL && *c != '\0'; c = text_next(c)) {
        gunichar letter = g_utf8_get_char(c);
        if (g_unichar_ismark(letter))
            continue;
        g_string_append_unichar(out, g_unichar_isalnum(letter) ? g_unichar_tolower(letter) : '_');
    }
    return g_string_free(out, FALSE);
}

static char *without_small_words(const char *folded)
{
    g_auto(GStrv) words = g_strsplit(folded, "_", -1);
    GString *out = g_string_new(NULL);
    for (char **w = words; *w != NULL; w++)
        if (g_utf8_strlen(*w, -1) > SMALL_WORD || g_ascii_isdigit(**w))
            g_string_append_printf(out, "%s%s", out->len > 0 ? "_" : "", *w);
    return g_string_free(out, FALSE);
}

static gboolean same_words(const char *a, const char *b, gboolean small_words_count)
{
    g_autofree char *x = level_fold(a), *y = level_fold(b);
    if (small_words_count || strcmp(x, y) == 0)
        return strcmp(x, y) == 0;
    g_autofree char *short_x = without_small_words(x), *short_y = without_small_words(y);
    return *short_x != '\0' && strcmp(short_x, short_y) == 0;
}

static gboolean is_value(const char *word, const char *value)
{
    double a, b;
    if (value == NULL)
        return FALSE;
    if (strcmp(word, value) == 0)
        return TRUE;
    return number_parse(word, strlen(word), '.', &a) &&
           number_parse(value, strlen(value), '.', &b) && a == b;
}

static gboolean is_label(const char *word, const Text *label, gboolean small_words_count)
{
    for (int l = 0; label != NULL && l < LANGUAGE_COUNT; l++)
        if (label->in[l] != NULL && same_words(word, label->in[l], small_words_count))
            return TRUE;
    return FALSE;
}

const PlanClass *plan_level(const PlanVariable *variable, const char *word)
{
    enum { BY_VALUE, BY_LABEL, BY_MOST_WORDS, N_WAYS };
    g_autofree char *plain = g_strstrip(g_strdup(word));
    for (int way = BY_VALUE; variable != NULL && way < N_WAYS; way++) {
        for (guint i = 0; variable->levels != NULL && i < variable->levels->len; i++) {
            const PlanClass *level = g_ptr_array_index(variable->levels, i);
            gboolean named = way == BY_VALUE ? is_value(plain, level->key.text)
                                             : is_label(plain, &level->label, way == BY_LABEL);
            if (named)
                return level;
        }
    }
    return NULL;
}
