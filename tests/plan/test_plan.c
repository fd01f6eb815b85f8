#include "base/error.h"
#include "plan/plan.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static Plan *read_plan(const char *path)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    Plan *plan = plan_read(path, diagnostics, &error);
    assert_no_error(error);
    g_autofree char *text = diagnostics_render(diagnostics, FALSE);
    assert_string_equal(text, "");
    return plan;
}

static Plan *read_text(const char *text)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "plan.yaml", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    Plan *plan = read_plan(path);
    support_remove(folder);
    return plan;
}

/* Each mistakes/NAME.yaml gives, to the letter, what stands in NAME.expected. */
static void mistakes_to_the_letter(void **state G_GNUC_UNUSED)
{
    g_autofree char *folder = support_path("plan/mistakes");
    assert_int_equal(chdir(folder), 0);
    g_autoptr(GDir) dir = g_dir_open(".", 0, NULL);
    guint n = 0;
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        if (!g_str_has_suffix(name, ".yaml"))
            continue;
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(GError) error = NULL;
        plan_free(plan_read(name, diagnostics, &error));
        assert_no_error(error);
        g_autofree char *text = diagnostics_render(diagnostics, FALSE);
        g_autofree char *base = g_strndup(name, strlen(name) - strlen(".yaml"));
        g_autofree char *file = g_strconcat(base, ".expected", NULL);
        g_autofree char *expected = NULL;
        assert_true(g_file_get_contents(file, &expected, NULL, NULL));
        if (strcmp(text, expected) != 0)
            fail_msg("%s gives\n%s\nnot\n%s", name, text, expected);
        assert_true(diagnostics_n_errors(diagnostics) > 0);
        n++;
    }
    assert_true(n >= 18);
}

static const PlanValue *value(const GPtrArray *values, guint i)
{
    return g_ptr_array_index(values, i);
}

static void assert_refs(const GPtrArray *refs, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < refs->len; i++) {
        const PlanRef *ref = g_ptr_array_index(refs, i);
        g_string_append_printf(text, "%s%s", i == 0 ? "" : " ", ref->first);
        if (ref->last != NULL)
            g_string_append_printf(text, "..%s", ref->last);
    }
    assert_string_equal(text->str, expected);
}

static void assert_words(const GPtrArray *words, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "" : " ",
                               ((PlanWord *)g_ptr_array_index(words, i))->text);
    assert_string_equal(text->str, expected);
}

static Plan *full(void)
{
    g_autofree char *path = support_path("plan/plans/full.yaml");
    return read_plan(path);
}

static void reads_data(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = full();
    assert_string_equal(plan->id, "plein");
    assert_string_equal(text_in(&plan->title, LANGUAGE_FR, NULL), "Locataires");
    assert_int_equal(plan->language, LANGUAGE_FR);
    assert_int_equal(plan->respondents, -1);
    const PlanData *data = &plan->data;
    assert_string_equal(data->file, "data/locataires.csv");
    g_autofree char *path = support_path("plan/plans/data/locataires.csv");
    assert_string_equal(data->path, path);
    assert_true(g_str_has_suffix(data->catalog, "plans/formats.sas7bcat"));
    assert_string_equal(data->encoding, "windows-1252");
    assert_int_equal(data->delimiter, ';');
    assert_int_equal(data->decimal, ',');
    assert_string_equal(data->weight.text, "poids");
    assert_int_equal(data->weight.place.line, 11);
    assert_int_equal(data->weight.place.column, 22);
    assert_int_equal(data->weight_kind, WEIGHT_SAMPLING);
    assert_string_equal(data->design.strata.text, "stype");
    assert_words(data->design.cluster, "dnum snum");
    assert_int_equal(data->design.fpc->len, 1);
    assert_string_equal(((const PlanWord *)data->design.fpc->pdata[0])->text, "fpc");
    assert_true(data->design.nest);
    assert_string_equal(data->design.lonely.text, "adjust");
}

