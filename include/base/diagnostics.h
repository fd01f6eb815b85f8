/* Mistakes and warnings about a text file (plan, claims), collected so that one run shows them all.
 *
 *     Diagnostics *d = diagnostics_new();
 *     guint file = diagnostics_add_file(d, "surveys/x/plan.yaml", text, length);
 *     diagnostics_error(d, (Place){file, 12, 5}, "unknown key '%s'; did you mean '%s'?", ...);
 *     if (diagnostics_n_errors(d) > 0) -> diagnostics_render()
 *
 * Rendering: sorted by file, line and column, identical ones once:
 *     FILE:LINE:COLUMN: error: message
 *        12 |     inflence: {label: Influence}
 *           |     ^
 * The caret counts characters (not bytes) and survives tabs. Nothing here prints. */
#pragma once

#include <glib.h>

/* Where something stands: line and column count from 1, column in characters. Line 0: the file. */
typedef struct {
    guint file;
    guint line;
    guint column;
} Place;

typedef struct Diagnostics Diagnostics;

Diagnostics *diagnostics_new(void);
void diagnostics_free(Diagnostics *diagnostics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diagnostics, diagnostics_free)

/* Registers a file by the NAME shown; TEXT is copied (may be NULL). Returns its number for Place.
 */
guint diagnostics_add_file(Diagnostics *diagnostics, const char *name, const char *text,
                           gsize length);
void diagnostics_error(Diagnostics *diagnostics, Place place, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void diagnostics_warning(Diagnostics *diagnostics, Place place, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* Forgets what was said so far, so that what comes can be shown by itself; files keep their
 * numbers.
 */
void diagnostics_forget(Diagnostics *diagnostics);
guint diagnostics_n_errors(const Diagnostics *diagnostics);
guint diagnostics_n_warnings(const Diagnostics *diagnostics);
/* All of them as the terminal shows them, newline-terminated; free with g_free(). */
char *diagnostics_render(const Diagnostics *diagnostics, gboolean colour);

/* The candidate nearest to WORD by edit distance (Damerau, case folded, accents folded), else the
 * only one whose first words it is, or NULL when none is close enough to be a slip of the pen.
 * CANDIDATES: n strings. */
const char *nearest_name(const char *word, const char *const *candidates, gsize n);
/* How a message ends that has a NEAREST name: "; did you mean 'x'?"; empty for NULL. Free with
 * g_free(). */
char *nearest_hint(const char *nearest);
