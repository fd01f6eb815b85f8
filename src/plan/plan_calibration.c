/* `poststratify:`, `rake:` and `trim:` of `data:` — what is done to the weights. */
#include "parts.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* Printed percents may miss 100 by their rounding, totals of two tables each other by far less. */
#define PERCENTS_WITHIN 0.5
#define TOTALS_WITHIN   1e-6

enum { MOST_ITERATIONS = 10000 };

static void cell_free(gpointer data)
{
    PlanMarginCell *cell = data;
    g_ptr_array_unref(cell->values);
    g_free(cell);
}

static void margin_free(gpointer data)
{
    PlanMargin *margin = data;
    g_clear_pointer(&margin->by, g_ptr_array_unref);
    g_ptr_array_unref(margin->cells);
    g_free(margin);
}

void plan_calibration_clear(PlanCalibration *calibration)
{
    g_clear_pointer(&calibration->margins, g_ptr_array_unref);
}

/* --- totals ----------------------------------------------------------------------------------- */

/* {E: 4421, H: 755}, or nested for margins of several variables: {E: {No: 400, Yes: 4021}}. KEYS
 * are those that lead to NODE. */
static void read_cells(PlanReader *reader, GPtrArray *keys, const YamlNode *node, GPtrArray *cells)
{
    const YamlNode *last = g_ptr_array_index(keys, keys->len - 1);
    double target = 0;
    if (node->kind == YAML_MAPPING && node->items->len > 0) {
        for (guint i = 0; i < node->items->len; i += 2) {
            g_ptr_array_add(keys, g_ptr_array_index(node->items, i));
            read_cells(reader, keys, g_ptr_array_index(node->items, i + 1), cells);
            g_ptr_array_set_size(keys, (gint)keys->len - 1);
        }
        return;
    }
    if (node->kind != YAML_SCALAR || node->quoted ||
        !number_parse(node->text, strlen(node->text), '.', &target) || target < 0) {
        key_expected(reader, last, node, "a number of 0 or more");
        return;
    }
    PlanMarginCell *cell = g_new0(PlanMarginCell, 1);
    cell->values = plan_values_new();
    for (guint i = 1; i < keys->len; i++) /* the first is `totals` itself */
        g_ptr_array_add(cell->values, plan_value_new(g_ptr_array_index(keys, i)));
    cell->target = target;
    cell->place = last->place;
    g_ptr_array_add(cells, cell);
}

static void read_targets(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                         PlanMargin *margin, gboolean percents)
{
    if (value->kind != YAML_MAPPING || value->items->len == 0) {
        key_expected(reader, key, value, "a number for each level, as {1: 480, 2: 520}");
        return;
    }
    if (margin->place.line > 0)
        diagnostics_error(reader->diagnostics, key->place,
                          "both 'totals' and 'percents'; expected one of them");
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_ptr_array_add(keys, (gpointer)(guintptr)key);
    margin->percents = percents;
    margin->place = key->place;
    read_cells(reader, keys, value, margin->cells);
}

static void read_totals(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                        const Key *spec G_GNUC_UNUSED, void *field)
{
    read_targets(reader, key, value, field, FALSE);
}

static void read_percents(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                          const Key *spec G_GNUC_UNUSED, void *field)
{
    read_targets(reader, key, value, field, TRUE);
}

static double margin_sum(const PlanMargin *margin)
{
    double sum = 0;
    for (guint i = 0; i < margin->cells->len; i++)
        sum += ((const PlanMarginCell *)g_ptr_array_index(margin->cells, i))->target;
    return sum;
}

