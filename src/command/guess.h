/* What the variables of a data file are probably for, from labels, values and names alone.
 *
 * item      a number with three to eleven levels one apart that have an order: the file says so,
 * the labels do (never, agree, very, less than …), only the ends are labelled, or neighbours have
 * the same levels and the same beginning of their names answer    one of three or more neighbours
 * with the same few levels that are no items: boxes that were ticked or not, answers kept as texts
 * grouping  any other variable with two to twelve levels
 * weight    an unlabelled number with a weight's name
 * nothing   dates, numbers of respondents, comments, constants, amounts */
#pragma once

#include "base/text.h"
#include "datafile.h"

typedef enum { GUESS_NONE, GUESS_ITEM, GUESS_ANSWER, GUESS_GROUPING, GUESS_WEIGHT } Guess;

typedef struct {
    const Variable *variable;
    const ProfileVariable *profile;
    Guess guess;
    double low, high;   /* numbers: of the levels */
    guint n_met;        /* valid answers that are different */
    GArray *undeclared; /* double: labelled as no answer, but not declared missing; mostly empty */
} Guessed;

/* Guessed, one a variable, in file order; g_array_unref() it. */
GArray *guess_all(const DataFile *file);
/* The number of items, or of answers, in a row from START that belong together; 1 for others. */
guint guess_run(const GArray *all, guint start);
/* Bytes of NAME without its number or its last letter: "q" of "q12", "QN105B" of "QN105BA". */
gsize guess_stem(const char *name);
/* The language of the file's labels and texts. */
Language guess_language(const DataFile *file);