static void reads_variables(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = full();
    assert_int_equal(plan->missing->len, 3);
    assert_near(value(plan->missing, 0)->number, -9, 0);
    assert_false(value(plan->missing, 0)->is_text);
    assert_true(value(plan->missing, 2)->is_text);
    const PlanVariable *v = plan_variable(plan, "influence");
    assert_int_equal(v->derivation, DERIVE_NONE);
    assert_string_equal(v->label.in[LANGUAGE_FR], "Influence perçue");
    const PlanClass *medium = g_ptr_array_index(v->levels, 1);
    assert_near(medium->key.number, 2, 0);
    assert_string_equal(medium->label.in[LANGUAGE_FR], "Moyenne");
    assert_near(value(v->missing, 0)->number, 8, 0);
    v = plan_variable(plan, "age3");
    assert_int_equal(v->derivation, DERIVE_CUT);
    assert_string_equal(v->from.text, "age");
    assert_near(value(v->cuts, 1)->number, 60.5, 0);
    v = plan_variable(plan, "tenure2");
    assert_int_equal(v->derivation, DERIVE_RECODE);
    const PlanClass *one = g_ptr_array_index(v->recode, 0);
    assert_false(one->key.is_text);
    assert_true(text_is_empty(&one->label));
    assert_near(value(one->values, 1)->number, 2, 0);
    v = plan_variable(plan, "langue2");
    const PlanClass *other = g_ptr_array_index(v->recode, 1);
    assert_true(other->key.is_text);
    assert_string_equal(other->label.in[LANGUAGE_FR], "Autre");
    assert_true(value(other->values, 1)->is_text);
    assert_int_equal(plan_variable(plan, "coop")->derivation, DERIVE_EQUAL);
    assert_true(plan_variable(plan, "revenus")->several);
    assert_null(plan_variable(plan, "nobody"));
    const PlanWhere *where = g_ptr_array_index(plan->where, 1);
    assert_string_equal(where->variable.text, "region");
    assert_true(value(where->values, 0)->is_text);
}

static void reads_scales(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = full();
    const PlanScale *scale = plan_scale(plan, "besoins");
    assert_refs(scale->items, "bg1..bg8");
    assert_refs(scale->reverse, "bg3");
    assert_true(scale->has_range && scale->low == 1 && scale->high == 5);
    assert_true(scale->min_is_share && scale->min_answered == 0.5);
    scale = plan_scale(plan, "vie");
    assert_refs(scale->items, "vs1 vs2..vs4");
    assert_int_equal(scale->score, SCORE_SUM);
    assert_false(scale->has_range || scale->min_is_share);
    assert_near(scale->min_answered, 3, 0);
    assert_refs(plan_scale(plan, "sante")->items, "a - b"); /* quoted: a name */
    const PlanCollapse *collapse = g_ptr_array_index(plan->collapse, 1);
    const PlanClass *sometimes = g_ptr_array_index(collapse->classes, 0);
    assert_string_equal(sometimes->label.in[LANGUAGE_EN], "Sometimes");
    assert_int_equal(sometimes->values->len, 2);
}

static void reads_analyses(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = full();
    const PlanAnalysis *const *all = (const PlanAnalysis *const *)plan->analyses->pdata;
    assert_int_equal(plan->analyses->len, 9);
    assert_string_equal(all[0]->name, "annexe-i");
    assert_refs(all[0]->by, "territoire tenure");
    assert_int_equal(all[0]->methods, METHOD_ASYMPTOTIC | METHOD_MONTE_CARLO | METHOD_MID_P);
    assert_int_equal(all[0]->draws, 5000);
    assert_int_equal(all[0]->adjust, ADJUST_HOMMEL);
    assert_int_equal(all[0]->family, FAMILY_ANALYSIS);
    assert_string_equal(all[0]->posthoc.text, "dscf");
    assert_int_equal(all[0]->quantile, QUANTILE_HF6);
    assert_null(all[0]->tests);
    assert_string_equal(all[1]->name, "associate-1");
    assert_string_equal(all[2]->name, "associate-2");
    assert_true(all[2]->pairs);
    assert_int_equal(all[2]->adjust, ADJUST_BH);
    assert_int_equal(all[8]->adjust, ADJUST_NONE);
    assert_int_equal(all[1]->adjust, ADJUST_HOLM);
    assert_int_equal(all[1]->methods, METHOD_EXACT);
    assert_int_equal(all[1]->draws, 99);
    assert_int_equal(all[1]->family, FAMILY_PLAN);
    assert_string_equal(all[1]->posthoc.text, "none");
    assert_int_equal(all[1]->quantile, QUANTILE_HF2);
    assert_refs(all[4]->responses, "all");
    assert_words(all[5]->tests, "jonckheere");
    assert_refs(all[5]->stratified_by, "territoire");
    assert_words(all[6]->measures, "gamma tau_b");
    assert_int_equal(all[7]->kind, ANALYSIS_PAIRED);
}

