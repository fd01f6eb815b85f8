#include "analysis/analysis.h"

#include "design.h"
#include "family.h"
#include "groupings.h"
#include "quality.h"
#include "rows.h"
#include "weights.h"

#include "base/parallel.h"
#include "base/words.h"

#include <string.h>

/* --- resolving -------------------------------------------------------------------------------- */

static GPtrArray *resolve(const Frame *frame, Diagnostics *diagnostics)
{
    GPtrArray *jobs = g_ptr_array_new_with_free_func((GDestroyNotify)job_free);
    const GPtrArray *analyses = frame->plan->analyses;
    for (guint i = 0; i < analyses->len; i++) {
        Job *job = job_new(frame, g_ptr_array_index(analyses, i), diagnostics);
        if (job != NULL)
            g_ptr_array_add(jobs, job);
    }
    return jobs;
}

gboolean analysis_check(const Frame *frame, Diagnostics *diagnostics)
{
    guint before = diagnostics_n_errors(diagnostics);
    g_ptr_array_unref(resolve(frame, diagnostics));
    design_check(frame, diagnostics);
    quality_check(frame->plan, diagnostics);
    return diagnostics_n_errors(diagnostics) == before;
}

gboolean analysis_has_design(const Frame *frame)
{
    return design_name(frame) != NULL;
}

/* --- computing -------------------------------------------------------------------------------- */

typedef struct {
    const GPtrArray *units;
    const Frame *frame;
    guint64 seed;
} Computation;

/* Units are independent of one another and every random stream has its own name, so that threads
 * change nothing but the time. */
static void compute(guint index, gpointer data)
{
    const Computation *c = data;
    unit_compute(g_ptr_array_index(c->units, index), c->frame, c->seed);
}

/* --- the frame of the results ----------------------------------------------------------------- */

/* "Type of housing = Tower, Apartment": labels, or values that have none. */
static const char *where_in_words(const Frame *frame, Results *results)
{
    const GPtrArray *where = frame->plan->where;
    Language language = results->language;
    if (where == NULL || where->len == 0)
        return NULL;
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < where->len; i++) {
        const PlanWhere *condition = g_ptr_array_index(where, i);
        const FrameVariable *variable = frame_variable(frame, g_array_index(frame->where, gint, i));
        g_string_append_printf(words, "%s%s = ", i > 0 ? "; " : "",
                               text_in(&variable->label, language, variable->name));
        for (guint j = 0; j < condition->values->len; j++) {
            const PlanValue *value = g_ptr_array_index(condition->values, j);
            const char *label =
                frame_level_label(variable, CELL_VALID, '\0', value->number,
                                  variable->is_string ? value->text : NULL, language);
            g_string_append_printf(words, "%s%s", j > 0 ? ", " : "",
                                   label != NULL ? label : value->text);
        }
    }
    return results_string(results, words->str);
}

static void describe(const Frame *frame, const Tally *tally, Results *results)
{
    const Plan *plan = frame->plan;
    TallyBase base = tally_base(tally);
    g_autofree char *file = g_path_get_basename(frame->codebook->path);
    results->id = results_string(results, plan->id);
    results->title = results_string(results, text_in(&plan->title, results->language, plan->id));
    results->version = ANNEXE_VERSION;
    results->source_file = results_string(results, file);
    results->source_kind = frame->codebook->kind;
    results->synthetic = frame->codebook->synthetic;
    results->rows_read = base.rows_read;
    results->rows_kept = base.rows_kept;
    results->encoding_guessed = base.encoding_guessed;
    results->where = where_in_words(frame, results);
    results->weight = frame->weight < 0
                          ? NULL
                          : results_string(results, frame_variable(frame, frame->weight)->name);
    results->weight_kind = frame->weight_kind;
    results->alpha = plan->alpha;
    results->confidence = plan->confidence;
    results->plan_json = plan_json(plan);
}

static void add_notes(const Frame *frame, Results *results)
{
    Language language = results->language;
    if (results->encoding_guessed)
        g_ptr_array_add(results->notes,
                        (gpointer)results_string(results, word(W_NOTE_ENCODING_GUESSED, language)));
    g_autofree char *design = design_sentence(frame, language);
    if (design == NULL)
        return;
    g_ptr_array_add(results->notes, (gpointer)results_string(results, design));
    g_ptr_array_add(results->notes,
                    (gpointer)results_string(results, word(W_DESIGN_METHODS, language)));
    for (guint i = 0; i < quality_count(frame->plan); i++) {
        g_autofree char *marks = quality_note(frame->plan, i, language);
        g_ptr_array_add(results->notes, (gpointer)results_string(results, marks));
    }
}

static void write_rows(const Frame *frame, const GPtrArray *units, Results *results)
{
    guint n_tests = 0, n_estimates = 0;
    for (guint i = 0; i < units->len; i++) {
        const Unit *unit = g_ptr_array_index(units, i);
        n_tests += unit->sink->tests->len;
        n_estimates += unit->sink->estimates->len;
    }
    results_expect(results, n_tests, n_estimates);
    for (guint i = 0; i < units->len; i++)
        rows_write(g_ptr_array_index(units, i), frame, results);
}

static Results *write_results(const Frame *frame, const Tally *tally, const GPtrArray *jobs,
                              const GPtrArray *units, const AnalysisSettings *settings)
{
    Results *results = results_new(settings->language);
    results->seed = settings->seed;
    describe(frame, tally, results);
    weights_describe(frame, tally, results);
    add_notes(frame, results);
    for (guint i = 0; i < jobs->len; i++)
        rows_block(g_ptr_array_index(jobs, i), frame, results);
    write_rows(frame, units, results);
    rows_tell_apart(results);
    results_seal(results);
    return results;
}

Results *analysis_run(const Frame *frame, const SourceOptions *options,
                      const AnalysisSettings *settings, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GPtrArray) jobs = resolve(frame, diagnostics);
    g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func((GDestroyNotify)unit_free);
    g_autoptr(Tally) tally = tally_new(frame);
    for (guint i = 0; i < jobs->len; i++)
        job_ask(frame, g_ptr_array_index(jobs, i), tally, units);
    guint threads = settings->threads > 0 ? settings->threads : g_get_num_processors();
    if (!tally_run(tally, options, threads, settings->progress, error))
        return NULL;
    for (guint i = 0; i < units->len; i++)
        unit_take(g_ptr_array_index(units, i), frame, tally);
    if (settings->warnings != NULL)
        groupings_check(jobs, units, frame, settings->warnings);
    const SecondPass pass = {options, threads, settings->progress};
    if (!design_units(units, frame, tally, &pass, error))
        return NULL;
    Computation computation = {units, frame, settings->seed};
    parallel(units->len, threads, compute, &computation);
    family_adjust(units);
    return write_results(frame, tally, jobs, units, settings);
}
