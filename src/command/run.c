/* annexe run: the main job, from a plan to the annex. */
#include "command.h"

#include "analysis/analysis.h"
#include "base/digest.h"
#include "check/check.h"
#include "load.h"
#include "report/report.h"
#include "significant.h"
#include "terminal.h"

#include <string.h>

extern const Command command_run;

typedef struct {
    char *output;
    char *only;
    char *language;
    gint threads;
    gint64 seed;
    gboolean quiet;
} Options;

static const char examples[] =
    "Examples:\n"
    "  annexe run surveys/copenhagen/plan.yaml\n"
    "  annexe run plan.yaml -o annex --lang fr\n"
    "  annexe run plan.yaml --only csv,json --threads 1 -q\n"
    "\n"
    "Exit: 0 done; 2 a mistake in the plan; 3 in the data; 4 output could not be written.\n";

static void options_clear(Options *options)
{
    g_free(options->output);
    g_free(options->only);
    g_free(options->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean check_formats(char **only)
{
    for (guint i = 0; only != NULL && only[i] != NULL; i++) {
        gboolean known = FALSE;
        for (const Report *const *r = reports_all(); *r != NULL && !known; r++)
            known = strcmp((*r)->format, only[i]) == 0;
        if (known)
            continue;
        fprintf(stderr, "annexe: error: unknown format '%s' in --only; known are", only[i]);
        const char *last = "";
        for (const Report *const *r = reports_all(); *r != NULL; r++) {
            if (strcmp(last, (*r)->format) != 0)
                fprintf(stderr, " %s", (*r)->format);
            last = (*r)->format;
        }
        fputs("\n", stderr);
        return FALSE;
    }
    return TRUE;
}

static gboolean check_options(const Options *options, AnalysisSettings *settings)
{
    if (options->language != NULL && !language_parse(options->language, &settings->language)) {
        fprintf(stderr, "annexe: error: --lang '%s' is not known; it takes fr or en\n",
                options->language);
        return FALSE;
    }
    if (options->threads < 0 || options->threads > 1024) {
        fprintf(stderr, "annexe: error: --threads %d; it takes 1 to 1024, or 0 for all cores\n",
                options->threads);
        return FALSE;
    }
    if (options->seed < -1) {
        fputs("annexe: error: --seed takes a whole number from 0\n", stderr);
        return FALSE;
    }
    return TRUE;
}

static char *output_folder(const Options *options, const Plan *plan)
{
    if (options->output != NULL)
        return g_strdup(options->output);
    return g_build_filename("reports", plan->id, NULL);
}

/* The claims that the plan names, among the results. */
static gboolean add_verdicts(const Loaded *loaded, const AnalysisSettings *settings,
                             Results *results, ExitCode *exit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Claims) claims = NULL;
    g_autoptr(CheckReport) report = NULL;
    if (loaded->plan->claims == NULL)
        return TRUE;
    claims = claims_read(loaded->plan->claims, diagnostics, &error);
    const CheckInput input = {.plan = loaded->plan,
                              .claims = claims,
                              .codebook = loaded->codebook,
                              .options = &loaded->options,
                              .results = results,
                              .threads = settings->threads,
                              .language = settings->language};
    if (claims != NULL && diagnostics_n_errors(diagnostics) == 0)
        report = check_claims(&input, diagnostics, &error);
    g_autofree char *said = diagnostics_render(diagnostics, terminal_has_colour(stderr));
    fputs(said, stderr);
    *exit = error != NULL ? command_fail(error) : EXIT_PLAN;
    if (report == NULL)
        return FALSE;
    check_into_results(report, &input, results);
    return TRUE;
}

static ExitCode write_reports(const Results *results, const Loaded *loaded, const Options *options,
                              char **only)
{
    g_autoptr(GError) error = NULL;
    const Plan *plan = loaded->plan;
    g_autofree char *folder = output_folder(options, plan);
    ReportInput inputs[4] = {
        {.role = "plan", .path = plan->path},
        {.role = "data", .path = plan->data.path, .sha256 = results->source_sha256}};
    guint n = 2;
    if (plan->data.catalog != NULL)
        inputs[n++] = (ReportInput){.role = "catalog", .path = plan->data.catalog};
    if (plan->claims != NULL)
        inputs[n++] = (ReportInput){.role = "claims", .path = plan->claims};
    g_auto(GStrv) written =
        reports_write(results, folder, (const char *const *)only, inputs, n, &error);
    if (written == NULL)
        return command_fail(error);
    if (!options->quiet)
        significant_print(results, written, stdout);
    return EXIT_DONE;
}

/* What the data alone could tell. */
static void warn_of_data(const Loaded *loaded, const Results *results)
{
    const GPtrArray *where = loaded->plan->where;
    if (results->encoding_guessed)
        fprintf(stderr,
                "%s: warning: some answers are not in the file's encoding and were read as "
                "windows-1252; name the encoding as `encoding`\n",
                loaded->options.path);
    if (results->rows_kept == 0 && results->rows_read > 0 && where->len > 0)
        diagnostics_warning(loaded->diagnostics,
                            ((const PlanWhere *)g_ptr_array_index(where, 0))->variable.place,
                            "`where` keeps none of the respondents");
    g_autofree char *text = diagnostics_render(loaded->diagnostics, terminal_has_colour(stderr));
    fputs(text, stderr);
}

static ExitCode run_plan(const char *path, const Options *options, char **only)
{
    g_autoptr(GError) error = NULL;
    g_auto(Loaded) loaded = {0};
    ExitCode exit = EXIT_DONE;
    if (!load_plan(path, LOAD_DATA, options->quiet, &loaded, &exit))
        return exit;
    AnalysisSettings settings = {
        .threads = options->threads > 0 ? (guint)options->threads : loaded.plan->threads,
        .language = loaded.plan->language,
        .seed = options->seed >= 0 ? (guint64)options->seed : loaded.plan->seed,
        .progress = options->quiet ? NULL : terminal_progress(),
        .warnings = loaded.diagnostics,
    };
    if (!check_options(options, &settings))
        return EXIT_PLAN;
    diagnostics_forget(loaded.diagnostics); /* they are shown */
    g_autoptr(Digest) digest = digest_begin(loaded.options.path);
    g_autoptr(Results) results = analysis_run(loaded.frame, &loaded.options, &settings, &error);
    terminal_progress_end();
    g_autofree char *sha256 = results == NULL ? NULL : digest_end(digest, &error);
    if (sha256 == NULL)
        return command_fail(error);
    results->source_sha256 = results_string(results, sha256);
    if (!options->quiet)
        warn_of_data(&loaded, results);
    if (!add_verdicts(&loaded, &settings, results, &exit))
        return exit;
    return write_reports(results, &loaded, options, only);
}

static ExitCode run(int argc, char **argv)
{
    g_auto(Options) options = {.seed = -1};
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
         "Folder of the reports (default: reports/<id>)", "DIR"},
        {"only", 0, 0, OPTION_ARG_WORD, &options.only, "Only these: xlsx,csv,json", "LIST"},
        {"lang", 0, 0, OPTION_ARG_WORD, &options.language,
         "Language of the reports, over the plan's: fr or en", "LANG"},
        {"threads", 0, 0, G_OPTION_ARG_INT, &options.threads,
         "Readers and threads (default: cores); no number depends on it", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "Seed, over the plan's", "N"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, "Say nothing but errors", NULL},
        {NULL}};
    if (!command_parse(&command_run, entries, &argc, &argv) ||
        !command_operands(&command_run, argc, argv, 1))
        return EXIT_PLAN;
    g_auto(GStrv) only = options.only == NULL ? NULL : g_strsplit(options.only, ",", -1);
    if (!check_formats(only))
        return EXIT_PLAN;
    return run_plan(argv[1], &options, only);
}

const Command command_run = {
    "run", "PLAN", "reads the data by the plan and writes the annex", examples, run,
};
