/* How wide text is, in characters of the workbook's font (a digit is 1), and where it wraps. */
#pragma once

#include <glib.h>

double measure_text(const char *text);
/* The widest word: narrower than this, a column would break it. */
double measure_longest_word(const char *text);
/* Lines that TEXT takes in a column of WIDTH characters; at least 1. */
guint measure_lines(const char *text, double width);
/* TEXT broken into lines of at most WIDTH characters at its blanks; free with g_strfreev(). */
char **measure_break(const char *text, double width);
