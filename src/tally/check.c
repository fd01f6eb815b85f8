/* What of the data breaks the plan or the limits, as the error that the user reads. Looked at after
 * all lanes, so that it names the first row of the file and counts them all. */
#include "base/error.h"
#include "base/number.h"
#include "pass.h"

static gint compare_problems(gconstpointer a, gconstpointer b)
{
    const Problem *x = a, *y = b;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->missing != y->missing && x->column >= 0)
        return x->missing ? -1 : 1;
    if (x->value != y->value && x->column >= 0)
        return x->value < y->value ? -1 : 1;
    return (x->first_row > y->first_row) - (x->first_row < y->first_row);
}

/* The same value in several lanes is one problem. */
static void merge_problems(GArray *problems)
{
    g_array_sort(problems, compare_problems);
    guint kept = 0;
    for (guint i = 0; i < problems->len; i++) {
        Problem *problem = &g_array_index(problems, Problem, i);
        Problem *last = kept > 0 ? &g_array_index(problems, Problem, kept - 1) : NULL;
        if (last != NULL && last->column == problem->column &&
            (last->value == problem->value || problem->column < 0)) {
            last->count += problem->count;
            if (problem->first_row < last->first_row) {
                last->first_row = problem->first_row;
                last->value = problem->value;
                last->missing = problem->missing;
            }
        } else {
            g_array_index(problems, Problem, kept++) = *problem;
        }
    }
    g_array_set_size(problems, kept);
}

static const char *weight_name(const Pass *pass, const Problem *problem)
{
    gint variable = problem->column == -1
                        ? pass->frame->weight
                        : g_array_index(pass->replicates, gint, -2 - problem->column);
    return frame_variable(pass->frame, variable)->name;
}

/* A row in the sample without its stratum or cluster. */
static void design_error(const Pass *pass, const Problem *problem, GError **error)
{
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                "%s: row %" G_GINT64_FORMAT
                ", variable %s: error: the value is missing (%" G_GINT64_FORMAT
                " rows), and the sampling design needs it",
                pass->name, problem->first_row,
                pass_column(pass, (guint)problem->column)->frame->name, problem->count);
}

static void weight_error(const Pass *pass, const Problem *problem, GError **error)
{
    char value[NUMBER_BUFFER];
    const char *name = weight_name(pass, problem);
    g_autofree char *is = problem->missing
                              ? g_strdup("is missing")
                              : g_strdup_printf("is %s", number_format(problem->value, value));
    const char *expected = pass->weight_kind == WEIGHT_FREQUENCY
                               ? "a frequency weight must be a whole number, 0 or more; if these "
                                 "are sampling weights, say `kind: sampling`"
                               : "a sampling weight must be a number, 0 or more";
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                "%s: row %" G_GINT64_FORMAT ", variable %s: error: the weight %s (%" G_GINT64_FORMAT
                " such rows in all): %s",
                pass->name, problem->first_row, name, is, problem->count, expected);
}

/* The scale whose range the value breaks. */
static const FrameVariable *broken_scale(const Pass *pass, const Problem *problem)
{
    for (guint c = 0; c < pass->columns->len; c++) {
        const PassColumn *scale = pass_column(pass, c);
        for (guint i = 0; scale->items != NULL && i < scale->items->len; i++)
            if ((gint)g_array_index(scale->items, guint, i) == problem->column &&
                (problem->value < scale->frame->low || problem->value > scale->frame->high))
                return scale->frame;
    }
    return NULL;
}

static void range_error(const Pass *pass, const Problem *problem, GError **error)
{
    char value[NUMBER_BUFFER], low[NUMBER_BUFFER], high[NUMBER_BUFFER];
    const FrameVariable *scale = broken_scale(pass, problem);
    g_return_if_fail(scale != NULL);
    guint others = pass->problems->len - 1;
    g_autofree char *more = others == 0
                                ? g_strdup("")
                                : g_strdup_printf("; %u other value%s outside their scale too",
                                                  others, others == 1 ? " is" : "s are");
    g_set_error(
        error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
        "%s: row %" G_GINT64_FORMAT ", variable %s: error: the value %s (%" G_GINT64_FORMAT
        " rows) is outside the range %s to %s of scale '%s'; declare it under `missing`, "
        "or give another `range`%s",
        pass->name, problem->first_row, pass_column(pass, (guint)problem->column)->frame->name,
        number_format(problem->value, value), problem->count, number_format(scale->low, low),
        number_format(scale->high, high), scale->name, more);
}

