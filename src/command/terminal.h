/* What the terminal shows: colours only there, a progress bar only there, columns that line up. */
#pragma once

#include "base/progress.h"

#include <stdio.h>

typedef enum { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_GOOD, STYLE_BAD } Style;

/* Whether TO is a terminal and NO_COLOR is not set. */
gboolean terminal_has_colour(FILE *to);
/* Columns of the terminal behind TO, 100 when it is none. */
guint terminal_width(FILE *to);
/* Prints TEXT padded (or cut with an ellipsis) to WIDTH cells; negative WIDTH: right-aligned. */
void terminal_cell(FILE *to, const char *text, int width, Style style);
/* Cells that TEXT (UTF-8) takes. */
guint terminal_cells(const char *text);
/* The bytes of TEXT that fit into WIDTH cells: up to a blank where there is one in the second half
 * of these, all of TEXT when it fits. */
gsize terminal_fit(const char *text, guint width);
/* A progress bar on stderr: rows, rate, time left. Both do nothing when stderr is no terminal. */
const Progress *terminal_progress(void);
void terminal_progress_end(void);
/* A count with a thin space at thousands, as 1 681; BUFFER of 32. */
const char *terminal_count(gint64 n, char buffer[32]);
