#include "rows.h"

#include "base/words.h"

#include <stddef.h>

#define STRING(name)                                                                               \
    {                                                                                              \
#name, FIELD_STRING, offsetof(ROW, name)                                                   \
    }
#define COUNT(name)                                                                                \
    {                                                                                              \
#name, FIELD_COUNT, offsetof(ROW, name)                                                    \
    }
#define QUANTITY(name)                                                                             \
    {                                                                                              \
#name, FIELD_QUANTITY, offsetof(ROW, name)                                                 \
    }

#define ROW TestResult
const Field test_fields[] = {
    STRING(analysis),
    STRING(test),
    STRING(response),
    STRING(by),
    STRING(group),
    STRING(group_label),
    STRING(other),
    STRING(other_label),
    COUNT(n),
    QUANTITY(statistic),
    QUANTITY(df),
    QUANTITY(df2),
    QUANTITY(p),
    QUANTITY(p_adjusted),
    STRING(adjustment),
    {"n_family", FIELD_FAMILY, offsetof(ROW, n_family)},
    STRING(effect_name),
    QUANTITY(effect),
    QUANTITY(effect_low),
    QUANTITY(effect_high),
    STRING(variant),
    {"state", FIELD_STATE, offsetof(ROW, state)},
    {"note", FIELD_NOTE, offsetof(ROW, note)},
};
#undef ROW
const guint n_test_fields = G_N_ELEMENTS(test_fields);

#define ROW EstimateResult
const Field estimate_fields[] = {
    STRING(analysis),
    STRING(estimate),
    STRING(response),
    STRING(by),
    STRING(group),
    STRING(group_label),
    STRING(level),
    STRING(level_label),
    COUNT(n),
    QUANTITY(n_weighted),
    QUANTITY(value),
    QUANTITY(low),
    QUANTITY(high),
    {"state", FIELD_STATE, offsetof(ROW, state)},
    {"note", FIELD_NOTE, offsetof(ROW, note)},
};
#undef ROW
const guint n_estimate_fields = G_N_ELEMENTS(estimate_fields);

const char *state_name(ResultState state)
{
    return state == STATE_UNDEFINED ? "undefined" : "ok";
}

char *row_note(const Results *results, const char *note, ResultState state, Reason reason,
               guint invented)
{
    if (note == NULL && state == STATE_UNDEFINED && reason != REASON_NONE)
        note = reason_text(reason, results->language);
    if (!results->synthetic)
        return g_strdup(note);
    GString *whole = g_string_new(word(W_SYNTHETIC, results->language));
    if (invented != 0) {
        gboolean rest = (invented & (INVENTED_VALUE | INVENTED_STATISTIC)) !=
                        (INVENTED_VALUE | INVENTED_STATISTIC);
        g_string_append_printf(whole, "; %s",
                               word(rest ? W_INVENTED_REST : W_INVENTED, results->language));
    }
    if (note != NULL && note[0] != '\0')
        g_string_append_printf(whole, "; %s", note);
    return g_string_free(whole, FALSE);
}
