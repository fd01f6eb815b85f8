/* `data:` — where the microdata are, how they are written, weighted and sampled. */
#include "parts.h"

#include "base/encoding.h"

#include <string.h>

char *resolve_path(const Plan *plan, const char *path)
{
    gboolean here = g_path_is_absolute(path) || strcmp(plan->folder, ".") == 0;
    return here ? g_strdup(path) : g_build_filename(plan->folder, path, NULL);
}

static void read_encoding(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                          const Key *spec, void *field)
{
    static const char *const usual[] = {"UTF-8",        "windows-1252", "ISO-8859-1", "ISO-8859-15",
                                        "windows-1250", "macintosh",    "CP850",      "UTF-16"};
    if (!is_name(value) || encoding_is_known(value->text)) {
        key_string(reader, key, value, spec, field);
        return;
    }
    const char *nearest = nearest_name(value->text, usual, G_N_ELEMENTS(usual));
    g_autofree char *what = nearest == NULL
                                ? g_strdup("a known encoding, such as UTF-8 or windows-1252")
                                : g_strdup_printf("a known encoding; did you mean '%s'?", nearest);
    key_expected(reader, key, value, what);
}

static gboolean is_delimiter(char c)
{
    return c != '"' && c != '\'' && (g_ascii_ispunct(c) || c == ' ' || c == '\t');
}

static void read_delimiter(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                           const Key *spec G_GNUC_UNUSED, void *field)
{
    if (value->kind == YAML_SCALAR && strcmp(value->text, "tab") == 0)
        *(char *)field = '\t';
    else if (value->kind == YAML_SCALAR && strlen(value->text) == 1 && is_delimiter(value->text[0]))
        *(char *)field = value->text[0];
    else
        key_expected(reader, key, value, "one sign in quotes, such as \",\", \";\", or tab");
}

static void read_decimal(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                         const Key *spec G_GNUC_UNUSED, void *field)
{
    gboolean one = value->kind == YAML_SCALAR && strlen(value->text) == 1;
    if (one && (value->text[0] == '.' || value->text[0] == ','))
        *(char *)field = value->text[0];
    else
        key_expected(reader, key, value, "\".\" or \",\"");
}

static void read_weight_kind(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                             const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Choice kinds[] = {
        {"frequency", WEIGHT_FREQUENCY}, {"sampling", WEIGHT_SAMPLING}, {NULL, 0}};
    static const Key kind = {.extra = kinds};
    key_choice(reader, key, value, &kind, field);
}

static void read_weight(PlanReader *reader, const YamlNode *key G_GNUC_UNUSED,
                        const YamlNode *value, const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key keys[] = {
        {"variable", key_word, G_STRUCT_OFFSET(PlanData, weight), "the weight's variable", NULL},
        {"kind", read_weight_kind, G_STRUCT_OFFSET(PlanData, weight_kind), "frequency or sampling",
         NULL},
    };
    KEYS_READ(reader, value, "a weight", keys, field);
}

static const Choice lonely_choices[] = {
    {"error", 0}, {"certainty", 1}, {"adjust", 2}, {"average", 3}, {NULL, 0}};
static const Choice replicate_choices[] = {{"brr", 0}, {"fay", 1},       {"jk1", 2}, {"jkn", 3},
                                           {"jk2", 4}, {"bootstrap", 5}, {NULL, 0}};

/* One fpc a stage from the first on; respondents are the stage where there are no clusters. */
static void check_stages(PlanReader *reader, const YamlNode *key, const PlanDesign *design)
{
    guint fpc = design->fpc != NULL ? design->fpc->len : 0;
    guint stages = design->cluster != NULL && design->cluster->len > 0 ? design->cluster->len : 1;
    if (fpc > stages)
        diagnostics_error(reader->diagnostics, key->place,
                          "%u fpc for %u stage%s of clusters; expected at most one a stage", fpc,
                          stages, stages == 1 ? "" : "s");
    else if (fpc > MOST_FPC)
        diagnostics_error(reader->diagnostics, key->place,
                          "%u fpc; expected those of the first two stages at most", fpc);
}

/* Both keys fill the one design of the plan. */
static PlanDesign *begin_design(PlanReader *reader, const YamlNode *key, PlanDesign *design)
{
    if (design->place.line > 0)
        diagnostics_error(reader->diagnostics, key->place,
                          "both 'design' and 'replicates'; expected one of them");
    design->place = key->place;
    return design;
}

static void read_design(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                        const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key keys[] = {
        {"strata", key_word, G_STRUCT_OFFSET(PlanDesign, strata), NULL, NULL},
        {"cluster", key_words, G_STRUCT_OFFSET(PlanDesign, cluster), NULL, NULL},
        {"fpc", key_words, G_STRUCT_OFFSET(PlanDesign, fpc), NULL, NULL},
        {"nest", key_flag, G_STRUCT_OFFSET(PlanDesign, nest), NULL, NULL},
        {"lonely", key_chosen, G_STRUCT_OFFSET(PlanDesign, lonely), NULL, lonely_choices},
    };
    PlanDesign *design = begin_design(reader, key, field);
    KEYS_READ(reader, value, "a design", keys, design);
    check_stages(reader, key, design);
}

