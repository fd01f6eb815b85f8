/* Texts and names as a spreadsheet and a reader need them. */
#include "clean.h"
#include "measure.h"
#include "phrase.h"

#include "support/support.h"

#include <string.h>

static void same_text(char *actual, const char *expected)
{
    assert_string_equal(actual, expected);
    g_free(actual);
}

static void test_clean_text(void **state G_GNUC_UNUSED)
{
    same_text(clean_text("=1+1"), "=1+1");
    same_text(clean_text("a\x01"
                         "b\tc\r\n d "),
              "a b c d");
    same_text(clean_text("\xff"), "\xef\xbf\xbd");
    same_text(clean_text("_x0041_"), "_x005F_x0041_");
    same_text(clean_text("_x005F_x0041_"), "_x005F_x0041_");
    same_text(clean_text("\xef\xbf\xbe"), ""); /* U+FFFE */
    g_autofree char *endless = g_strnfill(40000, 'x');
    g_autofree char *cut = clean_text(endless);
    assert_int_equal(g_utf8_strlen(cut, -1), CLEAN_LONGEST + 1);
}

static void test_sheet_names(void **state G_GNUC_UNUSED)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    same_text(clean_sheet_name("Résumé", used), "Résumé");
    same_text(clean_sheet_name("RESUME", used), "RESUME (2)");
    same_text(clean_sheet_name("History", used), "_");
    same_text(clean_sheet_name("", used), "_ (2)");
    same_text(clean_sheet_name("'a/b[c]'", used), "a b c");
    g_autofree char *name = clean_sheet_name("un nom bien trop long pour une feuille 😀", used);
    assert_true(g_utf8_strlen(name, -1) <= 31);
    assert_true(g_str_has_suffix(name, "…"));
    g_autofree char *again = clean_sheet_name("un nom bien trop long pour une feuille 😀", used);
    assert_true(g_str_has_suffix(again, " (2)"));
    assert_true(g_utf8_strlen(again, -1) <= 31);
}

static void test_headers_are_unique(void **state G_GNUC_UNUSED)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    same_text(clean_header("n", used), "n");
    same_text(clean_header("N", used), "N (2)");
    same_text(clean_header("é", used), "é");
    same_text(clean_header("E", used), "E (2)");
}

static void test_measure(void **state G_GNUC_UNUSED)
{
    assert_true(measure_text("mmm") > 2 * measure_text("iii"));
    assert_int_equal(measure_lines("", 10), 1);
    assert_int_equal(measure_lines("one two three four", 100), 1);
    assert_int_equal(measure_lines("one two three four", 10), 2);
    assert_int_equal(measure_lines("0123456789012345678901234567890123456789", 10), 5);
    assert_true(measure_longest_word("Bas-Saint-Laurent") < measure_text("Bas-Saint-Lau"));
    g_auto(GStrv) lines = measure_break("one two three", 8);
    assert_string_equal(lines[0], "one two");
    assert_string_equal(lines[1], "three");
    assert_null(lines[2]);
}

#define N "\u00a0"

static void test_methods_in_words(void **state G_GNUC_UNUSED)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    const char *variant = "asymptotic; no continuity; collapsed";
    const char *drawn = "monte-carlo (100000 draws, seed 1); exact beyond the work limit";
    same_text(phrase_method(variant, LANGUAGE_EN), "asymptotic, no continuity correction");
    same_text(phrase_method(drawn, LANGUAGE_FR), "Monte-Carlo (100" N "000 tirages, germe 1)" N
                                                 "; exact au-delà de la limite de calcul");
    same_text(phrase_method("of its own kind", LANGUAGE_FR), "of its own kind");
    g_ptr_array_add(all, (gpointer)(guintptr)variant);
    g_ptr_array_add(all, (gpointer)(guintptr) "asymptotic; no continuity");
    same_text(phrase_difference(variant, all, LANGUAGE_FR), "réponses regroupées");
    same_text(phrase_difference("asymptotic; no continuity", all, LANGUAGE_FR), "");
    g_ptr_array_add(all, (gpointer)(guintptr)drawn);
    same_text(phrase_difference(variant, all, LANGUAGE_EN), "asymptotic, answers grouped");
    same_text(phrase_difference(drawn, all, LANGUAGE_FR), "Monte-Carlo");
    assert_true(phrase_is_resampled(drawn));
    assert_true(phrase_is_resampled("exact; mid-p"));
    assert_false(phrase_is_resampled(variant));
    assert_true(phrase_has_choice(variant, "collapsed"));
    assert_false(phrase_has_choice(variant, "continuity"));
}