static void check_margin(PlanReader *reader, const PlanMargin *margin)
{
    char sum[NUMBER_BUFFER];
    for (guint i = 0; margin->by != NULL && i < margin->cells->len; i++) {
        const PlanMarginCell *cell = g_ptr_array_index(margin->cells, i);
        if (cell->values->len == margin->by->len)
            continue;
        diagnostics_error(reader->diagnostics, cell->place,
                          "a number under %u level%s, where `by` names %u variable%s; expected "
                          "one level of each",
                          cell->values->len, cell->values->len == 1 ? "" : "s", margin->by->len,
                          margin->by->len == 1 ? "" : "s");
        return;
    }
    double total = margin_sum(margin);
    if (margin->cells->len == 0)
        return; /* said already */
    if (margin->percents && fabs(total - 100) > PERCENTS_WITHIN)
        diagnostics_error(reader->diagnostics, margin->place,
                          "the percents sum to %s; expected 100", number_format(total, sum));
    else if (!(total > 0))
        diagnostics_error(reader->diagnostics, margin->place,
                          "the totals sum to 0; expected a population");
}

static gboolean read_margin(PlanReader *reader, const YamlNode *value, const char *what,
                            GPtrArray *margins)
{
    static const Key keys[] = {
        {"by", key_words, G_STRUCT_OFFSET(PlanMargin, by),
         "a variable, or several that are crossed", NULL},
        {"totals", read_totals, 0, NULL, NULL},
        {"percents", read_percents, 0, NULL, NULL},
    };
    guint before = diagnostics_n_errors(reader->diagnostics);
    PlanMargin *margin = g_new0(PlanMargin, 1);
    margin->cells = g_ptr_array_new_with_free_func(cell_free);
    KEYS_READ(reader, value, what, keys, margin);
    if (margin->place.line == 0 && diagnostics_n_errors(reader->diagnostics) == before)
        diagnostics_error(reader->diagnostics, value->place,
                          "%s has no 'totals'; expected the population's, or 'percents'", what);
    check_margin(reader, margin);
    if (diagnostics_n_errors(reader->diagnostics) > before) {
        margin_free(margin);
        return FALSE;
    }
    g_ptr_array_add(margins, margin);
    return TRUE;
}

/* --- the keys --------------------------------------------------------------------------------- */

static void begin(PlanReader *reader, const YamlNode *key, PlanCalibration *calibration,
                  CalibrationKind kind)
{
    if (calibration->kind != CALIBRATE_NONE)
        diagnostics_error(reader->diagnostics, key->place,
                          "both 'poststratify' and 'rake'; expected one of them (a margin of "
                          "several variables crosses them)");
    g_clear_pointer(&calibration->margins, g_ptr_array_unref);
    calibration->margins = g_ptr_array_new_with_free_func(margin_free);
    calibration->kind = kind;
    calibration->place = key->place;
}

void read_poststratify(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                       const Key *spec G_GNUC_UNUSED, void *field)
{
    PlanCalibration *calibration = field;
    begin(reader, key, calibration, CALIBRATE_POSTSTRATIFY);
    read_margin(reader, value, "'poststratify'", calibration->margins);
}

static void read_tolerance(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                           const Key *spec G_GNUC_UNUSED, void *field)
{
    double number = 0;
    if (value->kind == YAML_SCALAR && !value->quoted &&
        number_parse(value->text, strlen(value->text), '.', &number) && number > 0)
        *(double *)field = number;
    else
        key_expected(reader, key, value,
                     "a number above 0: a share of the weights, or from 1 on "
                     "a sum of them");
}

static void read_margins(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                         const Key *spec G_GNUC_UNUSED, void *field)
{
    GPtrArray *margins = *(GPtrArray **)field;
    if (value->kind != YAML_SEQUENCE || value->items->len == 0) {
        key_expected(reader, key, value, "a list of margins, each {by: …, totals: {…}}");
        return;
    }
    for (guint i = 0; i < value->items->len; i++)
        read_margin(reader, g_ptr_array_index(value->items, i), "a margin", margins);
}

void read_rake(PlanReader *reader, const YamlNode *key, const YamlNode *value,
               const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Range iterations = {1, MOST_ITERATIONS};
    static const Key keys[] = {
        {"margins", read_margins, G_STRUCT_OFFSET(PlanCalibration, margins), "a list of margins",
         NULL},
        {"tolerance", read_tolerance, G_STRUCT_OFFSET(PlanCalibration, tolerance), NULL, NULL},
        {"max_iterations", key_whole, G_STRUCT_OFFSET(PlanCalibration, most_iterations), NULL,
         &iterations},
    };
    PlanCalibration *calibration = field;
    begin(reader, key, calibration, CALIBRATE_RAKE);
    calibration->tolerance = 1e-10;
    calibration->most_iterations = 100;
    KEYS_READ(reader, value, "'rake'", keys, calibration);
}

