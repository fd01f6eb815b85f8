/* annexe synth: microdata that satisfy the claims of a plan. */
#include "command.h"

#include "base/words.h"
#include "load.h"
#include "synth/synth.h"
#include "terminal.h"

extern const Command command_synth;

typedef struct {
    char *output;
    char *claims;
    gint64 seed;
    gboolean quiet;
} Options;

static const char examples[] =
    "Examples:\n"
    "  annexe synth surveys/provincial/plan.yaml --seed 749 -o provincial.sav\n"
    "  annexe synth plan.yaml -o teaching.csv\n"
    "\n"
    "The file says of itself that it is synthetic. What cannot be reproduced is listed and is no\n"
    "failure. Exit: 0 done; 2 a mistake in the plan or the claims; 4 output could not be "
    "written.\n";

static void options_clear(Options *options)
{
    g_free(options->output);
    g_free(options->claims);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static const Claim *claim_at(const Claims *claims, guint i)
{
    return g_ptr_array_index(claims->claims, i);
}

static guint count_outcomes(const Synth *synth, SynthOutcome outcome)
{
    guint n = 0;
    for (guint i = 0; i < synth->n_claims; i++)
        n += synth->claims[i].outcome == outcome;
    return n;
}

static void print_freed(const Synth *synth, const Claims *claims, Language language)
{
    for (guint i = 0; i < synth->n_claims; i++) {
        if (synth->claims[i].outcome != SYNTH_FREED)
            continue;
        const ConsistencySet *set = consistency_set_of(synth->consistency, i);
        printf("%s: %s. %s\n", claim_at(claims, i)->id, word(W_SYNTH_FREED, language),
               set != NULL ? text_in(&set->sentence, language, "") : "");
    }
}

static void print_outcomes(const Synth *synth, const Claims *claims, SynthOutcome outcome,
                           Language language)
{
    WordId what = outcome == SYNTH_NOT_REACHED ? W_SYNTH_NOT_REACHED : W_SYNTH_NOT_MADE;
    for (guint i = 0; i < synth->n_claims; i++)
        if (synth->claims[i].outcome == outcome)
            printf("%s: %s. %s\n", claim_at(claims, i)->id, word(what, language),
                   text_in(&synth->claims[i].reason, language, ""));
}

static void print_result(const Synth *synth, const Claims *claims, const char *path,
                         Language language)
{
    g_autofree char *summary =
        word_printf(W_SYNTH_SUMMARY, language, synth->n_rows, synth->n_columns,
                    count_outcomes(synth, SYNTH_REPRODUCED), synth->n_claims);
    printf("%s\n%s\n", word(W_SYNTH_TITLE, language), summary);
    print_freed(synth, claims, language);
    print_outcomes(synth, claims, SYNTH_NOT_REACHED, language);
    print_outcomes(synth, claims, SYNTH_NOT_MADE, language);
    printf("%s\n", path);
}

static void print_diagnostics(const Diagnostics *diagnostics)
{
    g_autofree char *text = diagnostics_render(diagnostics, terminal_has_colour(stderr));
    fputs(text, stderr);
}

static Claims *read_claims(const Loaded *loaded, const Options *options, GError **error)
{
    const char *path = options->claims != NULL ? options->claims : loaded->plan->claims;
    if (path != NULL)
        return claims_read(path, loaded->diagnostics, error);
    diagnostics_error(loaded->diagnostics, (Place){loaded->plan->file, 1, 1},
                      "this plan names no `claims:`; synth makes data from them, or from "
                      "--claims FILE");
    return NULL;
}

static ExitCode make(const Loaded *loaded, const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Claims) claims = read_claims(loaded, options, &error);
    guint64 seed = options->seed >= 0 ? (guint64)options->seed : loaded->plan->seed;
    g_autoptr(Synth) synth = NULL;
    if (claims != NULL && diagnostics_n_errors(loaded->diagnostics) == 0)
        synth = synth_new(loaded->plan, claims, seed, loaded->diagnostics);
    if (!options->quiet || synth == NULL)
        print_diagnostics(loaded->diagnostics);
    if (error != NULL)
        return command_fail(error);
    if (synth == NULL)
        return EXIT_PLAN;
    if (!synth_write(synth, options->output, &error))
        return command_fail(error);
    if (!options->quiet)
        print_result(synth, claims, options->output, loaded->plan->language);
    return EXIT_DONE;
}

static ExitCode run(int argc, char **argv)
{
    g_auto(Options) options = {.seed = -1};
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
         "The data file; its extension says which format (.sav, .dta, .csv, …)", "DATA"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options.seed,
         "The same seed gives the same data (default: the plan's)", "N"},
        {"claims", 0, 0, G_OPTION_ARG_FILENAME, &options.claims, "Claims instead of the plan's",
         "FILE"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, "Say nothing but errors", NULL},
        {NULL}};
    if (!command_parse(&command_synth, entries, &argc, &argv) ||
        !command_operands(&command_synth, argc, argv, 1))
        return EXIT_PLAN;
    if (options.output == NULL) {
        fputs("annexe: error: synth needs -o DATA, such as -o data.sav\n", stderr);
        return EXIT_PLAN;
    }
    g_auto(Loaded) loaded = {0};
    ExitCode exit = EXIT_DONE;
    if (!load_plan(argv[1], FALSE, TRUE, &loaded, &exit))
        return exit;
    return make(&loaded, &options);
}

const Command command_synth = {
    "synth", "PLAN", "makes synthetic microdata that satisfy the plan's claims", examples, run,
};
