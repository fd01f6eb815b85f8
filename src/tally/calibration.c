/* The geometry of the margins, and weights from factors. */
#include "calibration.h"

#include "base/error.h"
#include "pass.h"

#include <math.h>
#include <string.h>

static void clear_variable(gpointer data)
{
    g_ptr_array_unref(((MarginVariable *)data)->values);
}

static gboolean same_value(const PlanValue *a, const PlanValue *b, gboolean text)
{
    return text ? strcmp(a->text, b->text) == 0 : a->number == b->number;
}

/* The position of VALUE among the variable's, added when it is new. */
static guint intern_value(const Frame *frame, MarginVariable *variable, const PlanValue *value)
{
    gboolean text = frame_variable(frame, variable->variable)->is_string;
    for (guint i = 0; i < variable->values->len; i++)
        if (same_value(g_ptr_array_index(variable->values, i), value, text))
            return i;
    g_ptr_array_add(variable->values, (gpointer)(guintptr)value);
    return variable->values->len - 1;
}

static guint intern_variable(Calibration *c, gint variable)
{
    for (guint i = 0; i < c->variables->len; i++)
        if (calibration_variable(c, i)->variable == variable)
            return i;
    MarginVariable fresh = {variable, g_ptr_array_new(), 0};
    g_array_append_val(c->variables, fresh);
    return c->variables->len - 1;
}

static void intern_margin(Calibration *c, const FrameMargin *margin)
{
    for (guint v = 0; v < margin->variables->len; v++) {
        guint at = intern_variable(c, g_array_index(margin->variables, gint, v));
        MarginVariable *variable = &g_array_index(c->variables, MarginVariable, at);
        for (guint i = 0; i < margin->plan->cells->len; i++) {
            const PlanMarginCell *cell = g_ptr_array_index(margin->plan->cells, i);
            intern_value(c->frame, variable, g_ptr_array_index(cell->values, v));
        }
    }
}

static gboolean lay_out(Calibration *c, GError **error)
{
    guint64 cells = 1;
    for (guint i = 0; i < c->variables->len && cells <= MOST_MARGIN_CELLS; i++) {
        MarginVariable *variable = &g_array_index(c->variables, MarginVariable, i);
        variable->stride = (guint)cells;
        cells *= variable->values->len;
    }
    c->cells = (guint)cells;
    if (cells <= MOST_MARGIN_CELLS)
        return TRUE;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT,
                "the margins cross in more than %d cells; recode or cut variables with many levels",
                MOST_MARGIN_CELLS);
    return FALSE;
}

/* The margin's level of a cell, or NO_CELL. */
static guint level_of(const Calibration *c, const FrameMargin *margin, guint cell)
{
    for (guint i = 0; i < margin->plan->cells->len; i++) {
        const PlanMarginCell *level = g_ptr_array_index(margin->plan->cells, i);
        guint same = 0;
        for (guint v = 0; v < margin->variables->len; v++) {
            gint index = g_array_index(margin->variables, gint, v);
            guint at = intern_variable((Calibration *)(guintptr)c, index);
            const MarginVariable *variable = calibration_variable(c, at);
            const PlanValue *value = g_ptr_array_index(variable->values, cell / variable->stride %
                                                                             variable->values->len);
            same += same_value(value, g_ptr_array_index(level->values, v),
                               frame_variable(c->frame, index)->is_string);
        }
        if (same == margin->variables->len)
            return i;
    }
    return NO_CELL;
}

static void number_levels(Calibration *c)
{
    c->margins = c->frame->margins->len;
    c->first = g_new0(guint, c->margins + 1);
    c->level = g_new(guint, (gsize)c->margins * c->cells + 1);
    c->named = g_ptr_array_new();
    for (guint m = 0; m < c->margins; m++) {
        const FrameMargin *margin = g_ptr_array_index(c->frame->margins, m);
        g_ptr_array_extend(c->named, margin->plan->cells, NULL, NULL);
        c->first[m + 1] = c->named->len;
        for (guint cell = 0; cell < c->cells; cell++) {
            guint level = level_of(c, margin, cell);
            c->level[(gsize)m * c->cells + cell] = level == NO_CELL ? NO_CELL : c->first[m] + level;
        }
    }
    c->levels = c->named->len;
    c->target = g_new0(double, c->levels + 1);
    for (guint l = 0; l < c->levels; l++)
        c->target[l] = ((const PlanMarginCell *)g_ptr_array_index(c->named, l))->target;
}

