/* The patterns, and all that touches PCRE2. They run on folded text, which is ASCII: one kind of
 * space (never two), `-`, `^` before what is raised, `_` before what is lowered.
 *
 * Each is linear in practice: names are anchored by what must not stand before them, repetitions
 * are bounded or atomic. The limits are for what nobody foresaw. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "text_parts.h"

#include <pcre2.h>
#include <string.h>

enum {
    DEFAULT_MATCH_LIMIT = 1000000,
    DEPTH_LIMIT = 5000,
    HEAP_LIMIT_KIB = 20000,
    JIT_STACK_START = 32 * 1024,
    JIT_STACK_MOST = 1024 * 1024
};

/* Every alternative of the item pattern numbers its groups alike, (?|…): 1 arguments, subscript or
 * lower bound; 2 sign; 3 number; 4 second number. (*:name) says which alternative it was. */
#define ALONE "(?<![\\w\\x02.])"
#define POWER "(?:[eE][-+]?\\d{1,3}| ?[*x] ?10 ?\\^? ?\\(? ?[-+]?\\d{1,3}\\)?)"
#define NUMBER                                                                                     \
    "(?>[-+]? ?(?:\\d{1,3}(?:[ ']\\d{3})+(?!\\d)(?:[.,]\\d{1,15})?"                                \
    "|\\d{1,12}(?:[.,]\\d{1,15}){0,4}|[.,]\\d{1,15})" POWER "?)(?!\\d)"
/* A value without a sign before it: with decimals, and nothing that makes it a part of more. */
#define BARE_VALUE "([-+]?\\d{0,5}[.,]\\d{1,5})(?![.,]?\\d)(?! ?[%=<>])"
/* A blank groups the decimals of 0,000 1 only where nothing but punctuation follows. */
#define P_VALUE                                                                                    \
    "(?>0[.,]\\d{3} \\d{1,3}(?= ?(?:[]);,]|\\.?\\z|\\. ))"                                         \
    "|\\d{1,2}(?:[.,]\\d{1,15})?(?:" POWER "| ?%)"                                                 \
    "|10 ?\\^? ?-\\d{1,2}|(?:[01]?[.,]|\\. )\\d{1,15}|[01](?![.,]?\\d))(?!\\d)(?! ?-\\d?[.,]\\d)"
#define SIGN "([=:] ?[<>]=?|[<>]=?|=(?: ?=)?|:)"
#define WORDS                                                                                      \
    "((?i:(?:is |est |was |etait |etant )?"                                                        \
    "(?:inferieure?s? (?:ou egale?s? )?a|superieure?s? (?:ou egale?s? )?a|plus petite? que|"       \
    "plus grande? que|less than|lower than|greater than|egale? a|equal to|de|of)|is|was|vaut|"     \
    "equals|egale|donne|gives|gave|yields|yielded|atteint|s'eleve a))"

/* Degrees of freedom behind the name. Without brackets they stand only before an equals sign; one
 * of t or r has at least two digits or is 5 and up, for t1 and r2 are a time and an index. */
#define BARE_DF                                                                                    \
    "(?|(?<=F) ?(\\d{1,3}(?:, ?|; ?| et | and )\\d{1,5})"                                          \
    "|(?<=[tr])(?<![A-Za-z][tr]) ?((?:[5-9]|\\d{2,4})(?:[.,]\\d{1,2})?)"                           \
    "|(?<=[H2]) (\\d{1,3}))(?= ?= ?[-+]? ?\\d{0,5}[.,]\\d)"
#define WORDS_OF_DF                                                                                \
    " (?:a|avec|with|on|at|de|of) (" DF_VALUE "(?: ?(?:,|et|and) ?" DF_VALUE ")? ?" DF_WORD ")"
#define ARGUMENTS                                                                                  \
    "(?| ?[(\\[{] ?([^()\\[\\]{}<>|\\x01]{1,80}?) ?[)\\]}]"                                        \
    "|" BARE_DF "|" WORDS_OF_DF                                                                    \
    "|_(?!(?<=[tr]_)[1-4](?![\\d.,]))\\(?(\\d{1,5}(?:[.,;] ?_?\\d{1,6}){0,3})\\)?|())"

