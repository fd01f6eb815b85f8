#include "job.h"

#include "base/number.h"

#include <string.h>

/* What each kind of analysis computes without being asked. */
static const struct {
    const char *tests[5];      /* the defaults where the plan names no tests, NULL-terminated */
    const char *weighted[5];   /* the same under a sampling weight */
    const char *estimates[3];  /* always */
    const char *stratified[3]; /* tests controlled for `stratified_by`, likewise by default */
} kinds[] = {
    [ANALYSIS_COMPARE] = {{"kruskal-wallis", "mann-whitney"},
                          {"design-rank"},
                          {"base", "descriptives"},
                          {"van-elteren"}},
    [ANALYSIS_ASSOCIATE] = {{"chi-square"},
                            {"rao-scott"},
                            {"base", "frequencies"},
                            {"cmh", "breslow-day"}},
    [ANALYSIS_DISTRIBUTE] = {{NULL}, {NULL}, {"base", "frequencies"}, {NULL}},
    [ANALYSIS_RELIABILITY] = {{NULL}, {NULL}, {"alpha"}, {NULL}},
    [ANALYSIS_PAIRED] = {{"friedman", "cochran-q", "wilcoxon", "mcnemar"},
                         {"friedman", "cochran-q", "wilcoxon", "mcnemar"},
                         {NULL},
                         {NULL}},
};

static void add_names(GPtrArray *statistics, const char *const *names)
{
    for (guint i = 0; names[i] != NULL; i++)
        g_ptr_array_add(statistics, (gpointer)statistic_find(names[i]));
}

/* Effects that a test carries itself: naming them asks for nothing more. */
static const char *const carried[] = {"epsilon_squared", "rank_biserial", "cramers_v", NULL};

static void report_unknown(Diagnostics *diagnostics, const PlanWord *word, const char *what,
                           guint roles)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Statistic *const *s = statistics_all(); *s != NULL; s++)
        if (roles & (1u << (*s)->role))
            g_ptr_array_add(names, (gpointer)(*s)->name);
    for (guint i = 0; (roles & (1u << STATISTIC_MEASURE)) != 0 && carried[i] != NULL; i++)
        g_ptr_array_add(names, (gpointer)carried[i]);
    const char *nearest = nearest_name(word->text, (const char *const *)names->pdata, names->len);
    if (nearest != NULL) {
        diagnostics_error(diagnostics, word->place, "unknown %s '%s'; did you mean '%s'?", what,
                          word->text, nearest);
        return;
    }
    g_ptr_array_add(names, NULL);
    g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
    diagnostics_error(diagnostics, word->place, "unknown %s '%s'; known are %s", what, word->text,
                      known);
}

static const Statistic *find(Diagnostics *diagnostics, const PlanWord *word, const char *what,
                             guint roles)
{
    const Statistic *statistic = statistic_find(word->text);
    if (statistic != NULL && (roles & (1u << statistic->role)) != 0)
        return statistic;
    report_unknown(diagnostics, word, what, roles);
    return NULL;
}

/* What follows up a table cell by cell is a test like others; what follows up a comparison by pairs
 * of groups is asked for by `posthoc`. */
static void resolve_tests(Job *job, WeightKind weight, Diagnostics *diagnostics)
{
    guint roles = 1u << STATISTIC_TEST;
    if (job->plan->kind == ANALYSIS_ASSOCIATE)
        roles |= 1u << STATISTIC_POSTHOC;
    job->default_tests = job->plan->tests == NULL;
    if (job->default_tests) {
        gboolean weighted = weight == WEIGHT_SAMPLING;
        const char *const *names =
            weighted ? kinds[job->plan->kind].weighted : kinds[job->plan->kind].tests;
        add_names(job->tests, names);
        if (job->strata->len > 0 && !weighted)
            add_names(job->tests, kinds[job->plan->kind].stratified);
        return;
    }
    for (guint i = 0; i < job->plan->tests->len; i++) {
        const Statistic *statistic =
            find(diagnostics, g_ptr_array_index(job->plan->tests, i), "test", roles);
        if (statistic != NULL)
            g_ptr_array_add(job->tests, (gpointer)statistic);
    }
}

static void resolve_measures(Job *job, Diagnostics *diagnostics)
{
    for (guint i = 0; job->plan->measures != NULL && i < job->plan->measures->len; i++) {
        const PlanWord *name = g_ptr_array_index(job->plan->measures, i);
        if (g_strv_contains(carried, name->text))
            continue;
        const Statistic *statistic = find(diagnostics, name, "measure", 1u << STATISTIC_MEASURE);
        if (statistic != NULL)
            g_ptr_array_add(job->measures, (gpointer)statistic);
    }
}

