/* Plans run whole on sixty made respondents; numbers from families.R. */
#include "support/support.h"

#include "analysis/analysis.h"
#include "stats/statistic.h"

#include <string.h>

static const char *const head = "annexe: 1\nid: t\ndata: {file: d.csv}\n"
                                "variables:\n"
                                "  q1: {levels: {0: never, 1: one, 2: two}}\n"
                                "scales:\n"
                                "  s: {items: [q1 - q3], reverse: [q2], range: [1, 5], "
                                "min_answered: 100%}\n"
                                "collapse:\n"
                                "  - {items: [q1], levels: {Low: 1, Mid: [2, 3], High: [4, 5]}}\n";

typedef struct {
    char *folder;
    Diagnostics *diagnostics;
    Plan *plan;
    Codebook *codebook;
    Frame *frame;
    SourceOptions options;
    Results *results;
} Run;

static void write_data(const char *folder)
{
    g_autoptr(GString) csv = g_string_new("q1,q2,q3,g,h,word\n");
    for (int i = 1; i <= 60; i++) {
        int g = i % 3 + 1, h = i / 31 + 1;
        g_string_append_printf(csv, "%d,%d,%d,%d,%d,%s\n", MIN(5, i % 4 + g / 2 + 1),
                               MIN(5, i / 2 % 3 + i / 20 + 1), MIN(5, i * 7 % 5 / 2 + g + h - 1), g,
                               h, i % 2 ? "odd" : "even");
    }
    g_autofree char *path = g_build_filename(folder, "d.csv", NULL);
    assert_true(g_file_set_contents(path, csv->str, -1, NULL));
}

static void load(Run *run, const char *analyses)
{
    g_autoptr(GError) error = NULL;
    *run = (Run){.folder = support_folder(), .diagnostics = diagnostics_new()};
    write_data(run->folder);
    g_autofree char *path = g_build_filename(run->folder, "plan.yaml", NULL);
    g_autofree char *text = g_strconcat(head, analyses, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    run->plan = plan_read(path, run->diagnostics, &error);
    assert_no_error(error);
    assert_non_null(run->plan);
    run->options = (SourceOptions){.path = run->plan->data.path};
    run->codebook = source_describe(&run->options, &error);
    assert_no_error(error);
    run->frame = frame_new(run->plan, run->codebook, run->diagnostics);
    assert_non_null(run->frame);
}

static const Results *run_plan(Run *run, const char *analyses, guint threads)
{
    g_autoptr(GError) error = NULL;
    load(run, analyses);
    assert_true(analysis_check(run->frame, run->diagnostics));
    AnalysisSettings settings = {.threads = threads, .language = LANGUAGE_EN, .seed = 1};
    run->results = analysis_run(run->frame, &run->options, &settings, &error);
    assert_no_error(error);
    return run->results;
}

static void run_clear(Run *run)
{
    g_clear_pointer(&run->results, results_free);
    g_clear_pointer(&run->frame, frame_free);
    g_clear_pointer(&run->codebook, codebook_free);
    g_clear_pointer(&run->plan, plan_free);
    g_clear_pointer(&run->diagnostics, diagnostics_free);
    support_remove(run->folder);
    g_free(run->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* Small tables have an exact row beside the asymptotic one. */
static gboolean is_asymptotic(const TestResult *test)
{
    return g_str_has_prefix(test->variant, "asymptotic");
}

static guint count_asymptotic(const Results *results)
{
    guint n = 0;
    for (guint i = 0; i < results->tests->len; i++)
        n += is_asymptotic(&g_array_index(results->tests, TestResult, i));
    return n;
}

static const TestResult *test_of(const Results *results, const char *name, const char *response,
                                 const char *by)
{
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        if (strcmp(test->test, name) == 0 && strcmp(test->response, response) == 0 &&
            g_strcmp0(test->by, by) == 0 && test->group == NULL && is_asymptotic(test))
            return test;
    }
    fail_msg("no row %s of %s by %s", name, response, by);
    return NULL;
}

#define COMPARE                                                                                    \
    "analyses:\n  - compare: {responses: [q1 - q3], by: [g, h], tests: [kruskal-wallis]}\n"

static void families_are_those_of_one_by(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run, COMPARE, 1);
    static const double by_g[] = {0.037703337311527349, 0.045493592324952356,
                                  4.7194984797726266e-06};
    static const double by_h[] = {1, 3.7912706916963022e-05, 0.0046139979834832383};
    static const char *const names[] = {"q1", "q2", "q3"};
    for (guint i = 0; i < 3; i++) {
        const TestResult *g = test_of(results, "kruskal-wallis", names[i], "g");
        assert_near(g->p_adjusted.value, by_g[i], 1e-11);
        assert_int_equal(g->n_family, 3);
        assert_string_equal(g->adjustment, "holm");
        assert_near(test_of(results, "kruskal-wallis", names[i], "h")->p_adjusted.value, by_h[i],
                    1e-11);
    }
    assert_near(test_of(results, "kruskal-wallis", "q1", "g")->p.value, 0.018851668655763675,
                1e-12);
}

static void a_family_can_be_the_analysis_or_the_plan(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run, COMPARE "adjust: bonferroni\nfamily: analysis\n", 1);
    const TestResult *test = test_of(results, "kruskal-wallis", "q1", "g");
    assert_int_equal(test->n_family, 6);
    assert_near(test->p_adjusted.value, 0.11311001193458205, 1e-11);
    g_auto(Run) whole = {0};
    results = run_plan(&whole,
                       COMPARE "  - compare: {responses: [s], by: [g], tests: [kruskal-wallis]}\n"
                               "adjust: bonferroni\nfamily: plan\n",
                       1);
    assert_int_equal(test_of(results, "kruskal-wallis", "q1", "g")->n_family, 7);
}

