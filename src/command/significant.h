/* After a run: a short table of what is significant, and where the files are. */
#pragma once

#include "result/result.h"

#include <stdio.h>

void significant_print(const Results *results, char *const *files, FILE *to);
