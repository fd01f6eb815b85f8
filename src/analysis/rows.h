/* From what statistics yield to the tidy rows: names, labels, notes in words. */
#pragma once

#include "job.h"

/* Appends the unit's tests, estimates and letters to RESULTS. */
void rows_write(const Unit *unit, const Frame *frame, Results *results);
/* The ResultVariable of a frame variable, made once and kept in RESULTS->variables. */
const ResultVariable *rows_variable(const Frame *frame, gint variable, Results *results);
/* Variables of RESULTS with one label get their names behind it: "Support [q2]". */
void rows_tell_apart(Results *results);
/* The block of JOB (its responses and groupings), appended to RESULTS->blocks. */
void rows_block(const Job *job, const Frame *frame, Results *results);