static gboolean check_problems(Pass *pass, GError **error)
{
    merge_problems(pass->problems);
    if (pass->problems->len == 0)
        return TRUE;
    const Problem *first = &g_array_index(pass->problems, Problem, 0);
    for (guint i = 1; i < pass->problems->len && first->column >= 0; i++) {
        const Problem *problem = &g_array_index(pass->problems, Problem, i);
        if (problem->first_row < first->first_row)
            first = problem;
    }
    if (first->column < 0)
        weight_error(pass, first, error);
    else if (first->missing)
        design_error(pass, first, error);
    else
        range_error(pass, first, error);
    return FALSE;
}

static gboolean check_copies(const Pass *pass, GError **error)
{
    if (pass->copies_kept <= MOST_COPIES && pass->copies_read <= (Wide)G_MAXINT64)
        return TRUE;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT,
                "%s: variable %s: error: the frequency weights sum to more than %" G_GINT64_FORMAT,
                pass->name, frame_variable(pass->frame, pass->frame->weight)->name,
                (gint64)MOST_COPIES);
    return FALSE;
}

/* The smallest valid value, as an example. */
static char *example_of(const LevelSet *levels)
{
    char number[NUMBER_BUFFER];
    const SummaryLevel *least = NULL;
    for (guint i = 0; i < levels->levels->len; i++) {
        const SummaryLevel *level = level_set_get(levels, i);
        if (level->state == CELL_VALID && (least == NULL || level_compare(level, least) < 0))
            least = level;
    }
    if (least == NULL)
        return g_strdup("");
    return least->text != NULL ? g_strdup_printf("'%s'", least->text)
                               : g_strdup(number_format(least->number, number));
}

static gboolean check_levels(const Pass *pass, GError **error)
{
    for (guint c = 0; c < pass->columns->len; c++) {
        const PassColumn *column = pass_column(pass, c);
        gboolean group = (column->roles & ROLE_GROUP) != 0;
        guint most = group ? MOST_GROUPS : MOST_LEVELS;
        if (column->roles == 0 || column->levels->n_valid <= most)
            continue;
        g_autofree char *example = example_of(column->levels);
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT,
                    "%s: variable %s: error: %u distinct values, such as %s, are too many for %s: "
                    "the limit is %u; recode or cut it",
                    pass->name, column->frame->name, column->levels->n_valid, example,
                    group ? "groups" : "the levels of a response", most);
        return FALSE;
    }
    return TRUE;
}

static gboolean check_cells(Pass *pass, GError **error)
{
    if (pass_reserve(pass))
        return TRUE;
    const PassTable *largest = NULL;
    double most = 0;
    for (guint i = 0; i < pass->tables->len; i++) {
        const PassTable *table = &g_array_index(pass->tables, PassTable, i);
        double cells = pass_column(pass, table->response)->levels->levels->len;
        if (table->by >= 0)
            cells *= pass_column(pass, (guint)table->by)->levels->levels->len;
        if (table->stratum >= 0)
            cells *= pass_column(pass, (guint)table->stratum)->levels->levels->len;
        if (cells > most) {
            most = cells;
            largest = table;
        }
    }
    gint bytes = BYTES_COUNTED + (gint)MIN(pass->n_planes, 2) * BYTES_SUMMED;
    const char *by =
        largest->by >= 0 ? pass_column(pass, (guint)largest->by)->frame->name : "nothing";
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT,
                "%s: error: the tables asked for have more than %d cells in all; the largest is %s "
                "by %s with %.0f: recode or cut variables with many values",
                pass->name, MOST_BYTES / bytes, pass_column(pass, largest->response)->frame->name,
                by, most);
    return FALSE;
}

gboolean pass_check(Pass *pass, GError **error)
{
    return check_problems(pass, error) && check_copies(pass, error) && check_levels(pass, error) &&
           check_cells(pass, error);
}
