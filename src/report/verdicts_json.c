/* JSON: the rows of the CSV as objects, with the counts of each verdict before them. */
#include "base/words.h"
#include "verdicts_formats.h"

#include <json-c/json.h>

static void add_string(json_object *object, const char *key, const char *string)
{
    gboolean empty = string == NULL || string[0] == '\0';
    json_object_object_add(object, key, empty ? NULL : json_object_new_string(string));
}

static json_object *verdict_object(const Verdict *v, const VerdictsLook *look)
{
    json_object *object = json_object_new_object();
    add_string(object, "id", v->id);
    add_string(object, "kind", v->kind);
    add_string(object, "response", v->response);
    add_string(object, "by", v->by);
    add_string(object, "group", v->group);
    add_string(object, "claimed", v->claimed);
    add_string(object, "recomputed", v->recomputed);
    add_string(object, "verdict", verdict_token(v->verdict, look->synthetic));
    add_string(object, "strength", strength_token(v->strength));
    json_object_object_add(object, "known", json_object_new_boolean(v->known));
    json_object_object_add(object, "fails", json_object_new_boolean(verdict_fails(v)));
    add_string(object, "variant", v->variant);
    add_string(object, "note", v->note);
    return object;
}

static json_object *counts_object(const GPtrArray *verdicts, const VerdictsLook *look)
{
    guint counts[VERDICT_COUNT] = {0};
    for (guint i = 0; i < verdicts->len; i++)
        counts[((const Verdict *)verdicts->pdata[i])->verdict]++;
    json_object *object = json_object_new_object();
    for (VerdictKind kind = 0; kind < VERDICT_COUNT; kind++)
        json_object_object_add(object, verdict_token(kind, look->synthetic),
                               json_object_new_int64(counts[kind]));
    return object;
}

char *verdicts_json(const GPtrArray *verdicts, const VerdictsLook *look)
{
    json_object *root = json_object_new_object();
    json_object *rows = json_object_new_array_ext((int)verdicts->len);
    if (look->synthetic)
        add_string(root, "data", word(W_SYNTHETIC, look->language));
    json_object_object_add(root, "counts", counts_object(verdicts, look));
    json_object_object_add(root, "verdicts", rows);
    for (guint i = 0; i < verdicts->len; i++)
        json_object_array_add(rows, verdict_object(verdicts->pdata[i], look));
    int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE;
    char *out = g_strconcat(json_object_to_json_string_ext(root, flags), "\n", NULL);
    json_object_put(root);
    return out;
}
