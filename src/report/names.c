/* What the engine names by fixed tokens, in the annex's words: ways of computing that gave what was
 * printed, and analyses that the plan leaves without a name. */
#include "base/words.h"
#include "phrase.h"

#include <string.h>

static const struct {
    const char *token;
    WordId shown;
} ways[] = {
    {"no continuity correction", W_METHOD_NO_CONTINUITY},
    {"no continuity", W_METHOD_NO_CONTINUITY},
    {"Yates", W_METHOD_YATES},
    {"adjusted", W_WAY_ADJUSTED},
    {"exact", W_METHOD_EXACT},
    {"Fisher", W_WAY_FISHER},
    {"likelihood ratio", W_WAY_LIKELIHOOD_RATIO},
    {"linear by linear", W_WAY_LINEAR},
    {"Mann-Whitney", W_TEST_MANN_WHITNEY},
    {"one-sided", W_METHOD_ONE_SIDED},
    {"smaller tail doubled", W_METHOD_TAIL_DOUBLED},
    {"mid-p", W_METHOD_MID_P},
    {"no tie correction", W_METHOD_NO_TIES},
    {"ties ignored", W_WAY_TIES_IGNORED},
    {"Monte-Carlo", W_METHOD_MONTE_CARLO},
    {"mean", W_WAY_MEAN},
    {"median", W_WAY_MEDIAN},
    {"rounded percentages added", W_WAY_SUM_OF_ROUNDED},
    {"base with all missing answers", W_WAY_WITH_MISSING},
    {"base with declared missing answers", W_WAY_WITH_DECLARED},
    {"the other way round: within the levels", W_WAY_TRANSPOSED},
    {"before the filter", W_WAY_BEFORE_FILTER},
    {"complete on the section's responses", W_WAY_LISTWISE},
    {"unweighted", W_WAY_UNWEIGHTED},
    {"collapsed levels", W_METHOD_COLLAPSED},
    {"missing answers as a level", W_WAY_MISSING_LEVEL},
    {"default", W_WAY_DEFAULT},
    {"opposite sign", W_WAY_OTHER_SIGN},
    {"smaller U", W_WAY_SMALLER_U},
    {"U of the other group", W_WAY_OTHER_U},
    {"rank sum", W_WAY_RANK_SUM},
    {"rank sum of the other group", W_WAY_OTHER_RANK_SUM},
    {"smaller rank sum", W_WAY_SMALLER_RANK_SUM},
};

/* "unweighted"; "quantile rule hf1", "weighted by w", "q3 not reversed" with their own part. */
static char *way_phrase(const char *token, Language language)
{
    static const char adjusted[] = "adjusted: ";
    static const struct {
        const char *before, *behind;
        WordId pattern;
    } patterns[] = {{"quantile rule ", "", W_WAY_QUANTILE},
                    {"weighted by ", "", W_WAY_WEIGHTED},
                    {"", " not reversed", W_WAY_NOT_REVERSED}};
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        if (strcmp(ways[i].token, token) == 0)
            return g_strdup(word(ways[i].shown, language));
    if (g_str_has_prefix(token, adjusted))
        return word_printf(W_WAY_ADJUSTED_BY, language,
                           vocabulary_adjustment(token + strlen(adjusted), language));
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        gsize before = strlen(patterns[i].before), behind = strlen(patterns[i].behind);
        if (!g_str_has_prefix(token, patterns[i].before) ||
            !g_str_has_suffix(token, patterns[i].behind))
            continue;
        g_autofree char *own = g_strndup(token + before, strlen(token) - before - behind);
        return word_printf(patterns[i].pattern, language, own);
    }
    return g_strdup(token);
}

char *phrase_variant(const char *variant, Language language)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) alternatives = g_strsplit(variant, "; ", -1);
    for (guint i = 0; alternatives[i] != NULL; i++) {
        g_auto(GStrv) tokens = g_strsplit(alternatives[i], ", ", -1);
        for (guint k = 0; tokens[k] != NULL; k++) {
            g_autofree char *way = way_phrase(tokens[k], language);
            const char *between = k > 0 ? ", " : i > 0 ? word(W_WAY_SEPARATOR, language) : "";
            g_string_append_printf(out, "%s%s", between, way);
        }
    }
    return g_string_free(out, FALSE);
}

char *phrase_analysis(const ResultBlock *block, Language language)
{
    static const struct {
        const char *prefix;
        WordId shown;
    } kinds[] = {[ANALYSIS_COMPARE] = {"compare-", W_ANALYSIS_COMPARE},
                 [ANALYSIS_ASSOCIATE] = {"associate-", W_ANALYSIS_ASSOCIATE},
                 [ANALYSIS_DISTRIBUTE] = {"distribute-", W_ANALYSIS_DISTRIBUTE},
                 [ANALYSIS_RELIABILITY] = {"reliability-", W_ANALYSIS_RELIABILITY},
                 [ANALYSIS_PAIRED] = {"paired-", W_ANALYSIS_PAIRED}};
    const char *prefix = kinds[block->kind].prefix;
    if (!g_str_has_prefix(block->analysis, prefix))
        return g_strdup(block->analysis);
    const char *number = block->analysis + strlen(prefix);
    if (number[0] == '\0' || number[strspn(number, "0123456789")] != '\0')
        return g_strdup(block->analysis);
    return word_printf(kinds[block->kind].shown, language, number);
}
