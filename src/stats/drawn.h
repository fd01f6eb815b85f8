/* Monte-Carlo rows wait until all statistics of a table have been computed; then its random tables
 * are drawn once and every one of them is judged by all that wait. */
#pragma once

#include "numeric/random_table.h"
#include "stats/statistic.h"

/* Row INDEX of SINK waits for its p: SIDE and MID as for monte_carlo_p(). TABLE and TEST are
 * copied.
 */
typedef struct {
    guint index;
    ExactSide side;
    gboolean mid;
} DrawnRow;

void drawn_wait(ResultSink *sink, const ExactTable *table, const ExactTest *test,
                const MonteCarloDraws *draws, const DrawnRow *row);