/* Dunn's test, the default, has a counterpart under a sampling weight. */
static void resolve_posthoc(Job *job, WeightKind weight, Diagnostics *diagnostics)
{
    const PlanWord *name = &job->plan->posthoc;
    gboolean wanted = job->plan->kind == ANALYSIS_COMPARE && name->text != NULL;
    if (wanted && strcmp(name->text, "mann-whitney") == 0)
        job->posthoc = statistic_find("pairwise-mann-whitney");
    else if (wanted && strcmp(name->text, "none") != 0)
        job->posthoc = find(diagnostics, name, "posthoc test", 1u << STATISTIC_POSTHOC);
    if (weight == WEIGHT_SAMPLING && job->posthoc == statistic_find("dunn"))
        job->posthoc = statistic_find("design-pairs");
}

/* "1,87" is a text where the file's decimal mark is the point. */
static char *other_mark(const Frame *frame, const FrameVariable *variable)
{
    const Variable *source = variable->source;
    const char *word = source == NULL ? NULL : source->first_word;
    double number;
    char mark = frame->codebook->decimal == ',' ? '.' : ',';
    if (word == NULL || !number_parse(word, strlen(word), mark, &number))
        return g_strdup("");
    return g_strdup_printf("'%s' is one when `decimal` is \"%c\"; else ", word, mark);
}

static void check_numeric(const Frame *frame, const Job *job, Diagnostics *diagnostics)
{
    gboolean needs_numbers = job->plan->kind == ANALYSIS_COMPARE;
    for (guint i = 0; needs_numbers && i < job->responses->len; i++) {
        gint response = g_array_index(job->responses, gint, i);
        if (frame_takes_numbers(frame, response))
            continue;
        const FrameVariable *variable = frame_variable(frame, response);
        g_autofree char *mark = other_mark(frame, variable);
        diagnostics_error(diagnostics, frame_ref_place(frame, job->plan->responses, response),
                          "analysis '%s' compares '%s', which holds text; a comparison of ranks "
                          "needs numbers (%srecode it, or use associate)",
                          job->plan->name, variable->name, mark);
    }
}

/* Why WORD, alone, may name nothing. */
static const char *why_nothing(const char *word)
{
    if (strcmp(word, "scales") == 0)
        return "the plan has no scales";
    if (strcmp(word, "items") == 0)
        return "the plan has no scales, and no variable has labels for 2 to 11 values";
    return "no variable has labels for its values";
}

static void check_named(const GPtrArray *refs, const GArray *variables, Diagnostics *diagnostics)
{
    if (refs == NULL || refs->len == 0 || variables->len > 0)
        return;
    const PlanRef *ref = g_ptr_array_index(refs, 0);
    diagnostics_error(diagnostics, ref->place, "'%s' names nothing here: %s; expected variables",
                      ref->first, why_nothing(ref->first));
}

/* A column of numbers with a few words is read as texts, which is seldom what was meant. */
static void warn_of_words(const Frame *frame, const GArray *variables, Diagnostics *diagnostics)
{
    for (guint i = 0; i < variables->len; i++) {
        const FrameVariable *v = frame_variable(frame, g_array_index(variables, gint, i));
        const Variable *source = v->source;
        if (source == NULL || !v->is_string || source->n_numbers <= source->n_words)
            continue;
        diagnostics_warning(diagnostics, frame->plan->data.place,
                            "'%s' holds %" G_GINT64_FORMAT " numbers and %" G_GINT64_FORMAT
                            " words such as '%s', and is read as texts; if the word means no "
                            "answer, list it under `missing`",
                            v->name, source->n_numbers, source->n_words, source->first_word);
    }
}

static void check_scales(const Job *job, const Frame *frame, Diagnostics *diagnostics)
{
    for (guint i = 0; job->plan->kind == ANALYSIS_RELIABILITY && i < job->responses->len; i++) {
        gint response = g_array_index(job->responses, gint, i);
        const FrameVariable *v = frame_variable(frame, response);
        if (v->kind != FRAME_SCALE)
            diagnostics_error(diagnostics, frame_ref_place(frame, job->plan->responses, response),
                              "'%s' is no scale; expected scales of the plan, or all", v->name);
    }
}

