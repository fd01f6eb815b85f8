#include "sink_kind.h"

#include "base/error.h"
#include "extensions.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Sink {
    SinkFile file;
    const SinkKind *kind;
    gpointer state;
    char *path, *hidden;
    gint64 written;
};

extern const SinkKind sink_spss, sink_spss_compressed, sink_spss_portable, sink_stata, sink_sas,
    sink_sas_transport, sink_csv, sink_tsv;

static const SinkKind *const kinds[] = {
    &sink_spss, &sink_spss_compressed, &sink_spss_portable, &sink_stata,
    &sink_sas,  &sink_sas_transport,   &sink_csv,           &sink_tsv,
};

void sink_error(GError **error, const SinkFile *file, const char *variable, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: %s%s%serror: %s", file->path,
                variable != NULL ? "variable " : "", variable != NULL ? variable : "",
                variable != NULL ? ": " : "", text);
}

static const SinkKind *kind_of(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    const char *point = strrchr(name, '.');
    for (guint k = 0; point != NULL && k < G_N_ELEMENTS(kinds); k++)
        if (extensions_have(kinds[k]->extensions, point + 1))
            return kinds[k];
    return NULL;
}

static char *known_extensions(void)
{
    GString *list = g_string_new(NULL);
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
        extensions_append(list, kinds[k]->extensions);
    return g_string_free(list, FALSE);
}

/* A hidden file in the same folder: rename() is atomic only there. */
static gboolean open_hidden(Sink *sink, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(sink->path);
    g_autofree char *name = g_path_get_basename(sink->path);
    g_autofree char *hidden = g_strdup_printf("%s/.%s.XXXXXX", folder, name);
    int fd = g_mkstemp_full(hidden, O_RDWR | O_CLOEXEC, 0666);
    if (fd < 0) {
        sink_error(error, &sink->file, NULL, "it cannot be written: %s", g_strerror(errno));
        return FALSE;
    }
    sink->hidden = g_steal_pointer(&hidden);
    sink->file.file = fdopen(fd, "w+");
    return sink->file.file != NULL;
}

Sink *sink_new(const char *path, const Codebook *codebook, gint64 n_rows, GError **error)
{
    g_autoptr(Sink) sink = g_new0(Sink, 1);
    sink->path = g_strdup(path);
    sink->file = (SinkFile){.path = sink->path, .codebook = codebook, .n_rows = n_rows};
    sink->kind = kind_of(path);
    if (sink->kind == NULL) {
        g_autofree char *known = known_extensions();
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_USAGE,
                    "%s: error: data are written by extension; known are %s", path, known);
        return NULL;
    }
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        sink_error(error, &sink->file, NULL, "a folder has this name");
        return NULL;
    }
    if (!open_hidden(sink, error))
        return NULL;
    sink->state = sink->kind->begin(&sink->file, error);
    return sink->state != NULL ? g_steal_pointer(&sink) : NULL;
}

gboolean sink_write(Sink *sink, const SinkCell *cells, GError **error)
{
    if (sink->written == sink->file.n_rows) {
        sink_error(error, &sink->file, NULL, "more rows than were announced");
        return FALSE;
    }
    sink->written++;
    return sink->kind->row(sink->state, cells, error);
}

static gboolean sync_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

static gboolean settle(Sink *sink)
{
    FILE *file = sink->file.file;
    sink->file.file = NULL;
    gboolean good = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
    good = fclose(file) == 0 && good;
    return good && g_rename(sink->hidden, sink->path) == 0 && sync_folder(sink->path);
}

gboolean sink_close(Sink *sink, GError **error)
{
    if (sink->written != sink->file.n_rows) {
        sink_error(error, &sink->file, NULL, "fewer rows than were announced");
        return FALSE;
    }
    if (!sink->kind->end(sink->state, error))
        return FALSE;
    if (!settle(sink)) {
        sink_error(error, &sink->file, NULL, "it cannot be written: %s", g_strerror(errno));
        return FALSE;
    }
    g_clear_pointer(&sink->hidden, g_free);
    return TRUE;
}

void sink_free(Sink *sink)
{
    if (sink == NULL)
        return;
    if (sink->state != NULL)
        sink->kind->free(sink->state);
    if (sink->file.file != NULL)
        fclose(sink->file.file);
    if (sink->hidden != NULL)
        g_unlink(sink->hidden);
    g_free(sink->hidden);
    g_free(sink->path);
    g_free(sink);
}