#define PEOPLE                                                                                     \
    "(?:Pearson|Friedman|Wald|McNemar|Cochran|Mantel[ -]Haenszel|Kruskal[ -]Wallis|Welch|Fisher|"  \
    "Snedecor|Levene|Student|Mann[ -]Whitney|Wilcoxon)"
#define BY_PEOPLE "(?: (?:de|of) " PEOPLE ")?"
#define OF_PEOPLE "(?: (?:de|of) " PEOPLE "| " PEOPLE "| \\(" PEOPLE "\\))?"
#define NO_YEAR   "(?! ?\\((?:1[89]|20)\\d\\d\\))"
#define CHI_WORDS                                                                                  \
    "(?i:(?:[ck]hi|ki)[ -]?(?:squared?|carres?|deux|2|\\^2\\^?)|[xk]-squared)"                     \
    "(?i:-?test| statisti[a-z]{1,3}| value)?"
#define CHI_SYMBOLS                                                                                \
    "(?:(?:(?i:chi|khi)(?:_2|\\^?2\\^?)?|[Xx](?:\\^2\\^?|2))"                                      \
    "(?:_[A-Za-z]{1,3}|(?:r|F|MH|KW|LR)(?![A-Za-z]))?)"
#define CORRECTED "(?: (?i:corrigee?|corrected|pondere))?"

/* F1 and F2, t1 and t2 before brackets: the first and the second of their kind. */
#define NUMBERED "(?:_?[1-9](?= ?[(\\[]))?"

#define SYMBOLS                                                                                    \
    "(?:" CHI_SYMBOLS CORRECTED OF_PEOPLE "(*:chi)"                                                \
    "|(?:G(?:\\^2\\^?|2|[ -]test)?|L\\^2\\^?)(*:G)"                                                \
    "|r(?:_s|s|ho)(?: de Spearman)?(*:rho)|(?i:rho)(?: de Spearman)?(*:rho)"                       \
    "|(?i:tau)(?:[_ -]?[abc])?(?: de Kendall)?(*:tau)"                                             \
    "|t" NUMBERED OF_PEOPLE "(*:t)|(?:F de Friedman|Fr)(*:shy chi)|F" NUMBERED OF_PEOPLE "(*:F)"   \
    "|r(?: de (?:Bravais-)?Pearson)?(*:r)|[zZ](*:z)"                                               \
    "|K-?W(?:-H)?(*:shy H)|H(?!_?[01aA](?!\\w))" OF_PEOPLE "(*:H)"                                 \
    "|Q(?:[_-]?(?:[wW](?:ithin)?|[bB](?:etween)?|M|E|C))?" OF_PEOPLE "(*:Q)"                       \
    "|U(?:_?[12])?" OF_PEOPLE "(*:U)|W" OF_PEOPLE "(*:W))"
#define WORDY                                                                                      \
    "(?:" CHI_WORDS CORRECTED OF_PEOPLE "(*:chi)"                                                  \
    "|(?i:likelihood[ -]ratio|rapports? des? vraisemblances?)(?: (?:G(?:\\^2\\^?|2)?|" CHI_WORDS   \
    "|" CHI_SYMBOLS "))?(*:G)"                                                                     \
    "|(?:(?i:test|statisti[a-z]{1,3}) (?:de|of) )?(?:Friedman|Wald)(?: " CHI_WORDS ")?" NO_YEAR    \
    "(*:shy chi)"                                                                                  \
    "|(?i:Kruskal[ -]Wallis)(?: H| (?:test )?" CHI_WORDS ")?" NO_YEAR "(*:H)"                      \
    "|(?i:Mann[ -]Whitney)(?: U)?" NO_YEAR "(*:U))"

#define DF_WORD                                                                                    \
    "(?i:d\\.? ?d\\.? ?l\\.?|d\\.? ?l\\.?|d\\.? ?f\\.?|deg(?:r[a-z]{1,3}|\\.) (?:de |of )?"        \
    "(?:lib[a-z.]{1,5}|freedom))(?![a-zA-Z])"
