#include "rows.h"

#include "base/number.h"
#include "base/words.h"
#include "family.h"
#include "note.h"
#include "quality.h"

#include <string.h>

/* A level in words, found once for all rows of a unit. */
typedef struct {
    gboolean known;
    const char *value, *label;
} Named;

/* What the rows of one unit have in common. */
typedef struct {
    const Unit *unit;
    const Frame *frame;
    Results *results;
    const FrameVariable *response, *by;
    const char *analysis, *response_name, *by_name;
    Named *groups, *levels;
} Writer;

/* --- values and labels ------------------------------------------------------------------------ */

/* A level's value as scripts see it: the number, the text, or the missing value's sign. */
static const char *value_of(Results *results, const SummaryLevel *level)
{
    char buffer[NUMBER_BUFFER];
    if (level->text != NULL)
        return results_string(results, level->text);
    if (level->state == CELL_SYSTEM_MISSING)
        return results_string(results, ".");
    if (level->state == CELL_TAGGED_MISSING) {
        char tag[] = {'.', level->tag, '\0'};
        return results_string(results, tag);
    }
    return results_string(results, number_format(level->number, buffer));
}

static const char *label_of(const Writer *w, const FrameVariable *variable,
                            const SummaryLevel *level)
{
    if (variable == NULL)
        return NULL;
    return results_string(w->results,
                          frame_level_label(variable, level->state, level->tag, level->number,
                                            level->text, w->results->language));
}

static void name_level(const Writer *w, const FrameVariable *variable, const SummaryLevel *level,
                       Named *named)
{
    if (!named->known)
        *named = (Named){TRUE, value_of(w->results, level), label_of(w, variable, level)};
}

/* The net that LEVEL of a collapsed table stands for: such levels are numbered from 1. */
static const PlanClass *net_of(const Writer *w, const SummaryLevel *level)
{
    const PlanCollapse *collapse = frame_collapse(w->frame, w->unit->response);
    return g_ptr_array_index(collapse->classes, (guint)level->number - 1);
}

/* The values of a net, as "2;3". */
static const char *net_value(const Writer *w, const PlanClass *class)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < class->values->len; i++) {
        const PlanValue *value = g_ptr_array_index(class->values, i);
        g_string_append_printf(joined, "%s%s", i > 0 ? ";" : "", value->text);
    }
    return results_string(w->results, joined->str);
}

static void set_group(const Writer *w, gint index, const char **value, const char **label)
{
    const Summary *s = w->unit->summary;
    if (index < 0 || s->groups == NULL)
        return;
    name_level(w, w->by, &s->groups[index], &w->groups[index]);
    *value = w->groups[index].value;
    *label = w->groups[index].label;
}

static void set_item(const Writer *w, gint item, EstimateResult *row)
{
    gint variable = g_array_index(w->response->items, gint, item);
    const FrameVariable *v = frame_variable(w->frame, variable);
    row->level = results_string(w->results, v->name);
    row->level_label = results_string(w->results, text_in(&v->label, w->results->language, NULL));
}

static void set_level(const Writer *w, const StatEstimate *e, EstimateResult *row)
{
    const Summary *s = w->unit->summary;
    if (e->item >= 0 && w->response->items != NULL)
        set_item(w, e->item, row);
    if (e->level < 0)
        return;
    if (strstr(e->estimate, "_missing") != NULL) {
        row->level = value_of(w->results, &s->missing[e->level]);
        row->level_label = label_of(w, w->response, &s->missing[e->level]);
    } else if (w->unit->collapsed) {
        const PlanClass *class = net_of(w, &s->levels[e->level]);
        row->level = net_value(w, class);
        row->level_label =
            results_string(w->results, text_in(&class->label, w->results->language, NULL));
    } else {
        name_level(w, w->response, &s->levels[e->level], &w->levels[e->level]);
        row->level = w->levels[e->level].value;
        row->level_label = w->levels[e->level].label;
    }
}

/* --- rows ------------------------------------------------------------------------------------- */

