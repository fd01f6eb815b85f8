/* The driver of a search: passages of a text, their tables, and the places of what is found. */
#pragma once

#include "text_parts.h"

/* A stretch of the text: LENGTH bytes at TEXT, which begins on LINE at COLUMN (both from 1). */
typedef struct {
    const char *text;
    gsize length;
    guint line;
    guint column;
} Passage;

typedef struct {
    Patterns *patterns;
    const TextOptions *options;
    TextFindings *findings;
    Fold fold;
    GArray *items;     /* Item, of one chain */
    GArray *assembled; /* Assembled, of one chain */
    Passage placed;    /* where the last result was found: places are counted on from there */
} Finder;

/* Assembles finder->items, whose offsets lie in finder->fold, and empties them; results that begin
 * at or behind byte UNTIL of the folded text are left out. */
void finder_take_chain(Finder *finder, const Passage *passage, gsize until);

/* Line and column of byte OFFSET of the passage. */
void finder_place(Finder *finder, const Passage *passage, gsize offset, TextTest *test);
/* Notes whether the folded text speaks of one-tailed tests. */
void finder_look_for_one_tailed(Finder *finder);

/* Tables, one line at a time. */
typedef struct Table Table;

Table *text_table_new(Finder *finder);
void text_table_free(Table *table);
/* TRUE when LINE is a header, rule or row of a table and has been dealt with. */
gboolean table_take_line(Table *table, const Passage *line);
/* The line before was the last of the table, if there was one. */
void table_end(Table *table);