static void reads_the_rest(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = full();
    assert_near(plan->alpha, 0.0001, 0);
    assert_near(plan->confidence, 0.9, 0);
    assert_int_equal(plan->seed, 18);
    assert_int_equal(plan->threads, 3);
    assert_true(g_str_has_suffix(plan->claims, "plans/claims.csv"));
    assert_words(plan->known, "C073 C074");
    assert_int_equal(plan->premise_weights, WEIGHT_SAMPLING);
    assert_words(plan->profile_marks, "isq statcan");
}

static void defaults(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = read_text("annexe: 1\nrespondents: 749\nanalyses:\n"
                                     "- associate: {pairs: all}\n");
    assert_int_equal(plan->respondents, 749);
    assert_null(plan->data.file);
    assert_true(g_str_has_prefix(plan->id, "annexe-test-"));
    assert_int_equal(plan->language, LANGUAGE_EN);
    assert_near(plan->alpha, 0.05, 0);
    assert_near(plan->confidence, 0.95, 0);
    assert_int_equal(plan->adjust, ADJUST_HOLM);
    assert_int_equal(plan->family, FAMILY_BY);
    assert_string_equal(plan->posthoc.text, "dunn");
    assert_int_equal(plan->quantile, QUANTILE_HF7);
    assert_int_equal(plan->seed, 1);
    const PlanAnalysis *pairs = g_ptr_array_index(plan->analyses, 0);
    assert_int_equal(pairs->adjust, ADJUST_BH);
    assert_int_equal(pairs->draws, 100000);
    assert_int_equal(pairs->methods, METHOD_ASYMPTOTIC);
    g_autoptr(Plan) said = read_text("annexe: 1\nrespondents: 7\nadjust: holm\nanalyses:\n"
                                     "- associate: {pairs: all}\n");
    pairs = g_ptr_array_index(said->analyses, 0);
    assert_int_equal(pairs->adjust, ADJUST_HOLM);
}

/* Read from another folder, the plan as understood is the same, to the byte. */
static void as_understood(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = full();
    g_autofree char *text = plan_json(plan);
    g_autofree char *path = support_path("plan/plans/full.json");
    g_autofree char *expected = NULL;
    assert_true(g_file_get_contents(path, &expected, NULL, NULL));
    assert_string_equal(text, expected);
    g_autofree char *folder = support_path("plan/plans");
    assert_int_equal(chdir(folder), 0);
    g_autoptr(Plan) again = read_plan("full.yaml");
    g_autofree char *same = plan_json(again);
    assert_string_equal(same, expected);
    g_autoptr(Plan) least = read_text("annexe: 1\nid: x\nclaims: /abs/c.csv\nthreads: 7\n");
    g_autofree char *short_text = plan_json(least);
    assert_string_equal(short_text,
                        "{\n  \"annexe\": 1,\n  \"id\": \"x\",\n  \"title\": {},\n"
                        "  \"language\": \"en\",\n  \"missing\": [],\n  \"variables\": {},\n"
                        "  \"where\": {},\n  \"scales\": {},\n  \"collapse\": [],\n"
                        "  \"analyses\": [],\n  \"alpha\": 0.05,\n  \"confidence\": 0.95,\n"
                        "  \"adjust\": \"holm\",\n  \"family\": \"by\",\n"
                        "  \"posthoc\": \"dunn\",\n  \"quantile\": \"hf7\",\n"
                        "  \"method\": [\"asymptotic\"],\n  \"draws\": 100000,\n"
                        "  \"seed\": 1,\n  \"claims\": \"c.csv\",\n  \"known\": [],\n"
                        "  \"premises\": {\"weights\": \"none\"},\n  \"quality\": []\n}\n");
}

static void replicate_weights(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan =
        read_text("annexe: 1\ndata:\n  file: x.sav\n  weight: {variable: w, kind: sampling}\n"
                  "  replicates: {weights: [r1 - r80], method: fay, rho: 0.3}\n");
    assert_refs(plan->data.design.replicates, "r1..r80");
    assert_string_equal(plan->data.design.replicate_method.text, "fay");
    assert_near(plan->data.design.fay_rho, 0.3, 0);
    assert_int_equal(plan->data.design.place.line, 5);
}

static const PlanMarginCell *margin_cell(const PlanCalibration *calibration, guint margin, guint i)
{
    const PlanMargin *of = g_ptr_array_index(calibration->margins, margin);
    return g_ptr_array_index(of->cells, i);
}

