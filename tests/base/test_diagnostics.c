#include "base/diagnostics.h"
#include "support/support.h"

#include <string.h>

static const char plan_text[] = "annexe: 1\n"
                                "variables:\n"
                                "  éà: {labl: 1}\n"
                                "\titems: [a]\r\n"
                                "last";

static Diagnostics *with_plan(guint *file)
{
    Diagnostics *d = diagnostics_new();
    *file = diagnostics_add_file(d, "p/plan.yaml", plan_text, strlen(plan_text));
    return d;
}

static void assert_rendered(const Diagnostics *d, const char *expected)
{
    g_autofree char *text = diagnostics_render(d, FALSE);
    assert_string_equal(text, expected);
}

static void shows_line_and_caret(void **state G_GNUC_UNUSED)
{
    guint file;
    g_autoptr(Diagnostics) d = with_plan(&file);
    diagnostics_error(d, (Place){file, 3, 8}, "unknown key '%s'; did you mean '%s'?", "labl",
                      "label");
    assert_rendered(d, "p/plan.yaml:3:8: error: unknown key 'labl'; did you mean 'label'?\n"
                       "    3 |   éà: {labl: 1}\n"
                       "      |        ^\n");
    assert_int_equal(diagnostics_n_errors(d), 1);
    assert_int_equal(diagnostics_n_warnings(d), 0);
}

static void caret_survives_tabs_and_line_ends(void **state G_GNUC_UNUSED)
{
    guint file;
    g_autoptr(Diagnostics) d = with_plan(&file);
    diagnostics_warning(d, (Place){file, 4, 9}, "w");
    diagnostics_warning(d, (Place){file, 5, 99}, "behind the end");
    assert_rendered(d, "p/plan.yaml:4:9: warning: w\n"
                       "    4 | \titems: [a]\n"
                       "      | \t       ^\n"
                       "p/plan.yaml:5:99: warning: behind the end\n"
                       "    5 | last\n"
                       "      |     ^\n");
}

static void sorted_and_once(void **state G_GNUC_UNUSED)
{
    guint file;
    g_autoptr(Diagnostics) d = with_plan(&file);
    guint other = diagnostics_add_file(d, "claims.csv", NULL, 0);
    diagnostics_warning(d, (Place){other, 0, 0}, "no place");
    diagnostics_error(d, (Place){other, 1, 1}, "other file");
    diagnostics_error(d, (Place){file, 2, 1}, "second");
    diagnostics_error(d, (Place){file, 1, 9}, "b");
    diagnostics_error(d, (Place){file, 1, 2}, "a");
    diagnostics_error(d, (Place){file, 1, 9}, "b");
    diagnostics_error(d, (Place){file, 1, 9}, "c");
    diagnostics_error(d, (Place){file, 0, 0}, "whole file");
    assert_int_equal(diagnostics_n_errors(d), 6);
    assert_int_equal(diagnostics_n_warnings(d), 1);
    assert_rendered(d, "p/plan.yaml: error: whole file\n"
                       "p/plan.yaml:1:2: error: a\n    1 | annexe: 1\n      |  ^\n"
                       "p/plan.yaml:1:9: error: b\n    1 | annexe: 1\n      |         ^\n"
                       "p/plan.yaml:1:9: error: c\n    1 | annexe: 1\n      |         ^\n"
                       "p/plan.yaml:2:1: error: second\n    2 | variables:\n      | ^\n"
                       "claims.csv: warning: no place\n"
                       "claims.csv:1:1: error: other file\n");
}

static void what_was_said_can_be_forgotten(void **state G_GNUC_UNUSED)
{
    guint file;
    g_autoptr(Diagnostics) d = with_plan(&file);
    diagnostics_error(d, (Place){file, 1, 2}, "a");
    diagnostics_warning(d, (Place){file, 1, 2}, "b");
    diagnostics_forget(d);
    assert_int_equal(diagnostics_n_errors(d) + diagnostics_n_warnings(d), 0);
    assert_rendered(d, "");
    diagnostics_warning(d, (Place){file, 1, 2}, "b");
    assert_rendered(d, "p/plan.yaml:1:2: warning: b\n    1 | annexe: 1\n      |  ^\n");
}

