/* What ReadStat reads in the child: source_readstat.c knows the formats, readstat_rows.c the rows.
 */
#pragma once

#include "input.h"
#include "kind.h"

#include <readstat.h>

/* One of ReadStat's functions, a format each. */
typedef readstat_error_t (*ReadstatParse)(readstat_parser_t *parser, const char *path,
                                          void *context);

/* A parser that reads from INPUT; readstat_parser_free(). */
readstat_parser_t *source_parser_new(Input *input, const SourceOptions *options);
/* Says why the file was not taken; ROW of the file from 0, or -1. */
void source_refuse(Wire *out, Input *input, readstat_error_t code, gint64 row);

/* The cells of the job's columns, of its range, or of the rows that it shares. */
void readstat_rows(Reader *reader, const ReadJob *job, ReadstatParse parse);
