/* Sets of output files. Old files are kept as hard links in the hidden folder until the last rename
 * is done, because a rename may fail when others succeeded (a file made immutable, a disk that
 * went read-only), and what was there before has to come back.
 *
 * The lock (flock on the output folder) ends with the process however it ends; so whatever hidden
 * folder lies there when the lock is ours belongs to a run that is dead. */
#include "base/outset.h"

#include "base/error.h"
#include "base/parallel.h"
#include "outset_steps.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HIDDEN_PREFIX ".annexe-"

int (*outset_step)(const char *what);

typedef struct {
    char *name;
    char *hidden; /* where it is written */
    char *target; /* where it goes */
    char *kept;   /* where the old one is kept */
    gboolean had_old, moved;
} Member;

struct Outset {
    char *folder, *hidden, *old; /* OLD: the folder of kept files, inside HIDDEN */
    GPtrArray *members;          /* Member */
    int lock;
    gboolean made_folder, committed;
};

static gboolean fail(GError **error, const char *path, const char *what, int number)
{
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s: %s: %s", path, what, g_strerror(number));
    return FALSE;
}

/* Returns non-zero, with errno set, when the test wants this step to fail. */
static int step(const char *what)
{
    int failure = outset_step == NULL ? 0 : outset_step(what);
    if (failure != 0)
        errno = failure;
    return failure;
}

static void member_free(gpointer data)
{
    Member *member = data;
    g_free(member->name);
    g_free(member->hidden);
    g_free(member->target);
    g_free(member->kept);
    g_free(member);
}

/* Follows no symbolic links. Failures are left to the next run. */
static void remove_tree(const char *path)
{
    GStatBuf status;
    if (g_lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
        for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
            g_autofree char *inside = g_build_filename(path, name, NULL);
            remove_tree(inside);
        }
    }
    g_remove(path);
}

static gboolean make_folder(Outset *set, GError **error)
{
    GStatBuf status;
    set->made_folder = g_stat(set->folder, &status) != 0;
    if (!set->made_folder && !S_ISDIR(status.st_mode))
        return fail(error, set->folder, "cannot be the output folder", ENOTDIR);
    if (set->made_folder && g_mkdir_with_parents(set->folder, 0777) != 0) {
        set->made_folder = FALSE;
        return fail(error, set->folder, "the output folder cannot be made", errno);
    }
    return TRUE;
}

static gboolean lock_folder(Outset *set, GError **error)
{
    set->lock = open(set->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (set->lock < 0)
        return fail(error, set->folder, "the output folder cannot be opened", errno);
    /* A file system without locks is used without. */
    if (flock(set->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO,
                    "%s: another run of annexe is writing to this folder", set->folder);
        return FALSE;
    }
    return TRUE;
}

static void remove_stale(const Outset *set)
{
    g_autoptr(GDir) folder = g_dir_open(set->folder, 0, NULL);
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
        if (!g_str_has_prefix(name, HIDDEN_PREFIX))
            continue;
        g_autofree char *path = g_build_filename(set->folder, name, NULL);
        remove_tree(path);
    }
}

Outset *outset_new(const char *folder, GError **error)
{
    Outset *set = g_new0(Outset, 1);
    set->folder = g_strdup(folder);
    set->lock = -1;
    set->members = g_ptr_array_new_with_free_func(member_free);
    if (!make_folder(set, error) || !lock_folder(set, error)) {
        outset_free(set);
        return NULL;
    }
    remove_stale(set);
    char *hidden = g_build_filename(folder, HIDDEN_PREFIX "XXXXXX", NULL);
    if (g_mkdtemp(hidden) == NULL) {
        fail(error, folder, "the output folder cannot be written", errno);
        g_free(hidden);
        outset_free(set);
        return NULL;
    }
    set->hidden = hidden;
    set->old = g_build_filename(hidden, ".old", NULL);
    return set;
}

/* The old file of a member. Some disks are told of every block that becomes free, and take their
 * time. */
