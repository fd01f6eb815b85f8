/* The plan as understood: what the reader made of it, with the plan's own keys in the order of
 * SPEC.md, so that it reads like a plan in which nothing was left out. The number of threads is not
 * in it, because no output may depend on it. */
#include "plan/plan.h"

#include "base/json.h"
#include "base/number.h"
#include "parts.h"

#include <math.h>

static void write_texts(JsonWriter *json, const char *key, const Text *text)
{
    json_open(json, key, '{');
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (text->in[i] != NULL)
            json_text(json, language_name((Language)i), text->in[i]);
    json_close(json);
}

static void write_words(JsonWriter *json, const char *key, const GPtrArray *words)
{
    if (words == NULL)
        return;
    json_open(json, key, '[');
    for (guint i = 0; i < words->len; i++)
        json_text(json, NULL, ((const PlanWord *)g_ptr_array_index(words, i))->text);
    json_close(json);
}

static void write_value(JsonWriter *json, const PlanValue *value)
{
    if (value->is_text)
        json_text(json, NULL, value->text);
    else
        json_number(json, NULL, value->number);
}

static void write_values(JsonWriter *json, const char *key, const GPtrArray *values)
{
    if (values == NULL)
        return;
    json_open(json, key, '[');
    for (guint i = 0; i < values->len; i++)
        write_value(json, g_ptr_array_index(values, i));
    json_close(json);
}

static void write_refs(JsonWriter *json, const char *key, const GPtrArray *refs)
{
    if (refs == NULL || refs->len == 0)
        return;
    json_open(json, key, '[');
    for (guint i = 0; i < refs->len; i++) {
        const PlanRef *ref = g_ptr_array_index(refs, i);
        g_autofree char *range =
            ref->last == NULL ? NULL : g_strdup_printf("%s - %s", ref->first, ref->last);
        json_text(json, NULL, range == NULL ? ref->first : range);
    }
    json_close(json);
}

/* [{"value": 1, "label": {…}, "values": […]}]: "value" where the key is a number. */
static void write_classes(JsonWriter *json, const char *key, const GPtrArray *classes)
{
    if (classes == NULL)
        return;
    json_open(json, key, '[');
    for (guint i = 0; i < classes->len; i++) {
        const PlanClass *class = g_ptr_array_index(classes, i);
        json_open(json, NULL, '{');
        if (!class->key.is_text)
            json_number(json, "value", class->key.number);
        if (!text_is_empty(&class->label))
            write_texts(json, "label", &class->label);
        write_values(json, "values", class->values);
        json_close(json);
    }
    json_close(json);
}

static void write_design(JsonWriter *json, const PlanDesign *design)
{
    if (design->place.line == 0)
        return;
    json_open(json, design->replicates == NULL ? "design" : "replicates", '{');
    if (design->replicates != NULL) {
        write_refs(json, "weights", design->replicates);
        json_text(json, "method", design->replicate_method.text);
        if (design->fay_rho > 0)
            json_number(json, "rho", design->fay_rho);
        if (design->scale > 0)
            json_number(json, "scale", design->scale);
        write_values(json, "rscales", design->rscales);
    } else {
        json_text(json, "strata", design->strata.text);
        write_words(json, "cluster", design->cluster);
        write_words(json, "fpc", design->fpc);
        json_flag(json, "nest", design->nest);
        json_text(json, "lonely", design->lonely.text == NULL ? "error" : design->lonely.text);
    }
    json_close(json);
}

