/* A mapping read by its table of keys. A key that stands in the wrong mapping is told where it
 * belongs: readers nest as mappings do, so that each knows the tables around it and, once they have
 * read something, those inside it. */
#include "keys.h"

#include <string.h>

typedef struct {
    const Key *keys;
    gsize n;
} Table;

/* What was read inside a mapping, under its key NAME. */
typedef struct {
    const char *name;
    Table table;
} Inner;

struct Level {
    Level *outer; /* NULL: the plan itself */
    const YamlNode *node;
    Table table;
    const char *reading; /* the key whose value is being read */
    GArray *inner;       /* Inner */
};

static const Key *find_key(Table table, const char *name)
{
    for (gsize i = 0; i < table.n; i++)
        if (strcmp(table.keys[i].name, name) == 0)
            return &table.keys[i];
    return NULL;
}

static gboolean holds(const YamlNode *mapping, const char *name)
{
    for (guint i = 0; i < mapping->items->len; i += 2)
        if (strcmp(((const YamlNode *)g_ptr_array_index(mapping->items, i))->text, name) == 0)
            return TRUE;
    return FALSE;
}

/* --- where a key belongs ---------------------------------------------------------------------- */

gboolean key_stands_outside(const PlanReader *reader, const char *name)
{
    for (const Level *level = reader->level; level != NULL; level = level->outer)
        if (holds(level->node, name) && find_key(level->table, name) == NULL)
            return TRUE;
    return FALSE;
}

/* The key further out beside which NAME is known, or NULL. */
static const char *beside(const Level *level, const char *name)
{
    for (const Level *outer = level->outer; outer != NULL; outer = outer->outer)
        if (find_key(outer->table, name) != NULL)
            return outer->reading;
    return NULL;
}

/* "'variables' or 'collapse'": the keys inside which NAME is known; NULL when there are none. */
static char *inside(const Level *level, const char *name)
{
    GString *keys = g_string_new(NULL);
    for (guint i = 0; i < level->inner->len; i++) {
        const Inner *inner = &g_array_index(level->inner, Inner, i);
        if (find_key(inner->table, name) != NULL)
            g_string_append_printf(keys, "%s'%s'", keys->len > 0 ? " or " : "", inner->name);
    }
    return g_string_free(keys, keys->len == 0);
}

/* Once for each key, however many entries of a list one table reads. */
static void add_inner(Level *outer, Table table)
{
    for (guint i = 0; i < outer->inner->len; i++) {
        const Inner *inner = &g_array_index(outer->inner, Inner, i);
        if (strcmp(inner->name, outer->reading) == 0 && inner->table.keys == table.keys)
            return;
    }
    const Inner inner = {outer->reading, table};
    g_array_append_val(outer->inner, inner);
}

/* --- mistakes --------------------------------------------------------------------------------- */

/* "; expected annexe, id or title" */
static char *any_of(Table table)
{
    GString *all = g_string_new("; expected ");
    for (gsize i = 0; i < table.n; i++) {
        const char *mark = i == 0 ? "" : i + 1 == table.n ? " or " : ", ";
        g_string_append_printf(all, "%s%s", mark, table.keys[i].name);
    }
    return g_string_free(all, FALSE);
}

/* "{variable: …, kind: …}": the keys that must be there, or the first. */
static char *example_of(Table table)
{
    GString *example = g_string_new("{");
    for (gsize i = 0; i < table.n; i++)
        if (table.keys[i].needed != NULL)
            g_string_append_printf(example, "%s%s: …", example->len > 1 ? ", " : "",
                                   table.keys[i].name);
    if (example->len == 1)
        g_string_append_printf(example, "%s: …", table.keys[0].name);
    return g_string_free(g_string_append_c(example, '}'), FALSE);
}

/* The key of TABLE that WORD is a slip of, or NULL. */
static const char *nearest_key(Table table, const char *word)
{
    g_autofree const char **names = g_new(const char *, table.n);
    for (gsize i = 0; i < table.n; i++)
        names[i] = table.keys[i].name;
    return nearest_name(word, names, table.n);
}

/* "{cut: 35, 60}" is YAML: 60 is a key without a value. KEY is the I-th item. */
static char *as_list(const Level *level, const YamlNode *key, guint i)
{
    const GPtrArray *items = level->node->items;
    const YamlNode *before = i < 2 ? NULL : g_ptr_array_index(items, i - 1);
    if (before == NULL || before->kind != YAML_SCALAR || yaml_is_empty(before) ||
        !yaml_is_empty(g_ptr_array_index(items, i + 1)))
        return NULL;
    return g_strdup_printf("; a list stands in brackets, as [%s, %s]", before->text, key->text);
}