static void read_scale(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                       const Key *spec G_GNUC_UNUSED, void *field)
{
    g_autoptr(GPtrArray) one = plan_values_new();
    if (value->kind == YAML_SCALAR)
        g_ptr_array_add(one, plan_value_new(value));
    const PlanValue *number = one->len > 0 ? g_ptr_array_index(one, 0) : NULL;
    if (number != NULL && !number->is_text && number->number > 0)
        *(double *)field = number->number;
    else
        key_expected(reader, key, value, "a number above 0");
}

/* A jackknife by strata does not tell its factors: they are (n_h - 1)/n_h of the strata. */
static void check_replicates(PlanReader *reader, const YamlNode *key, const PlanDesign *design)
{
    const char *method = design->replicate_method.text;
    for (guint i = 0; design->rscales != NULL && i < design->rscales->len; i++) {
        const PlanValue *value = g_ptr_array_index(design->rscales, i);
        if (value->is_text || value->number < 0)
            diagnostics_error(reader->diagnostics, value->place,
                              "'rscales' has '%s'; expected numbers of 0 or more", value->text);
    }
    if (method != NULL && strcmp(method, "jkn") == 0 && design->rscales == NULL)
        diagnostics_error(reader->diagnostics, key->place,
                          "jkn without 'rscales'; expected one factor a replicate, (n - 1)/n of "
                          "its stratum, or one for all");
    if (method != NULL && strcmp(method, "fay") == 0 && !(design->fay_rho > 0))
        diagnostics_error(reader->diagnostics, key->place,
                          "fay without 'rho'; expected Fay's factor, such as 0.3");
}

static void read_replicates(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                            const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key keys[] = {
        {"weights", key_refs, G_STRUCT_OFFSET(PlanDesign, replicates), "the replicate weights",
         NULL},
        {"method", key_chosen, G_STRUCT_OFFSET(PlanDesign, replicate_method),
         "brr, fay, jk1, jkn, jk2 or bootstrap", replicate_choices},
        {"rho", key_fraction, G_STRUCT_OFFSET(PlanDesign, fay_rho), NULL, NULL},
        {"scale", read_scale, G_STRUCT_OFFSET(PlanDesign, scale), NULL, NULL},
        {"rscales", key_values, G_STRUCT_OFFSET(PlanDesign, rscales), NULL, NULL},
    };
    PlanDesign *design = begin_design(reader, key, field);
    KEYS_READ(reader, value, "replicate weights", keys, design);
    check_replicates(reader, key, design);
}

void read_data(PlanReader *reader, const YamlNode *key, const YamlNode *value,
               const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key keys[] = {
        {"file", key_string, G_STRUCT_OFFSET(PlanData, file), "the data file's name", NULL},
        {"encoding", read_encoding, G_STRUCT_OFFSET(PlanData, encoding), NULL, NULL},
        {"delimiter", read_delimiter, G_STRUCT_OFFSET(PlanData, delimiter), NULL, NULL},
        {"decimal", read_decimal, G_STRUCT_OFFSET(PlanData, decimal), NULL, NULL},
        {"catalog", key_string, G_STRUCT_OFFSET(PlanData, catalog_name), NULL, NULL},
        {"weight", read_weight, 0, NULL, NULL},
        {"design", read_design, G_STRUCT_OFFSET(PlanData, design), NULL, NULL},
        {"replicates", read_replicates, G_STRUCT_OFFSET(PlanData, design), NULL, NULL},
        {"poststratify", read_poststratify, G_STRUCT_OFFSET(PlanData, calibration), NULL, NULL},
        {"rake", read_rake, G_STRUCT_OFFSET(PlanData, calibration), NULL, NULL},
        {"trim", read_trim, G_STRUCT_OFFSET(PlanData, calibration), NULL, NULL},
    };
    PlanData *data = field;
    data->place = value->place;
    KEYS_READ(reader, value, "'data'", keys, data);
    if (data->file != NULL)
        data->path = resolve_path(reader->plan, data->file);
    if (data->catalog_name != NULL)
        data->catalog = resolve_path(reader->plan, data->catalog_name);
    if (data->delimiter != 0 && data->delimiter == data->decimal)
        diagnostics_error(reader->diagnostics, key->place,
                          "'delimiter' and 'decimal' are both '%c'; expected two different signs",
                          data->decimal);
    settle_calibration(reader, data);
    if (data->design.place.line > 0 && data->weight_kind != WEIGHT_SAMPLING)
        diagnostics_error(reader->diagnostics, data->design.place,
                          "a sampling design without a sampling weight; expected `weight: "
                          "{variable: …, kind: sampling}`");
}

void plan_data_clear(PlanData *data)
{
    PlanDesign *design = &data->design;
    g_free(data->file);
    g_free(data->path);
    g_free(data->encoding);
    g_free(data->catalog);
    g_free(data->catalog_name);
    plan_word_clear(&data->weight);
    plan_word_clear(&design->strata);
    plan_word_clear(&design->lonely);
    plan_word_clear(&design->replicate_method);
    plan_calibration_clear(&data->calibration);
    g_clear_pointer(&design->cluster, g_ptr_array_unref);
    g_clear_pointer(&design->fpc, g_ptr_array_unref);
    g_clear_pointer(&design->replicates, g_ptr_array_unref);
    g_clear_pointer(&design->rscales, g_ptr_array_unref);
}
