/* plan.yaml: the file, the keys at its top, and what concerns more than one part. */
#include "plan/plan.h"

#include "base/error.h"
#include "parts.h"

#include <string.h>

/* Seeds travel through JSON and spreadsheets, which count exactly up to 2^53. */
static const Range respondents_range = {1, G_MAXINT32}, threads_range = {1, 1024},
                   seed_range = {0, (guint64)1 << 53};
static const Choice language_choices[] = {{"en", LANGUAGE_EN}, {"fr", LANGUAGE_FR}, {NULL, 0}};

static Plan *plan_new(const char *path)
{
    Plan *plan = g_new0(Plan, 1);
    plan->path = g_strdup(path);
    plan->folder = g_path_get_dirname(path);
    plan->respondents = -1;
    plan->missing = plan_values_new();
    plan->variables = plan_variables_new();
    plan->where = plan_where_new();
    plan->scales = plan_scales_new();
    plan->collapse = plan_collapse_new();
    plan->analyses = plan_analyses_new();
    plan->known = plan_words_new();
    plan->profile_marks = plan_words_new();
    plan->alpha = 0.05;
    plan->confidence = 0.95;
    plan->adjust = ADJUST_HOLM;
    plan->family = FAMILY_BY;
    plan->posthoc.text = g_strdup("dunn");
    plan->quantile = QUANTILE_HF7;
    plan->methods = METHOD_ASYMPTOTIC;
    plan->draws = 100000;
    plan->seed = 1;
    return plan;
}

void plan_free(Plan *plan)
{
    if (plan == NULL)
        return;
    GPtrArray *arrays[] = {plan->missing,  plan->variables, plan->where, plan->scales,
                           plan->collapse, plan->analyses,  plan->known, plan->profile_marks};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_ptr_array_unref(arrays[i]);
    plan_data_clear(&plan->data);
    plan_word_clear(&plan->posthoc);
    text_clear(&plan->title);
    g_free(plan->path);
    g_free(plan->folder);
    g_free(plan->id);
    g_free(plan->claims);
    g_free(plan->claims_name);
    g_free(plan);
}

/* A name that can be a folder's: no slash, no leading dot or blank, nothing invisible. */
static gboolean is_folder_name(const char *name)
{
    if (name[0] == '\0' || name[0] == '.' || strlen(name) > 100)
        return FALSE;
    for (const char *p = name; *p != '\0'; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean blank_end = c == ' ' && (p == name || p[1] == '\0');
        if (strchr("/\\:*?\"<>|", (int)(c < 128 ? c : 'x')) != NULL || !g_unichar_isprint(c) ||
            blank_end)
            return FALSE;
    }
    return TRUE;
}

static void read_id(PlanReader *reader, const YamlNode *key, const YamlNode *value, const Key *spec,
                    void *field)
{
    if (is_name(value) && is_folder_name(value->text))
        key_string(reader, key, value, spec, field);
    else
        key_expected(reader, key, value, "a name that can be a folder's, such as copenhagen");
}

static void read_claims(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                        const Key *spec, void *field)
{
    Plan *plan = reader->plan;
    key_string(reader, key, value, spec, field);
    if (plan->claims_name == NULL)
        return;
    plan->claims = resolve_path(plan, plan->claims_name);
    plan->claims_place = value->place;
}

static void read_premises(PlanReader *reader, const YamlNode *key G_GNUC_UNUSED,
                          const YamlNode *value, const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key keys[] = {
        {"weights", key_choice, G_STRUCT_OFFSET(Plan, premise_weights), NULL, weight_choices},
    };
    KEYS_READ(reader, value, "'premises'", keys, field);
}

static void read_format(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                        const Key *spec G_GNUC_UNUSED, void *field G_GNUC_UNUSED)
{
    if (value->kind != YAML_SCALAR || strcmp(value->text, "1") != 0)
        key_expected(reader, key, value, "1, the only version of this format");
}

static void read_threads(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                         const Key *spec, void *field)
{
    guint64 threads = 0;
    key_whole(reader, key, value, spec, &threads);
    *(guint *)field = (guint)threads;
}

#define CHOICE(name, member, choices)                                                              \
    {                                                                                              \
        name, key_choice, G_STRUCT_OFFSET(Plan, member), NULL, choices                             \
    }
#define WHOLE(name, member, range)                                                                 \
    {                                                                                              \
        name, key_whole, G_STRUCT_OFFSET(Plan, member), NULL, &(range)                             \
    }

