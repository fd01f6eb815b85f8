#include "base/error.h"
#include "base/outset.h"
#include "outset_steps.h"
#include "support/support.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const old_names[] = {"a.csv", "b.csv", "gone.csv", "manifest.json", NULL};
static const char *const new_names[] = {"a.csv", "b.csv", "c.csv", "manifest.json", NULL};
/* An old manifest may say anything. */
static const char *const obsolete[] = {"gone.csv",    "a.csv", "never.csv", "../outside",
                                       "kept-folder", "..",    "",          NULL};

static void write_at(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* An output folder with a complete older set, and things of the user's. */
static char *old_set(void)
{
    char *parent = support_folder();
    write_at(parent, "outside", "outside");
    char *folder = g_build_filename(parent, "out", NULL);
    g_mkdir(folder, 0755);
    for (guint i = 0; old_names[i] != NULL; i++)
        write_at(folder, old_names[i], "old");
    write_at(folder, "user.txt", "mine");
    g_autofree char *kept = g_build_filename(folder, "kept-folder", NULL);
    g_mkdir(kept, 0755);
    g_free(parent);
    return folder;
}

static void remove_set(char *folder)
{
    g_autofree char *parent = g_path_get_dirname(folder);
    support_remove(parent);
    g_free(folder);
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "name=content " of everything in FOLDER, sorted, hidden ones too. */
static char *listing(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        g_file_get_contents(path, &text, NULL, NULL);
        g_ptr_array_add(lines, g_strdup_printf("%s=%s", name, text == NULL ? "/" : text));
    }
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv(" ", (char **)lines->pdata);
}

#define OLD_SET "a.csv=old b.csv=old gone.csv=old kept-folder=/ manifest.json=old user.txt=mine"
#define NEW_SET "a.csv=new b.csv=new c.csv=new kept-folder=/ manifest.json=new user.txt=mine"

static void assert_listing(const char *folder, const char *expected)
{
    g_autofree char *found = listing(folder);
    assert_string_equal(found, expected);
}

static gboolean run(const char *folder, GError **error)
{
    g_autoptr(Outset) set = outset_new(folder, error);
    if (set == NULL)
        return FALSE;
    for (guint i = 0; new_names[i] != NULL; i++)
        g_file_set_contents(outset_path(set, new_names[i]), "new", -1, NULL);
    g_autofree char *hidden = g_path_get_dirname(outset_path(set, "a.csv"));
    g_autofree char *scratch = g_build_filename(hidden, "scratch", NULL);
    g_file_set_contents(scratch, "scratch", -1, NULL);
    outset_release_old(set);
    return outset_commit(set, "manifest.json", obsolete, error);
}

static void replaces_a_set(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autoptr(GError) error = NULL;
    assert_true(run(folder, &error));
    assert_no_error(error);
    assert_listing(folder, NEW_SET);
    g_autofree char *outside = g_build_filename(folder, "..", "outside", NULL);
    assert_true(g_file_test(outside, G_FILE_TEST_EXISTS));
    assert_true(run(folder, &error));
    assert_listing(folder, NEW_SET);
    remove_set(folder);
}

static void makes_folders(void **state G_GNUC_UNUSED)
{
    g_autofree char *parent = support_folder();
    g_autofree char *folder = g_build_filename(parent, "reports", "x", NULL);
    assert_true(run(folder, NULL));
    assert_listing(folder, "a.csv=new b.csv=new c.csv=new manifest.json=new");
    support_remove(parent);
}

static void nothing_without_commit(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autoptr(Outset) set = outset_new(folder, NULL);
    g_autofree char *hidden = g_path_get_dirname(outset_path(set, "a.csv"));
    write_at(hidden, "a.csv", "new");
    outset_release_old(set);
    assert_string_equal(outset_path(set, "a.csv"), outset_path(set, "a.csv"));
    g_clear_pointer(&set, outset_free);
    assert_listing(folder, OLD_SET);
    g_autofree char *fresh = g_build_filename(folder, "fresh", NULL);
    outset_free(outset_new(fresh, NULL));
    assert_false(g_file_test(fresh, G_FILE_TEST_EXISTS));
    remove_set(folder);
}

static int countdown;
static int failure_at_zero(const char *what G_GNUC_UNUSED)
{
    return countdown-- == 0 ? EIO : 0;
}
static int kill_at_zero(const char *what G_GNUC_UNUSED)
{
    if (countdown-- == 0)
        raise(SIGKILL);
    return 0;
}

/* take away manifest; keep and rename a, b; rename c; take away gone; rename manifest. */
enum { STEPS = 8 };

static void a_failure_at_every_step_restores(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    outset_step = failure_at_zero;
    int at = 0;
    for (;; at++) {
        countdown = at;
        g_autoptr(GError) error = NULL;
        if (run(folder, &error))
            break;
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_IO));
        assert_non_null(strstr(error->message, g_strerror(EIO)));
        assert_listing(folder, OLD_SET);
    }
    outset_step = NULL;
    assert_int_equal(at, STEPS);
    assert_listing(folder, NEW_SET);
    remove_set(folder);
}