/* Pairs of groups are a family of their own: those of one response and one grouping. */
static void pairs_of_groups_are_one_family(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run, COMPARE, 1);
    guint pairs = 0;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        if (strcmp(test->test, "dunn") != 0)
            continue;
        pairs++;
        assert_int_equal(test->n_family, 3);
        assert_string_equal(test->by, "g"); /* two groups have no follow-up */
    }
    assert_int_equal(pairs, 3 * 3);
}

static void letters_follow_from_the_pairs(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run, COMPARE "alpha: 0.04\n", 1);
    static const char *const groups[] = {"1", "2", "3"};
    for (guint g = 0; g < 3; g++) {
        const EstimateResult *tied =
            results_estimate(results, "compare-1", "letters", "q2", "g", groups[g], NULL);
        assert_string_equal(tied->note, "n.s."); /* its omnibus p is 0.045 */
        const EstimateResult *letter =
            results_estimate(results, "compare-1", "letters", "q3", "g", groups[g], NULL);
        assert_int_equal(letter->n, 20);
        assert_false(letter->value.has);
    }
    const EstimateResult *low =
        results_estimate(results, "compare-1", "letters", "q3", "g", "1", NULL);
    const EstimateResult *high =
        results_estimate(results, "compare-1", "letters", "q3", "g", "3", NULL);
    assert_string_equal(low->note, "a");
    assert_string_not_equal(high->note, low->note);
}

static void every_pair_of_items(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run, "analyses:\n  - associate: {pairs: [q1 - q3]}\n", 1);
    assert_int_equal(count_asymptotic(results), 3);
    assert_int_equal(results->estimates->len, 0);
    assert_near(test_of(results, "chi-square", "q1", "q2")->p_adjusted.value, 0.62516489063858116,
                1e-11);
    const TestResult *test = test_of(results, "chi-square", "q2", "q3");
    assert_near(test->p_adjusted.value, 0.16750662995329224, 1e-11);
    assert_string_equal(test->adjustment, "bh");
}

static void nets_stand_beside_the_full_levels(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results =
        run_plan(&run, "analyses:\n  - associate: {responses: [q1], by: [g]}\n", 1);
    assert_int_equal(count_asymptotic(results), 2);
    const TestResult *net = NULL;
    for (guint i = 0; i < results->tests->len && net == NULL; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        if (is_asymptotic(test) && strstr(test->variant, "collapsed") != NULL)
            net = test;
    }
    assert_non_null(net);
    assert_near(net->p.value, 0.017351265236664526, 1e-11);
    const EstimateResult *mid =
        results_estimate(results, "associate-1", "count", "q1", "g", NULL, "2;3");
    assert_string_equal(mid->level_label, "Mid");
}

