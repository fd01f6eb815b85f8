/* How the weights of a run were adjusted, in words and for machines. */
#pragma once

#include "result/result.h"
#include "tally/tally.h"

/* Fills RESULTS with what TALLY did to the weights of FRAME, and adds its note; nothing where the
 * plan leaves them as they are. */
void weights_describe(const Frame *frame, const Tally *tally, Results *results);
