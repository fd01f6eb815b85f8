/* `analyses:` — a list of mappings with one key that says the kind, and keys that hold for all
 * kinds. What an analysis does not say comes from the plan, which may say it further down: so
 * that is settled when everything is read. */
#include "parts.h"

#include <string.h>

/* While reading: a choice the analysis left to the plan. */
enum { UNSAID = -1 };

static void analysis_free(gpointer data)
{
    PlanAnalysis *analysis = data;
    g_free(analysis->name);
    plan_word_clear(&analysis->posthoc);
    g_ptr_array_unref(analysis->responses);
    g_ptr_array_unref(analysis->by);
    g_ptr_array_unref(analysis->stratified_by);
    g_clear_pointer(&analysis->tests, g_ptr_array_unref);
    g_clear_pointer(&analysis->measures, g_ptr_array_unref);
    g_free(analysis);
}

GPtrArray *plan_analyses_new(void)
{
    return g_ptr_array_new_with_free_func(analysis_free);
}

#define RESPONSES(needed)                                                                          \
    {                                                                                              \
        "responses", key_refs, G_STRUCT_OFFSET(PlanAnalysis, responses), needed, NULL              \
    }
#define BY(needed)                                                                                 \
    {                                                                                              \
        "by", key_refs, G_STRUCT_OFFSET(PlanAnalysis, by), needed, NULL                            \
    }
#define TESTS                                                                                      \
    {                                                                                              \
        "tests", key_words, G_STRUCT_OFFSET(PlanAnalysis, tests), NULL, NULL                       \
    }
#define MEASURES                                                                                   \
    {                                                                                              \
        "measures", key_words, G_STRUCT_OFFSET(PlanAnalysis, measures), NULL, NULL                 \
    }
#define STRATIFIED                                                                                 \
    {                                                                                              \
        "stratified_by", key_refs, G_STRUCT_OFFSET(PlanAnalysis, stratified_by), NULL, NULL        \
    }

static void read_pairs(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                       const Key *spec G_GNUC_UNUSED, void *field)
{
    PlanAnalysis *analysis = field;
    analysis->pairs = TRUE;
    key_refs(reader, key, value, NULL, &analysis->responses);
}

static const Key compare_keys[] = {RESPONSES("what is compared"), BY("what it is compared by"),
                                   TESTS, MEASURES, STRATIFIED};
static const Key associate_keys[] = {
    RESPONSES(NULL), BY(NULL), {"pairs", read_pairs, 0, NULL, NULL}, TESTS, MEASURES, STRATIFIED};
static const Key distribute_keys[] = {RESPONSES("what is distributed"), BY(NULL), MEASURES};
static const Key reliability_keys[] = {
    {"scales", key_refs, G_STRUCT_OFFSET(PlanAnalysis, responses), "scales, or all", NULL},
    MEASURES};
static const Key paired_keys[] = {RESPONSES("two or more variables"), TESTS, MEASURES};

typedef struct {
    AnalysisKind kind;
    const Key *keys;
    gsize n;
} Kind;

static const Kind kinds[] = {
    {ANALYSIS_COMPARE, compare_keys, G_N_ELEMENTS(compare_keys)},
    {ANALYSIS_ASSOCIATE, associate_keys, G_N_ELEMENTS(associate_keys)},
    {ANALYSIS_DISTRIBUTE, distribute_keys, G_N_ELEMENTS(distribute_keys)},
    {ANALYSIS_RELIABILITY, reliability_keys, G_N_ELEMENTS(reliability_keys)},
    {ANALYSIS_PAIRED, paired_keys, G_N_ELEMENTS(paired_keys)},
};

/* `associate:` takes pairs, or responses and by. */
static void check_associate(PlanReader *reader, const PlanAnalysis *analysis, const YamlNode *node)
{
    gboolean responses = FALSE, by = FALSE;
    if (node->kind != YAML_MAPPING || key_stands_outside(reader, "responses") ||
        key_stands_outside(reader, "by") || key_stands_outside(reader, "pairs"))
        return;
    for (guint i = 0; i < node->items->len; i += 2) {
        const YamlNode *key = g_ptr_array_index(node->items, i);
        responses |= strcmp(key->text, "responses") == 0;
        by |= strcmp(key->text, "by") == 0;
    }
    if (analysis->pairs ? responses || by : !responses || !by)
        diagnostics_error(reader->diagnostics, node->place,
                          "'associate' takes responses and by, or pairs; expected "
                          "{responses: …, by: …} or {pairs: …}");
}

static void read_kind(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                      const Key *spec, void *field)
{
    PlanAnalysis *analysis = field;
    const Kind *kind = spec->extra;
    if ((int)analysis->kind != UNSAID) {
        diagnostics_error(reader->diagnostics, key->place,
                          "'%s' after '%s' in one analysis; expected an entry of the list for each",
                          key->text, analysis_kind_name(analysis->kind));
        return;
    }
    analysis->kind = kind->kind;
    g_autofree char *what = g_strdup_printf("'%s'", key->text);
    keys_read(reader, value, what, kind->keys, kind->n, analysis);
    if (kind->kind == ANALYSIS_ASSOCIATE)
        check_associate(reader, analysis, value);
}