static void read_bound(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                       const Key *spec G_GNUC_UNUSED, void *field)
{
    double number = 0;
    if (value->kind == YAML_SCALAR && !value->quoted &&
        number_parse(value->text, strlen(value->text), '.', &number) && number > 0)
        *(double *)field = number;
    else
        key_expected(reader, key, value, "a number above 0");
}

void read_trim(PlanReader *reader, const YamlNode *key, const YamlNode *value,
               const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Choice units[] = {{"weight", FALSE}, {"mean", TRUE}, {NULL, 0}};
    static const Key keys[] = {
        {"lower", read_bound, G_STRUCT_OFFSET(PlanCalibration, lower), NULL, NULL},
        {"upper", read_bound, G_STRUCT_OFFSET(PlanCalibration, upper), NULL, NULL},
        {"unit", key_choice, G_STRUCT_OFFSET(PlanCalibration, of_mean), NULL, units},
        {"strict", key_flag, G_STRUCT_OFFSET(PlanCalibration, strict), NULL, NULL},
    };
    PlanCalibration *calibration = field;
    calibration->trims = TRUE;
    calibration->lower = 0;
    calibration->upper = INFINITY;
    calibration->trim_place = key->place;
    guint before = diagnostics_n_errors(reader->diagnostics);
    KEYS_READ(reader, value, "'trim'", keys, calibration);
    if (diagnostics_n_errors(reader->diagnostics) > before)
        return;
    if (calibration->lower == 0 && isinf(calibration->upper))
        diagnostics_error(reader->diagnostics, key->place,
                          "'trim' without bounds; expected 'lower', 'upper', or both");
    else if (calibration->lower >= calibration->upper)
        diagnostics_error(reader->diagnostics, key->place,
                          "'lower' is not below 'upper'; expected bounds between which weights "
                          "may lie");
}

/* --- together --------------------------------------------------------------------------------- */

/* Totals of one population; percents follow the others. */
static void check_totals(PlanReader *reader, const PlanCalibration *calibration)
{
    char a[NUMBER_BUFFER], b[NUMBER_BUFFER];
    const PlanMargin *first = NULL;
    for (guint i = 0; i < calibration->margins->len; i++) {
        const PlanMargin *margin = g_ptr_array_index(calibration->margins, i);
        if (margin->percents)
            continue;
        first = first != NULL ? first : margin;
        double one = margin_sum(first), other = margin_sum(margin);
        if (fabs(one - other) > TOTALS_WITHIN * fmax(one, other))
            diagnostics_error(reader->diagnostics, margin->place,
                              "the totals sum to %s, those of the margin in line %u to %s; "
                              "expected one population (or 'percents')",
                              number_format(other, a), first->place.line, number_format(one, b));
    }
}

void settle_calibration(PlanReader *reader, PlanData *data)
{
    PlanCalibration *calibration = &data->calibration;
    gboolean margins = calibration->kind != CALIBRATE_NONE;
    Place place = margins ? calibration->place : calibration->trim_place;
    if (margins)
        check_totals(reader, calibration);
    if (!margins && !calibration->trims)
        return;
    if (data->weight.text != NULL && data->weight_kind == WEIGHT_FREQUENCY)
        diagnostics_error(reader->diagnostics, place,
                          "a frequency weight counts copies, which cannot be adjusted; expected "
                          "`kind: sampling`");
    else if (data->weight.text == NULL && !margins)
        diagnostics_error(reader->diagnostics, place,
                          "'trim' without a weight; expected `weight: {variable: …, kind: "
                          "sampling}`");
    else
        data->weight_kind = WEIGHT_SAMPLING;
    if (calibration->trims && data->design.replicates != NULL)
        diagnostics_error(reader->diagnostics, calibration->trim_place,
                          "replicate weights are not trimmed here; expected replicate weights "
                          "that were made of trimmed weights, and no 'trim'");
}