static void remove_kept(guint index, gpointer data)
{
    const Outset *set = data;
    g_unlink(((Member *)g_ptr_array_index(set->members, index))->kept);
}

void outset_free(Outset *set)
{
    if (set == NULL)
        return;
    if (set->committed)
        parallel(set->members->len, 0, remove_kept, set);
    if (set->hidden != NULL)
        remove_tree(set->hidden);
    if (set->made_folder && !set->committed)
        g_rmdir(set->folder);
    if (set->lock >= 0)
        close(set->lock);
    g_ptr_array_unref(set->members);
    g_free(set->folder);
    g_free(set->hidden);
    g_free(set->old);
    g_free(set);
}

static gboolean is_plain_name(const char *name)
{
    return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

static Member *member_new(const Outset *set, const char *name)
{
    Member *member = g_new0(Member, 1);
    member->name = g_strdup(name);
    member->hidden = g_build_filename(set->hidden, name, NULL);
    member->target = g_build_filename(set->folder, name, NULL);
    member->kept = g_build_filename(set->old, name, NULL);
    return member;
}

const char *outset_path(Outset *set, const char *name)
{
    g_return_val_if_fail(is_plain_name(name), NULL);
    for (guint i = 0; i < set->members->len; i++) {
        const Member *member = g_ptr_array_index(set->members, i);
        if (strcmp(member->name, name) == 0)
            return member->hidden;
    }
    Member *member = member_new(set, name);
    g_ptr_array_add(set->members, member);
    return member->hidden;
}

static gboolean sync_path(const char *path, const char *shown, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return fail(error, shown, "was not written", errno);
    int failure = fsync(file) == 0 ? 0 : errno;
    close(file);
    /* Folders of some file systems cannot be synced; their files can. */
    if (failure != 0 && failure != EINVAL)
        return fail(error, shown, "cannot be written", failure);
    return TRUE;
}

gboolean outset_sync(const char *path, GError **error)
{
    return sync_path(path, path, error);
}

void outset_release_old(const Outset *set)
{
    for (guint i = 0; i < set->members->len; i++) {
        const Member *member = g_ptr_array_index(set->members, i);
        GStatBuf status;
        gboolean plain = g_lstat(member->target, &status) == 0 && S_ISREG(status.st_mode);
        int file = plain ? open(member->target, O_RDONLY | O_CLOEXEC) : -1;
        if (file < 0)
            continue;
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        close(file);
    }
}

/* Whether MEMBER's target may be replaced: nothing there, or a file or link. */
static gboolean is_free(Member *member, GError **error)
{
    GStatBuf status;
    if (g_lstat(member->target, &status) != 0)
        return errno == ENOENT || fail(error, member->target, "cannot be written", errno);
    member->had_old = TRUE;
    if (S_ISDIR(status.st_mode))
        return fail(error, member->target, "a folder is where this output file should go", EISDIR);
    if (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode))
        return TRUE;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO,
                "%s: what is there is no plain file, and is not replaced", member->target);
    return FALSE;
}

static gboolean prepare(Outset *set, GError **error)
{
    for (guint i = 0; i < set->members->len; i++) {
        Member *member = g_ptr_array_index(set->members, i);
        if (!sync_path(member->hidden, member->target, error) || !is_free(member, error))
            return FALSE;
    }
    if (g_mkdir(set->old, 0700) != 0)
        return fail(error, set->folder, "the output folder cannot be written", errno);
    return sync_path(set->hidden, set->folder, error);
}

/* Puts a copy of the old file aside; the target stays in place where links exist. */
static gboolean keep_old(Member *member, GError **error)
{
    if (!member->had_old)
        return TRUE;
    if (step("keep") == 0 && (linkat(AT_FDCWD, member->target, AT_FDCWD, member->kept, 0) == 0 ||
                              rename(member->target, member->kept) == 0))
        return TRUE;
    member->had_old = FALSE;
    return fail(error, member->target, "cannot be replaced", errno);
}

