/* A passage folded to plain ASCII, so that the patterns behind it know one space, one minus and one
 * way to write an exponent, whatever the word processor, HTML or Markdown made of them. */
#pragma once

#include <glib.h>

/* What stands for characters that no pattern names. */
#define FOLD_SYMBOL '\x01'
#define FOLD_LETTER '\x02'

/* text: the folded passage. from[i]: byte offset in the passage of what gave text[i]; one more
 * entry than text has bytes. */
typedef struct {
    GString *text;
    GArray *from; /* guint32 */
} Fold;

void fold_init(Fold *fold);
void fold_clear(Fold *fold);
/* Folds PASSAGE (valid UTF-8, below 4 GiB), replacing what FOLD held. Runs of blanks become one
 * space; with KEEP_TABS a tab stays itself, for cells, and what parts them in HTML or by two blanks
 * becomes one. */
void fold_passage(Fold *fold, const char *passage, gsize length, gboolean keep_tabs);
