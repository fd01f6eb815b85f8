/* The child's side of describing a text file. */
#pragma once

#include "kind.h"

enum { MARK_POINT, MARK_COMMA, N_MARKS };

/* What some cells say of a column, under either decimal mark. */
typedef struct {
    gint64 n_words[N_MARKS];
    gint64 first_word_row[N_MARKS]; /* in the range, from 0 */
    char *first_word[N_MARKS];      /* bytes as they stand, cut to TYPING_WORD; NULL: none */
    gint64 n_empty;
} ColumnTypes;

enum { TYPING_WORD = 60 };

typedef struct {
    const SourceFile *file;
    char delimiter; /* 0 in a HeadJob: to be found */
    guint n_columns;
    const char *const *missing_words; /* as in SourceOptions */
    guint n_parts;                    /* HeadJob: how many parts to cut the file into */
    gint64 from, until;
} TypingJob;

/* Sends WIRE_META (delimiter, whether there is a BOM), WIRE_VARIABLE (each name), WIRE_MARK (each
 * place where a part may begin), WIRE_END. DATA is a TypingJob. */
void typing_head(Wire *out, gpointer data);
/* Sends one WIRE_TYPES, WIRE_END with the number of rows. DATA is a TypingJob. */
void typing_cells(Wire *out, gpointer data);
