#include "verdicts_formats.h"

#include "base/number.h"
#include "base/words.h"
#include "phrase.h"

#include <string.h>

static const struct {
    const char *name;
    char *(*format)(const GPtrArray *verdicts, const VerdictsLook *look);
} formats[] = {{"text", verdicts_text},
               {"csv", verdicts_csv},
               {"json", verdicts_json},
               {"tap", verdicts_tap},
               {"junit", verdicts_junit}};

const char *const *verdicts_formats(void)
{
    static const char *names[G_N_ELEMENTS(formats) + 1];
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        names[i] = formats[i].name;
    return names;
}

char *verdicts_format(const char *format, const GPtrArray *verdicts, const VerdictsLook *look)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (strcmp(formats[i].name, format) == 0)
            return formats[i].format(verdicts, look);
    g_return_val_if_reached(NULL);
}

const char *verdict_token(VerdictKind verdict, gboolean synthetic)
{
    static const char *const tokens[VERDICT_COUNT][2] = {
        [VERDICT_CONFIRMED] = {"confirmed", "reproduced"},
        [VERDICT_VARIANT] = {"variant", "reproduced-variant"},
        [VERDICT_CONTRADICTED] = {"contradicted", "not-reproduced"},
        [VERDICT_INCONSISTENT] = {"inconsistent", "inconsistent"},
        [VERDICT_DISAGREE] = {"disagree", "disagree"},
        [VERDICT_UNDECIDABLE] = {"undecidable", "undecidable"}};
    return tokens[verdict][synthetic ? 1 : 0];
}

const char *strength_token(VerdictStrength strength)
{
    return strength == STRENGTH_FIRM ? "firm" : strength == STRENGTH_LAST_DIGIT ? "last-digit" : "";
}

gboolean verdict_fails(const Verdict *verdict)
{
    gboolean fails =
        verdict->verdict == VERDICT_CONTRADICTED ||
        (verdict->verdict == VERDICT_INCONSISTENT && verdict->strength == STRENGTH_FIRM);
    return fails && !verdict->known;
}

gboolean verdicts_fail(const GPtrArray *verdicts)
{
    for (guint i = 0; i < verdicts->len; i++)
        if (verdict_fails(verdicts->pdata[i]))
            return TRUE;
    return FALSE;
}

const char *verdict_excuse(const Verdict *verdict)
{
    gboolean holds = verdict->verdict == VERDICT_CONFIRMED || verdict->verdict == VERDICT_VARIANT ||
                     verdict->verdict == VERDICT_UNDECIDABLE;
    if (holds || verdict_fails(verdict))
        return NULL;
    if (verdict->known)
        return "known";
    return verdict->verdict == VERDICT_DISAGREE ? "disagree" : "last-digit";
}

/* One printed or recomputed number: a p as the annex prints it, the decimal mark of the language.
 */
static void append_number(GString *out, const char *part, Language l)
{
    const char *digits = part + strlen("p = ");
    double p;
    if ((g_str_has_prefix(part, "p = ") || g_str_has_prefix(part, "p < ")) &&
        strchr(part, 'e') != NULL && number_parse(digits, strlen(digits), '.', &p)) {
        g_autofree char *bound = phrase_p("p", p, l);
        g_string_append(out, bound);
        return;
    }
    for (const char *c = part; *c != '\0'; c++) {
        gboolean mark = *c == '.' && c > part && g_ascii_isdigit(c[-1]) && g_ascii_isdigit(c[1]);
        if (mark && l == LANGUAGE_FR)
            g_string_append_c(out, ',');
        else if (strncmp(c, ">=", 2) == 0 || strncmp(c, "<=", 2) == 0)
            g_string_append(out, *c++ == '>' ? "≥" : "≤");
        else
            g_string_append_c(out, *c);
    }
}

char *verdict_numbers(const char *numbers, Language l)
{
    if (numbers == NULL)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(numbers, "; ", -1);
    GString *out = g_string_new(NULL);
    for (guint i = 0; parts[i] != NULL; i++) {
        if (i > 0)
            g_string_append(out, word(W_LINE_SEPARATOR, l));
        append_number(out, parts[i], l);
    }
    return g_string_free(out, FALSE);
}

const char *or_empty(const char *string)
{
    return string != NULL ? string : "";
}

char *verdict_subject(const Verdict *verdict)
{
    GString *out = g_string_new(or_empty(verdict->kind));
    if (verdict->response != NULL && verdict->response[0] != '\0')
        g_string_append_printf(out, " %s", verdict->response);
    if (verdict->by != NULL && verdict->by[0] != '\0')
        g_string_append_printf(out, " by %s", verdict->by);
    if (verdict->group != NULL && verdict->group[0] != '\0')
        g_string_append_printf(out, " = %s", verdict->group);
    return g_string_free(out, FALSE);
}

char *verdict_summary(const Verdict *verdict, const VerdictsLook *look)
{
    g_autofree char *subject = verdict_subject(verdict);
    GString *out = g_string_new(subject);
    if (verdict->claimed != NULL && verdict->claimed[0] != '\0')
        g_string_append_printf(out, ": claimed %s", verdict->claimed);
    if (verdict->recomputed != NULL && verdict->recomputed[0] != '\0')
        g_string_append_printf(out, ", recomputed %s", verdict->recomputed);
    g_string_append_printf(out, ", %s", verdict_token(verdict->verdict, look->synthetic));
    if (verdict->variant != NULL && verdict->variant[0] != '\0')
        g_string_append_printf(out, " (%s)", verdict->variant);
    return g_string_free(out, FALSE);
}
