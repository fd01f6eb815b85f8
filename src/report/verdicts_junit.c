/* JUnit XML, as GitHub actions, GitLab and Jenkins read it: one suite, a case for each claim. It
 * holds no time and no host, because equal inputs give equal bytes. */
#include "base/words.h"
#include "verdicts_formats.h"

/* Text for elements and attributes: what XML 1.0 has no way to say becomes U+FFFD, line breaks in
 * attributes are kept as references. */
static void append_escaped(GString *out, const char *text)
{
    for (const char *p = or_empty(text); *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '&')
            g_string_append(out, "&amp;");
        else if (c == '<')
            g_string_append(out, "&lt;");
        else if (c == '>')
            g_string_append(out, "&gt;");
        else if (c == '"')
            g_string_append(out, "&quot;");
        else if (c == '\n' || c == '\t' || c == '\r')
            g_string_append_printf(out, "&#%u;", c);
        else if (c < ' ' || c == 0xFFFE || c == 0xFFFF)
            g_string_append(out, "\xEF\xBF\xBD");
        else
            g_string_append_unichar(out, c);
    }
}

static void append_attribute(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, " %s=\"", name);
    append_escaped(out, value);
    g_string_append_c(out, '"');
}

/* What the case holds: a failure, a reason to skip, or nothing. */
static void append_outcome(GString *out, const Verdict *verdict, const VerdictsLook *look)
{
    const char *token = verdict_token(verdict->verdict, look->synthetic);
    const char *excuse = verdict_excuse(verdict);
    gboolean skipped = excuse != NULL || verdict->verdict == VERDICT_UNDECIDABLE;
    gboolean passes = !skipped && !verdict_fails(verdict);
    if (passes && verdict->verdict != VERDICT_VARIANT) {
        g_string_append(out, "/>\n");
        return;
    }
    g_autofree char *summary = verdict_summary(verdict, look);
    if (passes) { /* a variant passes, but not in silence */
        g_string_append(out, ">\n      <system-out>");
        append_escaped(out, summary);
        g_string_append(out, "</system-out>\n    </testcase>\n");
        return;
    }
    g_autofree char *reason = excuse == NULL || g_str_equal(excuse, token)
                                  ? g_strdup(summary)
                                  : g_strdup_printf("%s: %s", excuse, summary);
    g_string_append_printf(out, ">\n      <%s", skipped ? "skipped" : "failure");
    if (!skipped)
        append_attribute(out, "type", token);
    append_attribute(out, "message", reason);
    g_string_append_c(out, '>');
    append_escaped(out, verdict->note);
    g_string_append_printf(out, "</%s>\n    </testcase>\n", skipped ? "skipped" : "failure");
}

char *verdicts_junit(const GPtrArray *verdicts, const VerdictsLook *look)
{
    guint failures = 0, skipped = 0;
    for (guint i = 0; i < verdicts->len; i++) {
        const Verdict *v = verdicts->pdata[i];
        failures += verdict_fails(v);
        skipped += verdict_excuse(v) != NULL || v->verdict == VERDICT_UNDECIDABLE;
    }
    GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    if (look->synthetic)
        g_string_append_printf(out, " <!-- %s -->", word(W_SYNTHETIC, look->language));
    g_string_append_printf(out,
                           "\n<testsuites>\n  <testsuite name=\"annexe check\" tests=\"%u\" "
                           "failures=\"%u\" errors=\"0\" skipped=\"%u\">\n",
                           verdicts->len, failures, skipped);
    for (guint i = 0; i < verdicts->len; i++) {
        const Verdict *v = verdicts->pdata[i];
        g_autofree char *subject = verdict_subject(v);
        g_autofree char *name = g_strdup_printf("%s %s", or_empty(v->id), subject);
        g_string_append(out, "    <testcase");
        append_attribute(out, "classname", or_empty(v->kind));
        append_attribute(out, "name", name);
        append_outcome(out, v, look);
    }
    g_string_append(out, "  </testsuite>\n</testsuites>\n");
    return g_string_free(out, FALSE);
}