static void nothing_harms_the_terminal(void **state G_GNUC_UNUSED)
{
    g_autoptr(Diagnostics) d = diagnostics_new();
    static const char text[] = "\xEF\xBB\xBF"
                               "a\033[2Jb\xff\0c";
    guint file = diagnostics_add_file(d, "x", text, sizeof text - 1);
    diagnostics_error(d, (Place){file, 1, 2}, "name '%s'", "two\nlines\033");
    assert_rendered(d, "x:1:2: error: name 'two\xEF\xBF\xBDlines\xEF\xBF\xBD'\n"
                       "    1 | a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD\xEF\xBF\xBD"
                       "c\n"
                       "      |  ^\n");
}

static void long_lines_are_cut_around_the_caret(void **state G_GNUC_UNUSED)
{
    g_autoptr(Diagnostics) d = diagnostics_new();
    g_autofree char *line = g_strnfill(100000, 'x');
    line[50000] = '!';
    guint file = diagnostics_add_file(d, "x", line, 100000);
    diagnostics_error(d, (Place){file, 1, 50001}, "here");
    g_autofree char *text = diagnostics_render(d, FALSE);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    glong mark = g_utf8_pointer_to_offset(lines[1], strchr(lines[1], '!'));
    glong caret = g_utf8_pointer_to_offset(lines[2], strchr(lines[2], '^'));
    assert_int_equal(mark, caret);
    assert_true(strlen(text) < 600);
}

static void colours_only_when_asked(void **state G_GNUC_UNUSED)
{
    guint file;
    g_autoptr(Diagnostics) d = with_plan(&file);
    diagnostics_error(d, (Place){file, 1, 1}, "e");
    g_autofree char *plain = diagnostics_render(d, FALSE);
    g_autofree char *coloured = diagnostics_render(d, TRUE);
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(coloured, "\033[1;31merror: \033[0me\n"));
}

static void nearest_names(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {
        "influence",      "tenure",        "Montréal",        "q1", "labels", NULL, "ab",
        "kruskal-wallis", "effect_of_age", "effect_of_tenure"};
    const struct {
        const char *word, *expected;
    } cases[] = {
        {"inflence", "influence"},
        {"influnece", "influence"},
        {"Tenure", "tenure"},
        {"montreal", "Montréal"},
        {"MONTRÉAL", "Montréal"},
        {"q2", NULL},
        {"Q1", "q1"},
        {"label", "labels"},
        {"satisfaction", NULL},
        {"", NULL},
        {"tenuer", "tenure"},
        {"teunr", "tenure"},
        {"xyzure", NULL},
        {"ba", NULL},
        {"Kruskal", "kruskal-wallis"},
        {"krusk", NULL},
        {"effect", NULL},
        {"\xff\xfe", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *found = nearest_name(cases[i].word, names, G_N_ELEMENTS(names));
        if (g_strcmp0(found, cases[i].expected) != 0)
            fail_msg("nearest to '%s' is '%s', not '%s'", cases[i].word, found ? found : "(none)",
                     cases[i].expected ? cases[i].expected : "(none)");
    }
    g_autofree char *endless = g_strnfill(100000, 'q');
    assert_null(nearest_name(endless, names, G_N_ELEMENTS(names)));

    g_autofree char *hint = nearest_hint("tenure"), *none = nearest_hint(NULL);
    assert_string_equal(hint, "; did you mean 'tenure'?");
    assert_string_equal(none, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_line_and_caret),
        cmocka_unit_test(caret_survives_tabs_and_line_ends),
        cmocka_unit_test(sorted_and_once),
        cmocka_unit_test(what_was_said_can_be_forgotten),
        cmocka_unit_test(nothing_harms_the_terminal),
        cmocka_unit_test(long_lines_are_cut_around_the_caret),
        cmocka_unit_test(colours_only_when_asked),
        cmocka_unit_test(nearest_names),
    };
    return cmocka_run_group_tests_name("diagnostics", tests, NULL, NULL);
}
