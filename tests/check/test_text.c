#include "base/error.h"
#include "check/text.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const verdict_names[VERDICT_COUNT] = {"confirmed",    "variant",  "contradicted",
                                                         "inconsistent", "disagree", "undecidable"};

static TextReport *check_memory(const char *text, gsize length, const TextOptions *options)
{
    TextReport *report = text_report_new();
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    text_check_memory("x.md", text, length, options, report, diagnostics);
    assert_int_equal(diagnostics_n_warnings(diagnostics), 0);
    return report;
}

/* ---- the table of cases ---- */

static char *describe(const TextReport *report)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < report->verdicts->len; i++) {
        const Verdict *v = report->verdicts->pdata[i];
        gboolean other_side = v->note != NULL && strstr(v->note, "two sides") != NULL;
        assert_string_equal(v->kind, "test");
        assert_null(v->response);
        g_string_append_printf(out, "    %s: %s%s%s%s\n", v->claimed, verdict_names[v->verdict],
                               v->variant != NULL ? ", " : "", v->variant != NULL ? v->variant : "",
                               other_side ? ", other side" : "");
    }
    if (out->len == 0)
        g_string_append(out, "    nothing\n");
    return g_string_free(out, FALSE);
}

static gboolean case_holds(const char *line, const char *expected)
{
    TextOptions options = {.language = LANGUAGE_EN};
    g_autoptr(GString) text = g_string_new(line);
    if (g_str_has_prefix(line, "fr| ") || g_str_has_prefix(line, "en| ")) {
        g_string_erase(text, 0, 4);
        /* Words of notes are English in the table, so the language is only tried for reading. */
        options.language = line[0] == 'f' ? LANGUAGE_FR : LANGUAGE_EN;
    }
    g_string_replace(text, "⏎", "\n", 0);
    g_string_replace(text, "⇥", "\t", 0);
    g_autoptr(TextReport) report = check_memory(text->str, text->len, &options);
    g_autofree char *found = describe(report);
    if (strcmp(found, expected) == 0)
        return TRUE;
    print_error("%s\n  expected\n%s  found\n%s", line, expected, found);
    return FALSE;
}

static void test_cases(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = support_path("check/text_cases.txt");
    g_autofree char *all = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &all, NULL, &error);
    assert_no_error(error);
    g_auto(GStrv) lines = g_strsplit(all, "\n", 0);
    guint n = 0, broken = 0;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] == '\0' || lines[i][0] == '#' || lines[i][0] == ' ')
            continue;
        g_autoptr(GString) expected = g_string_new(NULL);
        for (guint j = i + 1; lines[j] != NULL && lines[j][0] == ' '; j++)
            g_string_append_printf(expected, "%s\n", lines[j]);
        broken += !case_holds(lines[i], expected->str);
        n++;
    }
    assert_true(n >= 400);
    assert_int_equal(broken, 0);
}

/* ---- p against R ---- */

