#include "report/report.h"

#include "base/error.h"
#include "report/fixture.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char *contents(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static void write_all(const Results *results, const char *folder, const char *const *only)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) paths = reports_write(results, folder, only, NULL, 0, &error);
    assert_no_error(error);
    assert_non_null(paths);
}

/* One row of each kind, with everything that needs quoting. */
static Results *two_rows(void)
{
    Results *results = results_new(LANGUAGE_FR);
    results->id = "x";
    TestResult *test = results_add_test(results);
    *test = (TestResult){.analysis = "a",
                         .test = "dunn",
                         .response = "score, moyen",
                         .by = "type",
                         .group = "1",
                         .group_label = "dit \"Tour\"",
                         .other = "2",
                         .n = 1681,
                         .statistic = quantity(0.1 + 0.2),
                         .df = quantity(3),
                         .p = quantity(1e-30),
                         .p_adjusted = quantity(3e-30),
                         .adjustment = "holm",
                         .n_family = 6,
                         .variant = "asymptotic; tie correction"};
    EstimateResult *estimate = results_add_estimate(results);
    *estimate = (EstimateResult){.analysis = "a",
                                 .estimate = "median",
                                 .response = "score, moyen",
                                 .level = "deux\nlignes",
                                 .state = STATE_UNDEFINED,
                                 .reason = REASON_NO_RESPONDENTS};
    results_seal(results);
    return results;
}

static void test_csv_is_exact(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = two_rows();
    g_autofree char *folder = support_folder();
    write_all(results, folder, NULL);
    g_autofree char *tests = contents(folder, "tests.csv");
    g_autofree char *estimates = contents(folder, "estimates.csv");
    assert_string_equal(
        tests,
        "analysis,test,response,by,group,group_label,other,other_label,n,statistic,df,df2,p,"
        "p_adjusted,adjustment,n_family,effect_name,effect,effect_low,effect_high,variant,state,"
        "note\n"
        "a,dunn,\"score, moyen\",type,1,\"dit \"\"Tour\"\"\",2,,1681,0.30000000000000004,3,,1e-30,"
        "3e-30,holm,6,,,,,asymptotic; tie correction,ok,\n");
    assert_string_equal(
        estimates,
        "analysis,estimate,response,by,group,group_label,level,level_label,n,n_weighted,value,low,"
        "high,state,note\n"
        "a,median,\"score, moyen\",,,,\"deux\nlignes\",,0,,,,,undefined,"
        "Aucune personne répondante n’a de réponse valide.\n");
    support_remove(folder);
}

static void test_synthetic_data_say_so_in_every_row(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = two_rows();
    g_autofree char *folder = support_folder();
    results->synthetic = TRUE;
    g_array_index(results->tests, TestResult, 0).invented = INVENTED_ALL;
    write_all(results, folder, NULL);
    g_autofree char *tests = contents(folder, "tests.csv");
    g_autofree char *json = contents(folder, "results.json");
    assert_non_null(strstr(tests, ",ok,DONNÉES SYNTHÉTIQUES; inventé"));
    assert_true(g_str_has_prefix(json, "{\"data\":\"DONNÉES SYNTHÉTIQUES\","));
    assert_non_null(strstr(json, "\"invented\":[\"value\",\"statistic\",\"n\",\"interval\"]"));
    support_remove(folder);
}

static gboolean exists(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void test_only_some_formats(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = two_rows();
    g_autofree char *folder = support_folder();
    const char *const only[] = {"csv", NULL};
    write_all(results, folder, NULL);
    assert_true(exists(folder, "annexe.xlsx"));
    g_autofree char *foreign = g_build_filename(folder, "notes.txt", NULL);
    assert_true(g_file_set_contents(foreign, "mine", -1, NULL));
    write_all(results, folder, only); /* what the old manifest lists and this run does not make */
    assert_false(exists(folder, "annexe.xlsx"));
    assert_false(exists(folder, "results.json"));
    assert_true(exists(folder, "tests.csv"));
    assert_true(exists(folder, "notes.txt"));
    support_remove(folder);
}

static void test_inputs_are_digested(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) results = two_rows();
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *input = g_build_filename(folder, "plan.yaml", NULL);
    assert_true(g_file_set_contents(input, "abc", -1, NULL));
    const ReportInput inputs[] = {{"plan", input}};
    g_auto(GStrv) paths = reports_write(results, folder, NULL, inputs, 1, &error);
    assert_no_error(error);
    assert_true(g_str_has_suffix(paths[g_strv_length(paths) - 1], "manifest.json"));
    g_autofree char *manifest = contents(folder, "manifest.json");
    assert_non_null(strstr(manifest,
                           "{\"role\":\"plan\",\"file\":\"plan.yaml\",\"sha256\":\"ba7816bf8f01cfea"
                           "414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}"));
    assert_null(strstr(manifest, folder)); /* no machine in any output */
    support_remove(folder);
}

/* In a process of its own: every file is cut at LIMIT bytes, as on a full disk. Exits 0 when the
 * reports fail as they should. */
static int write_on_a_full_disk(const Results *results, const char *folder, rlim_t limit)
{
    const struct rlimit small = {limit, limit};
    const char *const only[] = {"xlsx", NULL};
    g_autoptr(GError) error = NULL;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &small) != 0 || freopen("/dev/null", "w", stderr) == NULL)
        return 2;
    g_auto(GStrv) paths = reports_write(results, folder, only, NULL, 0, &error);
    return paths == NULL && g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_IO) ? 0 : 1;
}

static rlim_t size_of_workbook(const Results *results)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "annexe.xlsx", NULL);
    GStatBuf status;
    write_all(results, folder, NULL);
    assert_int_equal(g_stat(path, &status), 0);
    support_remove(folder);
    return (rlim_t)status.st_size;
}

static void test_a_full_disk_leaves_what_was_there(void **state G_GNUC_UNUSED)
{
    g_autoptr(Results) before = two_rows();
    g_autoptr(Results) results = fixture_questionnaire(LANGUAGE_EN, 57);
    g_autofree char *folder = support_folder();
    write_all(before, folder, NULL);
    g_autofree char *manifest = contents(folder, "manifest.json");
    /* A part of the workbook is larger than the workbook, which is packed: the last limit cuts only
     * temporary files, where the library reports success. */
    const rlim_t limits[] = {0, 1000, 20000, size_of_workbook(results) + 500};
    for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(write_on_a_full_disk(results, folder, limits[i]));
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        g_autofree char *after = contents(folder, "manifest.json");
        assert_string_equal(after, manifest);
        assert_true(exists(folder, "tests.csv"));
    }
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_is_exact),
        cmocka_unit_test(test_synthetic_data_say_so_in_every_row),
        cmocka_unit_test(test_only_some_formats),
        cmocka_unit_test(test_inputs_are_digested),
        cmocka_unit_test(test_a_full_disk_leaves_what_was_there),
    };
    return cmocka_run_group_tests_name("reports", tests, NULL, NULL);
}
