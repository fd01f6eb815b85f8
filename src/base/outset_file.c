/* One output file, atomically. */
#include "base/error.h"
#include "base/outset.h"
#include "outset_steps.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean fail(GError **error, const char *path, int number)
{
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: cannot be written: %s", path,
                g_strerror(number));
    return FALSE;
}

static gboolean write_all(int file, const char *bytes, gsize length)
{
    while (length > 0) {
        gssize n = write(file, bytes, length);
        if (n < 0 && errno != EINTR)
            return FALSE;
        if (n > 0) {
            bytes += n;
            length -= (gsize)n;
        }
    }
    return fsync(file) == 0;
}

/* Writes and syncs the hidden sibling; errno says why not. */
static gboolean write_hidden(const char *hidden, const char *bytes, gsize length)
{
    int file = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return FALSE;
    gboolean written = write_all(file, bytes, length);
    int failure = errno;
    gboolean closed = close(file) == 0;
    if (!written)
        errno = failure;
    return written && closed;
}

static void sync_folder(const char *folder)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return;
    fsync(file);
    close(file);
}

/* /dev/stdout, a pipe: what is neither file nor folder is written straight. */
static gboolean write_device(const char *path, const char *bytes, gsize length, GError **error)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return fail(error, path, errno);
    /* Pipes and terminals cannot be synced: EINVAL is what success looks like. */
    gboolean written = write_all(file, bytes, length) || errno == EINVAL || errno == EROFS;
    int failure = errno;
    close(file);
    return written || fail(error, path, failure);
}

gboolean outset_write_file(const char *path, const char *bytes, gsize length, GError **error)
{
    GStatBuf status;
    gboolean exists = g_stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return fail(error, path, EISDIR);
    if (exists && !S_ISREG(status.st_mode))
        return write_device(path, bytes, length, error);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *name = g_strdup_printf(".%.200s.%08x", base, g_random_int());
    g_autofree char *hidden = g_build_filename(folder, name, NULL);
    int failure = 0;
    if (!write_hidden(hidden, bytes, length) ||
        (outset_step != NULL && (errno = outset_step("rename")) != 0) || rename(hidden, path) != 0)
        failure = errno;
    if (failure != 0) {
        g_unlink(hidden);
        return fail(error, path, failure);
    }
    sync_folder(folder);
    return TRUE;
}
