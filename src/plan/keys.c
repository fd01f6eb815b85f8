#include "keys.h"

#include "base/number.h"

#include <string.h>

/* "'lable'", or what kind of thing stands there. */
static char *found(const YamlNode *value)
{
    if (value->kind != YAML_SCALAR || yaml_is_empty(value))
        return g_strdup(yaml_kind_name(value));
    return g_strdup_printf("'%s'", value->text);
}

void key_expected(PlanReader *reader, const YamlNode *key, const YamlNode *value, const char *what)
{
    g_autofree char *is = found(value);
    diagnostics_error(reader->diagnostics, value->place, "'%s' is %s; expected %s", key->text, is,
                      what);
}

gboolean is_name(const YamlNode *node)
{
    return node->kind == YAML_SCALAR && !yaml_is_empty(node) && node->text[0] != '\0';
}

void key_string(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                const Key *spec G_GNUC_UNUSED, void *field)
{
    char **string = field;
    if (!is_name(value)) {
        key_expected(reader, key, value, "a text");
        return;
    }
    g_free(*string);
    *string = g_strdup(value->text);
}

void key_text(PlanReader *reader, const YamlNode *key, const YamlNode *value,
              const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Key languages[] = {
        {"en", key_string, G_STRUCT_OFFSET(Text, in[LANGUAGE_EN]), NULL, NULL},
        {"fr", key_string, G_STRUCT_OFFSET(Text, in[LANGUAGE_FR]), NULL, NULL},
    };
    Text *text = field;
    if (is_name(value)) {
        text_clear(text);
        *text = text_same(value->text);
    } else if (value->kind == YAML_MAPPING && value->items->len > 0) {
        KEYS_READ(reader, value, "a text in two languages", languages, text);
    } else {
        key_expected(reader, key, value, "a text, or {en: …, fr: …}");
    }
}

void key_word(PlanReader *reader, const YamlNode *key, const YamlNode *value,
              const Key *spec G_GNUC_UNUSED, void *field)
{
    PlanWord *word = field;
    if (!is_name(value)) {
        key_expected(reader, key, value, "a name");
        return;
    }
    g_free(word->text);
    *word = (PlanWord){g_strdup(value->text), value->place};
}

GPtrArray *key_items(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                     const char *what)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    if (is_name(value))
        g_ptr_array_add(items, (gpointer)(guintptr)value);
    else if (value->kind == YAML_SEQUENCE)
        g_ptr_array_extend(items, value->items, NULL, NULL);
    if (items->len == 0) {
        g_autofree char *is =
            value->kind == YAML_SEQUENCE ? g_strdup("an empty list") : found(value);
        diagnostics_error(reader->diagnostics, value->place, "'%s' is %s; expected %s", key->text,
                          is, what);
        return NULL;
    }
    for (guint i = 0; i < items->len; i++)
        if (!is_name(g_ptr_array_index(items, i))) {
            key_expected(reader, key, g_ptr_array_index(items, i), what);
            return NULL;
        }
    return g_steal_pointer(&items);
}

/* Reads a list whose elements MAKE makes. */
static void read_list(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                      GPtrArray **field, GPtrArray *list, const char *what,
                      gpointer (*make)(const YamlNode *))
{
    g_autoptr(GPtrArray) items = key_items(reader, key, value, what);
    for (guint i = 0; items != NULL && i < items->len; i++)
        g_ptr_array_add(list, make(g_ptr_array_index(items, i)));
    if (items == NULL) {
        g_ptr_array_unref(list);
        return;
    }
    g_clear_pointer(field, g_ptr_array_unref);
    *field = list;
}

static gpointer make_word(const YamlNode *node)
{
    PlanWord *word = g_new(PlanWord, 1);
    *word = (PlanWord){g_strdup(node->text), node->place};
    return word;
}

void key_words(PlanReader *reader, const YamlNode *key, const YamlNode *value,
               const Key *spec G_GNUC_UNUSED, void *field)
{
    read_list(reader, key, value, field, plan_words_new(), "a name or a list of names", make_word);
}

PlanValue *plan_value_new(const YamlNode *node)
{
    PlanValue *value = g_new0(PlanValue, 1);
    value->text = g_strdup(node->text);
    value->place = node->place;
    value->is_text =
        node->quoted || !number_parse(node->text, strlen(node->text), '.', &value->number);
    return value;
}

static gpointer make_value(const YamlNode *node)
{
    return plan_value_new(node);
}

void key_values(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                const Key *spec G_GNUC_UNUSED, void *field)
{
    read_list(reader, key, value, field, plan_values_new(), "a value or a list of values",
              make_value);
}

/* `a - b` is a range; a name that holds such a minus sign is written in quotes. */
static gpointer make_ref(const YamlNode *node)
{
    PlanRef *ref = g_new0(PlanRef, 1);
    ref->place = node->place;
    const char *minus = node->quoted ? NULL : strstr(node->text, " - ");
    if (minus == NULL || minus == node->text) {
        ref->first = g_strdup(node->text);
        return ref;
    }
    ref->first = g_strstrip(g_strndup(node->text, (gsize)(minus - node->text)));
    ref->last = g_strstrip(g_strdup(minus + 3));
    return ref;
}

