#include "design.h"

#include "base/words.h"

#include <string.h>

static gboolean is_fitted(const Frame *frame)
{
    return frame->calibrated && frame->margins->len > 0;
}

static gboolean has_design(const Frame *frame)
{
    return frame->weight_kind == WEIGHT_SAMPLING &&
           (frame->design.strata >= 0 || frame->design.clusters->len > 0 ||
            frame->design.fpc[0] >= 0);
}

/* Weights that were fitted to margins need residuals, which the second pass forms. */
static gboolean has_units(const Frame *frame)
{
    return has_design(frame) || is_fitted(frame);
}

static gboolean has_replicates(const Frame *frame)
{
    return frame->weight_kind == WEIGHT_SAMPLING && frame->design.replicates->len > 0;
}

/* --- replicate weights ------------------------------------------------------------------------ */

/* What the sum over replicates is multiplied by: Wolter (2007), chapters 3 to 5; as R's
 * svrepdesign(). */
static double replicate_scale(const PlanDesign *plan, guint replicates)
{
    const char *method = plan->replicate_method.text;
    double r = replicates;
    if (plan->scale > 0)
        return plan->scale;
    if (strcmp(method, "jk1") == 0)
        return (r - 1) / r;
    if (strcmp(method, "jkn") == 0 || strcmp(method, "jk2") == 0)
        return 1;
    if (strcmp(method, "bootstrap") == 0)
        return 1 / (r - 1);
    if (strcmp(method, "fay") == 0)
        return 1 / (r * (1 - plan->fay_rho) * (1 - plan->fay_rho));
    return 1 / r;
}

/* One a replicate, or NULL where all are 1; g_free(). */
static double *replicate_rscales(const PlanDesign *plan, guint replicates)
{
    const GPtrArray *given = plan->rscales;
    if (given == NULL || given->len == 0)
        return NULL;
    double *rscales = g_new(double, replicates + 1);
    for (guint r = 0; r < replicates; r++) {
        const PlanValue *value = g_ptr_array_index(given, given->len == 1 ? 0 : r);
        rscales[r] = value->number;
    }
    return rscales;
}

/* --- the means of a unit's statistics --------------------------------------------------------- */

typedef struct {
    Unit *unit;
    guint statistic; /* its index */
    guint handle;    /* of the tally's second pass */
    gboolean cells;  /* which summed the weights of cells, not linearised values */
    DomainMeans *means;
} Ask;

/* Up to so many cells a table's own sums serve all its statistics. */
enum { MOST_CELLS = 128 };

static void ask_clear(gpointer data)
{
    domain_means_free(((Ask *)data)->means);
}

/* The domain means of a statistic over the tally's table; NULL where it has none. */
static DomainMeans *means_of(const Unit *unit, guint index, const Frame *frame,
                             const Summary *table)
{
    const Statistic *statistic = g_ptr_array_index(unit->statistics, index);
    if (statistic->means == NULL || !unit_fits(unit, statistic))
        return NULL;
    DomainMeans *means = domain_means_new(unit->summary);
    statistic->means(unit->summary, means);
    if (unit->owned == NULL)
        return means;
    g_autofree gint *level_of = unit_levels(unit, frame, table);
    DomainMeans *wide = domain_means_expand(means, table, level_of, unit->summary->n_levels);
    domain_means_free(means);
    return wide;
}

static void prepare(Unit *unit, const char *name)
{
    unit->designs = g_ptr_array_new_with_free_func((GDestroyNotify)design_variance_free);
    g_ptr_array_set_size(unit->designs, (gint)unit->statistics->len);
    unit->design_name = name;
}

static gboolean is_table(const Unit *unit)
{
    return unit->summary->kind == SUMMARY_TABLE || unit->summary->kind == SUMMARY_PAIR;
}

static void from_replicates(Unit *unit, const Frame *frame, const Tally *tally)
{
    const PlanDesign *plan = &frame->plan->data.design;
    const Summary *table = tally_summary(tally, unit->handle);
    double scale = replicate_scale(plan, table->n_replicates);
    g_autofree double *rscales = replicate_rscales(plan, table->n_replicates);
    for (guint i = 0; i < unit->statistics->len; i++) {
        g_autoptr(DomainMeans) means = means_of(unit, i, frame, table);
        if (means != NULL)
            unit->designs->pdata[i] = design_variance_replicates(means, table, scale, rscales);
    }
}

static guint ask_cells(Tally *tally, guint handle, guint cells)
{
    g_autofree double *identity = g_new0(double, (gsize)cells *cells);
    for (guint c = 0; c < cells; c++)
        identity[(gsize)c * cells + c] = 1;
    return tally_ask_design(tally, handle, identity, cells);
}

/* ASKED: what was asked for the cells of a table, plus one, by the table's handle. */
static void ask_unit(Unit *unit, const Frame *frame, Tally *tally, GHashTable *asked, GArray *asks)
{
    const Summary *table = tally_summary(tally, unit->handle);
    for (guint i = 0; i < unit->statistics->len; i++) {
        DomainMeans *means = means_of(unit, i, frame, table);
        if (means == NULL)
            continue;
        Ask ask = {.unit = unit, .statistic = i, .means = means};
        ask.cells = means->cells > 0 && means->cells <= MOST_CELLS;
        if (ask.cells) {
            gpointer key = GUINT_TO_POINTER(unit->handle);
            guint known = GPOINTER_TO_UINT(g_hash_table_lookup(asked, key));
            ask.handle = known > 0 ? known - 1 : ask_cells(tally, unit->handle, means->cells);
            g_hash_table_insert(asked, key, GUINT_TO_POINTER(ask.handle + 1));
        } else {
            g_autofree double *z = domain_means_linearise(means, table);
            ask.handle = tally_ask_design(tally, unit->handle, z, means->k);
        }
        g_array_append_val(asks, ask);
    }
}