Calibration *calibration_new(const Frame *frame, GError **error)
{
    Calibration *c = g_new0(Calibration, 1);
    c->frame = frame;
    c->variables = g_array_new(FALSE, TRUE, sizeof(MarginVariable));
    g_array_set_clear_func(c->variables, clear_variable);
    c->rounds = g_array_new(FALSE, TRUE, sizeof(TrimRound));
    c->replicates = g_ptr_array_new_with_free_func(g_free);
    for (guint m = 0; m < frame->margins->len; m++)
        intern_margin(c, g_ptr_array_index(frame->margins, m));
    if (!lay_out(c, error)) {
        calibration_free(c);
        return NULL;
    }
    number_levels(c);
    return c;
}

void calibration_free(Calibration *c)
{
    if (c == NULL)
        return;
    g_array_unref(c->variables);
    g_array_unref(c->rounds);
    g_ptr_array_unref(c->replicates);
    g_clear_pointer(&c->named, g_ptr_array_unref);
    g_free(c->first);
    g_free(c->level);
    g_free(c->target);
    g_free(c->n);
    g_free(c->d);
    g_free(c->d2);
    g_free(c->steps);
    rake_free(c->rake);
    rake_residuals_free(c->residuals);
    g_free(c->report.gap_level);
    g_free(c);
}

guint calibration_find(const MarginVariable *variable, const SummaryLevel *level)
{
    for (guint i = 0; level->state == CELL_VALID && i < variable->values->len; i++)
        if (map_equals(g_ptr_array_index(variable->values, i), level))
            return i;
    return NO_CELL;
}

char *calibration_level_name(const Calibration *c, guint level)
{
    const PlanMarginCell *cell = g_ptr_array_index(c->named, level);
    GString *name = g_string_new(NULL);
    guint m = 0;
    while (level >= c->first[m + 1])
        m++;
    const FrameMargin *margin = g_ptr_array_index(c->frame->margins, m);
    for (guint v = 0; v < margin->variables->len; v++) {
        gint index = g_array_index(margin->variables, gint, v);
        const PlanValue *value = g_ptr_array_index(cell->values, v);
        g_string_append_printf(name, "%s%s = %s", v > 0 ? ", " : "",
                               frame_variable(c->frame, index)->name, value->text);
    }
    return g_string_free(name, FALSE);
}

/* --- factors ---------------------------------------------------------------------------------- */

static RakeTable table_of(const Calibration *c)
{
    return (RakeTable){c->cells, c->margins, c->level, c->first, c->target};
}

/* Percents are of the sum of a margin with totals, or of the weights as they are. */
static void total_percents(Calibration *c)
{
    double total = 0;
    for (guint cell = 0; cell < c->cells; cell++)
        total += c->d[cell];
    for (guint m = c->margins; m-- > 0;) {
        const FrameMargin *margin = g_ptr_array_index(c->frame->margins, m);
        if (margin->plan->percents)
            continue;
        total = 0;
        for (guint l = c->first[m]; l < c->first[m + 1]; l++)
            total += c->target[l];
    }
    for (guint m = 0; m < c->margins; m++) {
        const FrameMargin *margin = g_ptr_array_index(c->frame->margins, m);
        double sum = 0;
        for (guint l = c->first[m]; l < c->first[m + 1]; l++)
            sum += c->target[l];
        for (guint l = c->first[m]; margin->plan->percents && l < c->first[m + 1]; l++)
            c->target[l] *= total / sum;
    }
}

/* A cell that some margin does not list holds nobody: any level will do. */
static void fill_absent(Calibration *c)
{
    for (guint m = 0; m < c->margins; m++)
        for (guint cell = 0; cell < c->cells; cell++) {
            guint *level = &c->level[(gsize)m * c->cells + cell];
            *level = *level == NO_CELL ? c->first[m] : *level;
        }
}

static void find_steps(Calibration *c)
{
    g_autofree guint *at = g_new(guint, c->margins + 1);
    c->steps = g_new0(double, (gsize)c->cells * c->margins + 1);
    for (guint cell = 0; cell < c->cells; cell++) {
        for (guint m = 0; m < c->margins; m++)
            at[m] = c->level[(gsize)m * c->cells + cell];
        rake_steps(c->rake, c->margins, at, c->steps + (gsize)cell * c->margins);
    }
}

