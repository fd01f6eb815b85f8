/* Mappings read by tables: one row a key, with its type, where it goes and whether it must be
 * there. Adding a key to the plan is one row. Every mistake is reported at its place and reading
 * goes on. */
#pragma once

#include "plan/plan.h"
#include "yaml.h"

typedef struct Level Level;

typedef struct {
    Plan *plan;
    Diagnostics *diagnostics;
    Level *level; /* the mapping being read and those around it */
} PlanReader;

typedef struct Key Key;
/* Reads VALUE into FIELD, or reports what was expected and leaves FIELD as it was. */
typedef void KeyRead(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                     const Key *spec, void *field);

struct Key {
    const char *name;
    KeyRead *read;
    gsize offset;       /* of the field in the target */
    const char *needed; /* NULL, or what a missing key should have held: then it is required */
    const void *extra;  /* for READ: Choice[], Range */
};

typedef struct {
    const char *name; /* NULL ends a table */
    int value;
} Choice;

typedef struct {
    guint64 low, high;
} Range;

/* WHAT: "a scale", for messages. */
void keys_read(PlanReader *reader, const YamlNode *node, const char *what, const Key *keys, gsize n,
               void *target);
#define KEYS_READ(reader, node, what, keys, target)                                                \
    keys_read((reader), (node), (what), (keys), G_N_ELEMENTS(keys), (target))

/* Whether a mapping around holds NAME without knowing it: then it is reported there, and is not
 * missing inside. */
gboolean key_stands_outside(const PlanReader *reader, const char *name);

/* "'KEY' is X; expected WHAT" at VALUE. */
void key_expected(PlanReader *reader, const YamlNode *key, const YamlNode *value, const char *what);
gboolean is_name(const YamlNode *node);
/* The items of a list, or the one scalar that stands for a list of one; NULL after reporting. */
GPtrArray *key_items(PlanReader *reader, const YamlNode *key, const YamlNode *value,
                     const char *what);
PlanValue *plan_value_new(const YamlNode *node);
const char *choice_name(const Choice *choices, int value);

KeyRead key_string;   /* char * */
KeyRead key_text;     /* Text */
KeyRead key_word;     /* PlanWord */
KeyRead key_words;    /* GPtrArray of PlanWord */
KeyRead key_values;   /* GPtrArray of PlanValue */
KeyRead key_refs;     /* GPtrArray of PlanRef */
KeyRead key_choice;   /* an enum; extra: Choice[] */
KeyRead key_chosen;   /* a PlanWord; extra: Choice[] */
KeyRead key_choices;  /* guint of or'ed values; extra: Choice[] */
KeyRead key_fraction; /* double above 0 and below 1 */
KeyRead key_whole;    /* guint64; extra: Range */
KeyRead key_flag;     /* gboolean */
KeyRead key_classes;  /* GPtrArray of PlanClass: {Label: values}, or a list of {label, values} */
KeyRead key_levels;   /* GPtrArray of PlanClass: {value: label} */

/* Arrays that free what they hold. */
GPtrArray *plan_words_new(void);
GPtrArray *plan_values_new(void);
GPtrArray *plan_refs_new(void);
GPtrArray *plan_classes_new(void);
void plan_word_clear(PlanWord *word);