static void raked_weights(void **state G_GNUC_UNUSED)
{
    g_autoptr(Plan) plan = read_text(
        "annexe: 1\ndata:\n  file: x.sav\n  design: {cluster: [c]}\n  rake:\n    margins:\n"
        "      - {by: sexe, percents: {F: 51.2, H: 48.7}}\n"
        "      - {by: [age3, region], totals: {1: {06: 10, \"07\": 20.5}, 2: {06: 0, \"07\": 4}}}\n"
        "  trim: {upper: 3.5, unit: mean, strict: true}\n");
    const PlanCalibration *c = &plan->data.calibration;
    assert_int_equal(plan->data.weight_kind, WEIGHT_SAMPLING); /* of 1 */
    assert_int_equal(c->kind, CALIBRATE_RAKE);
    assert_int_equal(c->place.line, 5);
    assert_int_equal(c->margins->len, 2);
    const PlanMargin *first = g_ptr_array_index(c->margins, 0);
    assert_true(first->percents);
    assert_words(first->by, "sexe");
    assert_near(margin_cell(c, 0, 1)->target, 48.7, 0);
    assert_int_equal(margin_cell(c, 0, 1)->place.column, 40);
    const PlanMarginCell *cell = margin_cell(c, 1, 1);
    assert_string_equal(((const PlanValue *)g_ptr_array_index(cell->values, 0))->text, "1");
    assert_string_equal(((const PlanValue *)g_ptr_array_index(cell->values, 1))->text, "07");
    assert_true(((const PlanValue *)g_ptr_array_index(cell->values, 1))->is_text);
    assert_near(cell->target, 20.5, 0);
    assert_near(c->tolerance, 1e-10, 0);
    assert_int_equal(c->most_iterations, 100);
    assert_true(c->trims && c->of_mean && c->strict);
    assert_near(c->lower, 0, 0);
    assert_near(c->upper, 3.5, 0);
    g_autofree char *json = plan_json(plan);
    assert_non_null(strstr(
        json, "\"rake\": {\"margins\": [{\"by\": [\"sexe\"], \"percents\": [{\"values\": [\"F\"], "
              "\"number\": 51.2}, {\"values\": [\"H\"], \"number\": 48.7}]}, "));
    assert_non_null(strstr(json, "\"tolerance\": 1e-10, \"max_iterations\": 100}, \"trim\": "
                                 "{\"upper\": 3.5, \"unit\": \"mean\", \"strict\": true}"));
}

static void files_that_cannot_be_read(void **state G_GNUC_UNUSED)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    assert_null(plan_read("/nowhere/plan.yaml", diagnostics, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_PLAN));
    assert_string_equal(error->message,
                        "/nowhere/plan.yaml: the plan cannot be read: no such file");
    g_clear_error(&error);
    assert_null(plan_read("/", diagnostics, &error));
    assert_string_equal(error->message, "/: the plan cannot be read: it is a folder");
    assert_int_equal(diagnostics_n_errors(diagnostics), 0);
}

/* No cut and no changed byte crashes the reader or leaks (under the sanitizers), and each is read
 * or explained. */
static void any_damage_is_survived(void **state G_GNUC_UNUSED)
{
    g_autofree char *source = support_path("plan/plans/full.yaml");
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "plan.yaml", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(source, &text, &length, NULL));
    static const char bytes[] = {'\0', '\xff', '{', ']', '"', ':', '\n', '*', '-', '\t'};
    for (gsize at = 0; at < length; at += 3) {
        g_autofree char *damaged = g_memdup2(text, length);
        damaged[at] = bytes[at % sizeof bytes];
        for (guint cut = 0; cut < 2; cut++) {
            g_autoptr(Diagnostics) diagnostics = diagnostics_new();
            FILE *file = fopen(path, "wb");
            fwrite(damaged, 1, cut ? at : length, file);
            fclose(file);
            g_autoptr(Plan) plan = plan_read(path, diagnostics, NULL);
            assert_true(plan != NULL || diagnostics_n_errors(diagnostics) > 0);
            g_autofree char *shown = diagnostics_render(diagnostics, TRUE);
            assert_true(g_utf8_validate(shown, -1, NULL));
        }
    }
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_to_the_letter),
        cmocka_unit_test(reads_data),
        cmocka_unit_test(reads_variables),
        cmocka_unit_test(reads_scales),
        cmocka_unit_test(reads_analyses),
        cmocka_unit_test(reads_the_rest),
        cmocka_unit_test(defaults),
        cmocka_unit_test(as_understood),
        cmocka_unit_test(replicate_weights),
        cmocka_unit_test(raked_weights),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(any_damage_is_survived),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