/* The level of a test of one cell, as "3 (Often)"; of a net, "2;3 (Sometimes)". */
static char *level_in_words(const Writer *w, gint index)
{
    if (index < 0)
        return NULL;
    const SummaryLevel *level = &w->unit->summary->levels[index];
    const PlanClass *net = w->unit->collapsed ? net_of(w, level) : NULL;
    const char *value = net != NULL ? net_value(w, net) : value_of(w->results, level);
    const char *label = net != NULL ? text_in(&net->label, w->results->language, NULL)
                                    : label_of(w, w->response, level);
    if (label == NULL || strcmp(label, value) == 0)
        return g_strdup(value);
    return g_strdup_printf("%s (%s)", value, label);
}

static void note_test(const Writer *w, const StatTest *test, TestResult *row)
{
    guint64 needed = family_draws_needed(w->unit, test, w->frame->plan->alpha);
    g_autofree char *level = level_in_words(w, test->level);
    g_autofree char *note = note_of_test(test, level, needed, w->results->language);
    row->too_few_draws = needed > 0;
    row->note = results_string(w->results, note);
}

static void write_test(const Writer *w, const StatTest *test)
{
    const char *variant = test->variant;
    g_autofree char *collapsed = NULL;
    if (w->unit->collapsed)
        variant = collapsed = g_strdup_printf("%s; collapsed", test->variant);
    TestResult *row = results_add_test(w->results);
    row->analysis = w->analysis;
    row->test = results_string(w->results, test->test);
    row->response = w->response_name;
    row->by = w->by_name;
    set_group(w, test->group, &row->group, &row->group_label);
    set_group(w, test->other, &row->other, &row->other_label);
    row->n = test->n;
    row->statistic = test->statistic;
    row->df = test->df;
    row->df2 = test->df2;
    row->p = test->p;
    if (test->n_family > 0) {
        row->p_adjusted = test->adjusted_p;
        row->n_family = test->n_family;
        row->adjustment = results_string(w->results, family_method(w->unit, test));
    }
    row->effect_name = results_string(w->results, test->effect_name);
    row->effect = test->effect;
    row->effect_low = test->effect_low;
    row->effect_high = test->effect_high;
    row->variant = results_string(w->results, variant);
    row->state = test->state;
    row->reason = test->reason;
    note_test(w, test, row);
}

static EstimateResult *new_estimate(const Writer *w, const char *name)
{
    EstimateResult *row = results_add_estimate(w->results);
    row->analysis = w->analysis;
    row->estimate = results_string(w->results, name);
    row->response = w->response_name;
    row->by = w->by_name;
    return row;
}

/* α rests on those who answered every item: a reader must know when that is not nearly everybody.
 */
static void note_complete(const Writer *w, EstimateResult *row)
{
    gint64 asked = w->unit->summary->asked;
    if (row->n * 5 >= asked * 4)
        return;
    g_autofree char *note = word_printf(W_NOTE_COMPLETE, w->results->language, row->n, asked);
    row->note = results_string(w->results, note);
}

static void write_estimate(const Writer *w, const StatEstimate *e)
{
    EstimateResult *row = new_estimate(w, e->estimate);
    set_group(w, e->group, &row->group, &row->group_label);
    set_level(w, e, row);
    row->n = e->n;
    row->n_weighted = e->n_weighted;
    row->value = e->value;
    row->low = e->low;
    row->high = e->high;
    row->state = e->state;
    row->reason = e->reason;
    if (e->reason != REASON_NONE)
        row->note = results_string(w->results, reason_text(e->reason, w->results->language));
    else if (g_str_equal(e->estimate, "alpha") || g_str_equal(e->estimate, "omega"))
        note_complete(w, row);
}

/* Gives MARK to the estimate called NAME that NUMBER, a row of its precision, is about: it stands
 * a few rows before. */
