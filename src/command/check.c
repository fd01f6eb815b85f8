/* annexe check: does the report say what the data say? */
#include "command.h"

#include "base/error.h"
#include "base/outset.h"
#include "check/check.h"
#include "check/text.h"
#include "load.h"
#include "report/verdicts.h"
#include "terminal.h"

#include <string.h>

extern const Command command_check;

typedef struct {
    char *claims;
    char *format;
    char *output;
    char *language;
    gboolean no_data, text;
} Options;

static const char examples[] =
    "Examples:\n"
    "  annexe check surveys/provincial/plan.yaml\n"
    "  annexe check plan.yaml --no-data                     claims against each other only\n"
    "  annexe check plan.yaml --claims more.csv --format junit -o claims.xml\n"
    "  annexe check --text report.md article.txt            statistics in running text\n"
    "\n"
    "Exit: 0 nothing contradicted; 1 a claim contradicted or firmly inconsistent that the plan "
    "does\n"
    "not list under `known:`; 2 a mistake in plan or claims; 3 in the data; 4 output not "
    "written.\n";

static void options_clear(Options *options)
{
    g_free(options->claims);
    g_free(options->format);
    g_free(options->output);
    g_free(options->language);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean G_GNUC_PRINTF(1, 2) usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("annexe: error: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    return FALSE;
}

static gboolean known_format(const char *format)
{
    const char *const *formats = verdicts_formats();
    g_autofree char *all = g_strjoinv(" ", (char **)(gpointer)formats);
    if (g_strv_contains(formats, format))
        return TRUE;
    g_autofree char *hint =
        nearest_hint(nearest_name(format, formats, g_strv_length((char **)(gpointer)formats)));
    return usage("unknown --format '%s'; expected one of %s%s", format, all, hint);
}

/* --- output ----------------------------------------------------------------------------------- */

static ExitCode emit(const Options *options, const char *text)
{
    g_autoptr(GError) error = NULL;
    if (options->output == NULL)
        return fputs(text, stdout) < 0 || fflush(stdout) != 0
                   ? (usage("standard output: it could not be written"), EXIT_OUTPUT)
                   : EXIT_DONE;
    if (!outset_write_file(options->output, text, strlen(text), &error))
        return command_fail(error);
    return EXIT_DONE;
}

static ExitCode show(const Options *options, const GPtrArray *verdicts, const GPtrArray *notes,
                     VerdictsLook look)
{
    gboolean people = strcmp(options->format, "text") == 0;
    look.colour = people && options->output == NULL && terminal_has_colour(stdout);
    look.width = terminal_width(stdout);
    g_autofree char *text = verdicts_format(options->format, verdicts, &look);
    g_autoptr(GString) all = g_string_new(text);
    for (guint i = 0; people && notes != NULL && i < notes->len; i++)
        g_string_append_printf(all, "%s\n", (const char *)g_ptr_array_index(notes, i));
    ExitCode exit = emit(options, all->str);
    return exit == EXIT_DONE && verdicts_fail(verdicts) ? EXIT_CLAIMS : exit;
}

static void print_diagnostics(const Diagnostics *diagnostics)
{
    g_autofree char *said = diagnostics_render(diagnostics, terminal_has_colour(stderr));
    fputs(said, stderr);
}

/* --- a text ----------------------------------------------------------------------------------- */

static ExitCode check_texts(const Options *options, int argc, char **argv)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(TextReport) report = text_report_new();
    g_autoptr(GError) error = NULL;
    TextOptions how = {.language = LANGUAGE_EN};
    if (argc < 2)
        return usage("check --text expects files; `annexe check --help` has examples"), EXIT_PLAN;
    if (options->language != NULL && !language_parse(options->language, &how.language))
        return usage("--lang '%s' is not known; it takes fr or en", options->language), EXIT_PLAN;
    for (int i = 1; i < argc; i++)
        if (!text_check(argv[i], &how, report, diagnostics, &error))
            break;
    print_diagnostics(diagnostics);
    if (error != NULL)
        return command_fail(error);
    return show(options, report->verdicts, NULL, (VerdictsLook){.language = how.language});
}

/* --- a plan ----------------------------------------------------------------------------------- */

static const char *claims_path(const Options *options, const Loaded *loaded)
{
    return options->claims != NULL ? options->claims : loaded->plan->claims;
}

static gboolean has_claims(const char *path, const Loaded *loaded)
{
    if (path != NULL)
        return TRUE;
    return usage("%s names no claims; expected `claims: FILE` in it, or --claims FILE",
                 loaded->plan->path);
}

static ExitCode check_plan(const Options *options, const char *path)
{
    g_auto(Loaded) loaded = {0};
    g_autoptr(GError) error = NULL;
    ExitCode exit = EXIT_DONE;
    if (!load_plan(path, options->no_data ? LOAD_PLAN : LOAD_AS_IS, FALSE, &loaded, &exit))
        return exit;
    CheckInput input = {.plan = loaded.plan,
                        .codebook = loaded.codebook,
                        .options = &loaded.options,
                        .threads = loaded.plan->threads,
                        .language = loaded.plan->language,
                        .progress = terminal_progress()};
    if (options->language != NULL && !language_parse(options->language, &input.language))
        return usage("--lang '%s' is not known; it takes fr or en", options->language), EXIT_PLAN;
    if (!has_claims(claims_path(options, &loaded), &loaded))
        return EXIT_PLAN;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Claims) claims = claims_read(claims_path(options, &loaded), diagnostics, &error);
    g_autoptr(CheckReport) report = NULL;
    input.claims = claims;
    if (claims != NULL && diagnostics_n_errors(diagnostics) == 0)
        report = check_claims(&input, diagnostics, &error);
    terminal_progress_end();
    print_diagnostics(diagnostics);
    if (error != NULL)
        return command_fail(error);
    if (report == NULL)
        return EXIT_PLAN;
    return show(options, report->verdicts, report->notes,
                (VerdictsLook){.language = input.language, .synthetic = report->synthetic});
}

static ExitCode run(int argc, char **argv)
{
    g_auto(Options) options = {0};
    const GOptionEntry entries[] = {
        {"claims", 0, 0, G_OPTION_ARG_FILENAME, &options.claims, "Claims, over the plan's", "FILE"},
        {"no-data", 0, 0, G_OPTION_ARG_NONE, &options.no_data,
         "Hold the claims against each other only", NULL},
        {"text", 0, 0, G_OPTION_ARG_NONE, &options.text,
         "Find test results in these texts and recompute them", NULL},
        {"format", 0, 0, OPTION_ARG_WORD, &options.format,
         "text (default), csv, json, tap or junit", "FORMAT"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
         "Write here instead of standard output", "FILE"},
        {"lang", 0, 0, OPTION_ARG_WORD, &options.language, "Language of the notes: fr or en",
         "LANG"},
        {NULL}};
    if (!command_parse(&command_check, entries, &argc, &argv))
        return EXIT_PLAN;
    if (options.format == NULL)
        options.format = g_strdup("text");
    if (!known_format(options.format))
        return EXIT_PLAN;
    if (options.text && (options.claims != NULL || options.no_data))
        return usage("--text takes files alone, not --claims or --no-data"), EXIT_PLAN;
    if (options.text)
        return check_texts(&options, argc, argv);
    if (!command_operands(&command_check, argc, argv, 1))
        return EXIT_PLAN;
    return check_plan(&options, argv[1]);
}

const Command command_check = {
    "check", "PLAN", "holds printed claims against the data and against each other", examples, run,
};