/* What a kill may leave: every file old or new and whole; with a manifest only a complete set. */
static void assert_sound_after_kill(const char *folder)
{
    g_autofree char *found = listing(folder);
    assert_non_null(strstr(found, "user.txt=mine"));
    assert_non_null(strstr(found, ".annexe-"));
    gboolean any_new = strstr(found, "csv=new") != NULL;
    assert_null(strstr(found, "manifest.json=new"));
    if (strstr(found, "manifest.json=old") != NULL)
        assert_false(any_new);
    for (guint i = 0; i < 2; i++) {
        g_autofree char *was = g_strdup_printf("%s=old", new_names[i]);
        g_autofree char *is = g_strdup_printf("%s=new", new_names[i]);
        assert_true(strstr(found, was) != NULL || strstr(found, is) != NULL);
    }
}

static void a_kill_at_every_step_is_cleaned_up(void **state G_GNUC_UNUSED)
{
    for (int at = 0; at < STEPS; at++) {
        char *folder = old_set();
        pid_t child = fork();
        if (child == 0) {
            countdown = at;
            outset_step = kill_at_zero;
            run(folder, NULL);
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        assert_sound_after_kill(folder);
        assert_true(run(folder, NULL));
        g_autofree char *found = listing(folder);
        assert_null(strstr(found, ".annexe-"));
        assert_non_null(strstr(found, "a.csv=new b.csv=new c.csv=new"));
        assert_non_null(strstr(found, "manifest.json=new"));
        remove_set(folder);
    }
}

static void assert_io(const GError *error, const char *part)
{
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_IO));
    if (strstr(error->message, part) == NULL)
        fail_msg("'%s' does not say '%s'", error->message, part);
}

static void a_folder_where_a_file_should_go(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autofree char *path = g_build_filename(folder, "c.csv", NULL);
    g_mkdir(path, 0755);
    g_autoptr(GError) error = NULL;
    assert_false(run(folder, &error));
    assert_io(error, "c.csv: a folder is where this output file should go");
    g_rmdir(path);
    assert_listing(folder, OLD_SET);
    assert_int_equal(mkfifo(path, 0600), 0);
    g_clear_error(&error);
    assert_false(run(folder, &error));
    assert_io(error, "is no plain file");
    remove_set(folder);
}

static void folders_that_cannot_be_written(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autofree char *file = g_build_filename(folder, "a.csv", NULL);
    g_autofree char *below = g_build_filename(file, "x", NULL);
    const char *const folders[] = {file, below, "/proc/self", "/proc/none", "/dev/null"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(run(folders[i], &error));
        assert_io(error, folders[i]);
    }
    assert_listing(folder, OLD_SET);
    remove_set(folder);
}

static void one_run_at_a_time(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autoptr(Outset) set = outset_new(folder, NULL);
    assert_non_null(set);
    g_autoptr(GError) error = NULL;
    assert_false(run(folder, &error));
    assert_io(error, "another run of annexe is writing to this folder");
    g_autofree char *hidden = g_path_get_dirname(outset_path(set, "a.csv"));
    assert_true(g_file_test(hidden, G_FILE_TEST_IS_DIR));
    remove_set(folder);
}

