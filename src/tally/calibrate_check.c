/* What of the margins in a plan and the answers in the data does not go together. */
#include "base/error.h"
#include "base/number.h"
#include "calibrate.h"

enum { MOST_NAMED = 5 }; /* values in one message */

Mistakes mistakes_new(const Run *run)
{
    const Plan *plan = run->tally->frame->plan;
    Mistakes m = {diagnostics_new(), 0, run->calibration, run->tally->pass};
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(plan->path, &text, &length, NULL))
        length = 0;
    m.file = diagnostics_add_file(m.diagnostics, plan->path, text, length);
    return m;
}

gboolean mistakes_end(Mistakes *m, GError **error)
{
    gboolean none = diagnostics_n_errors(m->diagnostics) == 0;
    if (!none) {
        g_autofree char *said = g_strchomp(diagnostics_render(m->diagnostics, FALSE));
        g_set_error_literal(error, ANNEXE_ERROR, ANNEXE_ERROR_PLAN, said);
    }
    diagnostics_free(m->diagnostics);
    return none;
}

Place mistakes_at(const Mistakes *m, Place place)
{
    place.file = m->file;
    return place;
}

static const char *level_text(const SummaryLevel *level, char number[NUMBER_BUFFER])
{
    return level->text != NULL ? level->text : number_format(level->number, number);
}

static gboolean check_missing(const Run *run, GError **error)
{
    const Pass *pass = run->tally->pass;
    for (guint i = 0; i < pass->margins->len; i++) {
        const PassColumn *column = pass_column(pass, g_array_index(pass->margins, guint, i));
        const GArray *strays = g_ptr_array_index(pass->sums->strays, i);
        Stray all = {0, G_MAXINT64};
        for (guint id = 0; id < strays->len; id++) {
            const Stray *stray = &g_array_index(strays, Stray, id);
            if (stray->count == 0 || level_set_get(column->levels, id)->state == CELL_VALID)
                continue;
            all.count += stray->count;
            all.first_row = MIN(all.first_row, stray->first_row);
        }
        if (all.count == 0)
            continue;
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                    "%s: row %" G_GINT64_FORMAT
                    ", variable %s: error: the answer is missing (%" G_GINT64_FORMAT
                    " rows with a weight), and the weights are adjusted to its margin; impute it, "
                    "or make the missing answers a level of their own with `recode`",
                    run->name, all.first_row, column->frame->name, all.count);
        return FALSE;
    }
    return TRUE;
}

/* The first margin that names the variable. */
static const PlanMargin *margin_with(const Calibration *c, gint variable)
{
    for (guint m = 0; m < c->frame->margins->len; m++) {
        const FrameMargin *margin = g_ptr_array_index(c->frame->margins, m);
        for (guint v = 0; v < margin->variables->len; v++)
            if (g_array_index(margin->variables, gint, v) == variable)
                return margin->plan;
    }
    return NULL;
}

/* Values that respondents have and no margin names, a variable at a time. */
static void report_strays(Mistakes *m, guint variable)
{
    const Pass *pass = m->pass;
    const PassColumn *column = pass_column(pass, g_array_index(pass->margins, guint, variable));
    const GArray *strays = g_ptr_array_index(pass->sums->strays, variable);
    g_autofree guint *order = level_set_order(column->levels);
    g_autoptr(GString) named = g_string_new(NULL);
    gint64 n = 0;
    guint values = 0;
    for (guint i = 0; i < column->levels->levels->len; i++) {
        char number[NUMBER_BUFFER];
        gint64 count = order[i] < strays->len ? g_array_index(strays, Stray, order[i]).count : 0;
        if (count == 0)
            continue;
        n += count;
        if (values++ < MOST_NAMED)
            g_string_append_printf(named, "%s'%s'", values > 1 ? ", " : "",
                                   level_text(level_set_get(column->levels, order[i]), number));
    }
    if (values == 0)
        return;
    if (values > MOST_NAMED)
        g_string_append_printf(named, " and %u more", values - MOST_NAMED);
    const PlanMargin *margin = margin_with(m->calibration, column->variable);
    diagnostics_error(m->diagnostics, mistakes_at(m, margin->place),
                      "the margin of '%s' does not list %s, which %" G_GINT64_FORMAT
                      " respondents have; expected a number for every level",
                      column->frame->name, named->str, n);
}