/* "file:d.csv" is one word of YAML. MEANT: the key, when it is one. */
static char *as_pair(const Level *level, const YamlNode *key, const char **meant)
{
    const char *colon = strchr(key->text, ':');
    g_autofree char *name = colon == NULL ? NULL : g_strndup(key->text, (gsize)(colon - key->text));
    const Key *known = name == NULL ? NULL : find_key(level->table, name);
    if (known == NULL)
        return NULL;
    *meant = known->name;
    return g_strdup_printf("; a blank follows the colon, as %s: %s", name, colon + 1);
}

static char *as_slip(const Level *level, const YamlNode *key, const char **meant)
{
    *meant = nearest_key(level->table, key->text);
    return *meant == NULL ? NULL : nearest_hint(*meant);
}

/* Reports the key that is the I-th item; returns the one that was probably meant, or NULL. */
static const char *unknown_key(PlanReader *reader, guint i, const char *what)
{
    const Level *level = reader->level;
    const YamlNode *key = g_ptr_array_index(level->node->items, i);
    const char *outside = beside(level, key->text), *meant = NULL;
    g_autofree char *within = inside(level, key->text);
    char *expected = outside != NULL
                         ? g_strdup_printf("; expected beside '%s', not inside it", outside)
                     : within != NULL ? g_strdup_printf("; expected inside %s", within)
                                      : as_slip(level, key, &meant);
    if (expected == NULL)
        expected = as_pair(level, key, &meant);
    if (expected == NULL)
        expected = as_list(level, key, i);
    if (expected == NULL)
        expected = any_of(level->table);
    diagnostics_error(reader->diagnostics, key->place, "unknown key '%s' in %s%s", key->text, what,
                      expected);
    g_free(expected);
    return meant;
}

/* PRESENT: the keys that are there, or were meant and misspelt. */
static void report_missing(PlanReader *reader, const Level *level, const char *what,
                           GHashTable *present)
{
    for (gsize i = 0; i < level->table.n; i++) {
        const Key *key = &level->table.keys[i];
        if (key->needed != NULL && !g_hash_table_contains(present, key->name) &&
            !key_stands_outside(reader, key->name))
            diagnostics_error(reader->diagnostics, level->node->place,
                              "%s has no '%s'; expected %s", what, key->name, key->needed);
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

/* What stands inside is read first: it tells where the unknown keys belong. */
static void read_level(PlanReader *reader, Level *level, const char *what, void *target)
{
    g_autoptr(GHashTable) present = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *items = level->node->items;
    reader->level = level;
    for (guint i = 0; i < items->len; i += 2) {
        const YamlNode *key = g_ptr_array_index(items, i);
        const Key *spec = find_key(level->table, key->text);
        if (spec == NULL)
            continue;
        g_hash_table_add(present, (gpointer)(guintptr)spec->name);
        level->reading = key->text;
        spec->read(reader, key, g_ptr_array_index(items, i + 1), spec,
                   (char *)target + spec->offset);
    }
    for (guint i = 0; i < items->len; i += 2) {
        const YamlNode *key = g_ptr_array_index(items, i);
        gboolean known = find_key(level->table, key->text) != NULL;
        const char *meant = known ? NULL : unknown_key(reader, i, what);
        if (meant != NULL)
            g_hash_table_add(present, (gpointer)(guintptr)meant);
    }
    reader->level = level->outer;
    report_missing(reader, level, what, present);
}

void keys_read(PlanReader *reader, const YamlNode *node, const char *what, const Key *keys, gsize n,
               void *target)
{
    const Table table = {keys, n};
    if (reader->level != NULL)
        add_inner(reader->level, table);
    if (node->kind != YAML_MAPPING) {
        g_autofree char *example = example_of(table);
        diagnostics_error(reader->diagnostics, node->place,
                          "%s is %s; expected a mapping of keys, as %s", what, yaml_kind_name(node),
                          example);
        return;
    }
    g_autoptr(GArray) inner = g_array_new(FALSE, FALSE, sizeof(Inner));
    Level level = {.outer = reader->level, .node = node, .table = table, .inner = inner};
    read_level(reader, &level, what, target);
}
