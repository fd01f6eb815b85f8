/* A reader that was taken over by the file it reads: what it may try, and what it may send. */
#include "support/support.h"

#include "base/error.h"
#include "confined.h"
#include "data/source.h"
#include "kind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a reader may try. */

static void try_open(void)
{
    close(open("/etc/passwd", O_RDONLY));
}

static void try_write_file(void)
{
    close(open("/tmp/annexe-confined", O_CREAT | O_WRONLY, 0600));
}

static void try_socket(void)
{
    close(socket(AF_INET, SOCK_STREAM, 0));
}

static void try_exec(void)
{
    execl("/bin/true", "true", NULL);
}

static void try_fork(void)
{
    if (fork() == 0)
        _exit(0);
}

static void try_signal(void)
{
    kill(getppid(), SIGCONT);
}

static void try_run_data(void)
{
    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void try_stat(void)
{
    struct stat status;
    (void)!stat("/etc/passwd", &status);
}

typedef struct {
    const char *name;
    void (*attempt)(void);
} Attempt;

static const Attempt attempts[] = {
    {"open", try_open},     {"write a file", try_write_file},
    {"socket", try_socket}, {"exec", try_exec},
    {"fork", try_fork},     {"signal its parent", try_signal},
    {"stat", try_stat},     {"run data", try_run_data},
};

static void attempt_body(Wire *out, gpointer data)
{
    ((const Attempt *)data)->attempt();
    wire_begin(out, WIRE_END);
    wire_end(out);
}

static void an_attempt_ends_it(void **state)
{
    GError *error = NULL;
    Confined child;
    char byte;
    assert_true(confined_start(&child, NULL, 0, attempt_body, *state, &error));
    assert_no_error(error);
    assert_int_equal(read(child.fd, &byte, 1), 0);
    g_autofree char *how = confined_end(&child);
    assert_non_null(how);
    assert_string_equal(how, "by signal 31 (Bad system call)");
}

static void well_body(Wire *out, gpointer data G_GNUC_UNUSED)
{
    char *memory = g_malloc(1 << 20);
    memset(memory, 1, 1 << 20);
    wire_begin(out, WIRE_END);
    wire_i64(out, memory[77]);
    wire_end(out);
    g_free(memory);
}

static void an_honest_one_ends_well(void **state G_GNUC_UNUSED)
{
    GError *error = NULL;
    Confined child;
    WireReader reader;
    WireType type;
    assert_true(confined_start(&child, NULL, 0, well_body, NULL, &error));
    wire_reader_init(&reader, child.fd);
    assert_int_equal(wire_reader_next(&reader, &type), WIRE_READ_OK);
    assert_int_equal(wire_reader_next(&reader, &type), WIRE_READ_END);
    assert_null(confined_end(&child));
    wire_reader_clear(&reader);
}

static void see_descriptors(Wire *out, gpointer data)
{
    int kept = *(int *)data;
    for (int fd = 3; fd < 64; fd++) {
        char byte;
        if (fd != kept && fd != out->fd && (read(fd, &byte, 1) >= 0 || errno != EBADF))
            _exit(1);
    }
    wire_begin(out, WIRE_END);
    wire_end(out);
}

static void it_has_no_other_descriptors(void **state G_GNUC_UNUSED)
{
    GError *error = NULL;
    Confined child;
    char bytes[64];
    int secret = open("/dev/zero", O_RDONLY), kept = open("/dev/zero", O_RDONLY);
    assert_true(confined_start(&child, &kept, 1, see_descriptors, &kept, &error));
    while (read(child.fd, bytes, sizeof bytes) > 0)
        continue;
    assert_null(confined_end(&child));
    close(secret);
    close(kept);
}

/* What a reader may send. Each message below would lead a parent that believes it out of bounds. */

typedef struct {
    const char *name;
    void (*send)(Wire *out);
} Lie;

enum { CODES_AT = 64, WEIGHTS_AT = 128, ROWS = 64, SIZE = WEIGHTS_AT + ROWS * 8 };

typedef void (*Twist)(Batch *head, guint8 *codes, double *weights);

/* A batch of two columns, a code and a double, honest until TWIST changes it. */
static void send_batch(Wire *out, Twist twist)
{
    static guint64 memory[SIZE / 8];
    guint8 *flat = (guint8 *)memory;
    Batch *head = (Batch *)memory;
    *head = (Batch){.size = SIZE, .n_rows = ROWS, .n_columns = 2};
    head->columns[0] = (BatchColumn){BATCH_U8, CODES_AT};
    head->columns[1] = (BatchColumn){BATCH_DOUBLE, WEIGHTS_AT};
    twist(head, flat + CODES_AT, (double *)(memory + WEIGHTS_AT / 8));
    guint32 header[2] = {WIRE_BATCH, SIZE};
    wire_flush(out);
    (void)!write(out->fd, header, sizeof header);
    (void)!write(out->fd, flat, SIZE);
}

static void send_entry(Wire *out, guint32 column, guint32 kind, guint32 tag, double number)
{
    wire_begin(out, WIRE_ENTRY);
    wire_u32(out, column);
    wire_u32(out, kind);
    wire_u32(out, tag);
    wire_f64(out, number);
    wire_i64(out, 0);
    wire_bytes(out, NULL, 0);
    wire_end(out);
}

#define TWIST(id, ...)                                                                             \
    static void twist_##id(Batch *head, guint8 *codes, double *weights)                            \
    {                                                                                              \
        (void)head, (void)codes, (void)weights;                                                    \
        __VA_ARGS__;                                                                               \
    }                                                                                              \
    static void lie_##id(Wire *out)                                                                \
    {                                                                                              \
        send_entry(out, 0, ENTRY_NUMBER, 0, 1);                                                    \
        send_batch(out, twist_##id);                                                               \
    }

TWIST(code, codes[63] = 1)
TWIST(offset, head->columns[0].offset = 1 << 30)
TWIST(inside, head->columns[0].offset = 0)
TWIST(askew, head->columns[0].offset = 65)
TWIST(width, head->columns[0].width = 3)
TWIST(double_codes, head->columns[0].width = BATCH_DOUBLE)
TWIST(narrow_weights, head->columns[1].width = BATCH_U8)
TWIST(rows, head->n_rows = 1 << 30)
TWIST(no_rows, head->n_rows = 0)
TWIST(columns, head->n_columns = 3)
TWIST(size, head->size = 1 << 20)
TWIST(first_row, head->first_row = 7)
TWIST(infinite, weights[5] = HUGE_VAL)

static void lie_column(Wire *out)
{
    send_entry(out, 2, ENTRY_NUMBER, 0, 1);
}

static void lie_double_column(Wire *out)
{
    send_entry(out, 1, ENTRY_NUMBER, 0, 1);
}

static void lie_kind(Wire *out)
{
    send_entry(out, 0, 77, 0, 1);
}

static void lie_text(Wire *out)
{
    send_entry(out, 0, ENTRY_TEXT, 0, 1);
}

static void lie_tag(Wire *out)
{
    send_entry(out, 0, ENTRY_TAGGED, '!', 1);
}

static void lie_nan(Wire *out)
{
    send_entry(out, 0, ENTRY_NUMBER, 0, (double)NAN);
}

static void lie_entries(Wire *out)
{
    for (guint i = 0; i <= READER_LIMIT; i++)
        send_entry(out, 0, ENTRY_NUMBER, 0, i);
}

static void lie_end(Wire *out)
{
    wire_begin(out, WIRE_END);
    wire_i64(out, 5);
    wire_end(out);
}

static void lie_move(Wire *out)
{
    wire_begin(out, WIRE_MOVE);
    wire_i64(out, 0);
    wire_end(out);
}

static void lie_message(Wire *out)
{
    wire_begin(out, WIRE_META);
    wire_end(out);
}

static void lie_error(Wire *out)
{
    wire_begin(out, WIRE_ERROR);
    wire_u32(out, 1234);
    wire_end(out);
}

static void lie_length(Wire *out)
{
    guint32 header[2] = {WIRE_ENTRY, 0xffffffff};
    (void)!write(out->fd, header, sizeof header);
}

static void lie_silence(Wire *out G_GNUC_UNUSED)
{
}

static void lie_crash(Wire *out G_GNUC_UNUSED)
{
    raise(SIGSEGV);
}

static void lie_open(Wire *out G_GNUC_UNUSED)
{
    try_open();
}

static void twist_nothing(Batch *head G_GNUC_UNUSED, guint8 *codes G_GNUC_UNUSED,
                          double *weights G_GNUC_UNUSED)
{
}

/* Sixty-four honest rows; without it, the lies below could be refused for another reason. */
static void no_lie(Wire *out)
{
    send_entry(out, 0, ENTRY_NUMBER, 0, 1);
    send_batch(out, twist_nothing);
    wire_begin(out, WIRE_END);
    wire_i64(out, ROWS);
    wire_end(out);
}

static const Lie lies[] = {
    {"a code beyond the dictionary", lie_code},
    {"an offset beyond the batch", lie_offset},
    {"an offset inside the head", lie_inside},
    {"an offset that is not aligned", lie_askew},
    {"a width that is none", lie_width},
    {"doubles for codes", lie_double_codes},
    {"codes for doubles", lie_narrow_weights},
    {"more rows than bytes", lie_rows},
    {"no rows", lie_no_rows},
    {"more columns", lie_columns},
    {"another size", lie_size},
    {"rows left out", lie_first_row},
    {"an infinite weight", lie_infinite},
    {"an entry for no column", lie_column},
    {"an entry for doubles", lie_double_column},
    {"an entry of no kind", lie_kind},
    {"a text without bytes", lie_text},
    {"a tag that is none", lie_tag},
    {"a number that is none", lie_nan},
    {"too many entries", lie_entries},
    {"rows it never sent", lie_end},
    {"a move in rows of its own", lie_move},
    {"a message of another time", lie_message},
    {"half an error", lie_error},
    {"a message without end", lie_length},
    {"nothing", lie_silence},
    {"a crash", lie_crash},
    {"an open file", lie_open},
};

static const Lie *lie_now;

static void read_lie(Reader *reader, const ReadJob *job G_GNUC_UNUSED)
{
    lie_now->send(reader->out);
    wire_flush(reader->out);
}

static guint one_range(const SourceFile *file G_GNUC_UNUSED, const Codebook *codebook G_GNUC_UNUSED,
                       guint wanted G_GNUC_UNUSED, SourceRange *ranges)
{
    ranges[0] = (SourceRange){.until = -1, .n_rows = -1};
    return 1;
}

static Scan *scan_of(const Codebook *codebook, const Lie *lie)
{
    static const char *const extensions[] = {"lie", NULL};
    const SourceKind kind = {"lies", extensions, NULL, one_range, NULL, read_lie};
    const SourceColumn columns[] = {{.column = 0}, {.column = 1, .as_double = TRUE}};
    const SourceOptions options = {.path = codebook->path};
    GError *error = NULL;
    lie_now = lie;
    Scan *scan = scan_new_of(&kind, &options, codebook, columns, 2, 1, &error);
    assert_no_error(error);
    return scan;
}

static Codebook *two_columns(const char *path)
{
    Codebook *codebook = codebook_new(path, "lies");
    codebook_add(codebook, "first");
    codebook_add(codebook, "second");
    return codebook;
}

static void the_truth_is_none(void **state G_GNUC_UNUSED)
{
    static const Lie none = {"none", no_lie};
    GError *error = NULL;
    const Batch *batch = NULL;
    g_autofree char *path = support_path("data/copenhagen.sav");
    g_autoptr(Codebook) codebook = two_columns(path);
    g_autoptr(Scan) scan = scan_of(codebook, &none);
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_no_error(error);
    assert_int_equal(batch->n_rows, ROWS);
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_null(batch);
}

static void a_lie_is_an_error(void **state)
{
    GError *error = NULL;
    const Batch *batch = NULL;
    g_autofree char *path = support_path("data/copenhagen.sav");
    g_autoptr(Codebook) codebook = two_columns(path);
    g_autoptr(Scan) scan = scan_of(codebook, *state);
    assert_false(scan_next(scan, 0, &batch, &error));
    assert_null(batch);
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    assert_true(g_str_has_prefix(error->message, path));
    if (lie_now->send == lie_crash)
        assert_non_null(strstr(error->message, "the reader ended"));
    if (lie_now->send == lie_open)
        assert_non_null(strstr(error->message, "by signal 31 (Bad system call)"));
    g_clear_error(&error);
    assert_false(scan_next(scan, 0, &batch, &error));
    g_clear_error(&error);
}

static guint count_descriptors(void)
{
    guint n = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder) != NULL)
        n++;
    closedir(folder);
    return n;
}

