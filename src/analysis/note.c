#include "note.h"

#include "base/number.h"
#include "base/words.h"

#include <string.h>

/* Fixed decimals with the language's mark. */
static char *decimal(double value, int decimals, Language language)
{
    char buffer[64];
    number_format_fixed(value, decimals, buffer);
    char *text = g_strdup(buffer);
    char *point = strchr(text, '.');
    if (point != NULL && language == LANGUAGE_FR)
        *point = ',';
    return text;
}

static void append(GString *note, const char *sentence)
{
    if (note->len > 0)
        g_string_append_c(note, ' ');
    g_string_append(note, sentence);
}

/* Cochran (1954): no expected count under 1, and at most a fifth of them under 5. */
static gboolean breaks_cochran(const StatTest *test)
{
    return test->smallest_expected.value < 1 || test->share_expected_below_5.value > 0.2;
}

static void append_expected(GString *note, const StatTest *test, Language language)
{
    if (!test->smallest_expected.has)
        return;
    g_autofree char *smallest = decimal(test->smallest_expected.value, 1, language);
    if (!test->share_expected_below_5.has) {
        g_autofree char *cell = word_printf(W_NOTE_CELL_EXPECTED, language, smallest);
        append(note, cell);
        return;
    }
    g_autofree char *share = decimal(100 * test->share_expected_below_5.value, 0, language);
    gboolean beside = breaks_cochran(test) && !g_str_has_prefix(test->variant, "asymptotic");
    g_autofree char *sentence =
        word_printf(beside ? W_NOTE_COCHRAN : W_NOTE_EXPECTED, language, smallest, share);
    append(note, sentence);
}

/* What the simulation of sizes finds (tests/simulate/sizes.md): z over a standard error estimated
 * from few respondents is too often large. */
#define FEW_FOR_ORDINAL 100

static void append_few(GString *note, const StatTest *test, Language language)
{
    static const char *const measures[] = {"gamma", "tau_b", "somers_d", "somers_d_group", NULL};

    if (test->p.has && test->n < FEW_FOR_ORDINAL && g_strv_contains(measures, test->test))
        append(note, word(W_NOTE_FEW_ORDINAL, language));
}

static void append_monte_carlo(GString *note, const StatTest *test, Language language)
{
    if (!test->p_low.has || !test->p_high.has)
        return;
    g_autofree char *low = decimal(test->p_low.value, 6, language);
    g_autofree char *high = decimal(test->p_high.value, 6, language);
    g_autofree char *sentence = word_printf(W_NOTE_MONTE_CARLO, language, low, high);
    append(note, sentence);
}

static void append_errors(GString *note, const StatTest *test, Language language)
{
    if (!test->se.has)
        return;
    g_autofree char *se = decimal(test->se.value, 4, language);
    g_autofree char *se0 = test->se0.has ? decimal(test->se0.value, 4, language) : NULL;
    g_autofree char *sentence = se0 != NULL ? word_printf(W_NOTE_TWO_ERRORS, language, se, se0)
                                            : word_printf(W_NOTE_ERROR, language, se);
    append(note, sentence);
}

static void append_draws(GString *note, guint64 needed, Language language)
{
    if (needed == 0)
        return;
    g_autofree char *sentence = word_printf(W_NOTE_DRAWS, language, needed);
    append(note, sentence);
}

static void append_level(GString *note, const char *level, Language language)
{
    if (level == NULL)
        return;
    g_autofree char *sentence = word_printf(W_NOTE_LEVEL, language, level);
    append(note, sentence);
}

char *note_of_test(const StatTest *test, const char *level, guint64 needed, Language language)
{
    GString *note = g_string_new(NULL);
    append_level(note, level, language);
    if (test->reason != REASON_NONE)
        append(note, reason_text(test->reason, language));
    append_expected(note, test, language);
    append_few(note, test, language);
    append_monte_carlo(note, test, language);
    append_errors(note, test, language);
    append_draws(note, needed, language);
    return g_string_free(note, note->len == 0);
}

char *note_of_scale(const PlanScale *scale, guint n_items, const GPtrArray *reversed,
                    guint min_answered, Language language)
{
    static const WordId rules[] = {
        [SCORE_MEAN] = W_SCORE_MEAN, [SCORE_SUM] = W_SCORE_SUM, [SCORE_MEDIAN] = W_SCORE_MEDIAN};
    GString *note = g_string_new(NULL);
    g_autofree char *rule = word_printf(W_NOTE_SCALE, language, word(rules[scale->score], language),
                                        n_items, min_answered);
    append(note, rule);
    if (reversed->len > 0) {
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint i = 0; i < reversed->len; i++)
            g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                                   (const char *)g_ptr_array_index(reversed, i));
        g_autofree char *sentence = word_printf(W_NOTE_REVERSED, language, names->str);
        append(note, sentence);
    }
    return g_string_free(note, FALSE);
}