static void scores_and_reliability(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run,
                                      "analyses:\n  - compare: {responses: scales, by: [h]}\n"
                                      "  - reliability: {scales: all}\n",
                                      1);
    const TestResult *test = test_of(results, "kruskal-wallis", "s", "h");
    assert_near(test->p.value, 0.63093436340779874, 1e-11);
    const EstimateResult *median =
        results_estimate(results, "compare-1", "median", "s", "h", "1", NULL);
    assert_near(median->value.value, 3, 0);
    const EstimateResult *alpha =
        results_estimate(results, "reliability-1", "alpha", "s", NULL, NULL, NULL);
    assert_near(alpha->value.value, -0.28795852643154507, 1e-11);
    assert_int_equal(alpha->n, 60);
    assert_non_null(
        results_estimate(results, "reliability-1", "alpha_if_dropped", "s", NULL, NULL, "q2"));
}

/* Fives declared missing leave few complete respondents: α says how many. */
static void alpha_says_how_many_were_complete(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results =
        run_plan(&run, "analyses:\n  - reliability: {scales: all}\nmissing: [5]\n", 1);
    const EstimateResult *alpha =
        results_estimate(results, "reliability-1", "alpha", "s", NULL, NULL, NULL);
    assert_true(alpha->n < 48);
    g_autofree char *expected = g_strdup_printf(
        "Only %" G_GINT64_FORMAT " of 60 respondents answered every item.", alpha->n);
    assert_string_equal(alpha->note, expected);
}

/* A level that the plan declares and nobody chose is part of the distribution, counted 0. */
static void distributions_show_levels_that_nobody_chose(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results =
        run_plan(&run, "analyses:\n  - distribute: {responses: [q1, word]}\n", 1);
    const EstimateResult *never =
        results_estimate(results, "distribute-1", "count", "q1", NULL, NULL, "0");
    assert_non_null(never);
    assert_near(never->value.value, 0, 0);
    assert_string_equal(never->level_label, "never");
    const EstimateResult *odd =
        results_estimate(results, "distribute-1", "percent", "word", NULL, NULL, "odd");
    assert_near(odd->value.value, 50, 0);
}

static void threads_change_no_row(void **state G_GNUC_UNUSED)
{
    g_auto(Run) one = {0}, several = {0};
    const Results *a = run_plan(&one, COMPARE, 1);
    const Results *b = run_plan(&several, COMPARE, 4);
    assert_int_equal(a->tests->len, b->tests->len);
    for (guint i = 0; i < a->tests->len; i++) {
        const TestResult *x = &g_array_index(a->tests, TestResult, i);
        const TestResult *y = &g_array_index(b->tests, TestResult, i);
        assert_string_equal(x->test, y->test);
        assert_string_equal(x->response, y->response);
        assert_memory_equal(&x->p_adjusted.value, &y->p_adjusted.value, sizeof(double));
    }
}

static void mistakes_of_analyses(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *analyses, *message;
    } cases[] = {
        {"analyses:\n  - compare: {responses: [q1], by: [g], tests: [kruskal]}\n",
         "plan.yaml:11:49: error: unknown test 'kruskal'; did you mean 'kruskal-wallis'?"},
        {"analyses:\n  - associate: {responses: [q1], by: [g], tests: [chi-sqare]}\n",
         "unknown test 'chi-sqare'; did you mean 'chi-square'?"},
        {"analyses:\n  - compare: {responses: [q1], by: [g], measures: [gamm]}\n",
         "unknown measure 'gamm'"},
        {"analyses:\n  - associate: {responses: [q1], by: [g], measures: [cramer_v]}\n",
         "unknown measure 'cramer_v'; did you mean 'cramers_v'?"},
        {"analyses:\n  - compare: {responses: [q1], by: [g]}\n    posthoc: dun\n",
         "did you mean 'dunn'?"},
        {"analyses:\n  - compare: {responses: [word], by: [g]}\n", "which holds text"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Run) run = {0};
        load(&run, cases[i].analyses);
        analysis_check(run.frame, run.diagnostics);
        g_autofree char *rendered = diagnostics_render(run.diagnostics, FALSE);
        if (strstr(rendered, cases[i].message) == NULL)
            fail_msg("case %u: %s", i, rendered);
    }
}

