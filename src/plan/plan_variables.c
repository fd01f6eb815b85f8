/* `variables:`, `where:`, `collapse:` — what the plan says of variables. */
#include "parts.h"

static void variable_free(gpointer data)
{
    PlanVariable *variable = data;
    plan_word_clear(&variable->name);
    plan_word_clear(&variable->from);
    text_clear(&variable->label);
    GPtrArray **arrays[] = {&variable->levels, &variable->missing, &variable->cuts,
                            &variable->recode, &variable->equal};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_clear_pointer(arrays[i], g_ptr_array_unref);
    g_free(variable);
}

GPtrArray *plan_variables_new(void)
{
    return g_ptr_array_new_with_free_func(variable_free);
}

static void read_answers(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                         const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Choice answers[] = {{"one", FALSE}, {"several", TRUE}, {NULL, 0}};
    static const Key choice = {.extra = answers};
    key_choice(reader, key, value, &choice, field);
}

/* A list that runs backwards is one mistake, and so are words in it. */
static void read_cuts(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                      const Key *spec, void *field)
{
    gboolean ascends = TRUE;
    key_values(reader, key, value, spec, field);
    const GPtrArray *cuts = *(GPtrArray **)field;
    for (guint i = 0; cuts != NULL && i < cuts->len; i++) {
        const PlanValue *cut = g_ptr_array_index(cuts, i);
        const PlanValue *before = i == 0 ? NULL : g_ptr_array_index(cuts, i - 1);
        if (cut->is_text) {
            diagnostics_error(reader->diagnostics, cut->place,
                              "'%s' is no number; expected the limits of 'cut' as numbers",
                              cut->text);
            return;
        }
        if (before == NULL || cut->number > before->number || !ascends)
            continue;
        ascends = FALSE;
        diagnostics_error(reader->diagnostics, cut->place,
                          "%s after %s; expected the limits of 'cut' in ascending order", cut->text,
                          before->text);
    }
}

/* New values are all numbers, or all labels (then numbered in order). */
static void read_recode(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                        const Key *spec, void *field)
{
    key_classes(reader, key, value, spec, field);
    const GPtrArray *classes = *(GPtrArray **)field;
    for (guint i = 1; classes != NULL && i < classes->len; i++) {
        const PlanClass *first = g_ptr_array_index(classes, 0);
        const PlanClass *class = g_ptr_array_index(classes, i);
        if (class->key.is_text != first->key.is_text) {
            diagnostics_error(reader->diagnostics, class->place,
                              "'recode' mixes numbers and labels; expected new values that are all "
                              "numbers, or all labels");
            return;
        }
    }
}

/* How many ways of deriving VARIABLE the plan gives; it keeps the last. */
static guint settle_way(PlanVariable *variable)
{
    const struct {
        const GPtrArray *given;
        PlanDerivation derivation;
    } ways[] = {{variable->cuts, DERIVE_CUT},
                {variable->recode, DERIVE_RECODE},
                {variable->equal, DERIVE_EQUAL}};
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        if (ways[i].given == NULL)
            continue;
        variable->derivation = ways[i].derivation;
        n++;
    }
    if (variable->from.text == NULL)
        variable->derivation = DERIVE_NONE;
    return n;
}

/* UNDERSTOOD: nothing is wrong with the keys themselves. Else what seems to be missing may be what
 * could not be read. */
static void settle_derivation(PlanReader *reader, PlanVariable *variable, Place place,
                              gboolean understood)
{
    const char *name = variable->name.text, *from = variable->from.text;
    guint n = settle_way(variable);
    if (n > 1)
        diagnostics_error(reader->diagnostics, place,
                          "'%s' is derived in more than one way; expected one of cut, recode and "
                          "equal",
                          name);
    else if (n == 1 && from == NULL && understood)
        diagnostics_error(reader->diagnostics, place,
                          "'%s' is derived from nothing; expected `from:` with another variable",
                          name);
    else if (n == 0 && from != NULL && understood)
        diagnostics_error(reader->diagnostics, variable->from.place,
                          "'%s' does not say how it is derived; expected cut, recode or equal",
                          name);
    if (from == NULL || !g_str_equal(from, name))
        return;
    variable->derivation = DERIVE_NONE;
    diagnostics_error(reader->diagnostics, variable->from.place,
                      "'%s' is derived from itself; expected a name of its own, as `%s_2: {from: "
                      "%s, …}`",
                      name, name, name);
}