static void set_quality(const Writer *w, const char *name, guint number, const char *mark)
{
    GArray *rows = w->results->estimates;
    const EstimateResult *of = &g_array_index(rows, EstimateResult, number);
    for (guint i = number; i-- > 0;) {
        EstimateResult *row = &g_array_index(rows, EstimateResult, i);
        if (row->group != of->group || row->level != of->level || strcmp(row->estimate, name) != 0)
            continue;
        g_autofree char *both =
            row->quality != NULL ? g_strdup_printf("%s %s", row->quality, mark) : g_strdup(mark);
        row->quality = results_string(w->results, both);
        return;
    }
}

/* Marks of reliability follow the coefficient of variation they rest on. */
static void write_quality(const Writer *w, const StatEstimate *e)
{
    const Plan *plan = w->frame->plan;
    guint n = quality_count(plan);
    if (n == 0 || e->state != STATE_OK || !g_str_has_suffix(e->estimate, "_cv"))
        return;
    for (guint i = 0; i < n; i++) {
        const char *mark = quality_mark(plan, i, e->value.value);
        if (mark == NULL)
            continue;
        g_autofree char *of = g_strndup(e->estimate, strlen(e->estimate) - strlen("_cv"));
        g_autofree char *name = g_strdup_printf("%s_quality", of);
        EstimateResult *row = new_estimate(w, name);
        set_group(w, e->group, &row->group, &row->group_label);
        set_level(w, e, row);
        row->n = e->n;
        row->n_weighted = e->n_weighted;
        row->note = mark;
        set_quality(w, of, w->results->estimates->len - 1, mark);
    }
}

static gint64 group_size(const Summary *s, guint group)
{
    gint64 n = 0;
    for (guint l = 0; l < s->n_levels; l++)
        n += s->n[group * s->n_levels + l];
    return n;
}

static void write_letters(const Writer *w)
{
    g_auto(GStrv) letters = family_letters(w->unit, w->frame->plan->alpha);
    for (guint g = 0; letters != NULL && letters[g] != NULL; g++) {
        EstimateResult *row = new_estimate(w, "letters");
        set_group(w, (gint)g, &row->group, &row->group_label);
        row->n = group_size(w->unit->summary, g);
        const char *shown =
            letters[g][0] != '\0' ? letters[g] : word(W_NOT_SIGNIFICANT, w->results->language);
        row->note = results_string(w->results, shown);
    }
}

/* A test of several items at once (Friedman) names them all. */
static const char *joined_responses(const Unit *unit, const Frame *frame, Results *results)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < unit->job->responses->len; i++) {
        gint variable = g_array_index(unit->job->responses, gint, i);
        g_string_append_printf(names, "%s%s", i > 0 ? ";" : "",
                               frame_variable(frame, variable)->name);
    }
    return results_string(results, names->str);
}

void rows_write(const Unit *unit, const Frame *frame, Results *results)
{
    const Summary *s = unit->summary;
    g_autofree Named *groups = g_new0(Named, s->n_groups);
    g_autofree Named *levels = g_new0(Named, s->n_levels);
    Writer w = {
        .unit = unit, .frame = frame, .results = results, .groups = groups, .levels = levels};
    w.analysis = results_string(results, unit->job->plan->name);
    w.response = frame_variable(frame, unit->response);
    w.by = unit->by < 0 ? NULL : frame_variable(frame, unit->by);
    gboolean blocks = s->kind == SUMMARY_BLOCKS;
    w.response_name =
        blocks ? joined_responses(unit, frame, results) : results_string(results, w.response->name);
    w.by_name = w.by == NULL ? NULL : results_string(results, w.by->name);
    for (guint i = 0; i < unit->sink->tests->len; i++)
        write_test(&w, &g_array_index(unit->sink->tests, StatTest, i));
    for (guint i = 0; i < unit->sink->estimates->len; i++) {
        const StatEstimate *estimate = &g_array_index(unit->sink->estimates, StatEstimate, i);
        write_estimate(&w, estimate);
        write_quality(&w, estimate);
    }
    write_letters(&w);
}
