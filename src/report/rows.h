/* The columns of tests.csv and estimates.csv, shared by CSV and JSON. */
#pragma once

#include "result/result.h"

typedef enum {
    FIELD_STRING,   /* const char * */
    FIELD_COUNT,    /* gint64 */
    FIELD_FAMILY,   /* guint; empty when 0 */
    FIELD_QUANTITY, /* Quantity */
    FIELD_STATE,    /* ResultState */
    FIELD_NOTE      /* const char *; see row_note() */
} FieldKind;

typedef struct {
    const char *name;
    FieldKind kind;
    gsize offset;
} Field;

extern const Field test_fields[];
extern const guint n_test_fields;
extern const Field estimate_fields[];
extern const guint n_estimate_fields;

/* The note of a row, with what must be said of synthetic data and the reason of an undefined
 * value; free with g_free(), NULL when there is nothing to say. */
char *row_note(const Results *results, const char *note, ResultState state, Reason reason,
               guint invented);
const char *state_name(ResultState state);