#define DF_VALUE "\\d{1,9}(?:[.,]\\d{1,6})?(?!\\d)"
#define DF_LIST  "(" DF_VALUE ")(?: ?(?:,|;|/|et|and) ?(" DF_VALUE ")(?! ?%|[.,]?\\d))?"
#define N_VALUE  "(\\d{1,3}(?:[ ,.']\\d{3})+(?!\\d)|\\d{1,9}(?!\\d))"

#define ADJUSTED                                                                                   \
    "(?i:(?:adj|ajust|corr|bonf|holm|fdr|tukey|scheff|sidak|hochberg|benjamini|dunn)[\\w.-]{0,20}" \
    ")"
#define P_ASIDE                                                                                    \
    "(?i:(?:uni|bi)later[a-z]{0,4}|(?:one|two|1|2)[ -]?(?:tailed|sided)|exacte?|"                  \
    "asympt[a-z]{0,8}\\.?|approx\\.?)"
/* The last but one line is Stata's and R's. */
#define P_NAME                                                                                     \
    "(?:(?:Prob|Pr|[pP]) ?> ?\\|?(?:chi-?\\^?2|[FtzW])\\|?"                                        \
    "|(?<!-)[pP](?:[ ._-]?(?i:values?|valeurs?|val(?!\\w)))?\\.?"                                  \
    "|(?i:valeurs?)(?: de la | de | du |-| )[pP]|(?i:sig)\\.?|(?i:prob(?:abilite|ability|\\.))"    \
    "(?i: critique| associee| bilaterale)?"                                                        \
    "|Pr ?\\([^()]{1,8}\\)|Pr(?= ?[=<])"                                                           \
    "|(?i:degre de signification|significativite|(?<!de )signification(?: asymptotique| exacte)?"  \
    "(?: ?\\(?bilaterale\\)?)?))"
/* Without a sign a p has decimals: p 41 is a page. */
#define P_BARE " ()((?:0?[.,]\\d{1,15})" POWER "?(?![.,]?\\d))"
#define P_FULL                                                                                     \
    "(?|(" ADJUSTED ")[ -]" P_NAME "|" P_NAME "(?:[ _]?\\(?" P_ASIDE "\\)?)?"                      \
    "(?:[ _]?\\(?(" ADJUSTED ")\\)?)?(?:[ _]?\\(?" P_ASIDE "\\)?)?)"
#define SIGNIFICANT                                                                                \
    "(?i:(?:statistiquement |statistically )?significa(?:tifs?|tives?|nte?s?))(?!\\w)"
#define LEVEL                                                                                      \
    "(?i: (?:(?:a|au|un)(?: un)? ?(?:seuil|niveau)?|at(?: the)?)(?: de)?(?: alpha ?=| p ?[<=])?) " \
    "?"
#define NOT_SIGNIFICANT                                                                            \
    "(?:(?:[pP] ?[=:]? ?)?(?:n\\. ?s\\.?|ns|NS|N\\.S\\.?)(?!\\w)(?! ?[=<>])"                       \
    "|(?i:(?:non|not|pas)[ -](?:statistiquement |statistically )?significa(?:tifs?|tives?|nts?)|"  \
    "nonsignificant)(?!\\w))"
#define INTERVAL                                                                                   \
    "(?:(?:\\d{2}(?:[.,]\\d)? ?% ?)?(?i:CI|IC|HDI|intervalle de confiance)"                        \
    "(?:(?: a| de)? ?_?\\d{2}(?:[.,]\\d)? ?%?)?) ?[=:]? ?[(\\[][^()\\[\\]]{1,60}[)\\]]"

/* Names of effect sizes, which may stand without a sign as well. */
#define EFFECT                                                                                     \
    "(?:V|[dDgwf]|phi|eta|epsilon|omega|gamma|alpha|kappa|lambda|delta)(?:_?[a-z]{1,2}"            \
    "|\\^2\\^?(?:_[a-z]{1,3})?)?(?: (?:(?:de|of) |d')[A-Z][a-z]{2,15}(?:[ -][A-Z][a-z]{2,15})?)?"  \
    "(?: parti[a-z]{1,4}| ajuste| adj[a-z.]{0,6})?"

