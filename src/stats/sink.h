/* How statistics write their rows. The pointers are valid until the next row. */
#pragma once

#include "stats/statistic.h"

/* A row of a test: state ok, no groups, no numbers yet. TEST and VARIANT are static or interned. */
StatTest *sink_test(ResultSink *sink, const char *test, gint64 n, const char *variant);
/* No value, for this reason: the numbers are emptied, n stays. */
void test_undefined(StatTest *test, Reason reason);
/* A row of an estimate: state ok, of everybody (no group, level or item). */
StatEstimate *sink_estimate(ResultSink *sink, const char *estimate, gint64 n, Quantity value);
void estimate_undefined(StatEstimate *estimate, Reason reason);