static void a_member_that_was_not_written(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autoptr(GError) error = NULL;
    Outset *set = outset_new(folder, NULL);
    outset_path(set, "a.csv");
    assert_false(outset_commit(set, NULL, NULL, &error));
    assert_io(error, "a.csv: was not written");
    outset_free(set);
    assert_listing(folder, OLD_SET);
    remove_set(folder);
}

static void single_files(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autofree char *path = g_build_filename(folder, "a.csv", NULL);
    g_autofree char *kept = g_build_filename(folder, "kept-folder", NULL);
    g_autoptr(GError) error = NULL;
    outset_step = failure_at_zero;
    countdown = 0;
    assert_false(outset_write_file(path, "new", 3, &error));
    outset_step = NULL;
    assert_io(error, "a.csv: cannot be written");
    assert_listing(folder, OLD_SET);
    assert_false(outset_write_file(kept, "new", 3, NULL));
    assert_false(outset_write_file("/proc/none/x", "new", 3, NULL));
    assert_false(outset_write_file("/dev/full", "new", 3, NULL));
    assert_true(outset_write_file("/dev/null", "new", 3, NULL));
    assert_listing(folder, OLD_SET);
    assert_true(outset_write_file(path, "new", 3, NULL));
    assert_listing(
        folder, "a.csv=new b.csv=old gone.csv=old kept-folder=/ manifest.json=old user.txt=mine");
    remove_set(folder);
}

/* In a child: files of at most 1000 bytes, and the write says so instead of a signal. */
static int write_beyond_limit(const char *path)
{
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, 1000});
    g_autofree char *bytes = g_strnfill(5000, 'x');
    g_autoptr(GError) error = NULL;
    gboolean written = outset_write_file(path, bytes, 5000, &error);
    return !written && g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_IO) ? 0 : 1;
}

static void a_file_that_cannot_grow(void **state G_GNUC_UNUSED)
{
    char *folder = old_set();
    g_autofree char *path = g_build_filename(folder, "a.csv", NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(write_beyond_limit(path));
    int status = 0;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_listing(folder, OLD_SET);
    remove_set(folder);
}

enum { NO_MOUNT = 77 };

/* In a child with mounts of its own: a disk of 64 KiB that is full when the set is written. */
static int write_to_full_disk(const char *folder)
{
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return NO_MOUNT;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=64k") != 0)
        return NO_MOUNT;
    if (!run(folder, NULL))
        return 1;
    g_autofree char *bytes = g_strnfill(1 << 20, 'x');
    g_autofree char *path = g_build_filename(folder, "a.csv", NULL);
    g_autoptr(GError) error = NULL;
    if (outset_write_file(path, bytes, 1 << 20, &error) ||
        strstr(error->message, g_strerror(ENOSPC)) == NULL)
        return 2;
    g_autofree char *found = listing(folder);
    return strcmp(found, "a.csv=new b.csv=new c.csv=new manifest.json=new") == 0 ? 0 : 3;
}

static void a_full_disk(void **state G_GNUC_UNUSED)
{
    g_autofree char *folder = support_folder();
    pid_t child = fork();
    if (child == 0)
        _exit(write_to_full_disk(folder));
    int status = 0;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != NO_MOUNT) /* else the limit above and /dev/full stand for it */
        assert_int_equal(WEXITSTATUS(status), 0);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_a_set),
        cmocka_unit_test(makes_folders),
        cmocka_unit_test(nothing_without_commit),
        cmocka_unit_test(a_failure_at_every_step_restores),
        cmocka_unit_test(a_kill_at_every_step_is_cleaned_up),
        cmocka_unit_test(a_folder_where_a_file_should_go),
        cmocka_unit_test(folders_that_cannot_be_written),
        cmocka_unit_test(one_run_at_a_time),
        cmocka_unit_test(a_member_that_was_not_written),
        cmocka_unit_test(single_files),
        cmocka_unit_test(a_file_that_cannot_grow),
        cmocka_unit_test(a_full_disk),
    };
    return cmocka_run_group_tests_name("outset", tests, NULL, NULL);
}
