/* `scales:` */
#include "parts.h"

#include "base/number.h"

#include <string.h>

static void scale_free(gpointer data)
{
    PlanScale *scale = data;
    plan_word_clear(&scale->name);
    text_clear(&scale->label);
    g_ptr_array_unref(scale->items);
    g_ptr_array_unref(scale->reverse);
    g_free(scale);
}

GPtrArray *plan_scales_new(void)
{
    return g_ptr_array_new_with_free_func(scale_free);
}

static void read_range(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                       const Key *spec G_GNUC_UNUSED, void *field)
{
    PlanScale *scale = field;
    double ends[2];
    scale->range_place = value->place;
    gboolean good = value->kind == YAML_SEQUENCE && value->items->len == 2;
    for (guint i = 0; good && i < 2; i++) {
        const YamlNode *end = g_ptr_array_index(value->items, i);
        good = end->kind == YAML_SCALAR && !end->quoted &&
               number_parse(end->text, strlen(end->text), '.', &ends[i]);
    }
    if (good && ends[0] > ends[1]) {
        char low[NUMBER_BUFFER], high[NUMBER_BUFFER];
        diagnostics_error(reader->diagnostics, value->place,
                          "'range' runs backwards; expected [%s, %s], the lower first",
                          number_format(ends[1], low), number_format(ends[0], high));
        return;
    }
    if (!good || ends[0] == ends[1]) {
        key_expected(reader, key, value, "[low, high], two numbers, the lower first");
        return;
    }
    scale->has_range = TRUE;
    scale->low = ends[0];
    scale->high = ends[1];
}

#define MIN_ANSWERED "a number of items such as 4, or a share such as 50%"

static void read_min_answered(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                              const Key *spec G_GNUC_UNUSED, void *field)
{
    PlanScale *scale = field;
    gsize length = value->kind == YAML_SCALAR ? strlen(value->text) : 0;
    gboolean share = length > 1 && value->text[length - 1] == '%';
    double number = 0;
    if (length == 0 || !number_parse(value->text, length - share, '.', &number) || number <= 0 ||
        (share && number > 100) || (!share && number != (double)(gint64)MIN(number, 1e9))) {
        key_expected(reader, key, value, MIN_ANSWERED);
        return;
    }
    scale->min_is_share = share;
    scale->min_answered = share ? number / 100 : number;
    scale->min_place = value->place;
}

static void read_scale(PlanReader *reader, const YamlNode *name, const YamlNode *value,
                       GPtrArray *scales)
{
    static const Key keys[] = {
        {"label", key_text, G_STRUCT_OFFSET(PlanScale, label), NULL, NULL},
        {"items", key_refs, G_STRUCT_OFFSET(PlanScale, items), "the scale's variables", NULL},
        {"reverse", key_refs, G_STRUCT_OFFSET(PlanScale, reverse), NULL, NULL},
        {"range", read_range, 0, NULL, NULL},
        {"score", key_choice, G_STRUCT_OFFSET(PlanScale, score), NULL, score_choices},
        {"min_answered", read_min_answered, 0, MIN_ANSWERED, NULL},
    };
    PlanScale *scale = g_new0(PlanScale, 1);
    scale->name = (PlanWord){g_strdup(name->text), name->place};
    scale->items = plan_refs_new();
    scale->reverse = plan_refs_new();
    g_autofree char *what = g_strdup_printf("scale '%s'", name->text);
    KEYS_READ(reader, value, what, keys, scale);
    g_ptr_array_add(scales, scale);
}

void read_scales(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                 const Key *spec G_GNUC_UNUSED, void *field)
{
    if (value->kind != YAML_MAPPING || value->items->len == 0) {
        key_expected(reader, key, value, "a mapping of names to scales");
        return;
    }
    for (guint i = 0; i < value->items->len; i += 2)
        read_scale(reader, g_ptr_array_index(value->items, i),
                   g_ptr_array_index(value->items, i + 1), *(GPtrArray **)field);
}