/* Combinations that respondents have and a margin does not list. */
static void report_unlisted(Mistakes *m, guint margin)
{
    const Calibration *c = m->calibration;
    const FrameMargin *of = g_ptr_array_index(c->frame->margins, margin);
    for (guint cell = 0; cell < c->cells; cell++) {
        if (c->n[cell] == 0 || c->level[(gsize)margin * c->cells + cell] != NO_CELL)
            continue;
        g_autoptr(GString) name = g_string_new(NULL);
        for (guint i = 0; i < c->variables->len; i++) {
            const MarginVariable *variable = calibration_variable(c, i);
            guint value = cell / variable->stride % variable->values->len;
            gboolean in = FALSE;
            for (guint v = 0; v < of->variables->len; v++)
                in |= g_array_index(of->variables, gint, v) == variable->variable;
            if (in)
                g_string_append_printf(
                    name, "%s%s = %s", name->len > 0 ? ", " : "",
                    frame_variable(c->frame, variable->variable)->name,
                    ((const PlanValue *)g_ptr_array_index(variable->values, value))->text);
        }
        diagnostics_error(m->diagnostics, mistakes_at(m, of->plan->place),
                          "this margin does not list %s, which respondents have; expected a "
                          "number for every level",
                          name->str);
        return;
    }
}

/* A value of the data that LEVEL of the plan may have meant, or NULL. */
static const char *meant(const Mistakes *m, const FrameMargin *margin, const PlanMarginCell *cell)
{
    const Pass *pass = m->pass;
    for (guint i = 0; i < pass->margins->len && margin->variables->len == 1; i++) {
        const PassColumn *column = pass_column(pass, g_array_index(pass->margins, guint, i));
        if (column->variable != g_array_index(margin->variables, gint, 0) ||
            !column->frame->is_string)
            continue;
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (guint id = 0; id < column->levels->levels->len; id++)
            if (level_set_get(column->levels, id)->text != NULL)
                g_ptr_array_add(names, (gpointer)level_set_get(column->levels, id)->text);
        const PlanValue *value = g_ptr_array_index(cell->values, 0);
        return nearest_name(value->text, (const char *const *)names->pdata, names->len);
    }
    return NULL;
}

/* A level with a total that nobody has, or with a total of 0 that somebody has. */
static void report_level(Mistakes *m, guint margin, guint level)
{
    const Calibration *c = m->calibration;
    const PlanMarginCell *cell = g_ptr_array_index(c->named, level);
    gint64 n = 0;
    for (guint i = 0; i < c->cells; i++)
        n += c->level[(gsize)margin * c->cells + i] == level ? c->n[i] : 0;
    if ((n > 0) == (cell->target > 0))
        return;
    g_autofree char *name = calibration_level_name(c, level);
    if (n > 0) {
        diagnostics_error(m->diagnostics, mistakes_at(m, cell->place),
                          "%s has a margin of 0, and %" G_GINT64_FORMAT
                          " respondents; expected a number above 0",
                          name, n);
        return;
    }
    g_autofree char *hint =
        nearest_hint(meant(m, g_ptr_array_index(c->frame->margins, margin), cell));
    diagnostics_error(m->diagnostics, mistakes_at(m, cell->place),
                      "no respondent has %s, so that nobody can stand for its part of the "
                      "population; merge it with another level%s",
                      name, hint);
}

gboolean check_margins(const Run *run, GError **error)
{
    const Calibration *c = run->calibration;
    if (!check_missing(run, error))
        return FALSE;
    Mistakes m = mistakes_new(run);
    for (guint i = 0; i < c->variables->len; i++)
        report_strays(&m, i);
    for (guint margin = 0; margin < c->margins; margin++) {
        report_unlisted(&m, margin);
        for (guint level = c->first[margin]; level < c->first[margin + 1]; level++)
            report_level(&m, margin, level);
    }
    return mistakes_end(&m, error);
}