static gboolean take_away(Member *member, GError **error)
{
    if (step("take away") == 0 && rename(member->target, member->kept) == 0) {
        member->moved = TRUE;
        return TRUE;
    }
    return fail(error, member->target, "cannot be removed", errno);
}

static gboolean put(Member *member, GError **error)
{
    if (!keep_old(member, error))
        return FALSE;
    if (step("rename") == 0 && rename(member->hidden, member->target) == 0) {
        member->moved = TRUE;
        return TRUE;
    }
    return fail(error, member->target, "cannot be written", errno);
}

/* Undoes what was done to MEMBER. */
static void put_back(const Member *member)
{
    GStatBuf status;
    if (g_lstat(member->kept, &status) == 0)
        rename(member->kept, member->target);
    else if (member->moved)
        g_unlink(member->target);
}

/* The old files that are to go, as members that are only taken away. */
static GPtrArray *find_obsolete(const Outset *set, const char *const *names)
{
    GPtrArray *obsolete = g_ptr_array_new_with_free_func(member_free);
    for (; names != NULL && *names != NULL; names++) {
        gboolean made = FALSE;
        for (guint i = 0; i < set->members->len; i++)
            made |= strcmp(((Member *)g_ptr_array_index(set->members, i))->name, *names) == 0;
        if (made || !is_plain_name(*names))
            continue;
        GStatBuf status;
        Member *member = member_new(set, *names);
        if (g_lstat(member->target, &status) == 0 && S_ISREG(status.st_mode))
            g_ptr_array_add(obsolete, member);
        else
            member_free(member);
    }
    return obsolete;
}

/* Takes MANIFEST out of the members; an empty Member when there is none. */
static Member *split_manifest(Outset *set, const char *manifest)
{
    for (guint i = 0; i < set->members->len && manifest != NULL; i++) {
        Member *member = g_ptr_array_index(set->members, i);
        if (strcmp(member->name, manifest) == 0)
            return g_ptr_array_steal_index(set->members, i);
    }
    return NULL;
}

static gboolean replace(Outset *set, Member *manifest, GPtrArray *obsolete, GError **error)
{
    if (manifest != NULL && manifest->had_old && !take_away(manifest, error))
        return FALSE;
    if (manifest != NULL && !sync_path(set->folder, set->folder, error))
        return FALSE;
    for (guint i = 0; i < set->members->len; i++)
        if (!put(g_ptr_array_index(set->members, i), error))
            return FALSE;
    for (guint i = 0; i < obsolete->len; i++)
        if (!take_away(g_ptr_array_index(obsolete, i), error))
            return FALSE;
    if (!sync_path(set->folder, set->folder, error))
        return FALSE;
    if (manifest == NULL)
        return TRUE;
    manifest->had_old = FALSE; /* it is already kept */
    return put(manifest, error);
}

static void undo(Outset *set, Member *manifest, GPtrArray *obsolete)
{
    for (guint i = 0; i < obsolete->len; i++)
        put_back(g_ptr_array_index(obsolete, i));
    for (guint i = 0; i < set->members->len; i++)
        put_back(g_ptr_array_index(set->members, i));
    if (manifest != NULL)
        put_back(manifest);
}

gboolean outset_commit(Outset *set, const char *manifest_name, const char *const *obsolete_names,
                       GError **error)
{
    g_return_val_if_fail(!set->committed, FALSE);
    if (!prepare(set, error))
        return FALSE;
    g_autoptr(GPtrArray) obsolete = find_obsolete(set, obsolete_names);
    Member *manifest = split_manifest(set, manifest_name);
    set->committed = replace(set, manifest, obsolete, error);
    if (!set->committed)
        undo(set, manifest, obsolete);
    else
        sync_path(set->folder, set->folder, NULL);
    if (manifest != NULL)
        g_ptr_array_add(set->members, manifest);
    return set->committed;
}
