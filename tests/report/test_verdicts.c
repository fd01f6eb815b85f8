#include "report/verdicts.h"
#include "support/support.h"

#include <json-c/json.h>
#include <string.h>

static const Verdict samples[] = {
    {.id = "C001",
     .kind = "count",
     .response = "territoires",
     .by = "territoire",
     .claimed = "9",
     .recomputed = "9",
     .verdict = VERDICT_CONFIRMED},
    {.id = "C009",
     .kind = "percent",
     .response = "soutien",
     .by = "tenure",
     .group = "Coop",
     .claimed = "81.29",
     .verdict = VERDICT_INCONSISTENT,
     .strength = STRENGTH_FIRM,
     .note = "81,29 % demande 139 personnes, 17,68 % en donne au plus 131."},
    {.id = "C073",
     .kind = "percent",
     .response = "revenu",
     .claimed = "8.41",
     .verdict = VERDICT_INCONSISTENT,
     .strength = STRENGTH_FIRM,
     .known = TRUE},
    {.id = "C074",
     .kind = "percent",
     .response = "revenu",
     .claimed = "17.68",
     .verdict = VERDICT_INCONSISTENT,
     .strength = STRENGTH_LAST_DIGIT},
    {.id = "H02", .kind = "count", .claimed = "85; 86", .verdict = VERDICT_DISAGREE},
    {.id = "rapport.md:12:5",
     .kind = "test",
     .claimed = "H(2) = 6.41, p = 0.14",
     .recomputed = "p = 0.0406",
     .verdict = VERDICT_CONTRADICTED,
     .note = "Le p <imprimé> & \"recalculé\" # sont de part et d’autre de 0,05."},
    {.id = "C101",
     .kind = "test",
     .response = "a, b",
     .claimed = "p = 0.0037",
     .recomputed = "p = 0.00386",
     .verdict = VERDICT_VARIANT,
     .variant = "no continuity; exact"},
    {.id = "C091",
     .kind = "count",
     .claimed = "40",
     .verdict = VERDICT_UNDECIDABLE,
     .note = "The report names 20 of its 40 associations."}};

static GPtrArray *all_samples(void)
{
    GPtrArray *verdicts = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++)
        g_ptr_array_add(verdicts, (gpointer)(guintptr)&samples[i]);
    return verdicts;
}

static char *format_samples(const char *format, VerdictsLook look)
{
    g_autoptr(GPtrArray) verdicts = all_samples();
    return verdicts_format(format, verdicts, &look);
}

static void assert_text(const char *found, const char *expected)
{
    if (strcmp(found, expected) != 0)
        print_error("found\n%s\nexpected\n%s\n", found, expected);
    assert_string_equal(found, expected);
}

static void assert_file(const char *found, const char *name)
{
    g_autofree char *path = support_path(name);
    g_autofree char *expected = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &expected, NULL, &error);
    assert_no_error(error);
    assert_text(found, expected);
}

static void test_csv(void **state G_GNUC_UNUSED)
{
    g_autofree char *found = format_samples("csv", (VerdictsLook){0});
    assert_text(
        found, "id,kind,response,by,group,claimed,recomputed,verdict,strength,variant,note\n"
               "C001,count,territoires,territoire,,9,9,confirmed,,,\n"
               "C009,percent,soutien,tenure,Coop,81.29,,inconsistent,firm,,\"81,29 % demande 139 "
               "personnes, 17,68 % en donne au plus 131.\"\n"
               "C073,percent,revenu,,,8.41,,inconsistent,firm,,\n"
               "C074,percent,revenu,,,17.68,,inconsistent,last-digit,,\n"
               "H02,count,,,,85; 86,,disagree,,,\n"
               "rapport.md:12:5,test,,,,\"H(2) = 6.41, p = 0.14\",p = 0.0406,contradicted,,,\"Le p "
               "<imprimé> & \"\"recalculé\"\" # sont de part et d’autre de 0,05.\"\n"
               "C101,test,\"a, b\",,,p = 0.0037,p = 0.00386,variant,,no continuity; exact,\n"
               "C091,count,,,,40,,undecidable,,,The report names 20 of its 40 associations.\n");
}

static void test_tap(void **state G_GNUC_UNUSED)
{
    g_autofree char *found = format_samples("tap", (VerdictsLook){0});
    assert_file(found, "report/verdicts/samples.tap");
}

static void test_junit(void **state G_GNUC_UNUSED)
{
    g_autofree char *found = format_samples("junit", (VerdictsLook){0});
    assert_file(found, "report/verdicts/samples.xml");
}

static void test_terminal(void **state G_GNUC_UNUSED)
{
    g_autofree char *found = format_samples("text", (VerdictsLook){.language = LANGUAGE_FR});
    assert_file(found, "report/verdicts/samples.txt");
}