/* An analysis that would give no row at all. */
static void check_not_idle(const Job *job, const Frame *frame, Diagnostics *diagnostics)
{
    const PlanAnalysis *plan = job->plan;
    gint only = job->responses->len == 1 ? g_array_index(job->responses, gint, 0) : -1;
    gboolean itself = only >= 0 && job->by->len == 1 && g_array_index(job->by, gint, 0) == only;
    const PlanRef *ref = plan->responses->len > 0 ? g_ptr_array_index(plan->responses, 0) : NULL;
    Place place = ref != NULL ? ref->place : plan->place;
    if (itself)
        diagnostics_error(diagnostics, place,
                          "'%s' by itself gives nothing; expected another variable under 'by'",
                          frame_variable(frame, only)->name);
    if (only >= 0 && (plan->pairs || plan->kind == ANALYSIS_PAIRED))
        diagnostics_error(diagnostics, place,
                          "'%s' alone makes no pair; expected two variables or more",
                          frame_variable(frame, only)->name);
}

static GArray *expand(const Frame *frame, const GPtrArray *refs, gboolean scales,
                      Diagnostics *diagnostics)
{
    if (refs == NULL)
        return g_array_new(FALSE, FALSE, sizeof(gint));
    return frame_expand(frame, refs, scales, diagnostics);
}

Job *job_new(const Frame *frame, const PlanAnalysis *plan, Diagnostics *diagnostics)
{
    guint before = diagnostics_n_errors(diagnostics);
    g_autoptr(Job) job = g_new0(Job, 1);
    gboolean scales = plan->kind == ANALYSIS_COMPARE || plan->kind == ANALYSIS_RELIABILITY;
    job->plan = plan;
    job->tests = g_ptr_array_new();
    job->measures = g_ptr_array_new();
    job->responses = expand(frame, plan->responses, scales, diagnostics);
    job->by = expand(frame, plan->by, FALSE, diagnostics);
    job->strata = expand(frame, plan->stratified_by, FALSE, diagnostics);
    if (diagnostics_n_errors(diagnostics) == before) {
        check_named(plan->responses, job->responses, diagnostics);
        check_named(plan->by, job->by, diagnostics);
        check_named(plan->stratified_by, job->strata, diagnostics);
        check_not_idle(job, frame, diagnostics);
        check_scales(job, frame, diagnostics);
        if (plan->kind != ANALYSIS_COMPARE) /* which needs numbers: a mistake */
            warn_of_words(frame, job->responses, diagnostics);
        warn_of_words(frame, job->by, diagnostics);
    }
    resolve_tests(job, frame->weight_kind, diagnostics);
    resolve_measures(job, diagnostics);
    resolve_posthoc(job, frame->weight_kind, diagnostics);
    check_numeric(frame, job, diagnostics);
    if (diagnostics_n_errors(diagnostics) > before)
        return NULL;
    return g_steal_pointer(&job);
}

void job_free(Job *job)
{
    if (job == NULL)
        return;
    g_clear_pointer(&job->responses, g_array_unref);
    g_clear_pointer(&job->by, g_array_unref);
    g_clear_pointer(&job->strata, g_array_unref);
    g_clear_pointer(&job->tests, g_ptr_array_unref);
    g_clear_pointer(&job->measures, g_ptr_array_unref);
    g_free(job);
}

/* --- units ------------------------------------------------------------------------------------ */

void unit_free(Unit *unit)
{
    g_ptr_array_unref(unit->statistics);
    g_clear_pointer(&unit->owned, summary_free);
    g_clear_pointer(&unit->designs, g_ptr_array_unref);
    g_clear_pointer(&unit->sink, result_sink_free);
    g_free(unit);
}

static Unit *unit_new(const Job *job, gint response, gint by)
{
    Unit *unit = g_new0(Unit, 1);
    unit->job = job;
    unit->response = response;
    unit->by = by;
    unit->stratum = -1;
    unit->statistics = g_ptr_array_new();
    unit->sink = result_sink_new();
    return unit;
}

/* Those of STATISTICS whose needs intersect WITH and avoid WITHOUT. */
static void add_fitting(Unit *unit, const GPtrArray *statistics, guint with, guint without)
{
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = g_ptr_array_index(statistics, i);
        if ((with == 0 || (statistic->needs & with) != 0) && (statistic->needs & without) == 0)
            g_ptr_array_add(unit->statistics, (gpointer)statistic);
    }
}

static void ask_stratified(const Job *job, Tally *tally, Unit *plain, GPtrArray *units)
{
    for (guint i = 0; i < job->strata->len; i++) {
        Unit *unit = unit_new(job, plain->response, plain->by);
        unit->stratum = g_array_index(job->strata, gint, i);
        unit->handle = tally_ask_table(tally, unit->response, unit->by, unit->stratum);
        add_fitting(unit, job->tests, NEEDS_STRATA, 0);
        add_fitting(unit, job->measures, NEEDS_STRATA, 0);
        g_ptr_array_add(units, unit);
    }
}