#define CONNECTORS                                                                                 \
    "with|avec|and|et|or|ou|pour|for|on|sur|at|a|un|une|an|the|le|la|les|des|de|du|of|where|donc|" \
    "so|soit|d'ou|is|est|was|test|statistique|statistic|value|valeur|two-(?:tailed|sided)|"        \
    "one-(?:tailed|sided)|bilater[a-z]{1,4}|unilater[a-z]{1,4}|n'est|ne|sont|effect|size|taille|"  \
    "effet|respectivement|respectively|que|that|gives|giving|donne|donnant|mean|rang|moyen|"       \
    "Cramer|Cohen|Hedges|Glass|parti(?:al|el|elle)|[sdl]|"                                         \
    "correction|Yates|continuite|continuity"

static const char *const sources[PATTERN_COUNT] = {
    [PATTERN_ITEM] =
        "(?|" ALONE "(?:" WORDY "|" SYMBOLS ")" ARGUMENTS BY_PEOPLE "(?| ?" SIGN " ?(" NUMBER
        ")(?! ?%)|(?<![zZ]) (?|" WORDS " (" NUMBER ")(?! ?%)|()" BARE_VALUE "))"
        "|" ALONE "(" P_VALUE ") ?(?:<=?|>=?) ?[pP](?: ?(<=?|>=?) ?(" P_VALUE
        "))?(?!\\w)(*:between)"
        "|" ALONE "[pP](?i: is| est| etant)?(?: comprise?)? (?i:entre|between) (" P_VALUE
        ")() (?:et|and) (" P_VALUE ")(*:between)"
        "|" ALONE "(?|(num|den)[a-z]{0,10}\\.? ?" DF_WORD "() ?[=:]? ?"
        "|" DF_WORD "[ _]?([12])() ?[=:] ?|" DF_WORD "()() ?[=:]? ?|nu()() ?= ?)" DF_LIST "(*:df)"
        "|(?<![\\w\\x02.,])()()(" DF_VALUE ")(?: ?(?:,|et|and) ?(" DF_VALUE "))? ?" DF_WORD "(*:df)"
        "|" ALONE "[Nn](?|_([A-Za-z0-9]{1,12})|([12ABab])|())( ?= ?[Nn]_?[A-Za-z0-9]{1,12})?"
        " ?[=:] ?" N_VALUE "(?: ?(?:/|et|and|vs\\.?) ?(\\d{1,9})(?! ?[%\\d]))?(?![\\d%])(*:n)"
        "|(?<=[(;,]|[(;,] )[Nn]()() " N_VALUE "(?![\\d%])(*:n)"
        "|" ALONE P_FULL "(?| ?(?|" SIGN "|" WORDS ") ?(" P_VALUE ")|" P_BARE ")(*:p)"
        "|" ALONE NOT_SIGNIFICANT "(*:ns)"
        "|" ALONE SIGNIFICANT "(?:" LEVEL "()()(" P_VALUE "))?(*:sig)"
        "|" ALONE INTERVAL "(*:other)"
        "|" ALONE EFFECT "(?: ?(?:[<>]=?|=|:) ?| )[-+]?\\d?[.,]\\d{1,4}(?!\\d)(*:other)"
        "|" ALONE "[A-Za-z][\\w^.-]{0,20}(?: ?\\([^()]{0,40}\\))? ?(?:[<>]=?|=) ?" NUMBER
        " ?%?(*:other))",
    [PATTERN_GAP] = "\\A(?>[] ,;:()[{}./\"'\\x01-]|\\^\\w{1,2}(?!\\w)|(?<!\\w)(?i:" CONNECTORS
                    ")(?!\\w)){0,40}+\\z",
    [PATTERN_ONE_TAILED] = "(?i)(?<!\\w)(?<!non[ -])(?:(?:one|1)[ -]?(?:sided|tailed)|directional|"
                           "unilater(?:al|aux)|unicaud)",
    [PATTERN_HEADER] =
        "\\A(?|(?:(?i:valeur|statistique|statistic|value|test)(?: (?i:de|du|of))? )?"
        "(?:" WORDY "|" SYMBOLS ")(?i:[ -](?:value|valeur|statisti[a-z]{1,3}|test|observee?))?"
        "(?: ?[(\\[] ?([^()]{1,60}?) ?[)\\]])?"
        "|(num|den)[a-z]{0,10}\\.? ?" DF_WORD "(*:df)"
        "|" DF_WORD "(?: ?[(_]?([12])\\)?)?(*:df)"
        "|(?:[Nn](?|_([A-Za-z0-9]{1,12})|([12ABab])|())|(?i:effectifs?))(*:n)"
        "|(?:" P_FULL "|(?i:(?:asymp\\.? )?sig(?:nification|nificance|nif\\.|\\.)|"
        "prob(?:abilite|ability|\\.)?)(?: " P_ASIDE ")?(?: ?\\(" P_ASIDE "\\))?)(*:p))\\z",
    [PATTERN_CELL] = "\\A ?" SIGN "? ?(" NUMBER ")(?: ?\\((" DF_VALUE ")\\))?"
                     "(?:\\^?[a-z\\x02]{1,2})? ?\\z",
    [PATTERN_CELL_P] = "\\A ?(?:[pP] ?)?(?|" SIGN "? ?(" P_VALUE
                       ")(?:\\^?[a-z\\x02]{1,2})?(*:p)|" NOT_SIGNIFICANT "(*:ns)) ?\\z",
};

