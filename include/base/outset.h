/* A set of output files that appears whole or not at all.
 *
 *     g_autoptr(Outset) set = outset_new("reports/copenhagen", &error);
 *     write(outset_path(set, "tests.csv")); write(outset_path(set, "manifest.json"));
 *     outset_commit(set, "manifest.json", obsolete, &error);
 *
 * Files are written into a hidden folder inside the output folder. outset_commit() syncs them,
 * looks whether every target is free to write, takes the old manifest away, renames one by one, and
 * puts the new manifest last: a set without a manifest is not complete. A failure anywhere puts
 * back what was there; a kill leaves old or new files, never half ones, no manifest, and a hidden
 * folder that the next run removes. While a set is open no other process opens one in the same
 * folder.
 *
 * Every failure is ANNEXE_ERROR_IO and names the file. */
#pragma once

#include <glib.h>

typedef struct Outset Outset;

/* Makes FOLDER with its parents where needed. NULL when it cannot be made or written, or when
 * another run is writing there. */
Outset *outset_new(const char *folder, GError **error);
/* Without a commit before: removes the hidden folder, and FOLDER when outset_new() made it. */
void outset_free(Outset *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outset, outset_free)
/* Adds a file called NAME (no slash, no leading dot); where to write it. Owned by the set. What
 * else is written beside it goes with the hidden folder. */
const char *outset_path(Outset *set, const char *name);
/* Syncs one file of a set when it is whole, so that outset_commit() has not to wait for it. */
gboolean outset_sync(const char *path, GError **error);
/* Whenever there is time for it, before outset_commit(): the kernel lets go of what it keeps of the
 * old files in memory, which otherwise the commit waits for when it removes them. They stay. */
void outset_release_old(const Outset *set);
/* MANIFEST: the name that comes last, or NULL. OBSOLETE: NULL-terminated names in the folder that
 * are to go, or NULL; those that are no plain file names or no plain files are left alone. Once. */
gboolean outset_commit(Outset *set, const char *manifest, const char *const *obsolete,
                       GError **error);

/* One file, atomically: a hidden sibling, synced, renamed. What is neither file nor folder
 * (/dev/stdout) is written straight. */
gboolean outset_write_file(const char *path, const char *bytes, gsize length, GError **error);
