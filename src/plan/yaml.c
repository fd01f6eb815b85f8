/* The only user of libfyaml. Events, not documents: aliases, tags and further documents show
 * themselves before anything is built, and every event has a byte position, from which line and
 * column (in characters) are counted here. What libfyaml drops silently (everything behind a NUL or
 * a byte that is not UTF-8) is refused before. */
#include "yaml.h"

#include "base/text.h"

#include <libfyaml.h>
#include <string.h>

enum { DEPTH_MAX = 24, SIZE_MAX_MIB = 4 };

typedef struct {
    const char *text;
    gsize length;
    guint file;
    Diagnostics *diagnostics;
    struct fy_parser *parser;
    gboolean failed;
    /* Where the last position was, so that counting goes on from there. */
    gsize at;
    Place place;
} Reading;

static Place place_of(Reading *reading, gsize position)
{
    if (position > reading->length)
        position = reading->length;
    if (position < reading->at) {
        reading->at = 0;
        reading->place = (Place){reading->file, 1, 1};
    }
    for (; reading->at < position; reading->at++) {
        char c = reading->text[reading->at];
        gboolean crlf = c == '\r' && reading->text[reading->at + 1] == '\n';
        if ((c == '\n' || c == '\r') && !crlf) {
            reading->place.line++;
            reading->place.column = 1;
        } else if (((guchar)c & 0xC0) != 0x80) {
            reading->place.column++;
        }
    }
    return reading->place;
}

static void fail(Reading *reading, Place place, const char *message)
{
    if (!reading->failed)
        diagnostics_error(reading->diagnostics, place, "%s", message);
    reading->failed = TRUE;
}

static YamlNode *node_new(YamlKind kind, Place place)
{
    YamlNode *node = g_new0(YamlNode, 1);
    node->kind = kind;
    node->place = place;
    if (kind != YAML_SCALAR)
        node->items = g_ptr_array_new_with_free_func((GDestroyNotify)yaml_free);
    return node;
}

void yaml_free(YamlNode *node)
{
    if (node == NULL)
        return;
    g_clear_pointer(&node->items, g_ptr_array_unref);
    g_free(node->text);
    g_free(node);
}

gboolean yaml_is_empty(const YamlNode *node)
{
    return node->kind == YAML_SCALAR && !node->quoted &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
            strcmp(node->text, "null") == 0);
}

const char *yaml_kind_name(const YamlNode *node)
{
    if (yaml_is_empty(node))
        return "nothing";
    static const char *const names[] = {"a text", "a list", "a mapping"};
    return names[node->kind];
}

/* What a person has usually done where libfyaml says SAID, and what would be right. */
static const char *hint_for(const char *said)
{
    static const struct {
        const char *said, *hint;
    } hints[] = {
        {"tab character", "; expected blanks"},
        {"invalid nested block mapping", "; a text with ': ' in it stands in double quotes"},
        {"invalid trailing content after single-quoted",
         "; a text with an apostrophe stands in double quotes, or without any"},
        {"invalid trailing content after double-quoted",
         "; a text with double quotes in it stands in single quotes"},
        {"invalid escape", "; a text with \\ in it stands in single quotes"},
        {"mismatched flow", "; a [ or { before here is not closed, or closed by the other"},
        {"missing comma in flow", "; a [ or { before here is not closed, or a comma is missing"},
        {"did not find expected key",
         "; keys of one mapping, and the dashes of one list, begin in the same column"},
        {"multiline plain key",
         "; a blank follows the colon of a key, and keys of one mapping begin in the same column"},
        {"quoted scalar", "; perhaps the quote is not closed"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(hints); i++)
        if (strstr(said, hints[i].said) != NULL)
            return hints[i].hint;
    return "";
}

/* The next event, or NULL at the end or after a syntax error, which is reported. */
static struct fy_event *next_event(Reading *reading)
{
    if (reading->failed)
        return NULL;
    struct fy_event *event = fy_parser_parse(reading->parser);
    if (event != NULL || !fy_parser_get_stream_error(reading->parser))
        return event;
    void *iterator = NULL;
    struct fy_diag *diag = fy_parser_get_diag(reading->parser);
    const struct fy_diag_error *first = fy_diag_errors_iterate(diag, &iterator);
    Place place = {reading->file, 1, 1};
    if (first != NULL && first->line > 0)
        place = (Place){reading->file, (guint)first->line, (guint)MAX(first->column, 1)};
    const char *said = first == NULL ? "syntax error" : first->msg;
    g_autofree char *message = g_strdup_printf("this is not YAML: %s%s", said, hint_for(said));
    fail(reading, place, message);
    /* What is collected refers to the parser and would keep it alive. */
    fy_diag_reset_error(diag);
    fy_diag_unref(diag);
    return NULL;
}

/* The place of EVENT, PARENT when libfyaml knows none (empty values). */
static Place event_place(Reading *reading, struct fy_event *event, Place parent)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (mark == NULL)
        return parent;
    gsize position = mark->input_pos;
    /* libfyaml counts from behind an opening quote. */
    if (event->type == FYET_SCALAR && position > 0 && position <= reading->length &&
        fy_token_scalar_style(event->scalar.value) != FYSS_PLAIN &&
        strchr("\"'", reading->text[position - 1]) != NULL)
        position--;
    return place_of(reading, position);
}

