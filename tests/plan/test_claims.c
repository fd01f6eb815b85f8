#include "base/error.h"
#include "plan/claims.h"
#include "support/support.h"

#include <string.h>
#include <unistd.h>

static Claims *read_text(const char *text, gssize length, char **shown)
{
    g_autofree char *folder = support_folder();
    assert_int_equal(chdir(folder), 0);
    assert_true(g_file_set_contents("c.csv", text, length, NULL));
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    Claims *claims = claims_read("c.csv", diagnostics, &error);
    assert_no_error(error);
    *shown = diagnostics_render(diagnostics, FALSE);
    support_remove(folder);
    return claims;
}

static Claims *read_good(const char *text)
{
    g_autofree char *shown = NULL;
    Claims *claims = read_text(text, -1, &shown);
    assert_string_equal(shown, "");
    return claims;
}

static const Claim *claim(const Claims *claims, guint i)
{
    assert_true(i < claims->claims->len);
    return g_ptr_array_index(claims->claims, i);
}

static void assert_list(char **list, const char *expected)
{
    g_autofree char *text = g_strjoinv("|", list);
    assert_string_equal(text, expected);
}

static void reads_every_column(void **state G_GNUC_UNUSED)
{
    g_autoptr(Claims) claims =
        read_good("id,section,kind,response,levels,by,group,rank,value,p,levels_source,label_fr,"
                  "test,other,statistic,df,n,count,base,parts\n"
                  "C1,4.2,percent,peur,4; 5,revenu,retraite;pension,,79.780,,inferred,\"Peur, "
                  "faim\",,,,,,,,\n"
                  "C2,5,test,vie,,tenure,,,,<0.0001,,,kruskal-wallis,a;b,\"9,50\",2,749,,,\n"
                  "C3,5,median,vie,,tenure,omh,highest,\"2,15\",,,,,,,,,,,\n"
                  "C4,1,sum,org,,,,,159,,,,,,,,,300,500,85;53; 21\n");
    const Claim *c = claim(claims, 0);
    assert_string_equal(c->id, "C1");
    assert_string_equal(c->section, "4.2");
    assert_int_equal(c->kind, CLAIM_PERCENT);
    assert_list(c->levels, "4|5");
    assert_list(c->by, "revenu");
    assert_list(c->group, "retraite|pension");
    assert_list(c->other, "");
    assert_true(c->value.has && c->value.value == 79.78 && c->value.decimals == 3);
    assert_int_equal(c->p_bound, BOUND_NONE);
    assert_false(c->p.has || c->df.has);
    assert_string_equal(c->levels_source, "inferred");
    assert_string_equal(c->label_fr, "Peur, faim");
    assert_int_equal(c->place.line, 2);
    c = claim(claims, 1);
    assert_string_equal(c->test, "kruskal-wallis");
    assert_list(c->other, "a|b");
    assert_true(c->statistic.value == 9.5 && c->statistic.decimals == 2);
    assert_true(c->df.value == 2 && c->n.value == 749);
    assert_int_equal(c->p_bound, BOUND_BELOW);
    assert_true(c->p.value == 0.0001 && c->p.decimals == 4);
    c = claim(claims, 2);
    assert_int_equal(c->rank, RANK_HIGHEST);
    assert_near(c->value.value, 2.15, 0);
    c = claim(claims, 3);
    assert_int_equal(c->parts->len, 3);
    assert_near(g_array_index(c->parts, PrintedNumber, 2).value, 21, 0);
    assert_true(c->count.value == 300 && c->base.value == 500);
}

static void reads_bounds(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *text;
        Bound bound;
        double value;
        int decimals;
    } cases[] = {
        {"0.041", BOUND_EQUAL, 0.041, 3},        {"= .05", BOUND_EQUAL, 0.05, 2},
        {"< .05", BOUND_BELOW, 0.05, 2},         {"<0.0001", BOUND_BELOW, 0.0001, 4},
        {">=0.0001", BOUND_AT_LEAST, 0.0001, 4}, {"≥ 0.05", BOUND_AT_LEAST, 0.05, 2},
        {"<=0.01", BOUND_AT_MOST, 0.01, 2},      {"≤0.010", BOUND_AT_MOST, 0.01, 3},
        {">0.2", BOUND_ABOVE, 0.2, 1},           {"\"<0,001\"", BOUND_BELOW, 0.001, 3},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf("id,kind,response,p\nC,differs,q,%s\n", cases[i].text);
        g_autoptr(Claims) claims = read_good(text);
        const Claim *c = claim(claims, 0);
        assert_int_equal(c->p_bound, cases[i].bound);
        assert_near(c->p.value, cases[i].value, 0);
        assert_int_equal(c->p.decimals, cases[i].decimals);
    }
}