static void test_p_against_r(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text;
        double p;
    } goldens[] = {
        /* tests/check/text.R, R 4.2.2 */
        {"t(28) = 2.20, p = .036", 0.03622548477883783},
        {"t(28) = -2.20, p = .036", 0.03622548477883783},
        {"t(27.6) = 2.20, p = .036", 0.036351197306307169},
        {"t(191) = 8.22, p < .001", 3.046888103972224e-14},
        {"t(48) = 1.02, p < .05", 0.31284209725600703},
        {"t(100000) = 4.5, p < .001", 6.8029917634517004e-06},
        {"F(2, 28) = 2.20, p = .03", 0.12959322447409294},
        {"F(2, 28) = 22.20, p = .06", 1.6744512655280587e-06},
        {"F(2.1, 28.1) = 2.20, p = .03", 0.12743032825260067},
        {"F(2, 25) = 11.37, p < .01", 0.0003077654932539385},
        {"F(1, 11455) = 4.20, p = .04", 0.04044670503668038},
        {"r(28) = .22, p = .03", 0.24273898791271148},
        {"r(28) = .52, p = .06", 0.0032257252312597523},
        {"r(28) = -.36, p = .05", 0.050689644757176334},
        {"chi2(28) = 2.20, p = .03", 0.99999999998435862},
        {"chi2(28) = 52.20, p = .06", 0.0036374026344387221},
        {"chi2(1, N = 11,455) = 16.78, p <.001", 4.1973365590249486e-05},
        {"chi2(1, n = 81) = 3.25, p = 0.07", 0.071423457729851911},
        {"chi2(4) = 9.50, p < .05", 0.049747247417943646},
        {"chi2(4) = 1234.5, p < .001", 5.2831771136181587e-266},
        {"z = 1.20, p = .03", 0.23013934044341655},
        {"z = 2.20, p = .06", 0.027806895026997212},
        {"z = -9.5, p < .001", 2.0989030150725216e-21},
        {"Q(28) = 2.20, p = .03", 0.99999999998435862},
        {"Q(2) = 2.20, p = .03", 0.33287108369807955},
        {"G(2) = 6.3, p = .04", 0.042852126867040187},
        {"H(2) = 6,41; p = 0,041", 0.040558901637871986},
        {"H(8) = 29,3; p < 0,001", 0.00028085921677530707},
        {"U = 123, n1 = 20, n2 = 25, p = .004", 0.0038589965902277108},
        {"U = 37, n1 = 9, n2 = 12, p = .24", 0.24095466870157017},
        {"U = 54, n1 = 9, n2 = 12, p = 1.0", 1},
    };
    TextOptions options = {0};
    for (guint i = 0; i < G_N_ELEMENTS(goldens); i++) {
        g_autoptr(TextFindings) found =
            text_find(goldens[i].text, strlen(goldens[i].text), &options);
        assert_int_equal(found->tests->len, 1);
        TextJudgement judged = text_judge(&g_array_index(found->tests, TextTest, 0), FALSE, 0.05);
        assert_true(judged.has_p);
        assert_near(judged.p, goldens[i].p, 1e-11);
    }
}

/* ---- decision errors: the grid of statcheck's own tests ---- */

static void assert_side(const char *text, gboolean other_side)
{
    TextOptions options = {0};
    g_autoptr(TextFindings) found = text_find(text, strlen(text), &options);
    assert_int_equal(found->tests->len, 1);
    TextJudgement judged = text_judge(&g_array_index(found->tests, TextTest, 0), FALSE, 0.05);
    if (judged.other_side != other_side)
        print_error("%s: other side %d expected\n", text, other_side);
    assert_int_equal(judged.other_side, other_side);
}

static void test_decisions(void **state G_GNUC_UNUSED)
{
    /* t(28) with p = .04, just under .05, and .06 */
    static const char *const t[] = {"2.153393", "2.048507", "1.959764"};
    static const struct {
        const char *p;
        gboolean other_side[3];
    } rows[] = {{"p = .04", {FALSE, FALSE, TRUE}},  {"p = .05", {FALSE, FALSE, TRUE}},
                {"p = .06", {TRUE, TRUE, FALSE}},   {"p < .04", {FALSE, FALSE, TRUE}},
                {"p < .05", {FALSE, FALSE, TRUE}},  {"p < .06", {FALSE, FALSE, FALSE}},
                {"p > .04", {FALSE, FALSE, FALSE}}, {"p > .05", {TRUE, TRUE, FALSE}},
                {"p > .06", {TRUE, TRUE, FALSE}},   {"ns", {TRUE, TRUE, FALSE}}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (guint j = 0; j < G_N_ELEMENTS(t); j++) {
            g_autofree char *text = g_strdup_printf("t(28) = %s, %s", t[j], rows[i].p);
            assert_side(text, rows[i].other_side[j]);
        }
    }
}