static void refuse_decorations(Reading *reading, struct fy_event *event, Place place)
{
    if (event->type == FYET_ALIAS)
        fail(reading, place, "an alias (*) has no meaning in a plan; expected the value itself");
    else if (fy_event_get_anchor_token(event) != NULL)
        fail(reading, place,
             "an anchor (&) has no meaning in a plan; expected the value alone, or "
             "quotes around a text that begins with &");
    else if (fy_event_get_tag_token(event) != NULL)
        fail(reading, place,
             "a tag (!) has no meaning in a plan; expected the value alone, or "
             "quotes around a text that begins with !");
}

static YamlNode *read_scalar(struct fy_event *event, Place place, Place parent)
{
    size_t length = 0;
    const char *text = fy_token_get_text(event->scalar.value, &length);
    gboolean quoted = fy_token_scalar_style(event->scalar.value) != FYSS_PLAIN;
    YamlNode *node = node_new(YAML_SCALAR, length == 0 && !quoted ? parent : place);
    node->text = text == NULL ? g_strdup("") : g_strndup(text, length);
    node->quoted = quoted;
    return node;
}

static YamlNode *read_node(Reading *reading, struct fy_event *event, Place parent, guint depth);

static void read_items(Reading *reading, YamlNode *sequence, guint depth)
{
    struct fy_event *event;
    while ((event = next_event(reading)) != NULL && event->type != FYET_SEQUENCE_END) {
        YamlNode *item = read_node(reading, event, sequence->place, depth + 1);
        if (item != NULL)
            g_ptr_array_add(sequence->items, item);
        fy_parser_event_free(reading->parser, event);
    }
    if (event != NULL)
        fy_parser_event_free(reading->parser, event);
}

/* Adds the pair unless the key is there already. Takes both. */
static void add_pair(Reading *reading, YamlNode *mapping, GHashTable *seen, YamlNode *key,
                     YamlNode *value)
{
    const YamlNode *before = g_hash_table_lookup(seen, key->text);
    if (before == NULL) {
        g_hash_table_insert(seen, key->text, key);
        g_ptr_array_add(mapping->items, key);
        g_ptr_array_add(mapping->items, value);
        return;
    }
    diagnostics_error(reading->diagnostics, key->place,
                      "the key '%s' stands twice, first in line %u; expected it once", key->text,
                      before->place.line);
    yaml_free(key);
    yaml_free(value);
}

static YamlNode *read_key(Reading *reading, struct fy_event *event, Place parent)
{
    if (event->type == FYET_SCALAR)
        return read_node(reading, event, parent, 0);
    fail(reading, event_place(reading, event, parent),
         "a list or mapping cannot be a key; expected a name");
    return NULL;
}

static void read_pairs(Reading *reading, YamlNode *mapping, guint depth)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    struct fy_event *event;
    while ((event = next_event(reading)) != NULL && event->type != FYET_MAPPING_END) {
        YamlNode *key = read_key(reading, event, mapping->place);
        fy_parser_event_free(reading->parser, event);
        event = next_event(reading);
        YamlNode *value =
            key == NULL || event == NULL ? NULL : read_node(reading, event, key->place, depth + 1);
        if (event != NULL)
            fy_parser_event_free(reading->parser, event);
        if (key == NULL || value == NULL) {
            yaml_free(key);
            yaml_free(value);
            return;
        }
        add_pair(reading, mapping, seen, key, value);
    }
    if (event != NULL)
        fy_parser_event_free(reading->parser, event);
}

