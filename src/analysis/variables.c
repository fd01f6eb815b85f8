#include "rows.h"

#include "base/number.h"
#include "note.h"

#include <string.h>

static const char *level_value(Results *results, const FrameLevel *level)
{
    char buffer[NUMBER_BUFFER];
    return results_string(results,
                          level->text != NULL ? level->text : number_format(level->number, buffer));
}

static void set_levels(const FrameVariable *v, Results *results, ResultVariable *to)
{
    const char **levels = results_strings(results, v->levels->len);
    const char **labels = results_strings(results, v->levels->len);
    for (guint i = 0; i < v->levels->len; i++) {
        const FrameLevel *level = &g_array_index(v->levels, FrameLevel, i);
        if (level->state != CELL_VALID)
            continue;
        levels[to->n_levels] = level_value(results, level);
        labels[to->n_levels++] =
            results_string(results, text_in(&level->label, results->language, NULL));
    }
    to->levels = levels;
    to->level_labels = labels;
}

static void set_scale(const Frame *frame, const FrameVariable *v, Results *results,
                      ResultVariable *to)
{
    g_autoptr(GPtrArray) reversed = g_ptr_array_new();
    const char **items = results_strings(results, v->items->len);
    for (guint i = 0; i < v->items->len; i++) {
        gint index = g_array_index(v->items, gint, i);
        items[i] = results_string(results, frame_variable(frame, index)->name);
        if (g_array_index(v->reversed, gboolean, i))
            g_ptr_array_add(reversed, (gpointer)items[i]);
    }
    to->is_scale = TRUE;
    to->n_items = v->items->len;
    to->items = items;
    g_autofree char *scoring =
        note_of_scale(v->scale, v->items->len, reversed, v->min_answered, results->language);
    to->scoring = results_string(results, scoring);
}

const ResultVariable *rows_variable(const Frame *frame, gint variable, Results *results)
{
    const FrameVariable *v = frame_variable(frame, variable);
    for (guint i = 0; i < results->variables->len; i++) {
        const ResultVariable *known = g_ptr_array_index(results->variables, i);
        if (strcmp(known->name, v->name) == 0)
            return known;
    }
    ResultVariable *made = g_new0(ResultVariable, 1);
    made->name = results_string(results, v->name);
    made->label = results_string(results, text_in(&v->label, results->language, v->name));
    if (v->kind == FRAME_SCALE)
        set_scale(frame, v, results, made);
    else
        set_levels(v, results, made);
    g_ptr_array_add(results->variables, made);
    return made;
}

static void add_variables(const Frame *frame, const GArray *variables, Results *results,
                          GPtrArray *to)
{
    for (guint i = 0; i < variables->len; i++)
        g_ptr_array_add(to,
                        (gpointer)rows_variable(frame, g_array_index(variables, gint, i), results));
}

void rows_block(const Job *job, const Frame *frame, Results *results)
{
    static const char *const families[] = {
        [FAMILY_BY] = "by", [FAMILY_ANALYSIS] = "analysis", [FAMILY_PLAN] = "plan"};
    const PlanAnalysis *plan = job->plan;
    ResultBlock *block = g_new0(ResultBlock, 1);
    block->analysis = results_string(results, plan->name);
    block->kind = plan->kind;
    block->pairs = plan->pairs;
    block->responses = g_ptr_array_new();
    block->by = g_ptr_array_new();
    block->adjustment = adjust_name(plan->adjust);
    block->family = families[plan->family];
    block->posthoc = job->posthoc == NULL ? NULL : job->posthoc->name;
    g_autofree char *quantile = g_strdup_printf("hf%d", (int)plan->quantile);
    block->quantile = results_string(results, quantile);
    block->alpha = frame->plan->alpha;
    add_variables(frame, job->responses, results, block->responses);
    add_variables(frame, job->by, results, block->by);
    g_ptr_array_add(results->blocks, block);
}

void rows_tell_apart(Results *results)
{
    g_autoptr(GHashTable) first = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) twice = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < results->variables->len; i++) {
        const ResultVariable *v = g_ptr_array_index(results->variables, i);
        if (!g_hash_table_add(first, (gpointer)v->label))
            g_hash_table_add(twice, (gpointer)v->label);
    }
    for (guint i = 0; i < results->variables->len; i++) {
        ResultVariable *v = g_ptr_array_index(results->variables, i);
        if (!g_hash_table_contains(twice, v->label) || strcmp(v->label, v->name) == 0)
            continue;
        g_autofree char *label = g_strdup_printf("%s [%s]", v->label, v->name);
        v->label = results_string(results, label);
    }
}
