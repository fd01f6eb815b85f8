/* Text from data made safe for a spreadsheet, and names made legal there. */
#pragma once

#include <glib.h>

/* Longest text of a cell that we write, in characters; Excel's own limit is 32,767 UTF-16 units. */
#define CLEAN_LONGEST 1000

/* Valid UTF-8 (bad bytes become U+FFFD), no control characters or noncharacters, blanks collapsed,
 * at most CLEAN_LONGEST characters. `_x0041_`, which Excel would read as an escape, is escaped.
 * Cleaning twice is cleaning once. Free with g_free(). */
char *clean_text(const char *text);
/* Lower case without accents, for comparing names as Excel does and more strictly. */
char *clean_fold(const char *text);
/* NAME as a legal sheet name that is not in USED (folded names), and is added there. */
char *clean_sheet_name(const char *name, GHashTable *used);
/* HEADER as a column name of a table that is not in USED, and is added there. */
char *clean_header(const char *header, GHashTable *used);
