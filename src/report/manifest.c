#include "manifest.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/outfile.h"
#include "base/words.h"
#include "json_text.h"

#include <json-c/json.h>
#include <string.h>

/* "glib-2.0=2.74.6;gsl=2.7;…" as the build found them. */
static void put_libraries(GString *out)
{
    g_auto(GStrv) libraries = g_strsplit(ANNEXE_LIBRARIES, ";", -1);
    g_string_append(out, ",\n\"libraries\":{");
    for (guint i = 0; libraries[i] != NULL; i++) {
        char *version = strchr(libraries[i], '=');
        if (version == NULL)
            continue;
        *version = '\0';
        json_put_string(out, libraries[i], version + 1);
    }
    g_string_append_c(out, '}');
}

/* SHA256: NULL when it is not known yet. */
static gboolean put_file(GString *out, guint i, const ReportInput *file, GError **error)
{
    const char *path = file->path;
    g_autofree char *digest =
        file->sha256 != NULL ? g_strdup(file->sha256) : digest_file(path, error);
    g_autofree char *name = g_path_get_basename(path);
    if (digest == NULL)
        return FALSE;
    g_string_append(out, i > 0 ? ",\n{" : "\n{");
    json_put_string(out, "role", file->role);
    json_put_string(out, "file", name);
    json_put_string(out, "sha256", digest);
    g_string_append_c(out, '}');
    return TRUE;
}

static gboolean put_files(GString *out, const char *name, const ReportInput *files, guint n,
                          GError **error)
{
    g_string_append_printf(out, ",\n\"%s\":[", name);
    for (guint i = 0; i < n; i++)
        if (!put_file(out, i, &files[i], error))
            return FALSE;
    g_string_append_c(out, ']');
    return TRUE;
}

gboolean manifest_write(const Results *results, const char *path, const ReportInput *inputs,
                        guint n_inputs, const ReportInput *outputs, guint n_outputs, GError **error)
{
    g_autoptr(GString) out = g_string_new("{");
    char seed[32];
    g_snprintf(seed, sizeof seed, "%" G_GUINT64_FORMAT, results->seed);
    if (results->synthetic)
        json_put_string(out, "data", word(W_SYNTHETIC, results->language));
    json_put_string(out, "annexe", results->version);
    json_put_string(out, "id", results->id);
    json_put_name(out, "seed");
    g_string_append(out, seed);
    put_libraries(out);
    if (results->weights_json != NULL)
        g_string_append_printf(out, ",\n\"weights\":%s", results->weights_json);
    if (!put_files(out, "inputs", inputs, n_inputs, error) ||
        !put_files(out, "outputs", outputs, n_outputs, error))
        return FALSE;
    g_string_append_printf(out, ",\n\"plan\":%s}\n",
                           results->plan_json != NULL ? results->plan_json : "null");
    g_autoptr(Outfile) file = outfile_new(path);
    g_string_append_len(outfile_text(file), out->str, (gssize)out->len);
    g_autofree char *sha256 = outfile_end(file, error);
    return sha256 != NULL;
}

char **manifest_outputs(const char *path)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    struct json_object *manifest = json_object_from_file(path);
    struct json_object *outputs = NULL;
    gboolean listed = json_object_object_get_ex(manifest, "outputs", &outputs) &&
                      json_object_is_type(outputs, json_type_array);
    for (gsize i = 0; listed && i < json_object_array_length(outputs); i++) {
        struct json_object *file = NULL;
        if (json_object_object_get_ex(json_object_array_get_idx(outputs, i), "file", &file) &&
            json_object_is_type(file, json_type_string))
            g_strv_builder_add(names, json_object_get_string(file));
    }
    json_object_put(manifest);
    return g_strv_builder_end(names);
}