/* --- every statistic from some plan ----------------------------------------------------------- */

/* An analysis that asks for STATISTIC by its name; without it the same in *LESS. */
static char *analysis_with(const Statistic *s, char **less)
{
    gboolean paired = (s->needs & (NEEDS_BLOCKS | NEEDS_SQUARE)) != 0;
    const char *strata = s->needs & NEEDS_STRATA ? ", stratified_by: [h]" : "";
    gboolean measure = s->role == STATISTIC_MEASURE;
    gboolean cells =
        strcmp(s->name, "column-proportions") == 0 || strcmp(s->name, "adjusted-residuals") == 0;
    const char *none = paired ? "tests: [friedman]" : "tests: [chi-square]";
    g_autofree char *named = g_strdup_printf("%s: [%s]", measure ? "measures" : "tests", s->name);
    g_autofree char *what =
        g_strdup_printf("%s%s%s", measure ? none : "", measure ? ", " : "", named);
    if (s->needs & NEEDS_MOMENTS) {
        *less = g_strdup("analyses:\n  - distribute: {responses: [word]}\n");
        return g_strdup_printf("analyses:\n  - reliability: {scales: [s]%s%s%s}\n",
                               measure ? ", measures: [" : "", measure ? s->name : "",
                               measure ? "]" : "");
    }
    if (s->role == STATISTIC_POSTHOC && !cells) {
        const char *name = strcmp(s->name, "pairwise-mann-whitney") == 0 ? "mann-whitney" : s->name;
        *less = g_strdup("analyses:\n  - compare: {responses: [q1], by: [g]}\n    posthoc: none\n");
        return g_strdup_printf(
            "analyses:\n  - compare: {responses: [q1], by: [g]}\n    posthoc: %s\n", name);
    }
    if (s->role == STATISTIC_ESTIMATES) {
        *less = g_strdup("analyses:\n  - associate: {pairs: [q1, q2]}\n");
        return g_strdup_printf("analyses:\n  - %s: {responses: [q1], by: [g]}\n",
                               strcmp(s->name, "descriptives") == 0 ? "compare" : "distribute");
    }
    const char *by = s->needs & NEEDS_TWO_GROUPS ? "h" : "g";
    if (!measure)
        *less = g_strdup("analyses:\n  - distribute: {responses: [word]}\n");
    else if (paired)
        *less = g_strdup_printf("analyses:\n  - paired: {responses: [q1 - q3], %s}\n", none);
    else
        *less = g_strdup_printf("analyses:\n  - associate: {responses: [q1], by: [%s], %s}\n", by,
                                none);
    return paired ? g_strdup_printf("analyses:\n  - paired: {responses: [q1 - q3], %s}\n", what)
                  : g_strdup_printf("analyses:\n  - associate: {responses: [q1], by: [%s]%s, %s}\n",
                                    by, strata, what);
}

static void every_statistic_is_reachable(void **state G_GNUC_UNUSED)
{
    for (const Statistic *const *s = statistics_all(); *s != NULL; s++) {
        g_autofree char *less = NULL;
        g_autofree char *with = analysis_with(*s, &less);
        g_auto(Run) one = {0}, two = {0};
        const Results *results = run_plan(&one, with, 1), *rest = run_plan(&two, less, 1);
        gboolean test = (*s)->role == STATISTIC_TEST || (*s)->role == STATISTIC_POSTHOC;
        if (test ? results->tests->len <= rest->tests->len
                 : results->tests->len + results->estimates->len <=
                       rest->tests->len + rest->estimates->len)
            fail_msg("%s adds nothing to %s", (*s)->name, with);
        for (guint i = 0; i < results->tests->len; i++) {
            const TestResult *row = &g_array_index(results->tests, TestResult, i);
            assert_true(row->state == STATE_OK || row->note != NULL);
        }
    }
}

