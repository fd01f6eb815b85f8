/* Levels and classes of values: {1: Low, 2: High}, {Parfois: [2, 3]}, or with labels in two
 * languages [{label: {en: Sometimes, fr: Parfois}, values: [2, 3]}]. And what frees them. */
#include "keys.h"

#include "base/number.h"

#include <string.h>

void plan_word_clear(PlanWord *word)
{
    g_clear_pointer(&word->text, g_free);
}

static void word_free(gpointer data)
{
    plan_word_clear(data);
    g_free(data);
}

static void value_free(gpointer data)
{
    PlanValue *value = data;
    g_free(value->text);
    g_free(value);
}

static void ref_free(gpointer data)
{
    PlanRef *ref = data;
    g_free(ref->first);
    g_free(ref->last);
    g_free(ref);
}

static void class_free(gpointer data)
{
    PlanClass *class = data;
    text_clear(&class->label);
    g_free(class->key.text);
    g_ptr_array_unref(class->values);
    g_free(class);
}

GPtrArray *plan_words_new(void)
{
    return g_ptr_array_new_with_free_func(word_free);
}

GPtrArray *plan_values_new(void)
{
    return g_ptr_array_new_with_free_func(value_free);
}

GPtrArray *plan_refs_new(void)
{
    return g_ptr_array_new_with_free_func(ref_free);
}

GPtrArray *plan_classes_new(void)
{
    return g_ptr_array_new_with_free_func(class_free);
}

/* A class whose key is NODE. */
static PlanClass *class_new(const YamlNode *node)
{
    PlanClass *class = g_new0(PlanClass, 1);
    PlanValue *key = plan_value_new(node);
    class->key = *key;
    g_free(key);
    class->place = node->place;
    class->values = plan_values_new();
    return class;
}

void key_levels(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                const Key *spec G_GNUC_UNUSED, void *field)
{
    if (value->kind != YAML_MAPPING || value->items->len == 0) {
        key_expected(reader, key, value, "a mapping of values to labels");
        return;
    }
    GPtrArray *levels = plan_classes_new();
    for (guint i = 0; i < value->items->len; i += 2) {
        const YamlNode *level = g_ptr_array_index(value->items, i);
        PlanClass *class = class_new(level);
        g_ptr_array_add(class->values, plan_value_new(level));
        key_text(reader, level, g_ptr_array_index(value->items, i + 1), NULL, &class->label);
        g_ptr_array_add(levels, class);
    }
    GPtrArray **target = field;
    g_clear_pointer(target, g_ptr_array_unref);
    *target = levels;
}

/* {Label: values}; a key that is a number is a code and no label. */
static void read_pairs(PlanReader *reader, const YamlNode *mapping, GPtrArray *classes)
{
    for (guint i = 0; i < mapping->items->len; i += 2) {
        const YamlNode *key = g_ptr_array_index(mapping->items, i);
        PlanClass *class = class_new(key);
        if (class->key.is_text)
            class->label = text_same(key->text);
        key_values(reader, key, g_ptr_array_index(mapping->items, i + 1), NULL, &class->values);
        g_ptr_array_add(classes, class);
    }
}

/* [{label: …, values: …}] */
static void read_labelled(PlanReader *reader, const YamlNode *list, GPtrArray *classes)
{
    static const Key keys[] = {
        {"label", key_text, G_STRUCT_OFFSET(PlanClass, label), "a text", NULL},
        {"values", key_values, G_STRUCT_OFFSET(PlanClass, values), "a value or a list of values",
         NULL},
    };
    for (guint i = 0; i < list->items->len; i++) {
        const YamlNode *node = g_ptr_array_index(list->items, i);
        PlanClass *class = g_new0(PlanClass, 1);
        class->values = plan_values_new();
        class->place = class->key.place = node->place;
        class->key.is_text = TRUE;
        KEYS_READ(reader, node, "a class of values", keys, class);
        class->key.text = g_strdup(text_in(&class->label, LANGUAGE_EN, ""));
        g_ptr_array_add(classes, class);
    }
}

/* What makes two values of data the same: 1 and 1.0 are, 1 and '1' are not. */
static char *value_identity(const PlanValue *value)
{
    char buffer[NUMBER_BUFFER];
    return value->is_text ? g_strconcat("text ", value->text, NULL)
                          : g_strdup(number_format(value->number, buffer));
}

/* A value can be in one class only, else the classes' shares do not add up. */
static void check_disjoint(PlanReader *reader, const GPtrArray *classes)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint c = 0; c < classes->len; c++) {
        const PlanClass *class = g_ptr_array_index(classes, c);
        for (guint v = 0; v < class->values->len; v++) {
            PlanValue *value = g_ptr_array_index(class->values, v);
            char *identity = value_identity(value);
            const PlanValue *first = g_hash_table_lookup(seen, identity);
            if (first == NULL) {
                g_hash_table_insert(seen, identity, value);
                continue;
            }
            g_free(identity);
            diagnostics_error(
                reader->diagnostics, value->place,
                "the value %s stands twice, first in line %u; expected it in one class",
                value->text, first->place.line);
        }
    }
}

void key_classes(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                 const Key *spec G_GNUC_UNUSED, void *field)
{
    GPtrArray **target = field;
    if (value->kind == YAML_SCALAR || value->items->len == 0) {
        key_expected(reader, key, value, "a mapping of labels to values");
        return;
    }
    GPtrArray *classes = plan_classes_new();
    if (value->kind == YAML_MAPPING)
        read_pairs(reader, value, classes);
    else
        read_labelled(reader, value, classes);
    check_disjoint(reader, classes);
    g_clear_pointer(target, g_ptr_array_unref);
    *target = classes;
}
