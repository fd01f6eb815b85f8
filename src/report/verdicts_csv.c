/* RFC 4180 with LF: one header line, one row a verdict. */
#include "verdicts_formats.h"

#include <string.h>

static void append_field(GString *out, const char *field, char behind)
{
    field = or_empty(field);
    if (strpbrk(field, ",\"\r\n") == NULL) {
        g_string_append(out, field);
    } else {
        g_string_append_c(out, '"');
        for (const char *c = field; *c != '\0'; c++) {
            if (*c == '"')
                g_string_append_c(out, '"');
            g_string_append_c(out, *c);
        }
        g_string_append_c(out, '"');
    }
    g_string_append_c(out, behind);
}

char *verdicts_csv(const GPtrArray *verdicts, const VerdictsLook *look)
{
    GString *out = g_string_new("id,kind,response,by,group,claimed,recomputed,verdict,strength,"
                                "variant,note\n");
    for (guint i = 0; i < verdicts->len; i++) {
        const Verdict *v = verdicts->pdata[i];
        const char *const fields[] = {v->id,
                                      v->kind,
                                      v->response,
                                      v->by,
                                      v->group,
                                      v->claimed,
                                      v->recomputed,
                                      verdict_token(v->verdict, look->synthetic),
                                      strength_token(v->strength),
                                      v->variant,
                                      v->note};
        for (guint j = 0; j < G_N_ELEMENTS(fields); j++)
            append_field(out, fields[j], j + 1 < G_N_ELEMENTS(fields) ? ',' : '\n');
    }
    return g_string_free(out, FALSE);
}