static DesignVariance *answer(const Ask *ask, const Tally *tally)
{
    const Summary *design = tally_summary(tally, ask->handle);
    const Summary *table = tally_summary(tally, ask->unit->handle);
    return ask->cells ? design_variance_cells(ask->means, table, design)
                      : design_variance_units(ask->means, design);
}

static gboolean run_replicates(const GPtrArray *units, const Frame *frame, Tally *tally,
                               const SecondPass *pass, GError **error)
{
    if (!tally_run_replicates(tally, pass->options, pass->threads, pass->progress, error))
        return FALSE;
    for (guint i = 0; i < units->len; i++) {
        Unit *unit = g_ptr_array_index(units, i);
        prepare(unit, design_name(frame));
        if (is_table(unit))
            from_replicates(unit, frame, tally);
    }
    return TRUE;
}

static gboolean run_units(const GPtrArray *units, const Frame *frame, Tally *tally,
                          const SecondPass *pass, GError **error)
{
    g_autoptr(GHashTable) asked = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) asks = g_array_new(FALSE, FALSE, sizeof(Ask));
    g_array_set_clear_func(asks, ask_clear);
    for (guint i = 0; i < units->len; i++) {
        Unit *unit = g_ptr_array_index(units, i);
        prepare(unit, design_name(frame));
        if (is_table(unit))
            ask_unit(unit, frame, tally, asked, asks);
    }
    if (!tally_run_design(tally, pass->options, pass->threads, pass->progress, error))
        return FALSE;
    for (guint i = 0; i < asks->len; i++) {
        const Ask *ask = &g_array_index(asks, Ask, i);
        ask->unit->designs->pdata[ask->statistic] = answer(ask, tally);
    }
    tally_forget_rows(tally);
    return TRUE;
}

gboolean design_units(const GPtrArray *units, const Frame *frame, Tally *tally,
                      const SecondPass *pass, GError **error)
{
    if (has_replicates(frame))
        return run_replicates(units, frame, tally, pass, error);
    if (has_units(frame))
        return run_units(units, frame, tally, pass, error);
    return TRUE;
}

/* --- mistakes --------------------------------------------------------------------------------- */

void design_check(const Frame *frame, Diagnostics *diagnostics)
{
    const PlanDesign *plan = &frame->plan->data.design;
    guint replicates = frame->design.replicates->len,
          given = plan->rscales ? plan->rscales->len : 0;
    if (!has_replicates(frame))
        return;
    if (replicates < 2)
        diagnostics_error(diagnostics, plan->place,
                          "one replicate weight; expected two or more to tell a variance");
    if (given > 1 && given != replicates)
        diagnostics_error(diagnostics, plan->place,
                          "%u rscales for %u replicate weights; expected one for each, or one for "
                          "all",
                          given, replicates);
}

/* --- in words --------------------------------------------------------------------------------- */

static void append_part(GString *name, const Frame *frame, const char *what, gint variable)
{
    if (variable >= 0)
        g_string_append_printf(name, "; %s %s", what, frame_variable(frame, variable)->name);
}

/* "; raked to stype, sch.wide; trimmed" */
static void append_calibration(GString *name, const Frame *frame)
{
    const PlanCalibration *plan = &frame->plan->data.calibration;
    for (guint m = 0; m < frame->margins->len; m++) {
        const FrameMargin *margin = g_ptr_array_index(frame->margins, m);
        const char *how = plan->kind == CALIBRATE_RAKE ? "; raked to " : "; post-stratified by ";
        for (guint v = 0; v < margin->variables->len; v++)
            g_string_append_printf(
                name, "%s%s",
                v > 0   ? " × "
                : m > 0 ? ", "
                        : how,
                frame_variable(frame, g_array_index(margin->variables, gint, v))->name);
    }
    if (plan->trims)
        g_string_append(name, "; trimmed");
}

const char *design_name(const Frame *frame)
{
    const PlanDesign *plan = &frame->plan->data.design;
    g_autoptr(GString) name = g_string_new("linearized");
    if (has_replicates(frame)) {
        g_string_printf(name, "%s; %u replicates", plan->replicate_method.text,
                        frame->design.replicates->len);
        append_calibration(name, frame);
        return g_intern_string(name->str);
    }
    if (!has_units(frame))
        return NULL;
    if (!has_design(frame))
        g_string_assign(name, "with replacement between respondents");
    append_part(name, frame, "strata", frame->design.strata);
    for (guint i = 0; i < frame->design.clusters->len; i++)
        append_part(name, frame, i == 0 ? "clusters" : "within",
                    g_array_index(frame->design.clusters, gint, i));
    for (guint i = 0; i < MOST_FPC; i++)
        append_part(name, frame, "fpc", frame->design.fpc[i]);
    if (plan->lonely.text != NULL && strcmp(plan->lonely.text, "error") != 0)
        g_string_append_printf(name, "; lonely strata %s", plan->lonely.text);
    append_calibration(name, frame);
    return g_intern_string(name->str);
}

char *design_sentence(const Frame *frame, Language language)
{
    if (frame->weight_kind != WEIGHT_SAMPLING)
        return NULL;
    if (!has_design(frame) && !has_replicates(frame))
        return g_strdup(word(W_DESIGN_RESPONDENTS, language));
    return word_printf(W_DESIGN_NAMED, language, design_name(frame));
}
