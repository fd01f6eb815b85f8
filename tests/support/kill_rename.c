/* Preloaded by bad_input.py: the KILL_AT_RENAME-th rename of the process kills it instead. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int rename(const char *from, const char *to)
{
    static long met;
    const char *wanted = getenv("KILL_AT_RENAME");
    if (wanted != NULL && ++met == strtol(wanted, NULL, 10))
        raise(SIGKILL);
    return (int)syscall(SYS_rename, from, to);
}