static void read_variable(PlanReader *reader, const YamlNode *name, const YamlNode *value,
                          GPtrArray *variables)
{
    static const Key keys[] = {
        {"label", key_text, G_STRUCT_OFFSET(PlanVariable, label), NULL, NULL},
        {"levels", key_levels, G_STRUCT_OFFSET(PlanVariable, levels), NULL, NULL},
        {"missing", key_values, G_STRUCT_OFFSET(PlanVariable, missing), NULL, NULL},
        {"from", key_word, G_STRUCT_OFFSET(PlanVariable, from), NULL, NULL},
        {"cut", read_cuts, G_STRUCT_OFFSET(PlanVariable, cuts), NULL, NULL},
        {"recode", read_recode, G_STRUCT_OFFSET(PlanVariable, recode), NULL, NULL},
        {"equal", key_values, G_STRUCT_OFFSET(PlanVariable, equal), NULL, NULL},
        {"answers", read_answers, G_STRUCT_OFFSET(PlanVariable, several), NULL, NULL},
    };
    PlanVariable *variable = g_new0(PlanVariable, 1);
    variable->name = (PlanWord){g_strdup(name->text), name->place};
    g_autofree char *what = g_strdup_printf("variable '%s'", name->text);
    guint before = diagnostics_n_errors(reader->diagnostics);
    KEYS_READ(reader, value, what, keys, variable);
    gboolean understood = diagnostics_n_errors(reader->diagnostics) == before;
    settle_derivation(reader, variable, name->place, understood);
    g_ptr_array_add(variables, variable);
}

void read_variables(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                    const Key *spec G_GNUC_UNUSED, void *field)
{
    if (value->kind != YAML_MAPPING || value->items->len == 0) {
        key_expected(reader, key, value,
                     "a mapping of names to what is said of them, as {q1: {label: …}}");
        return;
    }
    for (guint i = 0; i < value->items->len; i += 2)
        read_variable(reader, g_ptr_array_index(value->items, i),
                      g_ptr_array_index(value->items, i + 1), *(GPtrArray **)field);
}

static void where_free(gpointer data)
{
    PlanWhere *where = data;
    plan_word_clear(&where->variable);
    g_clear_pointer(&where->values, g_ptr_array_unref);
    g_free(where);
}

GPtrArray *plan_where_new(void)
{
    return g_ptr_array_new_with_free_func(where_free);
}

void read_where(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                const Key *spec G_GNUC_UNUSED, void *field)
{
    if (value->kind != YAML_MAPPING || value->items->len == 0) {
        key_expected(reader, key, value, "a mapping of variables to the values that are kept");
        return;
    }
    for (guint i = 0; i < value->items->len; i += 2) {
        const YamlNode *name = g_ptr_array_index(value->items, i);
        PlanWhere *where = g_new0(PlanWhere, 1);
        where->variable = (PlanWord){g_strdup(name->text), name->place};
        where->values = plan_values_new();
        key_values(reader, name, g_ptr_array_index(value->items, i + 1), NULL, &where->values);
        g_ptr_array_add(*(GPtrArray **)field, where);
    }
}

static void collapse_free(gpointer data)
{
    PlanCollapse *collapse = data;
    g_ptr_array_unref(collapse->items);
    g_ptr_array_unref(collapse->classes);
    g_free(collapse);
}

GPtrArray *plan_collapse_new(void)
{
    return g_ptr_array_new_with_free_func(collapse_free);
}

void read_collapse(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                   const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key keys[] = {
        {"items", key_refs, G_STRUCT_OFFSET(PlanCollapse, items), "variables", NULL},
        {"levels", key_classes, G_STRUCT_OFFSET(PlanCollapse, classes),
         "a mapping of labels to values", NULL},
    };
    if (value->kind != YAML_SEQUENCE || value->items->len == 0) {
        key_expected(reader, key, value, "a list of {items: …, levels: …}");
        return;
    }
    for (guint i = 0; i < value->items->len; i++) {
        const YamlNode *node = g_ptr_array_index(value->items, i);
        PlanCollapse *collapse = g_new0(PlanCollapse, 1);
        collapse->items = plan_refs_new();
        collapse->classes = plan_classes_new();
        collapse->place = node->place;
        KEYS_READ(reader, node, "an entry of 'collapse'", keys, collapse);
        g_ptr_array_add(*(GPtrArray **)field, collapse);
    }
}
