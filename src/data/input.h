/* What ReadStat reads: a file descriptor by position, through a buffer, because it reads row by
 * row. The descriptor's own position is shared among readers and never used. */
#pragma once

#include <glib.h>
#include <readstat.h>

typedef struct {
    int fd;
    gint64 size, at;
    gint64 buffered_from;
    gsize buffered;
    char buffer[64 << 10];
} Input;

/* ReadStat's handlers; IO is an Input. */
int input_open(const char *path, void *io);
int input_close(void *io);
readstat_off_t input_seek(readstat_off_t offset, readstat_io_flags_t whence, void *io);
ssize_t input_read(void *to, size_t wanted, void *io);
readstat_error_t input_update(long size, readstat_progress_handler handler, void *user, void *io);

/* pread() that is not interrupted. */
ssize_t input_direct(int fd, char *to, gsize wanted, gint64 at);
/* Fills the buffer from where INPUT stands; bytes, 0 at the end, or -1. */
ssize_t input_fill(Input *input);
