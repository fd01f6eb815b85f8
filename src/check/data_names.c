/* What a claim is about and among whom, in labels: for people who read the annex. */
#include "base/words.h"
#include "data.h"

static void append(GString *out, const char *between, const char *text)
{
    if (out->len > 0)
        g_string_append(out, between);
    g_string_append(out, text);
}

/* The label of the level that NAME means, or NAME. */
static const char *level_name(const FrameVariable *variable, const char *name, Language language)
{
    gint at = frame_match_level(variable, name);
    if (at < 0)
        return name;
    const FrameLevel *level = &g_array_index(variable->levels, FrameLevel, (guint)at);
    return text_in(&level->label, language, name);
}

/* "Mode de tenure : OMH ou Coop"; NULL where nothing is called VARIABLE. */
static char *named(const Frame *frame, const char *variable, char **levels, Language language)
{
    gint index = frame_find(frame, variable);
    if (index < 0)
        return NULL;
    const FrameVariable *found = frame_variable(frame, index);
    g_autoptr(GString) values = g_string_new(NULL);
    for (guint i = 0; levels[i] != NULL; i++)
        append(values, word(W_CLAIM_OR, language), level_name(found, levels[i], language));
    const char *label = text_in(&found->label, language, found->name);
    if (values->len == 0)
        return g_strdup(label);
    return word_printf(W_CLAIM_OF, language, label, values->str);
}

static char *subject(const Claim *claim, const Frame *frame, Language language)
{
    char *name = named(frame, claim->response, claim->levels, language);
    if (name != NULL)
        return name;
    return g_strdup(claim->label_fr != NULL && language == LANGUAGE_FR ? claim->label_fr
                                                                       : claim->response);
}

static char *groups(const Claim *claim, const Frame *frame, Language language)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; claim->by[i] != NULL; i++) {
        g_autofree char *name = named(frame, claim->by[i], claim->group, language);
        append(out, word(W_CLAIM_AND, language), name != NULL ? name : claim->by[i]);
    }
    if (claim->rank != RANK_NONE)
        append(out, " ",
               word(claim->rank == RANK_HIGHEST ? W_CLAIM_HIGHEST : W_CLAIM_LOWEST, language));
    return g_string_free(out, out->len == 0);
}

void claim_name(const Claim *claim, const Frame *frame, Results *results, Verdict *verdict)
{
    g_autofree char *about = subject(claim, frame, results->language);
    g_autofree char *among = groups(claim, frame, results->language);
    verdict->about = results_string(results, about);
    verdict->among = results_string(results, among);
}