struct Patterns {
    pcre2_code *code[PATTERN_COUNT];
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

static pcre2_code *compile(const char *source)
{
    int number;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED, 0, &number, &offset, NULL);
    if (code == NULL)
        g_error("pattern does not compile at %zu (%d): %.60s", offset, number, source + offset);
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

Patterns *patterns_new(guint32 match_limit)
{
    Patterns *patterns = g_new0(Patterns, 1);
    for (int i = 0; i < PATTERN_COUNT; i++)
        patterns->code[i] = compile(sources[i]);
    patterns->data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
    patterns->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(patterns->context, match_limit > 0 ? match_limit : DEFAULT_MATCH_LIMIT);
    pcre2_set_depth_limit(patterns->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(patterns->context, HEAP_LIMIT_KIB);
    patterns->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MOST, NULL);
    if (patterns->stack != NULL)
        pcre2_jit_stack_assign(patterns->context, NULL, patterns->stack);
    return patterns;
}

void patterns_free(Patterns *patterns)
{
    if (patterns == NULL)
        return;
    for (int i = 0; i < PATTERN_COUNT; i++)
        pcre2_code_free(patterns->code[i]);
    pcre2_match_data_free(patterns->data);
    pcre2_match_context_free(patterns->context);
    pcre2_jit_stack_free(patterns->stack);
    g_free(patterns);
}

MatchState patterns_match(Patterns *patterns, PatternId id, Slice subject, gsize from,
                          PatternMatch *match)
{
    int n = pcre2_match(patterns->code[id], (PCRE2_SPTR)subject.at, subject.length, from, 0,
                        patterns->data, patterns->context);
    if (n == PCRE2_ERROR_NOMATCH)
        return MATCH_NONE;
    if (n <= 0)
        return MATCH_LIMIT;
    if (match == NULL)
        return MATCH_FOUND;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(patterns->data);
    for (int i = 0; i < PATTERN_GROUPS; i++) {
        gboolean set = i < n && at[2 * i] != PCRE2_UNSET && at[2 * i + 1] > at[2 * i];
        match->group[i] =
            set ? (Slice){subject.at + at[2 * i], at[2 * i + 1] - at[2 * i]} : (Slice){NULL, 0};
    }
    match->start = at[0];
    match->end = at[1];
    match->mark = (const char *)pcre2_get_mark(patterns->data);
    return MATCH_FOUND;
}