static void levels_of_cell_tests_stand_in_the_note(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(
        &run, "analyses:\n  - associate: {responses: [q1], by: [g], tests: [column-proportions]}\n",
        1);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        if (strstr(test->variant, "collapsed") != NULL)
            continue;
        assert_true(g_str_has_prefix(test->note, "Level "));
        assert_string_equal(test->p.has ? test->adjustment : "bonferroni", "bonferroni");
        char *key = g_strjoin("|", test->group, test->other, test->note, NULL);
        assert_true(g_hash_table_add(seen, key));
    }
    assert_true(g_hash_table_size(seen) >= 9);
    guint nets = 0;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        nets += test->note != NULL && strstr(test->note, "2;3 (Mid)") != NULL;
    }
    assert_int_equal(nets, 3); /* its pairs of groups */
}

static void too_few_draws_are_said(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results =
        run_plan(&run, COMPARE "method: [asymptotic, monte-carlo]\ndraws: 59\n", 1);
    guint said = 0;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        if (!g_str_has_prefix(test->variant, "monte-carlo"))
            continue;
        assert_true(test->too_few_draws); /* Holm over three: 3/60 is not below 0.05 */
        assert_non_null(strstr(test->note, "60 would do"));
        said++;
    }
    assert_int_equal(said, 6);
    g_auto(Run) enough = {0};
    results = run_plan(&enough, COMPARE "method: [asymptotic, monte-carlo]\ndraws: 60\n", 1);
    for (guint i = 0; i < results->tests->len; i++)
        assert_false(g_array_index(results->tests, TestResult, i).too_few_draws);
}

/* A Monte-Carlo p in place of an exact one is adjusted with those that are exact. */
static void stand_ins_stay_in_the_family(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(&run,
                                      "analyses:\n  - compare: {responses: [q1, s], by: [g], "
                                      "tests: [kruskal-wallis]}\n"
                                      "    method: exact\n    draws: 99\n    posthoc: none\n",
                                      1);
    guint exact = 0, drawn = 0;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        exact += g_str_equal(test->variant, "exact");
        drawn += g_str_has_suffix(test->variant, "; exact beyond the work limit");
        assert_int_equal(test->n_family, 2);
    }
    assert_int_equal(exact, 1);
    assert_int_equal(drawn, 1);
}

/* Sixty respondents are few for gamma's standard error, and cells of two or three for residuals. */
static void notes_warn_of_sizes_that_are_off(void **state G_GNUC_UNUSED)
{
    g_auto(Run) run = {0};
    const Results *results = run_plan(
        &run,
        "analyses:\n  - associate: {responses: [q1], by: [g], tests: [adjusted-residuals], "
        "measures: [gamma, spearman]}\n",
        1);
    guint cells = 0, warned = 0;
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        gboolean few = test->note != NULL && strstr(test->note, "Below about 100") != NULL;
        assert_int_equal(few, g_str_equal(test->test, "gamma"));
        warned += few;
        cells += test->note != NULL && strstr(test->note, "below 5 the normal p") != NULL;
    }
    assert_int_equal(warned, 1);
    assert_true(cells > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(families_are_those_of_one_by),
        cmocka_unit_test(a_family_can_be_the_analysis_or_the_plan),
        cmocka_unit_test(pairs_of_groups_are_one_family),
        cmocka_unit_test(letters_follow_from_the_pairs),
        cmocka_unit_test(every_pair_of_items),
        cmocka_unit_test(nets_stand_beside_the_full_levels),
        cmocka_unit_test(scores_and_reliability),
        cmocka_unit_test(alpha_says_how_many_were_complete),
        cmocka_unit_test(distributions_show_levels_that_nobody_chose),
        cmocka_unit_test(threads_change_no_row),
        cmocka_unit_test(mistakes_of_analyses),
        cmocka_unit_test(every_statistic_is_reachable),
        cmocka_unit_test(levels_of_cell_tests_stand_in_the_note),
        cmocka_unit_test(too_few_draws_are_said),
        cmocka_unit_test(stand_ins_stay_in_the_family),
        cmocka_unit_test(notes_warn_of_sizes_that_are_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