void calibration_fit(Calibration *c)
{
    const PlanCalibration *plan = &c->frame->plan->data.calibration;
    gboolean rakes = plan->kind == CALIBRATE_RAKE;
    if (c->margins == 0)
        return;
    total_percents(c);
    fill_absent(c);
    const RakeTable table = table_of(c);
    c->rake = rake_new(&table, c->d, rakes ? plan->tolerance : 0,
                       rakes ? (guint)plan->most_iterations : 1);
    if (c->rake->empty >= 0)
        return;
    find_steps(c);
    g_autofree double *counts = g_new(double, c->cells + 1);
    for (guint cell = 0; cell < c->cells; cell++)
        counts[cell] = rakes ? (double)c->n[cell] : c->d[cell];
    c->residuals = rake_residuals_new(&table, c->rake, counts, rakes ? RAKE_ROUNDS : 1);
    c->report.iterations = c->rake->iterations;
}

gint calibration_fit_replicate(Calibration *c, const double *w)
{
    const RakeTable table = table_of(c);
    g_autoptr(Rake) rake = rake_new(&table, w, 0, c->rake->iterations);
    g_ptr_array_add(c->replicates, g_steal_pointer(&rake->factors));
    return rake->empty;
}

/* --- weights ---------------------------------------------------------------------------------- */

double calibration_weight(const Calibration *c, double d, guint cell, gint *trimmed)
{
    double w = d;
    if (c->steps != NULL)
        w *= c->steps[(gsize)cell * c->margins + c->margins - 1];
    *trimmed = 0;
    for (guint i = 0; i < c->rounds->len; i++) {
        const TrimRound *round = &g_array_index(c->rounds, TrimRound, i);
        if (w < round->lower || w > round->upper) {
            *trimmed = w < round->lower ? -1 : 1;
            w = w < round->lower ? round->lower : round->upper;
        } else {
            w += round->shift;
        }
    }
    return w;
}

double calibration_replicate(const Calibration *c, guint replicate, double d, guint cell)
{
    const double *factors = g_ptr_array_index(c->replicates, replicate);
    double w = d;
    for (guint m = 0; m < c->margins; m++)
        w *= factors[c->level[(gsize)m * c->cells + cell]];
    return w;
}

/* --- sums ------------------------------------------------------------------------------------- */

static void free_array(gpointer data)
{
    g_array_unref(data);
}

MarginSums *margin_sums_new(SumKind kind, const Calibration *c, guint n_replicates)
{
    MarginSums *sums = g_new0(MarginSums, 1);
    sums->kind = kind;
    sums->cells = c->cells;
    sums->n_planes = kind == SUM_REPLICATES ? n_replicates : 2;
    sums->n = g_new0(gint64, c->cells + 1);
    sums->planes = g_new0(ExactVector *, sums->n_planes + 1);
    for (guint i = 0; i < sums->n_planes; i++)
        sums->planes[i] = exact_new(c->cells);
    sums->excess = exact_new(2);
    sums->strays = g_ptr_array_new_with_free_func(free_array);
    for (guint i = 0; i < c->variables->len; i++)
        g_ptr_array_add(sums->strays, g_array_new(FALSE, TRUE, sizeof(Stray)));
    return sums;
}

void margin_sums_free(MarginSums *sums)
{
    if (sums == NULL)
        return;
    for (guint i = 0; i < sums->n_planes; i++)
        exact_free(sums->planes[i]);
    g_free(sums->planes);
    g_free(sums->n);
    exact_free(sums->excess);
    g_ptr_array_unref(sums->strays);
    g_free(sums);
}

void margin_sums_merge(MarginSums *into, const MarginSums *from)
{
    for (guint cell = 0; cell < into->cells; cell++)
        into->n[cell] += from->n[cell];
    for (guint i = 0; i < into->n_planes; i++)
        exact_merge(into->planes[i], from->planes[i]);
    exact_merge(into->excess, from->excess);
    for (guint i = 0; i < 2; i++) {
        into->outside[i] += from->outside[i];
        into->ever[i] += from->ever[i];
    }
}

void margin_sums_stray(MarginSums *sums, guint variable, guint id, Stray stray)
{
    GArray *strays = g_ptr_array_index(sums->strays, variable);
    if (strays->len <= id)
        g_array_set_size(strays, id + 1);
    Stray *of = &g_array_index(strays, Stray, id);
    of->first_row = of->count == 0 ? stray.first_row : MIN(of->first_row, stray.first_row);
    of->count += stray.count;
}
