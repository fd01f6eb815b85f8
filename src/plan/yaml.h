/* A YAML text as a tree of nodes with places. The plan's own subset: one document, mappings with
 * plain keys, no anchors, aliases or tags, because a plan of 300 bytes with aliases can ask for
 * gigabytes and nobody needs one. */
#pragma once

#include "base/diagnostics.h"

typedef enum { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING } YamlKind;

typedef struct {
    YamlKind kind;
    char *text;       /* of a scalar, never NULL */
    gboolean quoted;  /* a scalar in quotes or a block */
    GPtrArray *items; /* YamlNode: of a sequence, or key, value, key, value … of a mapping */
    Place place;      /* of an empty value: its key's */
} YamlNode;

/* NULL with one error in DIAGNOSTICS when TEXT is not such a document. A key that stands twice is
 * an error that does not end the reading; the second is dropped. An empty document is an empty
 * mapping. Free with yaml_free(). */
YamlNode *yaml_read(const char *text, gsize length, guint file, Diagnostics *diagnostics);
void yaml_free(YamlNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlNode, yaml_free)
/* Nothing, ~ or null. */
gboolean yaml_is_empty(const YamlNode *node);
/* "a list", "a mapping", "a text"; for messages. */
const char *yaml_kind_name(const YamlNode *node);
