/* Confinement: what a reader of untrusted bytes may do to the machine is read, write, and ask for
 * memory. Everything else, open(2) first, ends it with SIGSYS.
 *
 * PDEATHSIG and the check of the parent's id behind it leave no orphan, whichever dies first. The
 * time zone is fixed before the door closes, because mktime() would open /etc/localtime. */
#include "confined.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { EXIT_UNCONFINED = 99, PIPE_SIZE = 1 << 20 };
/* What a reader may ask for beyond what its parent had at the fork. */
static const rlim_t MEMORY_LIMIT = (rlim_t)1 << 30;
/* Half an hour of computing: far above any honest file, far below for ever. */
static const rlim_t SECONDS_LIMIT = 1800;

static const int allowed[] = {
    SCMP_SYS(read),           SCMP_SYS(write),        SCMP_SYS(writev), SCMP_SYS(pread64),
    SCMP_SYS(lseek),          SCMP_SYS(munmap),       SCMP_SYS(mremap), SCMP_SYS(brk),
    SCMP_SYS(madvise),        SCMP_SYS(exit_group),   SCMP_SYS(exit),   SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(futex),  SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),  SCMP_SYS(getpid),       SCMP_SYS(gettid), SCMP_SYS(restart_syscall),
    SCMP_SYS(sysinfo), /* qsort() asks how much memory there is */
};

#if SANITIZED
/* The sanitizer's own needs; still no way to a file or a socket. */
static const int allowed_sanitized[] = {
    SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(prctl),       SCMP_SYS(getrlimit),   SCMP_SYS(prlimit64),
};
#endif

static gboolean allow(scmp_filter_ctx filter)
{
    for (guint i = 0; i < G_N_ELEMENTS(allowed); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) != 0)
            return FALSE;
#if SANITIZED
    for (guint i = 0; i < G_N_ELEMENTS(allowed_sanitized); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_sanitized[i], 0) != 0)
            return FALSE;
#endif
    /* Memory that cannot be run, and signals to itself (abort). */
    const struct scmp_arg_cmp not_run = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_run) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_run) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self) == 0;
}

static gboolean filter_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL)
        return FALSE;
    gboolean good = allow(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}

static gboolean limit(int resource, rlim_t value)
{
    struct rlimit both = {value, value};
    struct rlimit now;
    if (getrlimit(resource, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < value)
        both.rlim_cur = both.rlim_max = now.rlim_max;
    return setrlimit(resource, &both) == 0;
}

static rlim_t memory_now(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file != NULL) {
        if (fscanf(file, "%lu", &pages) != 1)
            pages = 0;
        fclose(file);
    }
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static gboolean limit_all(void)
{
    /* The sanitizer maps terabytes of shadow. */
    if (!SANITIZED && !limit(RLIMIT_AS, memory_now() + MEMORY_LIMIT))
        return FALSE;
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, SECONDS_LIMIT);
}

static int compare_fds(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void close_others(const int *keep, guint n_keep, int out)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++)
        if (nothing < 0 || dup2(nothing, fd) < 0)
            close(fd);
    g_autofree int *kept = g_new(int, n_keep + 1);
    for (guint i = 0; i < n_keep; i++)
        kept[i] = keep[i];
    kept[n_keep] = out;
    qsort(kept, n_keep + 1, sizeof *kept, compare_fds);
    int next = 3;
    for (guint i = 0; i <= n_keep; i++) {
        if (kept[i] > next)
            close_range((unsigned)next, (unsigned)kept[i] - 1, 0);
        next = MAX(next, kept[i] + 1);
    }
    close_range((unsigned)next, ~0u, 0);
}

static gboolean confine(pid_t parent)
{
    setenv("TZ", "UTC0", 1);
    tzset();
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        signal(signal_number, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return FALSE;
    prctl(PR_SET_DUMPABLE, 0);
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit_all() && filter_calls();
}

static G_NORETURN void run(pid_t parent, Wire *out, ConfinedBody body, gpointer data)
{
    if (!confine(parent))
        _exit(EXIT_UNCONFINED);
    body(out, data);
    wire_flush(out);
    _exit(0);
}

gboolean confined_start(Confined *child, const int *keep, guint n_keep, ConfinedBody body,
                        gpointer data, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "no pipe for a reader: %s",
                    g_strerror(errno));
        return FALSE;
    }
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        Wire out;
        close_others(keep, n_keep, ends[1]);
        wire_init(&out, ends[1]);
        run(parent, &out, body, data);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "no process for a reader: %s",
                    g_strerror(errno));
        return FALSE;
    }
    *child = (Confined){.pid = pid, .fd = ends[0]};
    return TRUE;
}

static char *how_ended(int status)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return g_strdup("after computing for too long");
    if (WIFSIGNALED(status))
        return g_strdup_printf("by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) == EXIT_UNCONFINED)
        return g_strdup("because it could not be confined");
    if (WEXITSTATUS(status) != 0)
        return g_strdup_printf("with status %d", WEXITSTATUS(status));
    return NULL;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    pid_t ended;
    do
        ended = waitpid(pid, &status, 0);
    while (ended < 0 && errno == EINTR);
    return ended < 0 ? 0 : status;
}

char *confined_end(Confined *child)
{
    if (child->pid == 0)
        return NULL;
    close(child->fd);
    int status = wait_for(child->pid);
    child->pid = 0;
    return how_ended(status);
}

void confined_kill(Confined *child)
{
    if (child->pid == 0)
        return;
    kill(child->pid, SIGKILL);
    g_free(confined_end(child));
}
