#include "phrase.h"

#include "base/number.h"
#include "base/words.h"

#include <math.h>
#include <string.h>

/* Below this a p is printed as a bound. */
#define SMALLEST_PRINTED_P 0.0001

/* --- numbers ---------------------------------------------------------------------------------- */

char *phrase_number(double value, int decimals, Language language)
{
    char buffer[64];
    number_format_fixed(value, decimals, buffer);
    char *point = strchr(buffer, '.');
    if (point != NULL && language == LANGUAGE_FR)
        *point = ',';
    return g_strdup(buffer);
}

char *phrase_bounded(double value, int decimals, Language language)
{
    char *text = phrase_number(value, decimals, language);
    char *digits = text[0] == '-' ? text + 1 : text;
    if (language == LANGUAGE_EN && g_str_has_prefix(digits, "0."))
        memmove(digits, digits + 1, strlen(digits));
    return text;
}

char *phrase_count(gint64 n, Language language)
{
    char digits[NUMBER_BUFFER];
    number_format((double)n, digits);
    GString *out = g_string_new(NULL);
    gsize length = strlen(digits);
    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
            g_string_append(out, language == LANGUAGE_FR ? "\u00a0" : ",");
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}

char *phrase_p(const char *name, double p, Language language)
{
    gboolean bound = p < SMALLEST_PRINTED_P;
    g_autofree char *digits = phrase_bounded(bound ? SMALLEST_PRINTED_P : p, 4, language);
    return g_strdup_printf("%s\u00a0%s\u00a0%s", name, bound ? "<" : "=", digits);
}

char *phrase_level(double alpha, Language language)
{
    char shown[64];
    number_format(alpha, shown);
    if (strchr(shown, 'e') != NULL) { /* 0.00001 as digits, not as a power */
        number_format_fixed(alpha, 12, shown);
        for (gsize n = strlen(shown); n > 0 && shown[n - 1] == '0'; n--)
            shown[n - 1] = '\0';
    }
    char *point = strchr(shown, '.');
    if (point != NULL && language == LANGUAGE_FR)
        *point = ',';
    gboolean bare = language == LANGUAGE_EN && g_str_has_prefix(shown, "0.");
    return g_strdup(shown + bare);
}

/* --- stars ------------------------------------------------------------------------------------ */

void phrase_star_levels(double alpha, double levels[3])
{
    gboolean customary = alpha == 0.05;
    levels[0] = alpha;
    levels[1] = customary ? 0.01 : alpha / 10;
    levels[2] = customary ? 0.001 : alpha / 100;
}

const char *phrase_stars(double p, double alpha)
{
    double levels[3];
    phrase_star_levels(alpha, levels);
    if (p >= levels[0])
        return NULL;
    return p < levels[2] ? "***" : p < levels[1] ? "**" : "*";
}

/* --- tests ------------------------------------------------------------------------------------ */

static void append(GString *line, Language language, char *part)
{
    if (line->len > 0)
        g_string_append(line, word(W_LINE_SEPARATOR, language));
    g_string_append(line, part);
    g_free(part);
}

static char *equation(const char *name, char *value)
{
    char *text = g_strdup_printf("%s\u00a0=\u00a0%s", name, value);
    g_free(value);
    return text;
}

static char *degrees(Quantity df, Language language)
{
    gboolean whole = floor(df.value) == df.value;
    return phrase_number(df.value, whole ? 0 : 2, language);
}

/* "H = 35,44 ; ddl = 3 ; n = 1 681" in French, "H(3, N = 1,681) = 35.44" in English. */
static void append_statistic(GString *line, const TestResult *test, Language language)
{
    const char *symbol = vocabulary_symbol(test);
    if (symbol == NULL)
        symbol = word(W_STATISTIC_SYMBOL, language);
    g_autofree char *value = phrase_number(test->statistic.value, 2, language);
    g_autofree char *n = phrase_count(test->n, language);
    g_autofree char *df = test->df.has ? degrees(test->df, language) : NULL;
    g_autofree char *df2 = test->df2.has ? degrees(test->df2, language) : NULL;
    if (language == LANGUAGE_EN) {
        g_autofree char *inside = g_strdup_printf("%s%s%s%sN\u00a0=\u00a0%s", df != NULL ? df : "",
                                                  df != NULL ? ", " : "", df2 != NULL ? df2 : "",
                                                  df2 != NULL ? ", " : "", n);
        g_autofree char *name = g_strdup_printf("%s(%s)", symbol, inside);
        append(line, language, equation(name, g_strdup(value)));
        return;
    }
    append(line, language, equation(symbol, g_strdup(value)));
    if (df != NULL)
        append(line, language, equation(word(W_COL_DF, language), g_strdup(df)));
    if (df2 != NULL)
        append(line, language, equation(word(W_COL_DF2, language), g_strdup(df2)));
    append(line, language, equation("n", g_strdup(n)));
}

static void append_probabilities(GString *line, const TestResult *test, Language language)
{
    if (test->p.has)
        append(line, language, phrase_p("p", test->p.value, language));
    if (!test->p_adjusted.has || test->adjustment == NULL || strcmp(test->adjustment, "none") == 0)
        return;
    g_autofree char *name = word_printf(W_COL_P_ADJUSTED_BY, language,
                                        vocabulary_adjustment(test->adjustment, language));
    append(line, language, phrase_p(name, test->p_adjusted.value, language));
}

char *phrase_test(const TestResult *test, Language language)
{
    g_autoptr(GString) line = g_string_new(NULL);
    if (test->state == STATE_UNDEFINED)
        g_string_append(line, reason_text(test->reason, language));
    if (test->statistic.has)
        append_statistic(line, test, language);
    append_probabilities(line, test, language);
    if (test->effect.has)
        append(line, language,
               equation(vocabulary_effect(test->effect_name),
                        phrase_bounded(test->effect.value, 3, language)));
    if (line->len > 0 && line->str[line->len - 1] != '.')
        g_string_append_c(line, '.');
    if (test->note != NULL && test->state == STATE_OK)
        g_string_append_printf(line, " %s", test->note);
    const char *name = vocabulary_test(test->test, language);
    if (!phrase_is_resampled(test->variant))
        return word_printf(W_LINE_TEST, language, name, line->str);
    g_autofree char *method = phrase_method(test->variant, language);
    g_autofree char *whole =
        g_strdup_printf("%s%s%s", name, word(W_LINE_SEPARATOR, language), method);
    return word_printf(W_LINE_TEST, language, whole, line->str);
}