/* Every way that a check can name has words: no French line keeps an English one. */
static void test_ways_in_words(void **state G_GNUC_UNUSED)
{
    same_text(phrase_variant("exact, one-sided; unweighted", LANGUAGE_FR),
              "exact, unilatéral" N "; sans pondération");
    same_text(phrase_variant("exact, one-sided; unweighted", LANGUAGE_EN),
              "exact, one-sided; unweighted");
    same_text(phrase_variant("quantile rule hf3; q2 not reversed; weighted by w", LANGUAGE_FR),
              "règle de quantile hf3" N "; q2 non inversé" N "; pondéré par w");
    same_text(phrase_variant("default; exact, adjusted: bh", LANGUAGE_FR),
              "calcul par défaut" N "; exact, p ajustée" N ": Benjamini-Hochberg");
    same_text(phrase_variant("adjusted: holm", LANGUAGE_EN), "adjusted: Holm");
    static const char *const names[] = {
#define VARIANT(what, called, ...) called,
#define FORM(what, called, how)    called,
#define ADJUSTMENT(method)
#include "../check/variants.def"
#undef VARIANT
#undef FORM
#undef ADJUSTMENT
        "default",
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(GStrv) ways = g_strsplit(names[i], ", ", -1);
        for (guint k = 0; ways[k] != NULL; k++) {
            static const char *const same[] = {"Fisher", "Mann-Whitney", "Monte-Carlo", "exact",
                                               NULL};
            g_autofree char *french = phrase_variant(ways[k], LANGUAGE_FR);
            assert_true(strcmp(french, ways[k]) != 0 || g_strv_contains(same, ways[k]));
        }
    }
}

static void test_names_of_analyses(void **state G_GNUC_UNUSED)
{
    ResultBlock block = {.analysis = "compare-12", .kind = ANALYSIS_COMPARE};
    same_text(phrase_analysis(&block, LANGUAGE_FR), "Comparaison 12");
    same_text(phrase_analysis(&block, LANGUAGE_EN), "Comparison 12");
    block.analysis = "compare-12b";
    same_text(phrase_analysis(&block, LANGUAGE_FR), "compare-12b");
    block.analysis = "compare-";
    same_text(phrase_analysis(&block, LANGUAGE_FR), "compare-");
    block = (ResultBlock){.analysis = "paired-1", .kind = ANALYSIS_PAIRED};
    same_text(phrase_analysis(&block, LANGUAGE_FR), "Énoncés appariés 1");
}

static void test_numbers_in_text(void **state G_GNUC_UNUSED)
{
    same_text(phrase_count(1681, LANGUAGE_FR), "1" N "681");
    same_text(phrase_count(1681, LANGUAGE_EN), "1,681");
    same_text(phrase_count(749, LANGUAGE_FR), "749");
    same_text(phrase_count(1234567, LANGUAGE_EN), "1,234,567");
    same_text(phrase_p("p", 0.00005, LANGUAGE_FR), "p" N "<" N "0,0001");
    same_text(phrase_p("p", 0.00005, LANGUAGE_EN), "p" N "<" N ".0001");
    same_text(phrase_p("p", 0.0312, LANGUAGE_EN), "p" N "=" N ".0312");
    same_text(phrase_bounded(-0.048, 3, LANGUAGE_EN), "-.048");
    same_text(phrase_level(0.0001, LANGUAGE_FR), "0,0001");
    same_text(phrase_level(0.00001, LANGUAGE_EN), ".00001");
    same_text(phrase_level(0.05, LANGUAGE_EN), ".05");
}

static void test_a_test_in_words(void **state G_GNUC_UNUSED)
{
    const TestResult test = {.test = "kruskal-wallis",
                             .n = 1681,
                             .statistic = quantity(53.5597601522917),
                             .df = quantity(3),
                             .p = quantity(1.39e-11),
                             .p_adjusted = quantity(0.0125),
                             .adjustment = "holm",
                             .effect_name = "epsilon_squared",
                             .effect = quantity(0.0318)};
    same_text(phrase_test(&test, LANGUAGE_FR),
              "Kruskal-Wallis" N ": H" N "=" N "53,56" N "; ddl" N "=" N "3" N "; n" N "=" N "1" N
              "681" N "; p" N "<" N "0,0001" N "; p ajustée (Holm)" N "=" N "0,0125" N "; ε²" N
              "=" N "0,032.");
    same_text(phrase_test(&test, LANGUAGE_EN),
              "Kruskal–Wallis: H(3, N" N "=" N "1,681)" N "=" N "53.56, p" N "<" N
              ".0001, adjusted p (Holm)" N "=" N ".0125, ε²" N "=" N ".032.");
    const TestResult undefined = {
        .test = "chi-square", .state = STATE_UNDEFINED, .reason = REASON_ONE_LEVEL};
    same_text(phrase_test(&undefined, LANGUAGE_EN),
              "Chi-square: Fewer than two rows or columns of the table have respondents.");
}

static void test_stars(void **state G_GNUC_UNUSED)
{
    assert_null(phrase_stars(0.05, 0.05));
    assert_string_equal(phrase_stars(0.049, 0.05), "*");
    assert_string_equal(phrase_stars(0.009, 0.05), "**");
    assert_string_equal(phrase_stars(0.0009, 0.05), "***");
    assert_null(phrase_stars(0.0009, 0.0001)); /* a star is significance at the plan's alpha */
    assert_string_equal(phrase_stars(0.00009, 0.0001), "*");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_text),         cmocka_unit_test(test_sheet_names),
        cmocka_unit_test(test_headers_are_unique), cmocka_unit_test(test_measure),
        cmocka_unit_test(test_ways_in_words),      cmocka_unit_test(test_names_of_analyses),
        cmocka_unit_test(test_methods_in_words),   cmocka_unit_test(test_numbers_in_text),
        cmocka_unit_test(test_a_test_in_words),    cmocka_unit_test(test_stars),
    };
    return cmocka_run_group_tests_name("words on paper", tests, NULL, NULL);
}
