#include "tally/match.h"

#include "base/number.h"

#include <string.h>

/* Words that a slug leaves out, in both languages. */
static const char *const small_words[] = {"a",   "an", "and", "au", "aux", "d",  "de",
                                          "des", "du", "en",  "et", "l",   "la", "le",
                                          "les", "of", "or",  "ou", "the", "un", "une"};

static gboolean is_small(const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(small_words); i++)
        if (strcmp(small_words[i], word) == 0)
            return TRUE;
    return FALSE;
}

/* Letters and digits of TEXT, case and accents folded; everything else is a blank. */
static char *folded(const char *text)
{
    g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    if (apart == NULL)
        return g_strdup("");
    g_autofree char *lower = g_utf8_casefold(apart, -1);
    GString *out = g_string_new(NULL);
    for (const char *p = lower; *p != '\0'; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_ismark(c))
            continue;
        g_string_append_unichar(out, g_unichar_isalnum(c) ? c : ' ');
    }
    return g_string_free(out, FALSE);
}

char *match_slug(const char *text)
{
    g_autofree char *plain = folded(text);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);
    GString *all = g_string_new(NULL), *few = g_string_new(NULL);
    for (guint i = 0; words[i] != NULL; i++) {
        if (words[i][0] == '\0')
            continue;
        g_string_append_printf(all, "%s%s", all->len > 0 ? "_" : "", words[i]);
        if (!is_small(words[i]))
            g_string_append_printf(few, "%s%s", few->len > 0 ? "_" : "", words[i]);
    }
    /* a label of small words alone keeps them */
    GString *kept = few->len > 0 ? few : all;
    g_string_free(kept == few ? all : few, TRUE);
    return g_string_free(kept, FALSE);
}

static gboolean is_value(const char *name, double number, const char *text)
{
    double value;
    if (text != NULL)
        return strcmp(name, text) == 0;
    return number_parse(name, strlen(name), '.', &value) && value == number;
}

static gboolean same_slug(const char *slug, const char *text)
{
    g_autofree char *other = match_slug(text);
    return slug[0] != '\0' && strcmp(slug, other) == 0;
}

MatchQuality match_level(const char *name, double number, const char *text, const Text *label)
{
    if (is_value(name, number, text))
        return MATCH_VALUE;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (g_strcmp0(label->in[l], name) == 0)
            return MATCH_LABEL;
    g_autofree char *slug = match_slug(name);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        if (label->in[l] != NULL && same_slug(slug, label->in[l]))
            return MATCH_SLUG;
    return text != NULL && same_slug(slug, text) ? MATCH_SLUG : MATCH_NONE;
}

gint frame_match_level(const FrameVariable *variable, const char *name)
{
    gint best = -1;
    MatchQuality quality = MATCH_NONE;
    for (guint i = 0; i < variable->levels->len; i++) {
        const FrameLevel *level = &g_array_index(variable->levels, FrameLevel, i);
        if (level->state != CELL_VALID)
            continue;
        MatchQuality found = match_level(name, level->number, level->text, &level->label);
        if (found > quality) {
            quality = found;
            best = (gint)i;
        }
    }
    return best;
}

GPtrArray *frame_level_names(const FrameVariable *variable, Language language)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < variable->levels->len; i++) {
        const FrameLevel *level = &g_array_index(variable->levels, FrameLevel, i);
        char value[NUMBER_BUFFER];
        if (level->state != CELL_VALID)
            continue;
        const char *shown = level->text != NULL ? level->text : number_format(level->number, value);
        g_ptr_array_add(names, g_strdup(text_in(&level->label, language, shown)));
    }
    return names;
}
