/* What tests, effects, quantities and methods are called, in words and by symbol. */
#include "phrase.h"

#include "base/words.h"

#include <string.h>

typedef struct {
    const char *name;
    WordId shown;
    const char *symbol;
} TestName;

static const TestName tests[] = {
    {"kruskal-wallis", W_TEST_KRUSKAL_WALLIS, "H"},
    {"mann-whitney", W_TEST_MANN_WHITNEY, "U"},
    {"chi-square", W_TEST_CHI_SQUARE, "χ²"},
    {"likelihood-ratio", W_TEST_LIKELIHOOD_RATIO, "G²"},
    {"fisher", W_TEST_FISHER, NULL},
    {"dunn", W_TEST_DUNN, "z"},
    {"dscf", W_TEST_DSCF, "q"},
    {"linear-by-linear", W_TEST_LINEAR, "χ²"},
    {"jonckheere", W_TEST_JONCKHEERE, "J"},
    {"friedman", W_TEST_FRIEDMAN, "χ²"},
    {"cochran-q", W_TEST_COCHRAN_Q, "Q"},
    {"van-elteren", W_TEST_VAN_ELTEREN, "χ²"},
    {"cmh", W_TEST_CMH, "χ²"},
    {"pairwise-mann-whitney", W_TEST_PAIRWISE, "U"},
    {"rao-scott", W_TEST_RAO_SCOTT, "F"},
    {"design-rank", W_TEST_DESIGN_RANK, NULL},
    {"design-pairs", W_TEST_DESIGN_PAIRS, "t"},
    {"cochran-armitage", W_TEST_COCHRAN_ARMITAGE, "χ²"},
    {"breslow-day", W_TEST_BRESLOW_DAY, "χ²"},
    {"tarone", W_TEST_TARONE, "χ²"},
    {"mcnemar", W_TEST_MCNEMAR, "χ²"},
    {"bowker", W_TEST_BOWKER, "χ²"},
    {"wilcoxon", W_TEST_WILCOXON, "V"},
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

/* A symbol where the field has one; MEANING is what the cover says of it. */
static const struct {
    const char *name, *symbol;
    WordId meaning;
} effects[] = {
    {"epsilon_squared", "ε²", W_READ_EPSILON},
    {"rank_biserial", "r", W_READ_RANK_BISERIAL},
    {"cramers_v", "V", W_READ_V},
    {"cramers_v_corrected", "Ṽ", W_READ_V_CORRECTED},
    {"gamma", "γ", W_READ_ORDINAL},
    {"tau_b", "τb", W_READ_ORDINAL},
    {"somers_d", "D", W_READ_SOMERS},
    {"somers_d_group", "D′", W_READ_SOMERS_GROUP},
    {"spearman", "ρ", W_READ_ORDINAL},
    {"r", "r", W_READ_TREND},
    {"kendalls_w", "W", W_READ_W},
    {"a12", "A", W_READ_A},
    {"eta_squared_h", "η²H", W_READ_ETA},
    {"kappa", "κ", W_READ_KAPPA},
    {"kappa_linear", "κ1", W_READ_KAPPA_LINEAR},
    {"kappa_squared", "κ2", W_READ_KAPPA_SQUARED},
    {"odds_ratio_mh", "OR", W_READ_ODDS_RATIO},
    {"shift", "Δ", W_READ_SHIFT},
    {"change", "b−c", W_READ_CHANGE},
    {"z", "z", W_READ_Z_EFFECT},
    {"rank_difference", "Δr", W_READ_RANK_DIFFERENCE},
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

/* What the precision of an estimate is called: behind its name in estimates.csv. */
static const struct {
    const char *name;
    WordId shown;
} estimates[] = {
    {"count", W_COL_COUNT},
    {"percent", W_COL_PERCENT},
    {"median", W_COL_MEDIAN},
    {"q1", W_COL_Q1},
    {"q3", W_COL_Q3},
    {"mean", W_COL_MEAN},
    {"sd", W_COL_SD},
    {"min", W_COL_MIN},
    {"max", W_COL_MAX},
    {"alpha", W_COL_ALPHA},
    {"omega", W_COL_OMEGA},
    {"mean_rank", W_COL_MEAN_RANK},
    {"letters", W_COL_LETTERS},
    {"asked", W_COL_ASKED},
    {"valid", W_COL_VALID},
    {"expected", W_COL_EXPECTED},
    {"item_mean", W_COL_MEAN},
    {"item_sd", W_COL_SD},
    {"item_total", W_COL_ITEM_TOTAL},
    {"alpha_if_dropped", W_COL_ALPHA_DROPPED},
    {"median_bootstrap_percentile", W_COL_MEDIAN_PERCENTILE},
    {"median_bootstrap_bca", W_COL_MEDIAN_BCA},
    {"adjusted_residual", W_SIGN_RESIDUAL},
};

static const TestName *find_test(const char *test)
{
    for (guint i = 0; test != NULL && i < G_N_ELEMENTS(tests); i++)
        if (strcmp(tests[i].name, test) == 0)
            return &tests[i];
    return NULL;
}

const char *vocabulary_test(const char *test, Language language)
{
    const TestName *found = find_test(test);
    return found != NULL ? word(found->shown, language) : test;
}

const char *vocabulary_symbol(const TestResult *test)
{
    /* One name for two statistics: of two groups, and of more. */
    if (g_strcmp0(test->test, "design-rank") == 0)
        return g_strcmp0(test->effect_name, "rank_biserial") == 0 ? "t" : "χ²";
    const TestName *found = find_test(test->test);
    return found != NULL ? found->symbol : NULL;
}

const char *vocabulary_effect(const char *effect)
{
    for (guint i = 0; effect != NULL && i < G_N_ELEMENTS(effects); i++)
        if (strcmp(effects[i].name, effect) == 0)
            return effects[i].symbol;
    return effect;
}

gboolean vocabulary_effect_at(guint index, const char **name, WordId *meaning)
{
    if (index >= G_N_ELEMENTS(effects))
        return FALSE;
    *name = effects[index].name;
    *meaning = effects[index].meaning;
    return TRUE;
}

const char *vocabulary_adjustment(const char *adjustment, Language language)
{
    for (guint i = 0; adjustment != NULL && i < G_N_ELEMENTS(adjustments); i++)
        if (strcmp(adjustments[i].name, adjustment) == 0)
            return word(adjustments[i].shown, language);
    return adjustment;
}

static const char *estimate_word(const char *name, gsize length, Language language)
{
    for (guint i = 0; i < G_N_ELEMENTS(estimates); i++)
        if (strlen(estimates[i].name) == length && strncmp(estimates[i].name, name, length) == 0)
            return word(estimates[i].shown, language);
    return NULL;
}

const char *vocabulary_estimate(const char *estimate, Language language)
{
    const char *shown = estimate_word(estimate, strlen(estimate), language);
    return shown != NULL ? shown : estimate;
}

char *phrase_estimate(const char *estimate, Language language)
{
    static const struct {
        const char *suffix;
        WordId pattern;
    } precisions[] = {{"_se", W_ESTIMATE_SE},
                      {"_cv", W_ESTIMATE_CV},
                      {"_deff", W_ESTIMATE_DEFF},
                      {"_quality", W_ESTIMATE_QUALITY}};
    for (guint i = 0; i < G_N_ELEMENTS(precisions); i++) {
        if (!g_str_has_suffix(estimate, precisions[i].suffix))
            continue;
        gsize length = strlen(estimate) - strlen(precisions[i].suffix);
        const char *of = estimate_word(estimate, length, language);
        g_autofree char *unknown = g_strndup(estimate, length);
        return word_printf(precisions[i].pattern, language, of != NULL ? of : unknown);
    }
    return g_strdup(vocabulary_estimate(estimate, language));
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
    {"exact beyond the work limit", W_METHOD_BEYOND},
    {"smaller tail doubled", W_METHOD_TAIL_DOUBLED},
    {"bootstrap percentile", W_METHOD_PERCENTILE},
    {"bootstrap BCa", W_METHOD_BCA},
    {"draws left out", W_METHOD_LEFT_OUT},
    {"design-based", W_METHOD_DESIGN},
    {"with replacement between respondents", W_METHOD_REPLACEMENT},
};

/* "(100000 draws, seed 1)" in words. */
static char *draws_phrase(const char *numbers, Language language)
{
    g_autoptr(GString) rest = g_string_new(numbers);
    char *end;
    guint64 draws = g_ascii_strtoull(numbers + 1, &end, 10);
    if (end > numbers + 1) {
        g_autofree char *count = phrase_count((gint64)draws, language);
        g_string_printf(rest, "(%s%s", count, end);
    }
    g_string_replace(rest, "draws", word(W_METHOD_DRAWS, language), 0);
    g_string_replace(rest, "seed", word(W_METHOD_SEED, language), 0);
    return g_strdup(rest->str);
}

/* One choice in words. "monte-carlo (10000 draws, seed 1)" keeps its numbers unless BARE. */
static void append_choice(GString *out, const char *token, gboolean bare, Language language)
{
    gsize length = strcspn(token, "(");
    g_autofree char *name = g_strstrip(g_strndup(token, length));
    const char *shown = name;
    for (guint i = 0; i < G_N_ELEMENTS(choices); i++)
        if (strcmp(choices[i].token, name) == 0 || strcmp(choices[i].token, token) == 0)
            shown = word(choices[i].shown, language);
    if (out->len > 0)
        g_string_append(out, word(W_LINE_SEPARATOR, language));
    g_string_append(out, shown);
    if (bare || token[length] == '\0' || strcmp(shown, token) == 0)
        return;
    g_autofree char *rest = draws_phrase(token + length, language);
    g_string_append_printf(out, " %s", rest);
}

gboolean phrase_has_choice(const char *variant, const char *token)
{
    g_auto(GStrv) tokens = g_strsplit(variant != NULL ? variant : "", "; ", -1);
    return g_strv_contains((const char *const *)tokens, token);
}

/* The length of what VARIANT begins with: "asymptotic", "monte-carlo". */
static gsize method_length(const char *variant)
{
    return variant == NULL ? 0 : strcspn(variant, "; (");
}

static gboolean same_method(const char *a, const char *b)
{
    gsize length = method_length(a);
    return length == method_length(b) && strncmp(a, b, length) == 0;
}

gboolean phrase_is_resampled(const char *variant)
{
    return variant != NULL &&
           (same_method(variant, "exact") || same_method(variant, "monte-carlo"));
}

char *phrase_method(const char *variant, Language language)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) tokens = g_strsplit(variant != NULL ? variant : "", "; ", -1);
    for (guint i = 0; tokens[i] != NULL; i++)
        if (strcmp(tokens[i], "collapsed") != 0)
            append_choice(out, tokens[i], FALSE, language);
    return g_string_free(out, FALSE);
}

char *phrase_difference(const char *variant, const GPtrArray *variants, Language language)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) tokens = g_strsplit(variant != NULL ? variant : "", "; ", -1);
    for (guint i = 0; tokens[i] != NULL; i++) {
        gboolean everywhere = TRUE;
        for (guint k = 0; everywhere && k < variants->len; k++) {
            const char *other = g_ptr_array_index(variants, k);
            if (i == 0)
                everywhere = same_method(variant, other);
            else if (same_method(variant, other))
                everywhere = phrase_has_choice(other, tokens[i]);
        }
        if (!everywhere)
            append_choice(out, tokens[i], TRUE, language);
    }
    return g_string_free(out, FALSE);
}