static void ask_collapsed(const Frame *frame, const Unit *plain, GPtrArray *units)
{
    const Job *job = plain->job;
    if (job->plan->kind == ANALYSIS_COMPARE || frame_collapse(frame, plain->response) == NULL)
        return;
    Unit *unit = unit_new(job, plain->response, plain->by);
    unit->handle = plain->handle;
    unit->collapsed = TRUE;
    static const char *const estimates[3] = {"frequencies"};
    add_names(unit->statistics, estimates);
    add_fitting(unit, job->tests, 0, NEEDS_STRATA);
    g_ptr_array_add(units, unit);
}

static void ask_table(const Frame *frame, const Job *job, Tally *tally, GPtrArray *units,
                      gint response, gint by)
{
    Unit *unit = unit_new(job, response, by);
    unit->handle = tally_ask_table(tally, response, by, -1);
    add_names(unit->statistics, kinds[job->plan->kind].estimates);
    add_fitting(unit, job->tests, 0, NEEDS_STRATA);
    if (job->posthoc != NULL)
        g_ptr_array_add(unit->statistics, (gpointer)job->posthoc);
    add_fitting(unit, job->measures, 0, NEEDS_STRATA);
    g_ptr_array_add(units, unit);
    ask_collapsed(frame, unit, units);
    if (by >= 0)
        ask_stratified(job, tally, unit, units);
}

static void ask_tables(const Frame *frame, const Job *job, Tally *tally, GPtrArray *units)
{
    for (guint i = 0; i < job->responses->len; i++) {
        gint response = g_array_index(job->responses, gint, i);
        if (job->by->len == 0)
            ask_table(frame, job, tally, units, response, -1);
        for (guint j = 0; j < job->by->len; j++)
            if (g_array_index(job->by, gint, j) != response)
                ask_table(frame, job, tally, units, response, g_array_index(job->by, gint, j));
    }
}

/* Every pair of responses, first before second. WITH and WITHOUT choose among the job's statistics.
 */
static void ask_pairs(const Job *job, Tally *tally, GPtrArray *units, guint with)
{
    for (guint i = 0; i < job->responses->len; i++) {
        for (guint j = i + 1; j < job->responses->len; j++) {
            Unit *unit = unit_new(job, g_array_index(job->responses, gint, i),
                                  g_array_index(job->responses, gint, j));
            unit->handle = tally_ask_pair(tally, unit->response, unit->by);
            add_fitting(unit, job->tests, with, 0);
            add_fitting(unit, job->measures, with, 0);
            g_ptr_array_add(units, unit);
        }
    }
}

static void ask_reliability(const Frame *frame, const Job *job, Tally *tally, GPtrArray *units)
{
    for (guint i = 0; i < job->responses->len; i++) {
        Unit *unit = unit_new(job, g_array_index(job->responses, gint, i), -1);
        const FrameVariable *scale = frame_variable(frame, unit->response);
        unit->handle = tally_ask_moments(tally, (const gint *)(gpointer)scale->items->data,
                                         scale->items->len, unit->response);
        add_names(unit->statistics, kinds[ANALYSIS_RELIABILITY].estimates);
        add_fitting(unit, job->measures, NEEDS_MOMENTS, 0);
        g_ptr_array_add(units, unit);
    }
}

static void ask_paired(const Job *job, Tally *tally, GPtrArray *units)
{
    Unit *unit = unit_new(job, g_array_index(job->responses, gint, 0), -1);
    unit->handle =
        tally_ask_blocks(tally, (const gint *)(gpointer)job->responses->data, job->responses->len);
    add_fitting(unit, job->tests, NEEDS_BLOCKS, 0);
    g_ptr_array_add(units, unit);
    ask_pairs(job, tally, units, NEEDS_SQUARE);
}

void job_ask(const Frame *frame, const Job *job, Tally *tally, GPtrArray *units)
{
    switch (job->plan->kind) {
    case ANALYSIS_RELIABILITY:
        ask_reliability(frame, job, tally, units);
        break;
    case ANALYSIS_PAIRED:
        ask_paired(job, tally, units);
        break;
    default:
        if (job->plan->pairs)
            ask_pairs(job, tally, units, 0);
        else
            ask_tables(frame, job, tally, units);
    }
}