static const Key plan_keys[] = {
    {"annexe", read_format, 0, "`annexe: 1`, the version of this format", NULL},
    {"id", read_id, G_STRUCT_OFFSET(Plan, id), NULL, NULL},
    {"title", key_text, G_STRUCT_OFFSET(Plan, title), NULL, NULL},
    CHOICE("language", language, language_choices),
    {"data", read_data, G_STRUCT_OFFSET(Plan, data), NULL, NULL},
    WHOLE("respondents", respondents, respondents_range),
    {"missing", key_values, G_STRUCT_OFFSET(Plan, missing), NULL, NULL},
    {"variables", read_variables, G_STRUCT_OFFSET(Plan, variables), NULL, NULL},
    {"where", read_where, G_STRUCT_OFFSET(Plan, where), NULL, NULL},
    {"scales", read_scales, G_STRUCT_OFFSET(Plan, scales), NULL, NULL},
    {"collapse", read_collapse, G_STRUCT_OFFSET(Plan, collapse), NULL, NULL},
    {"analyses", read_analyses, G_STRUCT_OFFSET(Plan, analyses), NULL, NULL},
    {"alpha", key_fraction, G_STRUCT_OFFSET(Plan, alpha), NULL, NULL},
    {"confidence", key_fraction, G_STRUCT_OFFSET(Plan, confidence), NULL, NULL},
    CHOICE("adjust", adjust, adjust_choices),
    CHOICE("family", family, family_choices),
    {"posthoc", key_chosen, G_STRUCT_OFFSET(Plan, posthoc), NULL, posthoc_choices},
    CHOICE("quantile", quantile, quantile_choices),
    {"method", key_choices, G_STRUCT_OFFSET(Plan, methods), NULL, method_choices},
    WHOLE("draws", draws, draws_range),
    WHOLE("seed", seed, seed_range),
    {"threads", read_threads, G_STRUCT_OFFSET(Plan, threads), NULL, &threads_range},
    {"claims", read_claims, G_STRUCT_OFFSET(Plan, claims_name), NULL, NULL},
    {"known", key_words, G_STRUCT_OFFSET(Plan, known), NULL, NULL},
    {"premises", read_premises, 0, NULL, NULL},
    {"quality", key_words, G_STRUCT_OFFSET(Plan, profile_marks), NULL, NULL},
};

static void default_id(Plan *plan)
{
    g_autofree char *folder = g_canonicalize_filename(plan->folder, NULL);
    g_autofree char *name = g_path_get_basename(folder);
    gboolean good = g_utf8_validate(name, -1, NULL) && is_folder_name(name);
    plan->id = g_strdup(good ? name : "plan");
}

static const YamlNode *find(const YamlNode *mapping, const char *name)
{
    for (guint i = 0; mapping->kind == YAML_MAPPING && i < mapping->items->len; i += 2)
        if (strcmp(((YamlNode *)g_ptr_array_index(mapping->items, i))->text, name) == 0)
            return g_ptr_array_index(mapping->items, i);
    return NULL;
}

static void check_data(PlanReader *reader, const YamlNode *root)
{
    if (find(root, "data") == NULL && find(root, "respondents") == NULL &&
        find(root, "claims") == NULL)
        diagnostics_error(reader->diagnostics, root->place,
                          "the plan has no 'data'; expected `data: {file: …}`, or `respondents:` "
                          "and `claims:` for claims without data");
}

/* Scales and derived variables share one name space. */
static void check_names(PlanReader *reader)
{
    const Plan *plan = reader->plan;
    for (guint i = 0; i < plan->scales->len; i++) {
        const PlanScale *scale = g_ptr_array_index(plan->scales, i);
        const PlanVariable *variable = plan_variable(plan, scale->name.text);
        if (variable != NULL)
            diagnostics_error(reader->diagnostics, scale->name.place,
                              "the scale '%s' has the name of a variable in line %u; expected "
                              "another name",
                              scale->name.text, variable->name.place.line);
    }
}

static void read_root(PlanReader *reader, const YamlNode *root)
{
    Plan *plan = reader->plan;
    KEYS_READ(reader, root, "the plan", plan_keys, plan);
    if (root->kind == YAML_MAPPING)
        check_data(reader, root);
    check_names(reader);
    settle_analyses(reader, find(root, "adjust") != NULL);
    if (plan->id == NULL)
        default_id(plan);
}

Plan *plan_read(const char *path, Diagnostics *diagnostics, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) failure = NULL;
    if (!g_file_get_contents(path, &text, &length, &failure)) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_PLAN, "%s: the plan cannot be read: %s", path,
                    g_file_test(path, G_FILE_TEST_IS_DIR) ? "it is a folder"
                    : g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                        ? "no such file"
                        : failure->message);
        return NULL;
    }
    guint file = diagnostics_add_file(diagnostics, path, text, length);
    g_autoptr(YamlNode) root = yaml_read(text, length, file, diagnostics);
    if (root == NULL)
        return NULL;
    Plan *plan = plan_new(path);
    plan->file = file;
    PlanReader reader = {.plan = plan, .diagnostics = diagnostics};
    read_root(&reader, root);
    return plan;
}

const PlanScale *plan_scale(const Plan *plan, const char *name)
{
    for (guint i = 0; i < plan->scales->len; i++) {
        const PlanScale *scale = g_ptr_array_index(plan->scales, i);
        if (strcmp(scale->name.text, name) == 0)
            return scale;
    }
    return NULL;
}

const PlanVariable *plan_variable(const Plan *plan, const char *name)
{
    for (guint i = 0; i < plan->variables->len; i++) {
        const PlanVariable *variable = g_ptr_array_index(plan->variables, i);
        if (strcmp(variable->name.text, name) == 0)
            return variable;
    }
    return NULL;
}
