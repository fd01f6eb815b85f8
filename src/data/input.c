#include "input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int input_open(const char *path G_GNUC_UNUSED, void *io)
{
    Input *input = io;
    input->at = 0;
    return 0;
}

int input_close(void *io G_GNUC_UNUSED)
{
    return 0;
}

readstat_off_t input_seek(readstat_off_t offset, readstat_io_flags_t whence, void *io)
{
    Input *input = io;
    gint64 base = whence == READSTAT_SEEK_SET   ? 0
                  : whence == READSTAT_SEEK_CUR ? input->at
                                                : input->size;
    gint64 at;
    if (__builtin_add_overflow(base, (gint64)offset, &at) || at < 0)
        return -1;
    return input->at = at;
}

ssize_t input_direct(int fd, char *to, gsize wanted, gint64 at)
{
    ssize_t n;
    do
        n = pread(fd, to, wanted, at);
    while (n < 0 && errno == EINTR);
    return n;
}

ssize_t input_fill(Input *input)
{
    ssize_t n = input_direct(input->fd, input->buffer, sizeof input->buffer, input->at);
    input->buffered_from = input->at;
    input->buffered = (gsize)MAX(n, 0);
    return n;
}

ssize_t input_read(void *to, size_t wanted, void *io)
{
    Input *input = io;
    gsize done = 0;
    while (done < wanted) {
        gint64 inside = input->at - input->buffered_from;
        if (inside < 0 || inside >= (gint64)input->buffered) {
            ssize_t n = input_fill(input);
            if (n <= 0)
                return n < 0 && done == 0 ? -1 : (ssize_t)done;
            inside = 0;
        }
        gsize n = MIN(wanted - done, input->buffered - (gsize)inside);
        memcpy((char *)to + done, input->buffer + inside, n);
        done += n;
        input->at += (gint64)n;
    }
    return (ssize_t)done;
}

readstat_error_t input_update(long size G_GNUC_UNUSED,
                              readstat_progress_handler handler G_GNUC_UNUSED,
                              void *user G_GNUC_UNUSED, void *io G_GNUC_UNUSED)
{
    return READSTAT_OK;
}
