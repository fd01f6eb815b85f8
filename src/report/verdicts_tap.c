/* TAP 13, as meson, prove and GitLab read it. What makes `check` exit with 1 is `not ok`; what does
 * not hold and is excused (known, one last digit, two documents that disagree) is `not ok … #
 * TODO`, which no harness counts as a failure; what cannot be decided is skipped. */
#include "base/words.h"
#include "verdicts_formats.h"

/* A description must not hold what begins a directive or ends the line. */
static void append_description(GString *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        g_string_append_c(out, *c == '#' || *c == '\\' || (guchar)*c < ' ' ? ' ' : *c);
}

/* A YAML scalar in double quotes, on one line. */
static void append_yaml(GString *out, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    g_string_append_printf(out, "  %s: \"", key);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, (guchar)*c < ' ' ? ' ' : *c);
    }
    g_string_append(out, "\"\n");
}

static void append_directive(GString *out, const Verdict *verdict)
{
    const char *excuse = verdict_excuse(verdict);
    if (excuse != NULL) {
        g_string_append_printf(out, " # TODO %s", excuse);
    } else if (verdict->verdict == VERDICT_UNDECIDABLE) {
        g_string_append(out, " # SKIP ");
        append_description(out, or_empty(verdict->note));
    }
}

static void append_point(GString *out, guint number, const Verdict *verdict,
                         const VerdictsLook *look)
{
    g_autofree char *summary = verdict_summary(verdict, look);
    gboolean holds = !verdict_fails(verdict) && verdict_excuse(verdict) == NULL;
    g_string_append_printf(out, "%sok %u - ", holds ? "" : "not ", number);
    append_description(out, or_empty(verdict->id));
    g_string_append_c(out, ' ');
    append_description(out, summary);
    append_directive(out, verdict);
    g_string_append_c(out, '\n');
    if (holds)
        return;
    g_string_append(out, "  ---\n");
    append_yaml(out, "verdict", verdict_token(verdict->verdict, look->synthetic));
    append_yaml(out, "strength", strength_token(verdict->strength));
    append_yaml(out, "claimed", verdict->claimed);
    append_yaml(out, "recomputed", verdict->recomputed);
    append_yaml(out, "note", verdict->note);
    g_string_append(out, "  ...\n");
}

char *verdicts_tap(const GPtrArray *verdicts, const VerdictsLook *look)
{
    /* The version has to be the first line, so a remark comes second. */
    GString *out = g_string_new("TAP version 13\n");
    if (look->synthetic)
        g_string_append_printf(out, "# %s\n", word(W_SYNTHETIC, look->language));
    if (verdicts->len > 0)
        g_string_append_printf(out, "1..%u\n", verdicts->len);
    else
        g_string_append_printf(out, "1..0 # SKIP %s\n", word(W_VERDICTS_EMPTY, look->language));
    for (guint i = 0; i < verdicts->len; i++)
        append_point(out, i + 1, verdicts->pdata[i], look);
    return g_string_free(out, FALSE);
}
