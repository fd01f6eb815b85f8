#include "text_input.h"

#include <string.h>

#include <errno.h>
#include <unistd.h>

enum { CHUNK = 256 << 10 };

gssize text_read(const SourceFile *file, char *to, gsize wanted, gint64 at)
{
    ssize_t n;
    do
        n = pread(file->fd, to, wanted, at);
    while (n < 0 && errno == EINTR);
    return n;
}

gboolean text_push(CsvReader *reader, const SourceFile *file, gint64 from, gint64 until,
                   const gboolean *stop, char **why)
{
    g_autofree char *chunk = g_malloc(CHUNK);
    GError *error = NULL;
    gint64 end = until < 0 ? G_MAXINT64 : until;
    gboolean good = TRUE;
    gssize n = 1;
    *why = NULL;
    while (good && from < end && n > 0 && (stop == NULL || !*stop)) {
        n = text_read(file, chunk, (gsize)MIN(CHUNK, end - from), from);
        if (n > 0)
            good = csv_reader_push(reader, chunk, (gsize)n, &error);
        from += MAX(n, 0);
    }
    if (good)
        good = csv_reader_finish(reader, &error);
    if (n < 0)
        *why = g_strdup("the file cannot be read");
    else if (!good)
        *why = g_strdup(error->message);
    g_clear_error(&error);
    return *why == NULL;
}

gboolean text_means_missing(const char *const *words, const char *bytes, gsize length)
{
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    for (guint i = 0; words != NULL && words[i] != NULL; i++)
        if (strlen(words[i]) == length && memcmp(words[i], bytes, length) == 0)
            return TRUE;
    return FALSE;
}
