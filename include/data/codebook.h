/* What a data file says of itself: variables, labels, declared missing values. */
#pragma once

#include <glib.h>

/* Kinds of missing are kept apart and counted apart. */
typedef enum {
    CELL_VALID,
    CELL_SYSTEM_MISSING, /* SPSS sysmis, Stata ".", SAS ".", an empty CSV cell or string */
    CELL_USER_MISSING,   /* a value declared missing, by the file or by the plan */
    CELL_TAGGED_MISSING  /* Stata .a-.z, SAS .A-.Z */
} CellState;

/* A value with its label. Numbers and strings are never mixed in one variable. */
typedef struct {
    CellState state;
    char tag;      /* CELL_TAGGED_MISSING: 'a'..'z' ('_' for SAS ._) */
    double number; /* numeric variables */
    char *text;    /* string variables: UTF-8; NULL for numbers */
    char *label;   /* UTF-8 or NULL */
} ValueLabel;

typedef enum { MEASURE_UNKNOWN, MEASURE_NOMINAL, MEASURE_ORDINAL, MEASURE_SCALE } Measure;

typedef struct {
    char *name;
    char *label;  /* NULL when absent */
    char *format; /* as the file writes it, NULL when absent */
    gboolean is_string;
    guint width; /* strings: bytes of the longest value, for writing; 0 where a source is read */
    Measure measure;
    GPtrArray *value_labels;  /* ValueLabel, in file order; may be empty */
    GArray *missing_ranges;   /* MissingRange, numbers; may be empty */
    GPtrArray *missing_texts; /* char *, strings declared missing; may be empty */
    guint column;             /* position in the file, from 0 */
    /* Text files: a column is a string when a cell is no number. Where N_NUMBERS is large beside
     * N_WORDS, the words are mistakes in a numeric column: who needs numbers says so. */
    gint64 n_numbers, n_words;
    gint64 first_word_row; /* from 1; 0 when there is none */
    char *first_word;      /* UTF-8, perhaps cut; NULL when there is none */
} Variable;

typedef struct {
    double low, high; /* equal for a single value; infinities for LOWEST and HIGHEST */
} MissingRange;

/* Text files: a byte at which a record begins, and the rows before it. */
typedef struct {
    gint64 byte, row;
} CodebookMark;

typedef struct {
    char *path;
    const char *kind;        /* "SPSS", "Stata", "SAS", "CSV", … static */
    char *file_label;        /* NULL when absent */
    char *encoding;          /* as found or given */
    gint64 rows;             /* -1: the file does not say */
    char *weight;            /* the weight that the file itself declares, or NULL */
    gboolean synthetic;      /* the file says of itself that it is synthetic */
    GPtrArray *variables;    /* Variable, in file order */
    GPtrArray *warnings;     /* char *: encoding guessed, … a sentence each, for the terminal */
    char delimiter, decimal; /* CSV: as found or given */
    GArray *marks;           /* CSV: CodebookMark, ascending, where readers may begin */
} Codebook;

/* Empty, for sources, and for who writes data. PATH is copied (may be NULL), KIND is not. */
Codebook *codebook_new(const char *path, const char *kind);
/* Adds a variable with empty arrays behind the others; NAME is copied. It belongs to CODEBOOK. */
Variable *codebook_add(Codebook *codebook, const char *name);
/* Adds a label for a number (TEXT NULL) or a text; both are copied. */
void variable_add_label(Variable *variable, double number, const char *text, const char *label);
void codebook_free(Codebook *codebook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Codebook, codebook_free)
/* Exact match on the name; NULL when there is none. */
const Variable *codebook_find(const Codebook *codebook, const char *name);
const ValueLabel *variable_label_of(const Variable *variable, double number, const char *text);
/* Whether TEXT, a file label, says that the data are synthetic ("SYNTHETIC", "SYNTHÉTIQUES"; in
 * any case, with accents or without). */
gboolean codebook_text_says_synthetic(const char *text);
/* Whether the file declares this value missing. */
gboolean variable_declares_missing(const Variable *variable, double number, const char *text);