static const Key analysis_keys[] = {
    {"compare", read_kind, 0, NULL, &kinds[0]},
    {"associate", read_kind, 0, NULL, &kinds[1]},
    {"distribute", read_kind, 0, NULL, &kinds[2]},
    {"reliability", read_kind, 0, NULL, &kinds[3]},
    {"paired", read_kind, 0, NULL, &kinds[4]},
    {"name", key_string, G_STRUCT_OFFSET(PlanAnalysis, name), NULL, NULL},
    {"method", key_choices, G_STRUCT_OFFSET(PlanAnalysis, methods), NULL, method_choices},
    {"draws", key_whole, G_STRUCT_OFFSET(PlanAnalysis, draws), NULL, &draws_range},
    {"adjust", key_choice, G_STRUCT_OFFSET(PlanAnalysis, adjust), NULL, adjust_choices},
    {"family", key_choice, G_STRUCT_OFFSET(PlanAnalysis, family), NULL, family_choices},
    {"posthoc", key_chosen, G_STRUCT_OFFSET(PlanAnalysis, posthoc), NULL, posthoc_choices},
    {"quantile", key_choice, G_STRUCT_OFFSET(PlanAnalysis, quantile), NULL, quantile_choices},
};

/* It has been reported then. */
static gboolean kind_is_misspelt(const YamlNode *node)
{
    const char *names[G_N_ELEMENTS(kinds)];
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        names[i] = analysis_kind_name(kinds[i].kind);
    for (guint i = 0; i < node->items->len; i += 2) {
        const YamlNode *key = g_ptr_array_index(node->items, i);
        if (nearest_name(key->text, names, G_N_ELEMENTS(names)) != NULL)
            return TRUE;
    }
    return FALSE;
}

static PlanAnalysis *analysis_new(Place place)
{
    PlanAnalysis *analysis = g_new0(PlanAnalysis, 1);
    analysis->place = place;
    analysis->kind = (AnalysisKind)UNSAID;
    analysis->adjust = (AdjustMethod)UNSAID;
    analysis->family = (FamilyScope)UNSAID;
    analysis->quantile = (QuantileRule)UNSAID;
    analysis->responses = plan_refs_new();
    analysis->by = plan_refs_new();
    analysis->stratified_by = plan_refs_new();
    return analysis;
}

void read_analyses(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                   const Key *spec G_GNUC_UNUSED, void *field)
{
    if (value->kind != YAML_SEQUENCE || value->items->len == 0) {
        key_expected(reader, key, value,
                     "a list of analyses, each begun with a dash: `- compare: …`");
        return;
    }
    for (guint i = 0; i < value->items->len; i++) {
        const YamlNode *node = g_ptr_array_index(value->items, i);
        PlanAnalysis *analysis = analysis_new(node->place);
        KEYS_READ(reader, node, "an analysis", analysis_keys, analysis);
        if ((int)analysis->kind != UNSAID) {
            g_ptr_array_add(*(GPtrArray **)field, analysis);
            continue;
        }
        if (node->kind == YAML_MAPPING && !kind_is_misspelt(node))
            diagnostics_error(reader->diagnostics, node->place,
                              "an analysis that does not say what it does; expected compare, "
                              "associate, distribute, reliability or paired");
        analysis_free(analysis);
    }
}

/* "compare-1": the kind and how many of it came before. */
static void settle_names(PlanReader *reader)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    guint counts[G_N_ELEMENTS(kinds)] = {0};
    for (guint i = 0; i < reader->plan->analyses->len; i++) {
        PlanAnalysis *analysis = g_ptr_array_index(reader->plan->analyses, i);
        guint number = ++counts[analysis->kind];
        if (analysis->name == NULL)
            analysis->name = g_strdup_printf("%s-%u", analysis_kind_name(analysis->kind), number);
        const PlanAnalysis *first = g_hash_table_lookup(names, analysis->name);
        if (first != NULL)
            diagnostics_error(reader->diagnostics, analysis->place,
                              "a second analysis named '%s', first in line %u; expected another "
                              "name",
                              analysis->name, first->place.line);
        else
            g_hash_table_insert(names, analysis->name, analysis);
    }
}

void settle_analyses(PlanReader *reader, gboolean plan_says_adjust)
{
    const Plan *plan = reader->plan;
    settle_names(reader);
    for (guint i = 0; i < plan->analyses->len; i++) {
        PlanAnalysis *analysis = g_ptr_array_index(plan->analyses, i);
        gboolean discovery = analysis->pairs && !plan_says_adjust;
        if ((int)analysis->adjust == UNSAID)
            analysis->adjust = discovery ? ADJUST_BH : plan->adjust;
        if ((int)analysis->family == UNSAID)
            analysis->family = plan->family;
        if ((int)analysis->quantile == UNSAID)
            analysis->quantile = plan->quantile;
        if (analysis->methods == 0)
            analysis->methods = plan->methods;
        if (analysis->draws == 0)
            analysis->draws = plan->draws;
        if (analysis->posthoc.text == NULL)
            analysis->posthoc = (PlanWord){g_strdup(plan->posthoc.text), plan->posthoc.place};
    }
}
