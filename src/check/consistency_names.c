/* Claims and what they name, as a report's author knows them: by the labels of the plan. */
#include "consistency_parts.h"
#include "plan/levels.h"

static char *quoted(const char *label, Language language)
{
    return g_strdup_printf(language == LANGUAGE_FR ? "«\u00a0%s\u00a0»" : "“%s”", label);
}

static const char *label_of(const Plan *plan, const char *name, Language language)
{
    const PlanVariable *variable = name == NULL ? NULL : plan_variable(plan, name);
    const PlanScale *scale = name == NULL ? NULL : plan_scale(plan, name);
    if (variable != NULL)
        return text_in(&variable->label, language, NULL);
    return scale != NULL ? text_in(&scale->label, language, NULL) : NULL;
}

char *variable_in_words(const Plan *plan, const char *name, Language language)
{
    const char *label = label_of(plan, name, language);
    return label != NULL ? quoted(label, language) : g_strdup(name != NULL ? name : "");
}

char *response_in_words(const Plan *plan, const Claim *claim, Language language)
{
    const char *label = label_of(plan, claim->response, language);
    if (label == NULL && language == LANGUAGE_FR && claim->label_fr != NULL &&
        claim->label_fr[0] != '\0')
        label = claim->label_fr;
    return label != NULL ? quoted(label, language)
                         : g_strdup(claim->response != NULL ? claim->response : "");
}

/* Several are one answer: often or always. */
static char *levels_in_words(const Plan *plan, const char *name, char **words, Language language)
{
    const PlanVariable *variable = name == NULL ? NULL : plan_variable(plan, name);
    GString *out = g_string_new(NULL);
    for (guint i = 0; words != NULL && words[i] != NULL; i++) {
        const PlanClass *level = variable == NULL ? NULL : plan_level(variable, words[i]);
        const char *label = level == NULL ? NULL : text_in(&level->label, language, NULL);
        g_autofree char *shown = label != NULL ? quoted(label, language) : g_strdup(words[i]);
        g_string_append_printf(out, "%s%s", i > 0 ? word(W_CONSISTENCY_OR, language) : "", shown);
    }
    return g_string_free(out, FALSE);
}

char *group_in_words(const Plan *plan, const Claim *claim, Language language)
{
    g_autofree char *by = variable_in_words(plan, claim->by[0], language);
    g_autofree char *group = levels_in_words(plan, claim->by[0], claim->group, language);
    return g_strdup_printf("%s = %s", by, group);
}

/* C011 (« Peur de manquer de nourriture » = « Pas du tout » parmi « Source de revenu principale » =
 * « Invalide » : 49,59 %) */
static void append_claim(GString *out, const Naming *naming, const Claim *claim, Language language)
{
    g_autofree char *response = response_in_words(naming->plan, claim, language);
    g_autofree char *levels =
        levels_in_words(naming->plan, claim->response, claim->levels, language);
    g_autofree char *value = printed_number(claim->value, language);
    gboolean french = language == LANGUAGE_FR;
    g_string_append_printf(out, "%s (%s", claim->id, response);
    if (levels[0] != '\0')
        g_string_append_printf(out, " = %s", levels);
    if (claim->group != NULL && claim->group[0] != NULL && claim->by[0] != NULL) {
        g_autofree char *group = group_in_words(naming->plan, claim, language);
        g_autofree char *within = word_printf(W_CONSISTENCY_WITHIN, language, group);
        g_string_append(out, within);
    }
    if (value[0] != '\0')
        g_string_append_printf(out, french ? "\u00a0: %s" : ": %s", value);
    if (value[0] != '\0' && claim->kind == CLAIM_PERCENT)
        g_string_append(out, french ? "\u00a0%" : "%");
    g_string_append_c(out, ')');
}

char *members_in_words(const ConsistencySet *set, const Naming *naming, Language language)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < set->members->len; i++) {
        if (i > 0)
            g_string_append(out, ", ");
        append_claim(
            out, naming,
            g_ptr_array_index(naming->claims->claims, g_array_index(set->members, guint, i)),
            language);
    }
    return g_string_free(out, FALSE);
}