/* The node that EVENT begins; NULL after a failure. PARENT: the place of an empty value. */
static YamlNode *read_node(Reading *reading, struct fy_event *event, Place parent, guint depth)
{
    Place place = event_place(reading, event, parent);
    refuse_decorations(reading, event, place);
    if (depth > DEPTH_MAX)
        fail(reading, place, "this is nested too deeply for a plan");
    if (reading->failed)
        return NULL;
    if (event->type == FYET_SCALAR)
        return read_scalar(event, place, parent);
    gboolean is_list = event->type == FYET_SEQUENCE_START;
    YamlNode *node = node_new(is_list ? YAML_SEQUENCE : YAML_MAPPING, place);
    if (is_list)
        read_items(reading, node, depth);
    else
        read_pairs(reading, node, depth);
    return node;
}

static gboolean is_content(const struct fy_event *event)
{
    return event->type == FYET_SCALAR || event->type == FYET_ALIAS ||
           event->type == FYET_MAPPING_START || event->type == FYET_SEQUENCE_START;
}

static YamlNode *read_stream(Reading *reading)
{
    const Place start = {reading->file, 1, 1};
    YamlNode *root = NULL;
    guint documents = 0;
    struct fy_event *event;
    while ((event = next_event(reading)) != NULL) {
        documents += event->type == FYET_DOCUMENT_START;
        if (documents > 1)
            fail(reading, event_place(reading, event, start),
                 "a second document begins here; expected one plan in a file");
        else if (is_content(event) && root == NULL)
            root = read_node(reading, event, start, 0);
        fy_parser_event_free(reading->parser, event);
    }
    if (root == NULL || yaml_is_empty(root)) {
        yaml_free(root);
        root = node_new(YAML_MAPPING, start);
    }
    return root;
}

/* Errors are collected, so this is never called with one; without it libfyaml prints. */
static void print_nothing(struct fy_diag *diag G_GNUC_UNUSED, void *user G_GNUC_UNUSED,
                          const char *text G_GNUC_UNUSED, size_t length G_GNUC_UNUSED)
{
}

static struct fy_parser *parser_new(const char *text, gsize length)
{
    struct fy_diag_cfg settings;
    fy_diag_cfg_default(&settings);
    settings.output_fn = print_nothing;
    struct fy_diag *diag = fy_diag_create(&settings);
    fy_diag_set_collect_errors(diag, true);
    const struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2,
                                        .diag = diag};
    struct fy_parser *parser = fy_parser_create(&config);
    fy_diag_unref(diag);
    if (parser != NULL && fy_parser_set_string(parser, text, length) != 0)
        g_clear_pointer(&parser, fy_parser_destroy);
    return parser;
}

static gboolean is_readable(Reading *reading)
{
    const char *end = NULL;
    if (reading->length > (gsize)SIZE_MAX_MIB << 20) {
        fail(reading, (Place){reading->file, 0, 0}, "more than 4 MiB are no plan");
        return FALSE;
    }
    if (g_utf8_validate_len(reading->text, reading->length, &end))
        return TRUE;
    fail(reading, place_of(reading, (gsize)(end - reading->text)),
         *end == '\0' ? "a NUL byte; expected text in UTF-8"
                      : "a byte that is not UTF-8; expected a text saved as UTF-8");
    return FALSE;
}

YamlNode *yaml_read(const char *text, gsize length, guint file, Diagnostics *diagnostics)
{
    gsize bom = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    /* place_of() looks one byte ahead. */
    g_autofree char *copy = g_strndup(text, length);
    memcpy(copy, text, length);
    Reading reading = {.text = copy + bom,
                       .length = length - bom,
                       .file = file,
                       .diagnostics = diagnostics,
                       .place = {file, 1, 1}};
    if (!is_readable(&reading))
        return NULL;
    reading.parser = parser_new(reading.text, reading.length);
    if (reading.parser == NULL) {
        fail(&reading, reading.place, "the YAML reader cannot start");
        return NULL;
    }
    YamlNode *root = read_stream(&reading);
    fy_parser_destroy(reading.parser);
    if (reading.failed)
        g_clear_pointer(&root, yaml_free);
    return root;
}