static void test_rounded_statistic(void **state G_GNUC_UNUSED)
{
    /* 2.20 is 2.195 to 2.205: p from .03584 to .03662. */
    static const struct {
        const char *p;
        VerdictKind verdict;
    } rows[] = {{"p = .0358", VERDICT_CONFIRMED},    {"p = .0366", VERDICT_CONFIRMED},
                {"p = .0357", VERDICT_CONTRADICTED}, {"p = .0367", VERDICT_CONTRADICTED},
                {"p = .04", VERDICT_CONFIRMED},      {"p < .0359", VERDICT_CONFIRMED},
                {"p < .0357", VERDICT_CONTRADICTED}, {"p > .0366", VERDICT_CONFIRMED},
                {"p > .0367", VERDICT_CONTRADICTED}};
    TextOptions options = {0};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("t(28) = 2.20, %s", rows[i].p);
        g_autoptr(TextReport) report = check_memory(text, strlen(text), &options);
        const Verdict *verdict = report->verdicts->pdata[0];
        if (verdict->verdict != rows[i].verdict)
            print_error("%s is %s\n", text, verdict_names[verdict->verdict]);
        assert_int_equal(verdict->verdict, rows[i].verdict);
    }
}

static void test_alpha(void **state G_GNUC_UNUSED)
{
    static const char text[] = "H(2) = 12,0; p = 0,03";
    TextOptions options = {.language = LANGUAGE_FR, .alpha = 0.01};
    g_autoptr(TextReport) report = check_memory(text, strlen(text), &options);
    const Verdict *verdict = report->verdicts->pdata[0];
    assert_int_equal(verdict->verdict, VERDICT_CONTRADICTED);
    assert_non_null(strstr(verdict->note, "de part et d’autre de 0,01"));
    assert_string_equal(verdict->recomputed, "p = 0.00248");
}

/* ---- places ---- */

static void test_places(void **state G_GNUC_UNUSED)
{
    static const char text[] = "\xEF\xBB\xBFÉté\r\n\r\nL’écart était net\r\n(χ²(4) = 9,5 ; p = 0,05"
                               "), puis été comme hiver t(28) = 2,20, p = 0,036.\r\n\r\n"
                               "| é | H | ddl | p |\r\n|---|---|---|---|\r\n"
                               "| à | 6,41 | 2 | ,041 |\r\n";
    static const char *const ids[] = {"x.md:4:2", "x.md:4:48", "x.md:8:7"};
    TextOptions options = {0};
    g_autoptr(TextReport) report = check_memory(text, strlen(text), &options);
    assert_int_equal(report->verdicts->len, G_N_ELEMENTS(ids));
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        assert_string_equal(((const Verdict *)report->verdicts->pdata[i])->id, ids[i]);
}

/* A paragraph far longer than a window: everything once, at its place. */
static void test_long_paragraph(void **state G_GNUC_UNUSED)
{
    GString *text = g_string_new(NULL);
    TextOptions options = {0};
    for (guint i = 0; i < 20000; i++)
        g_string_append(text, i % 3 == 0 ? "Été t(28) = 2.20,\np = .036 et " : "du reste rien; ");
    g_autoptr(TextFindings) found = text_find(text->str, text->len, &options);
    assert_int_equal(found->tests->len, 6667);
    for (guint i = 0; i < found->tests->len; i++) {
        const TextTest *test = &g_array_index(found->tests, TextTest, i);
        assert_int_equal(test->line, i + 1);
        assert_int_equal(test->column, i == 0 ? 5 : 47);
        assert_true(test->p.has);
    }
    g_string_free(text, TRUE);
}

/* ---- files ---- */

static gboolean check_file(const char *bytes, gsize length, TextReport *report,
                           Diagnostics *diagnostics, GError **error)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "rapport.txt", NULL);
    TextOptions options = {0};
    assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    gboolean done = text_check(path, &options, report, diagnostics, error);
    support_remove(folder);
    return done;
}