/* Excel in French: semicolons, decimal commas, windows-1252, CRLF. */
static void reads_french_spreadsheets(void **state G_GNUC_UNUSED)
{
    g_autoptr(Claims) claims = read_good("response;kind;id;value;label_fr;levels\r\n"
                                         "q1;percent;C1;3,40;g\xe9n\xe9ral;\"4;5\"\r\n");
    const Claim *c = claim(claims, 0);
    assert_string_equal(c->label_fr, "général");
    assert_list(c->levels, "4|5");
    assert_int_equal(c->value.decimals, 2);
}

/* What the header lacks is not missed again in every row. */
static void a_column_is_missed_once(void **state G_GNUC_UNUSED)
{
    g_autofree char *shown = NULL;
    g_autoptr(Claims) claims =
        read_text("id;type;response\nC1;percent;q1\nC2;percent;\n", -1, &shown);
    assert_non_null(claims);
    assert_string_equal(
        shown,
        "c.csv:1:1: error: no column 'kind'; expected a header line with id, kind, response and "
        "what else the claims need\n    1 | id;type;response\n      | ^\n"
        "c.csv:1:4: warning: the column 'type' is unknown and ignored\n    1 | id;type;response\n"
        "      |    ^\n"
        "c.csv:3:1: error: the claim has no response; expected one\n    3 | C2;percent;\n      | "
        "^\n");
}

static void mistakes_to_the_letter(void **state G_GNUC_UNUSED)
{
    g_autofree char *folder = support_path("plan/claims");
    g_autofree char *expected = NULL;
    assert_int_equal(chdir(folder), 0);
    assert_true(g_file_get_contents("mistakes.expected", &expected, NULL, NULL));
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Claims) claims = claims_read("mistakes.csv", diagnostics, NULL);
    assert_non_null(claims);
    g_autofree char *shown = diagnostics_render(diagnostics, FALSE);
    assert_string_equal(shown, expected);
}

static void whole_files_that_are_wrong(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *text;
        gssize length;
        const char *shown;
    } cases[] = {
        {"", 0, "c.csv:1:1: error: the file is empty; expected a header line and claims\n"},
        {"id,kind,response\nC1,\"median,q\n", -1,
         "c.csv:2:1: error: the quote opened here is never closed\n"},
        {"id,kind,response\nC1,m\0", 23, "c.csv:2:1: error: a NUL byte"},
        {"id,kind\n", -1, "c.csv:1:1: error: no column 'response'; expected"},
        {"id,kind,response,id\n", -1, "c.csv:1:18: error: the column 'id' stands twice"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = NULL;
        claims_free(read_text(cases[i].text, cases[i].length, &shown));
        if (!g_str_has_prefix(shown, cases[i].shown))
            fail_msg("case %u shows\n%s", i, shown);
    }
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    assert_null(claims_read("/nowhere.csv", diagnostics, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_PLAN));
    assert_string_equal(error->message, "/nowhere.csv: the claims cannot be read: no such file");
}

static void any_damage_is_survived(void **state G_GNUC_UNUSED)
{
    static const char text[] = "id,kind,response,value,p,parts\nC1,median,q,\"3,4\",<0.1,1;2\n"
                               "C2,test,q,1,>=0.2,\n";
    static const char bytes[] = {'"', ',', '\n', ';', '\xff', '\0', '<'};
    for (gsize at = 0; at < sizeof text; at++)
        for (guint b = 0; b < sizeof bytes; b++) {
            char damaged[sizeof text];
            memcpy(damaged, text, sizeof text);
            damaged[at] = bytes[b];
            g_autofree char *shown = NULL;
            claims_free(read_text(damaged, (gssize)(b == 0 ? at : sizeof text - 1), &shown));
            assert_true(g_utf8_validate(shown, -1, NULL));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_column),        cmocka_unit_test(reads_bounds),
        cmocka_unit_test(reads_french_spreadsheets), cmocka_unit_test(mistakes_to_the_letter),
        cmocka_unit_test(a_column_is_missed_once),   cmocka_unit_test(whole_files_that_are_wrong),
        cmocka_unit_test(any_damage_is_survived),
    };
    return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}
