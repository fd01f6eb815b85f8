#include "phrase.h"

#include "base/number.h"
#include "base/words.h"

#include <math.h>
#include <string.h>

/* Below this a p is printed as a bound. */
#define SMALLEST_PRINTED_P 0.0001

static const struct {
    const char *name;
    WordId shown;
    const char *symbol;
} tests[] = {
    {"kruskal-wallis", W_TEST_KRUSKAL_WALLIS, "H"},
    {"mann-whitney", W_TEST_MANN_WHITNEY, "U"},
    {"chi-square", W_TEST_CHI_SQUARE, "χ²"},
    {"likelihood-ratio", W_TEST_LIKELIHOOD_RATIO, "G²"},
    {"fisher", W_TEST_FISHER, NULL},
    {"dunn", W_TEST_DUNN, "z"},
    {"dscf", W_TEST_DSCF, "q"},
    {"linear-by-linear", W_TEST_LINEAR, "M²"},
    {"jonckheere", W_TEST_JONCKHEERE, "J"},
    {"friedman", W_TEST_FRIEDMAN, "χ²"},
    {"cochran-q", W_TEST_COCHRAN_Q, "Q"},
    {"van-elteren", W_TEST_VAN_ELTEREN, NULL},
    {"cmh", W_TEST_CMH, NULL},
    {"rao-scott", W_TEST_RAO_SCOTT, "F"},
    {"design-rank", W_TEST_DESIGN_RANK, NULL},
    {"design-pairs", W_TEST_DESIGN_PAIRS, "t"},
    {"cochran-armitage", W_TEST_COCHRAN_ARMITAGE, "χ²"},
    {"breslow-day", W_TEST_BRESLOW_DAY, "χ²"},
    {"tarone", W_TEST_TARONE, "χ²"},
    {"mcnemar", W_TEST_MCNEMAR, "χ²"},
    {"bowker", W_TEST_BOWKER, "χ²"},
    {"wilcoxon", W_TEST_WILCOXON, "W"},
    {"nonresponse", W_TEST_NONRESPONSE, "χ²"},
    {"adjusted-residual", W_TEST_ADJUSTED_RESIDUAL, "z"},
    {"column-proportions", W_TEST_COLUMN_PROPORTIONS, "z"},
    {"gamma", W_TEST_GAMMA, "z"},
    {"tau_b", W_TEST_TAU_B, "z"},
    {"somers_d", W_TEST_SOMERS_D, "z"},
    {"somers_d_group", W_TEST_SOMERS_D_GROUP, "z"},
    {"spearman", W_TEST_SPEARMAN, "t"},
    {"kappa", W_TEST_KAPPA, "z"},
    {"kappa_linear", W_TEST_KAPPA_LINEAR, "z"},
    {"kappa_squared", W_TEST_KAPPA_SQUARED, "z"},
    {"a12", W_TEST_A12, NULL},
    {"hodges-lehmann", W_TEST_HODGES_LEHMANN, NULL},
    {"cramers_v_corrected", W_TEST_V_CORRECTED, NULL},
    {"eta_squared_h", W_TEST_ETA_H, NULL},
    {"epsilon_squared_bootstrap", W_TEST_EPSILON_BOOTSTRAP, NULL},
    {"eta_squared_h_bootstrap", W_TEST_ETA_H_BOOTSTRAP, NULL},
};

static const struct {
    const char *name, *symbol;
} effects[] = {
    {"epsilon_squared", "ε²"},
    {"rank_biserial", "r"},
    {"cramers_v", "V"},
    {"gamma", "γ"},
    {"tau_b", "τb"},
    {"somers_d", "D"},
    {"spearman", "ρ"},
    {"kendalls_w", "W"},
    {"a12", "A"},
    {"eta_squared_h", "η²"},
    {"cramers_v_corrected", "V"},
    {"somers_d_group", "D"},
    {"kappa_linear", "κ"},
    {"kappa_squared", "κ"},
    {"shift", "Δ"},
    {"kappa", "κ"},
    {"rank_difference", "Δ"},
};

static const struct {
    const char *name;
    WordId shown;
} estimates[] = {
    {"alpha", W_COL_ALPHA},
    {"omega", W_COL_OMEGA},
    {"median_bootstrap_percentile", W_COL_MEDIAN_PERCENTILE},
    {"median_bootstrap_bca", W_COL_MEDIAN_BCA},
};

static const struct {
    const char *name;
    WordId shown;
} adjustments[] = {
    {"none", W_ADJUST_WORD_NONE},     {"bonferroni", W_ADJUST_WORD_BONFERRONI},
    {"holm", W_ADJUST_WORD_HOLM},     {"hochberg", W_ADJUST_WORD_HOCHBERG},
    {"hommel", W_ADJUST_WORD_HOMMEL}, {"bh", W_ADJUST_WORD_BH},
    {"by", W_ADJUST_WORD_BY},
};

