#include "base/outfile.h"

#include "base/digest.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Fits the second level of a processor's memory beside what fills it. */
enum { WORTH = 1 << 16, ROOM = WORTH + (1 << 13) };

struct Outfile {
    char *path;
    GString *text;
    DigestSum *sum;
    int file;
    int failure; /* errno of the first, or 0 */
};

Outfile *outfile_new(const char *path)
{
    Outfile *file = g_new0(Outfile, 1);
    file->path = g_strdup(path);
    file->text = g_string_sized_new(ROOM);
    file->sum = digest_sum_new();
    file->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file->file < 0)
        file->failure = errno;
    return file;
}

void outfile_free(Outfile *file)
{
    if (file == NULL)
        return;
    if (file->file >= 0)
        close(file->file);
    if (file->sum != NULL)
        g_free(digest_sum_end(file->sum));
    g_string_free(file->text, TRUE);
    g_free(file->path);
    g_free(file);
}

GString *outfile_text(Outfile *file)
{
    return file->text;
}

static void write_out(Outfile *file)
{
    const char *bytes = file->text->str;
    gsize left = file->text->len;
    digest_sum_add(file->sum, bytes, left);
    while (left > 0 && file->failure == 0) {
        gssize n = write(file->file, bytes, left);
        if (n < 0 && errno != EINTR)
            file->failure = errno;
        if (n > 0) {
            bytes += n;
            left -= (gsize)n;
        }
    }
    g_string_truncate(file->text, 0);
}

void outfile_pass(Outfile *file)
{
    if (file->text->len >= WORTH)
        write_out(file);
}

char *outfile_end(Outfile *file, GError **error)
{
    write_out(file);
    if (file->failure == 0 && fsync(file->file) != 0)
        file->failure = errno;
    if (file->file >= 0 && close(file->file) != 0 && file->failure == 0)
        file->failure = errno;
    file->file = -1;
    if (file->failure == 0)
        return digest_sum_end(g_steal_pointer(&file->sum));
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: cannot be written: %s", file->path,
                g_strerror(file->failure));
    return NULL;
}