static void nothing_is_left_behind(void **state G_GNUC_UNUSED)
{
    guint before = count_descriptors();
    GError *error = NULL;
    const Batch *batch;
    g_autofree char *path = support_path("data/copenhagen.sav");
    SourceOptions options = {.path = path};
    for (guint i = 0; i < 3; i++) {
        const SourceColumn column = {.column = 1};
        g_autoptr(Codebook) codebook = source_describe(&options, &error);
        assert_no_error(error);
        g_autoptr(Scan) scan = scan_new(&options, codebook, &column, 1, 2, &error);
        assert_no_error(error);
        if (i > 0)
            assert_true(scan_next(scan, 0, &batch, &error));
        if (i > 1)
            assert_true(scan_next(scan, 0, &batch, &error));
    }
    assert_int_equal(count_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    GArray *tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));
    for (guint i = 0; i < G_N_ELEMENTS(attempts); i++) {
        struct CMUnitTest test = {attempts[i].name, an_attempt_ends_it, NULL, NULL,
                                  (void *)(guintptr)&attempts[i]};
        g_array_append_val(tests, test);
    }
    for (guint i = 0; i < G_N_ELEMENTS(lies); i++) {
        struct CMUnitTest test = {lies[i].name, a_lie_is_an_error, NULL, NULL,
                                  (void *)(guintptr)&lies[i]};
        g_array_append_val(tests, test);
    }
    const struct CMUnitTest more[] = {
        cmocka_unit_test(the_truth_is_none),
        cmocka_unit_test(an_honest_one_ends_well),
        cmocka_unit_test(it_has_no_other_descriptors),
        cmocka_unit_test(nothing_is_left_behind),
    };
    g_array_append_vals(tests, more, G_N_ELEMENTS(more));
    int failed = _cmocka_run_group_tests("confined", (const struct CMUnitTest *)(void *)tests->data,
                                         tests->len, NULL, NULL);
    g_array_unref(tests);
    return failed;
}