const char *vocabulary_test(const char *test, Language language)
{
    for (guint i = 0; test != NULL && i < G_N_ELEMENTS(tests); i++)
        if (strcmp(tests[i].name, test) == 0)
            return word(tests[i].shown, language);
    return test;
}

const char *vocabulary_symbol(const char *test)
{
    for (guint i = 0; test != NULL && i < G_N_ELEMENTS(tests); i++)
        if (strcmp(tests[i].name, test) == 0)
            return tests[i].symbol;
    return NULL;
}

const char *vocabulary_effect(const char *effect)
{
    for (guint i = 0; effect != NULL && i < G_N_ELEMENTS(effects); i++)
        if (strcmp(effects[i].name, effect) == 0)
            return effects[i].symbol;
    return effect;
}

const char *vocabulary_estimate(const char *estimate, Language language)
{
    for (guint i = 0; i < G_N_ELEMENTS(estimates); i++)
        if (strcmp(estimates[i].name, estimate) == 0)
            return word(estimates[i].shown, language);
    return estimate;
}

const char *vocabulary_adjustment(const char *adjustment, Language language)
{
    for (guint i = 0; adjustment != NULL && i < G_N_ELEMENTS(adjustments); i++)
        if (strcmp(adjustments[i].name, adjustment) == 0)
            return word(adjustments[i].shown, language);
    return adjustment;
}

/* --- methods --------------------------------------------------------------------------------- */

static const struct {
    const char *token;
    WordId shown;
} choices[] = {
    {"asymptotic", W_METHOD_ASYMPTOTIC},
    {"exact", W_METHOD_EXACT},
    {"monte-carlo", W_METHOD_MONTE_CARLO},
    {"tie correction", W_METHOD_TIES},
    {"no tie correction", W_METHOD_NO_TIES},
    {"continuity", W_METHOD_CONTINUITY},
    {"no continuity", W_METHOD_NO_CONTINUITY},
    {"yates", W_METHOD_YATES},
    {"one-sided", W_METHOD_ONE_SIDED},
    {"mid-p", W_METHOD_MID_P},
    {"collapsed", W_METHOD_COLLAPSED},
    {"tarone", W_METHOD_TARONE},
    {"no tarone", W_METHOD_NO_TARONE},
    {"variance with N - 1", W_METHOD_N_MINUS_1},
    {"holm over the cells", W_METHOD_HOLM_CELLS},
    {"df of pairs met", W_METHOD_PAIRS_MET},
    {"pooled z", W_METHOD_POOLED},
    {"bonferroni within the level", W_METHOD_BONFERRONI_LEVEL},
    {"t for p, ASE1 for the interval", W_METHOD_T_ASE1},
    {"bootstrap percentile", W_METHOD_PERCENTILE},
    {"bootstrap BCa", W_METHOD_BCA},
    {"draws left out", W_METHOD_LEFT_OUT},
    {"exact beyond the work limit", W_METHOD_BEYOND},
    {"smaller tail doubled", W_METHOD_TAIL_DOUBLED},
};

/* One choice in words. "monte-carlo (10000 draws, seed 1)" keeps its numbers. */
static void append_choice(GString *out, const char *token, Language language)
{
    gsize length = strcspn(token, "(");
    g_autofree char *name = g_strstrip(g_strndup(token, length));
    const char *shown = name;
    for (guint i = 0; i < G_N_ELEMENTS(choices); i++)
        if (strcmp(choices[i].token, name) == 0 || strcmp(choices[i].token, token) == 0)
            shown = word(choices[i].shown, language);
    g_string_append(out, shown);
    if (token[length] == '\0' || strcmp(shown, token) == 0)
        return;
    g_autoptr(GString) rest = g_string_new(token + length);
    g_string_replace(rest, "draws", word(W_METHOD_DRAWS, language), 0);
    g_string_replace(rest, "seed", word(W_METHOD_SEED, language), 0);
    g_string_append_printf(out, " %s", rest->str);
}

gboolean phrase_has_choice(const char *variant, const char *token)
{
    g_auto(GStrv) tokens = g_strsplit(variant != NULL ? variant : "", "; ", -1);
    return g_strv_contains((const char *const *)tokens, token);
}

char *phrase_method(const char *variant, const GPtrArray *common, Language language)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) tokens = g_strsplit(variant != NULL ? variant : "", "; ", -1);
    for (guint i = 0; tokens[i] != NULL; i++) {
        gboolean everywhere = common != NULL && common->len > 0;
        for (guint k = 0; everywhere && k < common->len; k++)
            everywhere = phrase_has_choice(g_ptr_array_index(common, k), tokens[i]);
        if (everywhere)
            continue;
        if (out->len > 0)
            g_string_append(out, word(W_LINE_SEPARATOR, language));
        append_choice(out, tokens[i], language);
    }
    return g_string_free(out, FALSE);
}

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
    const char *symbol = vocabulary_symbol(test->test);
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
    return word_printf(W_LINE_TEST, language, vocabulary_test(test->test, language), line->str);
}
