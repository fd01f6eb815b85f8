/* Dates and times of each program, by R: moments.R. */
#include "data/moment.h"
#include "support/support.h"

static const struct {
    const char *kind, *format;
    double value;
    const char *name, *shown; /* NULL: no date */
} cases[] = {
    {"SPSS", "DATE11", 13833936000, "date", "2021-03-01"},
    {"SPSS", "ADATE10", 86400, "date", "1582-10-15"},
    {"SPSS", "DATETIME20", 13834224411, "date and time", "2021-03-04 08:06:51"},
    {"SPSS", "TIME8", 155.9, "time", "00:02:35"},
    {"SPSS", "DTIME11", 360000, "time", "100:00:00"},
    {"SPSS portable", "DATE11", 13833936000, "date", "2021-03-01"},
    {"SPSS", "F8.2", 13833936000, NULL, NULL},
    {"SPSS", "DATEX", 1, NULL, NULL},
    {"SPSS", "DATE11", -1e20, "date", "-1e+20"},
    {"SPSS", "DATE11", 1e13, "date", "10000000000000"},
    {"Stata", "%td", 22340, "date", "2021-03-01"},
    {"Stata", "%tdCCYY.NN.DD", 14669, "date", "2000-02-29"},
    {"Stata", "%-d", -1, "date", "1959-12-31"},
    {"Stata", "%tc", 1930464411000, "date and time", "2021-03-04 08:06:51"},
    {"Stata", "%tm", 700, NULL, NULL},
    {"Stata", "%9.0g", 22340, NULL, NULL},
    {"SAS", "DATE9.", 22340, "date", "2021-03-01"},
    {"SAS transport", "YYMMDD10.", 22340, "date", "2021-03-01"},
    {"SAS", "DATETIME20.", -1, "date and time", "1959-12-31 23:59:59"},
    {"SAS", "DATETIME", 1930464411.9, "date and time", "2021-03-04 08:06:51"},
    {"SAS", "TIME8.", 86399, "time", "23:59:59"},
    {"SAS", "BEST12.", 22340, NULL, NULL},
};

static void moments_are_read(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Codebook) codebook = codebook_new(NULL, cases[i].kind);
        Variable *variable = codebook_add(codebook, "when");
        variable->format = g_strdup(cases[i].format);
        Moment moment;
        char buffer[MOMENT_BUFFER];
        gboolean found = variable_moment(codebook, variable, &moment);
        assert_int_equal(found, cases[i].name != NULL);
        if (!found)
            continue;
        assert_string_equal(moment_name(&moment), cases[i].name);
        assert_string_equal(moment_text(&moment, cases[i].value, buffer), cases[i].shown);
        variable->is_string = TRUE;
        assert_false(variable_moment(codebook, variable, &moment));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(moments_are_read)};
    return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
