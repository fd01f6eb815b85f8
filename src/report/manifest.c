#include "manifest.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/outset.h"
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

/* An output that cannot be read back is a failure of writing. */
static gboolean put_outputs(GString *out, const char *folder, const char *const *files,
                            GError **error)
{
    g_string_append(out, ",\n\"outputs\":[");
    for (guint i = 0; files[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        GError *cause = NULL;
        if (!put_file(out, i, &(const ReportInput){.path = path}, &cause)) {
            g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s", cause->message);
            g_error_free(cause);
            return FALSE;
        }
    }
    g_string_append_c(out, ']');
    return TRUE;
}

gboolean manifest_write(const Results *results, const char *path, const char *folder,
                        const char *const *files, const ReportInput *inputs, guint n_inputs,
                        GError **error)
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
    g_string_append(out, ",\n\"inputs\":[");
    for (guint i = 0; i < n_inputs; i++)
        if (!put_file(out, i, &inputs[i], error))
            return FALSE;
    g_string_append_c(out, ']');
    if (!put_outputs(out, folder, files, error))
        return FALSE;
    g_string_append_printf(out, ",\n\"plan\":%s}\n",
                           results->plan_json != NULL ? results->plan_json : "null");
    return outset_write_file(path, out->str, out->len, error);
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