void key_refs(PlanReader *reader, const YamlNode *key, const YamlNode *value,
              const Key *spec G_GNUC_UNUSED, void *field)
{
    read_list(reader, key, value, field, plan_refs_new(),
              "a variable, a range `a - b`, or a list of them", make_ref);
}

const char *choice_name(const Choice *choices, int value)
{
    for (; choices->name != NULL; choices++)
        if (choices->value == value)
            return choices->name;
    return "";
}

/* The choice VALUE names, or NULL after reporting. */
static const Choice *find_choice(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                                 const Choice *choices)
{
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Choice *c = choices; c->name != NULL; c++) {
        if (is_name(value) && strcmp(value->text, c->name) == 0)
            return c;
        g_ptr_array_add(names, (gpointer)(guintptr)c->name);
        g_string_append_printf(all, "%s%s",
                               c == choices        ? ""
                               : c[1].name == NULL ? " or "
                                                   : ", ",
                               c->name);
    }
    const char *nearest =
        value->kind != YAML_SCALAR
            ? NULL
            : nearest_name(value->text, (const char *const *)names->pdata, names->len);
    g_autofree char *hint = nearest_hint(nearest);
    g_string_append(all, hint);
    key_expected(reader, key, value, all->str);
    return NULL;
}

void key_choice(PlanReader *reader, const YamlNode *key, const YamlNode *value, const Key *spec,
                void *field)
{
    const Choice *choice = find_choice(reader, key, value, spec->extra);
    if (choice != NULL)
        *(int *)field = choice->value;
}

void key_chosen(PlanReader *reader, const YamlNode *key, const YamlNode *value, const Key *spec,
                void *field)
{
    if (find_choice(reader, key, value, spec->extra) != NULL)
        key_word(reader, key, value, NULL, field);
}

void key_choices(PlanReader *reader, const YamlNode *key, const YamlNode *value, const Key *spec,
                 void *field)
{
    g_autoptr(GPtrArray) items = key_items(reader, key, value, "a name or a list of names");
    guint chosen = 0;
    for (guint i = 0; items != NULL && i < items->len; i++) {
        const Choice *choice = find_choice(reader, key, g_ptr_array_index(items, i), spec->extra);
        if (choice == NULL)
            return;
        chosen |= (guint)choice->value;
    }
    if (chosen != 0)
        *(guint *)field = chosen;
}

/* "0,05", "5%", "95": the fraction that was probably meant; 0 when there is none. */
static double fraction_of(const YamlNode *value)
{
    if (!is_name(value))
        return 0;
    g_autofree char *text = g_strdelimit(g_strdup(value->text), ",", '.');
    gboolean percent = g_str_has_suffix(text, "%");
    if (percent)
        text[strlen(text) - 1] = '\0';
    double number = 0;
    g_strstrip(text);
    if (!number_parse(text, strlen(text), '.', &number))
        return 0;
    number = percent || number >= 2 ? number / 100 : number;
    return number > 0 && number < 1 ? number : 0;
}

static void fraction_expected(PlanReader *reader, const YamlNode *key, const YamlNode *value)
{
    char number[NUMBER_BUFFER];
    double meant = fraction_of(value);
    g_autofree char *what =
        g_strdup_printf("a number above 0 and below 1%s%s%s", meant > 0 ? "; did you mean " : "",
                        meant > 0 ? number_format(meant, number) : "", meant > 0 ? "?" : "");
    key_expected(reader, key, value, what);
}

void key_fraction(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                  const Key *spec G_GNUC_UNUSED, void *field)
{
    double number = 0;
    if (value->kind == YAML_SCALAR && !value->quoted &&
        number_parse(value->text, strlen(value->text), '.', &number) && number > 0 && number < 1)
        *(double *)field = number;
    else
        fraction_expected(reader, key, value);
}

void key_whole(PlanReader *reader, const YamlNode *key, const YamlNode *value, const Key *spec,
               void *field)
{
    const Range *range = spec->extra;
    guint64 number = 0;
    if (value->kind == YAML_SCALAR && !value->quoted &&
        g_ascii_string_to_unsigned(value->text, 10, range->low, range->high, &number, NULL)) {
        *(guint64 *)field = number;
        return;
    }
    g_autofree char *what = g_strdup_printf(
        "a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, range->low, range->high);
    key_expected(reader, key, value, what);
}

void key_flag(PlanReader *reader, const YamlNode *key, const YamlNode *value,
              const Key *spec G_GNUC_UNUSED, void *field)
{
    static const Choice flags[] = {{"true", TRUE}, {"false", FALSE}, {NULL, 0}};
    const Choice *choice = find_choice(reader, key, value, flags);
    if (choice != NULL)
        *(gboolean *)field = choice->value;
}