static void test_encodings(void **state G_GNUC_UNUSED)
{
    static const char utf16[] =
        "\xFF\xFEt\0(\0002\0008\0)\0=\0002\0.\0002\0000\0,\0p\0=\0.\0000\0003\0";
    static const struct {
        const char *bytes;
        gsize length;
        guint warnings;
    } files[] = {{"écart : t(28) = 2,20 ; p = 0,036", 0, 0},
                 {"\xE9"
                  "cart : t(28) =\xA0"
                  "2,20 ; p = 0,036",
                  0, 1},
                 {utf16, sizeof utf16 - 1, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(TextReport) report = text_report_new();
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(GError) error = NULL;
        gsize length = files[i].length > 0 ? files[i].length : strlen(files[i].bytes);
        check_file(files[i].bytes, length, report, diagnostics, &error);
        assert_no_error(error);
        assert_int_equal(report->verdicts->len, 1);
        assert_int_equal(diagnostics_n_warnings(diagnostics), files[i].warnings);
    }
}

static void test_refused(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *bytes;
        gsize length;
        const char *says;
    } files[] = {{"%PDF-1.7 t(28) = 2.20, p = .036", 31, "is a PDF"},
                 {"PK\x03\x04zzzz", 8, "word processor"},
                 {"t(28) = 2.20,\0 p = .036", 23, "is binary"},
                 {"\xFF\xFE"
                  "a\0b",
                  5, "rapport.txt: error: "}};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(TextReport) report = text_report_new();
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(GError) error = NULL;
        assert_false(check_file(files[i].bytes, files[i].length, report, diagnostics, &error));
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
        assert_non_null(strstr(error->message, files[i].says));
        assert_int_equal(report->verdicts->len, 0);
    }
    g_autoptr(TextReport) report = text_report_new();
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    TextOptions options = {0};
    assert_false(text_check("/nowhere/at all.txt", &options, report, diagnostics, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
}

/* ---- hostile texts ---- */

static void test_limits_are_reported(void **state G_GNUC_UNUSED)
{
    static const char text[] = "Rien.\n\nt(28) = 2.20, p = .036\n";
    TextOptions options = {.match_limit = 1};
    g_autoptr(TextReport) report = text_report_new();
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    text_check_memory("x.md", text, strlen(text), &options, report, diagnostics);
    g_autofree char *rendered = diagnostics_render(diagnostics, FALSE);
    assert_int_equal(diagnostics_n_warnings(diagnostics), 1);
    assert_non_null(strstr(rendered, "x.md:3:1: warning: "));
}

/* Each repeated to a megabyte: seconds are bounded, and nothing is given up. */
static void test_catastrophes(void **state G_GNUC_UNUSED)
{
    static const char *const pieces[] = {"(",
                                         "t(",
                                         "9",
                                         "t(28) = ",
                                         "H(2) = 9 9 9 ",
                                         "p = 0,",
                                         "χ²",
                                         "ns ns ",
                                         "1 234 ",
                                         "a.b-c^d_e ",
                                         "t = 1, r = .1, ",
                                         "n = 1, ",
                                         "&chi;<sup>2",
                                         "df = 1, ",
                                         "| t | p |",
                                         "t\tp\n",
                                         "95 % CI [",
                                         "p p p (",
                                         "de de de ",
                                         "t(1, 1, 1) ",
                                         "; ; ; ;",
                                         "\\chi^{2}_",
                                         "p < < < ",
                                         "G G(",
                                         "t 9 9 ",
                                         "F 9, 9, ",
                                         "H 9,9 ",
                                         "χ² à 9 ",
                                         "p 0,0 0",
                                         "prob. sig ",
                                         " V de Cramer ",
                                         "H : H : "};
    TextOptions options = {0};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        GString *text = g_string_new(NULL);
        while (text->len < 1000000)
            g_string_append(text, pieces[i]);
        gint64 start = g_get_monotonic_time();
        g_autoptr(TextFindings) found = text_find(text->str, text->len, &options);
        double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
        if (seconds > 5 || found->given_up->len > 0)
            print_error("%s: %.2f s, %u given up\n", pieces[i], seconds, found->given_up->len);
        assert_true(seconds <= 5);
        assert_int_equal(found->given_up->len, 0);
        g_string_free(text, TRUE);
    }
}