static void test_json(void **state G_GNUC_UNUSED)
{
    g_autofree char *found = format_samples("json", (VerdictsLook){0});
    json_object *root = json_tokener_parse(found);
    assert_non_null(root);
    json_object *counts = json_object_object_get(root, "counts");
    assert_int_equal(json_object_get_int(json_object_object_get(counts, "inconsistent")), 3);
    json_object *rows = json_object_object_get(root, "verdicts");
    assert_int_equal(json_object_array_length(rows), G_N_ELEMENTS(samples));
    json_object *row = json_object_array_get_idx(rows, 5);
    assert_string_equal(json_object_get_string(json_object_object_get(row, "note")),
                        samples[5].note);
    assert_true(json_object_get_boolean(json_object_object_get(row, "fails")));
    assert_null(json_object_object_get(row, "variant"));
    json_object_put(root);
}

/* ---- what fails ---- */

static void test_what_fails(void **state G_GNUC_UNUSED)
{
    static const gboolean fails[] = {FALSE, TRUE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE};
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++)
        assert_int_equal(verdict_fails(&samples[i]), fails[i]);
    g_autoptr(GPtrArray) verdicts = all_samples();
    assert_true(verdicts_fail(verdicts));
    g_ptr_array_remove_index(verdicts, 5);
    assert_true(verdicts_fail(verdicts));
    g_ptr_array_remove_index(verdicts, 1);
    assert_false(verdicts_fail(verdicts));
}

/* ---- synthetic data ---- */

static void test_synthetic(void **state G_GNUC_UNUSED)
{
    static const char *const says[] = {"text", "json", "junit", "tap"};
    VerdictsLook look = {.language = LANGUAGE_FR, .synthetic = TRUE};
    for (guint i = 0; i < G_N_ELEMENTS(says); i++) {
        g_autofree char *found = format_samples(says[i], look);
        assert_non_null(strstr(found, "DONNÉES SYNTHÉTIQUES"));
        assert_null(strstr(found, "confirmed"));
        assert_non_null(strstr(found, "not-reproduced"));
        assert_non_null(strstr(found, "reproduced-variant"));
    }
    g_autofree char *csv = format_samples("csv", look);
    assert_non_null(strstr(csv, ",9,9,reproduced,"));
    assert_null(strstr(csv, "confirmed"));
}

/* ---- hostile words ---- */

static void test_hostile(void **state G_GNUC_UNUSED)
{
    static const Verdict hostile = {.id = "a\n1..1\nok 1 # SKIP <&>\"'\x01\x1b[2J",
                                    .kind = "test",
                                    .response = "]]>\xEF\xBF\xBE-->",
                                    .claimed = "</failure>\r\n",
                                    .verdict = VERDICT_CONTRADICTED,
                                    .note = "...\n  ---\n\"\\ \x1b]0;title\x07"};
    g_autoptr(GPtrArray) verdicts = g_ptr_array_new();
    g_ptr_array_add(verdicts, (gpointer)(guintptr)&hostile);
    VerdictsLook look = {0};

    g_autofree char *junit = verdicts_format("junit", verdicts, &look);
    GMarkupParser nothing = {0};
    g_autoptr(GError) error = NULL;
    GMarkupParseContext *context = g_markup_parse_context_new(&nothing, 0, NULL, NULL);
    g_markup_parse_context_parse(context, junit, -1, &error);
    assert_no_error(error);
    g_markup_parse_context_end_parse(context, &error);
    assert_no_error(error);
    g_markup_parse_context_free(context);
    assert_null(strpbrk(junit, "\x01\x1b\x07\r"));

    g_autofree char *tap = verdicts_format("tap", verdicts, &look);
    g_auto(GStrv) lines = g_strsplit(tap, "\n", 0);
    assert_string_equal(lines[1], "1..1");
    assert_true(g_str_has_prefix(lines[2], "not ok 1 - "));
    assert_null(strchr(lines[2], '#'));
    assert_string_equal(lines[3], "  ---");

    g_autofree char *text = verdicts_format("text", verdicts, &look);
    assert_null(strpbrk(text, "\x01\x1b\x07\r"));
    g_autofree char *json = verdicts_format("json", verdicts, &look);
    json_object *root = json_tokener_parse(json);
    assert_non_null(root);
    json_object_put(root);
}

static void test_colour_and_nothing(void **state G_GNUC_UNUSED)
{
    g_autofree char *colour = format_samples("text", (VerdictsLook){.colour = TRUE});
    assert_non_null(strstr(colour, "\033[1;31mcontradicted (1)\033[0m"));
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    VerdictsLook look = {0};
    g_autofree char *text = verdicts_format("text", none, &look);
    assert_string_equal(text, "Nothing was found to check.\n");
    g_autofree char *tap = verdicts_format("tap", none, &look);
    assert_string_equal(tap, "TAP version 13\n1..0 # SKIP Nothing was found to check.\n");
    assert_false(verdicts_fail(none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_tap),
        cmocka_unit_test(test_junit),
        cmocka_unit_test(test_terminal),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_what_fails),
        cmocka_unit_test(test_synthetic),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_colour_and_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