/* {"by": […], "totals": [{"values": […], "number": 4421}, …]} */
static void write_margin(JsonWriter *json, const char *key, const PlanMargin *margin)
{
    json_open(json, key, '{');
    write_words(json, "by", margin->by);
    json_open(json, margin->percents ? "percents" : "totals", '[');
    for (guint i = 0; i < margin->cells->len; i++) {
        const PlanMarginCell *cell = g_ptr_array_index(margin->cells, i);
        json_open(json, NULL, '{');
        write_values(json, "values", cell->values);
        json_number(json, "number", cell->target);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

static void write_rake(JsonWriter *json, const PlanCalibration *calibration)
{
    json_open(json, "rake", '{');
    json_open(json, "margins", '[');
    for (guint i = 0; i < calibration->margins->len; i++)
        write_margin(json, NULL, g_ptr_array_index(calibration->margins, i));
    json_close(json);
    json_number(json, "tolerance", calibration->tolerance);
    json_whole(json, "max_iterations", (gint64)calibration->most_iterations);
    json_close(json);
}

static void write_calibration(JsonWriter *json, const PlanCalibration *calibration)
{
    if (calibration->kind == CALIBRATE_POSTSTRATIFY)
        write_margin(json, "poststratify", g_ptr_array_index(calibration->margins, 0));
    else if (calibration->kind == CALIBRATE_RAKE)
        write_rake(json, calibration);
    if (!calibration->trims)
        return;
    json_open(json, "trim", '{');
    if (calibration->lower > 0)
        json_number(json, "lower", calibration->lower);
    if (!isinf(calibration->upper))
        json_number(json, "upper", calibration->upper);
    json_text(json, "unit", calibration->of_mean ? "mean" : "weight");
    json_flag(json, "strict", calibration->strict);
    json_close(json);
}

/* A file's name as the plan writes it, but never a folder of this machine. */
static void write_file(JsonWriter *json, const char *key, const char *file)
{
    g_autofree char *base = g_path_is_absolute(file) ? g_path_get_basename(file) : g_strdup(file);
    json_text(json, key, base);
}

static void write_sign(JsonWriter *json, const char *key, char sign)
{
    if (sign != 0)
        json_text(json, key, (const char[]){sign, '\0'});
}

static void write_data(JsonWriter *json, const PlanData *data)
{
    if (data->file == NULL)
        return;
    json_open(json, "data", '{');
    write_file(json, "file", data->file);
    if (data->encoding != NULL)
        json_text(json, "encoding", data->encoding);
    write_sign(json, "delimiter", data->delimiter);
    write_sign(json, "decimal", data->decimal);
    if (data->catalog_name != NULL)
        write_file(json, "catalog", data->catalog_name);
    if (data->weight.text != NULL) {
        json_open(json, "weight", '{');
        json_text(json, "variable", data->weight.text);
        json_text(json, "kind", weight_kind_name(data->weight_kind));
        json_close(json);
    }
    write_design(json, &data->design);
    write_calibration(json, &data->calibration);
    json_close(json);
}

static void write_variable(JsonWriter *json, const PlanVariable *variable)
{
    json_open(json, variable->name.text, '{');
    if (!text_is_empty(&variable->label))
        write_texts(json, "label", &variable->label);
    write_classes(json, "levels", variable->levels);
    write_values(json, "missing", variable->missing);
    if (variable->from.text != NULL)
        json_text(json, "from", variable->from.text);
    write_values(json, "cut", variable->cuts);
    write_classes(json, "recode", variable->recode);
    write_values(json, "equal", variable->equal);
    json_text(json, "answers", variable->several ? "several" : "one");
    json_close(json);
}

static void write_scale(JsonWriter *json, const PlanScale *scale)
{
    json_open(json, scale->name.text, '{');
    if (!text_is_empty(&scale->label))
        write_texts(json, "label", &scale->label);
    write_refs(json, "items", scale->items);
    write_refs(json, "reverse", scale->reverse);
    if (scale->has_range) {
        json_open(json, "range", '[');
        json_number(json, NULL, scale->low);
        json_number(json, NULL, scale->high);
        json_close(json);
    }
    json_text(json, "score", score_name(scale->score));
    if (scale->min_is_share) {
        char buffer[NUMBER_BUFFER];
        g_autofree char *share =
            g_strconcat(number_format(scale->min_answered * 100, buffer), "%", NULL);
        json_text(json, "min_answered", share);
    } else {
        json_number(json, "min_answered", scale->min_answered);
    }
    json_close(json);
}

static void write_methods(JsonWriter *json, guint methods)
{
    json_open(json, "method", '[');
    for (const Choice *c = method_choices; c->name != NULL; c++)
        if (methods & (guint)c->value)
            json_text(json, NULL, c->name);
    json_close(json);
}

/* What the plan and each analysis say in the same words. */
static void write_policy(JsonWriter *json, AdjustMethod adjust, FamilyScope family,
                         const char *posthoc, QuantileRule quantile)
{
    json_text(json, "adjust", adjust_name(adjust));
    json_text(json, "family", family_name(family));
    json_text(json, "posthoc", posthoc);
    json_text(json, "quantile", quantile_name(quantile));
}

/* What an analysis without `tests:` and `measures:` does; Mann-Whitney where there are two groups.
 */
static const struct {
    const char *tests[3], *measures[3];
} defaults[] = {
    [ANALYSIS_COMPARE] = {{"kruskal-wallis", "mann-whitney"}, {"epsilon_squared", "rank_biserial"}},
    [ANALYSIS_ASSOCIATE] = {{"chi-square"}, {"cramers_v"}},
    [ANALYSIS_PAIRED] = {{NULL}, {NULL}},
};

static void write_words_or(JsonWriter *json, const char *key, const GPtrArray *words,
                           const char *const *otherwise)
{
    if (words != NULL || otherwise[0] == NULL) {
        write_words(json, key, words);
        return;
    }
    json_open(json, key, '[');
    for (; *otherwise != NULL; otherwise++)
        json_text(json, NULL, *otherwise);
    json_close(json);
}

static void write_analysis(JsonWriter *json, const PlanAnalysis *analysis)
{
    json_open(json, NULL, '{');
    json_text(json, "name", analysis->name);
    json_open(json, analysis_kind_name(analysis->kind), '{');
    const char *responses = analysis->pairs                          ? "pairs"
                            : analysis->kind == ANALYSIS_RELIABILITY ? "scales"
                                                                     : "responses";
    write_refs(json, responses, analysis->responses);
    write_refs(json, "by", analysis->by);
    write_refs(json, "stratified_by", analysis->stratified_by);
    write_words_or(json, "tests", analysis->tests, defaults[analysis->kind].tests);
    write_words_or(json, "measures", analysis->measures, defaults[analysis->kind].measures);
    json_close(json);
    write_methods(json, analysis->methods);
    json_whole(json, "draws", (gint64)analysis->draws);
    write_policy(json, analysis->adjust, analysis->family, analysis->posthoc.text,
                 analysis->quantile);
    json_close(json);
}

static void write_variables(JsonWriter *json, const Plan *plan)
{
    write_values(json, "missing", plan->missing);
    json_open(json, "variables", '{');
    for (guint i = 0; i < plan->variables->len; i++)
        write_variable(json, g_ptr_array_index(plan->variables, i));
    json_close(json);
    json_open(json, "where", '{');
    for (guint i = 0; i < plan->where->len; i++) {
        const PlanWhere *where = g_ptr_array_index(plan->where, i);
        write_values(json, where->variable.text, where->values);
    }
    json_close(json);
    json_open(json, "scales", '{');
    for (guint i = 0; i < plan->scales->len; i++)
        write_scale(json, g_ptr_array_index(plan->scales, i));
    json_close(json);
    json_open(json, "collapse", '[');
    for (guint i = 0; i < plan->collapse->len; i++) {
        const PlanCollapse *collapse = g_ptr_array_index(plan->collapse, i);
        json_open(json, NULL, '{');
        write_refs(json, "items", collapse->items);
        write_classes(json, "levels", collapse->classes);
        json_close(json);
    }
    json_close(json);
}

static void write_policies(JsonWriter *json, const Plan *plan)
{
    json_number(json, "alpha", plan->alpha);
    json_number(json, "confidence", plan->confidence);
    write_policy(json, plan->adjust, plan->family, plan->posthoc.text, plan->quantile);
    write_methods(json, plan->methods);
    json_whole(json, "draws", (gint64)plan->draws);
    json_whole(json, "seed", (gint64)plan->seed);
    if (plan->claims_name != NULL)
        write_file(json, "claims", plan->claims_name);
    write_words(json, "known", plan->known);
    json_open(json, "premises", '{');
    json_text(json, "weights", weight_kind_name(plan->premise_weights));
    json_close(json);
    write_words(json, "quality", plan->profile_marks);
}

char *plan_json(const Plan *plan)
{
    JsonWriter *json = json_writer_new();
    json_open(json, NULL, '{');
    json_whole(json, "annexe", 1);
    json_text(json, "id", plan->id);
    write_texts(json, "title", &plan->title);
    json_text(json, "language", language_name(plan->language));
    write_data(json, &plan->data);
    if (plan->respondents >= 0)
        json_whole(json, "respondents", plan->respondents);
    write_variables(json, plan);
    json_open(json, "analyses", '[');
    for (guint i = 0; i < plan->analyses->len; i++)
        write_analysis(json, g_ptr_array_index(plan->analyses, i));
    json_close(json);
    write_policies(json, plan);
    json_close(json);
    return json_writer_end(json);
}