static guint32 next_random(guint32 *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Any text at all: pieces of results among random characters. Sanitizers watch. */
static void test_random_texts(void **state G_GNUC_UNUSED)
{
    static const char *const pieces[] = {"t(28) = 2,20",
                                         "p = 0,036",
                                         ", ",
                                         "; ",
                                         "(",
                                         ")",
                                         "H",
                                         "χ²",
                                         "&nbsp;",
                                         "<sup>",
                                         "</sup>",
                                         "_",
                                         "^",
                                         "{",
                                         "}",
                                         "\\",
                                         "$",
                                         "*",
                                         "|",
                                         "\t",
                                         "\n",
                                         "\n\n",
                                         "ddl",
                                         "n1 = ",
                                         "U",
                                         "-",
                                         "−",
                                         "×10⁻",
                                         "=",
                                         "<",
                                         "≤",
                                         "ns",
                                         "0",
                                         "1",
                                         ".",
                                         ",",
                                         "e-05",
                                         "%",
                                         "&#x3c7;",
                                         "&#",
                                         "| H | p |\n",
                                         "\xEF\xBB\xBF",
                                         "\u0301",
                                         "𝜒",
                                         "ﬁ",
                                         "９"};
    guint32 seed = 20160;
    TextOptions options = {.language = LANGUAGE_FR};
    for (guint run = 0; run < 500; run++) {
        GString *text = g_string_new(NULL);
        for (guint i = next_random(&seed) % 200; i > 0; i--) {
            guint32 c = next_random(&seed);
            if (c % 4 > 0)
                g_string_append(text, pieces[(c / 4) % G_N_ELEMENTS(pieces)]);
            else if (g_unichar_validate((c / 4) % 0x110000) && (c / 4) % 0x110000 != 0)
                g_string_append_unichar(text, (c / 4) % 0x110000);
        }
        g_autoptr(TextReport) report = check_memory(text->str, text->len, &options);
        for (guint i = 0; i < report->verdicts->len; i++) {
            const Verdict *verdict = report->verdicts->pdata[i];
            assert_non_null(verdict->claimed);
            assert_true(verdict->note == NULL || g_utf8_validate(verdict->note, -1, NULL));
        }
        g_string_free(text, TRUE);
    }
}

static void test_words_that_accuse(void **state G_GNUC_UNUSED)
{
    static const char *const never[] = {"false", "error", "impossible", "wrong", "faux", "erreur"};
    static const char text[] = "t(28) = 1.02, p < .05; r(16) = 26.05, p = .10; U = 1, p = .5; t = "
                               "1, p = .3; t(28) = 1.75, p = .045; H(2) = 6, p = .000";
    for (Language language = 0; language < LANGUAGE_COUNT; language++) {
        TextOptions options = {.language = language};
        g_autoptr(TextReport) report = check_memory(text, strlen(text), &options);
        assert_int_equal(report->verdicts->len, 6);
        for (guint i = 0; i < report->verdicts->len; i++)
            for (guint j = 0; j < G_N_ELEMENTS(never); j++)
                assert_null(strstr(((const Verdict *)report->verdicts->pdata[i])->note, never[j]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_p_against_r),
        cmocka_unit_test(test_decisions),
        cmocka_unit_test(test_rounded_statistic),
        cmocka_unit_test(test_alpha),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_long_paragraph),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits_are_reported),
        cmocka_unit_test(test_catastrophes),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_words_that_accuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
