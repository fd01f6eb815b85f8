/* SOURCE  Institut de la statistique du Québec, cotes de précision (* and **, limits 15 and 25 %);
 *         Statistics Canada, data quality guidelines (E and F, limits 16.6 and 33.3 %). */
#include "quality.h"

#include "base/words.h"

#include <string.h>

/* CAUTION from the first limit to the second, both belonging to it; POOR above. */
static const struct {
    const char *name;
    double caution_from, poor_above;
    const char *caution, *poor;
    WordId note;
} profiles[] = {
    {"isq", 15, 25, "*", "**", W_QUALITY_ISQ},
    {"statcan", 16.6, 33.3, "E", "F", W_QUALITY_STATCAN},
};

static gint profile_of(const PlanWord *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(profiles); i++)
        if (strcmp(profiles[i].name, word->text) == 0)
            return (gint)i;
    return -1;
}

void quality_check(const Plan *plan, Diagnostics *diagnostics)
{
    for (guint i = 0; i < quality_count(plan); i++) {
        const PlanWord *name = g_ptr_array_index(plan->profile_marks, i);
        if (profile_of(name) < 0)
            diagnostics_error(diagnostics, name->place,
                              "unknown quality marks '%s'; expected isq or statcan", name->text);
    }
}

guint quality_count(const Plan *plan)
{
    return plan->profile_marks != NULL ? plan->profile_marks->len : 0;
}

const char *quality_mark(const Plan *plan, guint index, double cv)
{
    gint profile = profile_of(g_ptr_array_index(plan->profile_marks, index));
    if (profile < 0 || cv < profiles[profile].caution_from)
        return NULL;
    return cv > profiles[profile].poor_above ? profiles[profile].poor : profiles[profile].caution;
}

char *quality_note(const Plan *plan, guint index, Language language)
{
    gint profile = profile_of(g_ptr_array_index(plan->profile_marks, index));
    return profile < 0 ? g_strdup("") : word_printf(profiles[profile].note, language);
}
