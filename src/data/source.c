#include "kind.h"

#include "base/error.h"
#include "decode.h"
#include "extensions.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const SourceKind source_spss, source_spss_portable, source_stata, source_sas,
    source_sas_transport, source_csv;

static const SourceKind *const kinds[] = {
    &source_spss, &source_spss_portable, &source_stata,
    &source_sas,  &source_sas_transport, &source_csv,
};

void source_error(GError **error, gint code, const char *path, gint64 row, const char *variable,
                  const char *format, ...)
{
    GString *text = g_string_new(path);
    if (row > 0)
        g_string_append_printf(text, ": row %" G_GINT64_FORMAT, row);
    if (variable != NULL)
        g_string_append_printf(text, "%s variable %s", row > 0 ? "," : ":", variable);
    g_string_append(text, ": error: ");
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    g_set_error_literal(error, ANNEXE_ERROR, code, text->str);
    g_string_free(text, TRUE);
}

void source_error_ended(GError **error, const char *path, const char *how)
{
    source_error(error, ANNEXE_ERROR_DATA, path, 0, NULL,
                 "the reader ended %s: file damaged or crafted",
                 how != NULL ? how : "before the end of the data");
}

void source_error_wire(GError **error, const WireReader *reader, const Codebook *codebook,
                       const ReadJob *job)
{
    gsize length;
    WireCursor cursor = wire_cursor(reader);
    guint32 code = wire_take_u32(&cursor);
    gint64 row = wire_take_i64(&cursor);
    guint32 column = wire_take_u32(&cursor);
    const char *bytes = wire_take_bytes(&cursor, &length);
    if (!wire_cursor_done(&cursor) || bytes == NULL) {
        source_error_ended(error, codebook->path, NULL);
        return;
    }
    enum { LONGEST = 1000 };
    g_autofree char *text = g_utf8_make_valid(bytes, (gssize)MIN(length, LONGEST));
    if (job != NULL && column < job->n_columns)
        column = job->columns[column].column;
    const char *name = NULL;
    if (column < codebook->variables->len)
        name = ((const Variable *)codebook->variables->pdata[column])->name;
    gboolean known = row >= 0 && row < G_MAXINT64;
    source_error(error, code == ANNEXE_ERROR_LIMIT ? ANNEXE_ERROR_LIMIT : ANNEXE_ERROR_DATA,
                 codebook->path, known ? row + 1 : 0, name, "%s", text);
}

static const char *extension_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *point = strrchr(slash != NULL ? slash : path, '.');
    return point != NULL ? point + 1 : "";
}

static char *known_extensions(void)
{
    GString *list = g_string_new(NULL);
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
        extensions_append(list, kinds[k]->extensions);
    return g_string_free(list, FALSE);
}

static const SourceKind *kind_of(const char *extension)
{
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
        if (extensions_have(kinds[k]->extensions, extension))
            return kinds[k];
    return NULL;
}

gboolean source_is_data_file(const char *path)
{
    const char *extension = extension_of(path);
    return kind_of(extension) != NULL && g_ascii_strcasecmp(extension, "txt") != 0;
}

const SourceKind *source_kind(const char *path, GError **error)
{
    const char *extension = extension_of(path);
    const SourceKind *kind = kind_of(extension);
    if (kind != NULL)
        return kind;
    g_autofree char *known = known_extensions();
    if (g_ascii_strcasecmp(extension, "sas7bcat") == 0)
        source_error(error, ANNEXE_ERROR_DATA, path, 0, NULL,
                     "this is a SAS catalog, which holds labels and no data; give the .sas7bdat as "
                     "`file` and this as `catalog`");
    else if (extension[0] == '\0')
        source_error(error, ANNEXE_ERROR_DATA, path, 0, NULL,
                     "a data file is known by its extension, and this has none; known are %s",
                     known);
    else
        source_error(error, ANNEXE_ERROR_DATA, path, 0, NULL,
                     "unknown kind of data file '.%s'; known are %s", extension, known);
    return NULL;
}

static int open_input(const char *path, gint64 *size, GError **error)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    const char *why = NULL;
    if (fd < 0 || fstat(fd, &status) != 0)
        why = errno == ENOENT ? "there is no such file" : g_strerror(errno);
    else if (S_ISDIR(status.st_mode))
        why = "this is a folder, not a data file";
    else if (!S_ISREG(status.st_mode))
        why = "this is not a regular file";
    else if (status.st_size == 0)
        why = "the file is empty";
    if (why == NULL) {
        *size = status.st_size;
        return fd;
    }
    source_error(error, ANNEXE_ERROR_DATA, path, 0, NULL, "%s", why);
    if (fd >= 0)
        close(fd);
    return -1;
}

gboolean source_file_open(SourceFile *file, const SourceOptions *options, GError **error)
{
    *file = (SourceFile){.path = options->path, .fd = -1, .catalog_fd = -1};
    file->fd = open_input(options->path, &file->size, error);
    if (file->fd < 0)
        return FALSE;
    if (options->catalog == NULL)
        return TRUE;
    file->catalog_fd = open_input(options->catalog, &file->catalog_size, error);
    if (file->catalog_fd >= 0)
        return TRUE;
    source_file_close(file);
    return FALSE;
}

void source_file_close(SourceFile *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->catalog_fd >= 0)
        close(file->catalog_fd);
    file->fd = file->catalog_fd = -1;
}

guint source_file_fds(const SourceFile *file, int fds[2])
{
    guint n = 0;
    fds[n++] = file->fd;
    if (file->catalog_fd >= 0)
        fds[n++] = file->catalog_fd;
    return n;
}

Codebook *source_describe(const SourceOptions *options, GError **error)
{
    SourceFile file;
    const SourceKind *kind = source_kind(options->path, error);
    if (kind == NULL || !source_file_open(&file, options, error))
        return NULL;
    g_autoptr(Codebook) codebook = codebook_new(options->path, kind->name);
    gboolean good = kind->describe(&file, options, codebook, error);
    source_file_close(&file);
    return good ? g_steal_pointer(&codebook) : NULL;
}
