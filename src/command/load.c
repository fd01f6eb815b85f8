#include "load.h"

#include "analysis/analysis.h"
#include "terminal.h"

static void print_diagnostics(const Loaded *loaded, gboolean quiet)
{
    if (quiet && diagnostics_n_errors(loaded->diagnostics) == 0)
        return;
    g_autofree char *text = diagnostics_render(loaded->diagnostics, terminal_has_colour(stderr));
    fputs(text, stderr);
}

/* Words that the plan lists as missing: a text file may have them in columns of numbers. */
static const char **missing_words(const Plan *plan)
{
    const char **words = g_new0(const char *, plan->missing->len + 1);
    guint n = 0;
    for (guint i = 0; i < plan->missing->len; i++) {
        const PlanValue *value = g_ptr_array_index(plan->missing, i);
        if (value->is_text)
            words[n++] = value->text;
    }
    return words;
}

static void add_warnings(Loaded *loaded)
{
    const GPtrArray *warnings = loaded->codebook->warnings;
    if (warnings->len == 0)
        return;
    guint file = diagnostics_add_file(loaded->diagnostics, loaded->codebook->path, NULL, 0);
    for (guint i = 0; i < warnings->len; i++)
        diagnostics_warning(loaded->diagnostics, (Place){file, 0, 0}, "%s",
                            (const char *)g_ptr_array_index(warnings, i));
}

static gboolean open_data(Loaded *loaded, GError **error)
{
    const PlanData *data = &loaded->plan->data;
    loaded->missing_words = missing_words(loaded->plan);
    loaded->options = (SourceOptions){
        .path = data->path,
        .encoding = data->encoding,
        .delimiter = data->delimiter,
        .decimal = data->decimal,
        .catalog = data->catalog,
        .missing_words = loaded->missing_words,
    };
    loaded->codebook = source_describe(&loaded->options, error);
    if (loaded->codebook == NULL)
        return FALSE;
    add_warnings(loaded);
    loaded->frame = frame_new(loaded->plan, loaded->codebook, loaded->diagnostics);
    if (loaded->frame == NULL)
        return TRUE;
    analysis_check(loaded->frame, loaded->diagnostics);
    return frame_check_words(loaded->frame, error);
}

static gboolean wants_data(Loaded *loaded, LoadData data)
{
    if (data == LOAD_PLAN || loaded->plan->data.file != NULL)
        return data != LOAD_PLAN;
    if (data == LOAD_AS_IS)
        return FALSE;
    if (loaded->plan->respondents >= 0 || loaded->plan->claims != NULL) /* else it is reported */
        diagnostics_error(loaded->diagnostics, (Place){loaded->plan->file, 1, 1},
                          "this plan has no `data:`; `annexe check` can do without, `run` needs "
                          "data: {file: …}");
    return FALSE;
}

/* What `run` computes is what the analyses ask for. */
static void check_asked(Loaded *loaded, LoadData data)
{
    if (data == LOAD_DATA && loaded->plan->analyses->len == 0 &&
        diagnostics_n_errors(loaded->diagnostics) == 0)
        diagnostics_error(loaded->diagnostics, (Place){loaded->plan->file, 1, 1},
                          "this plan has no `analyses:`; `annexe check` can do without, `run` "
                          "needs a list of them");
}

/* Data where the plan is due: libfyaml's opinion of their bytes would help nobody. */
static gboolean refuse_data(const char *path)
{
    if (!source_is_data_file(path))
        return FALSE;
    fprintf(stderr,
            "annexe: error: %s is a data file; expected a plan: `annexe init %s > plan.yaml` makes "
            "a first one\n",
            path, path);
    return TRUE;
}

/* The mistakes of a plan are all shown, even when its data cannot be opened. */
gboolean load_plan(const char *path, LoadData data, gboolean quiet, Loaded *loaded, ExitCode *exit)
{
    g_autoptr(GError) error = NULL;
    gboolean opened = TRUE;
    *loaded = (Loaded){.diagnostics = diagnostics_new()};
    if (refuse_data(path)) {
        *exit = EXIT_PLAN;
        return FALSE;
    }
    loaded->plan = plan_read(path, loaded->diagnostics, &error);
    if (loaded->plan != NULL && wants_data(loaded, data))
        opened = open_data(loaded, &error);
    if (loaded->plan != NULL)
        check_asked(loaded, data);
    print_diagnostics(loaded, quiet);
    if (error != NULL)
        *exit = command_fail(error);
    if (diagnostics_n_errors(loaded->diagnostics) > 0)
        *exit = EXIT_PLAN;
    return loaded->plan != NULL && opened && diagnostics_n_errors(loaded->diagnostics) == 0;
}

void loaded_clear(Loaded *loaded)
{
    g_clear_pointer(&loaded->frame, frame_free);
    g_clear_pointer(&loaded->codebook, codebook_free);
    g_clear_pointer(&loaded->missing_words, g_free);
    g_clear_pointer(&loaded->plan, plan_free);
    g_clear_pointer(&loaded->diagnostics, diagnostics_free);
}
