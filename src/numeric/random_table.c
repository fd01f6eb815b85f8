/* One stream of random tables, judged by every statistic asked for. */
#include "numeric/random_table.h"
#include "numeric/intervals.h"
#include "table_value.h"

#include <math.h>

static void judge(const TableValue *v, double value, MonteCarloResult *result)
{
    double e = v->statistic == EXACT_PROBABILITY
                   ? EXACT_PROBABILITY_TOLERANCE
                   : MONTE_CARLO_TOLERANCE * MAX(fabs(v->observed), fabs(value));
    gboolean below = value <= v->observed + e, above = value >= v->observed - e;
    double distance = fabs(value - v->expected) - fabs(v->observed - v->expected);

    result->draws++;
    result->lower += below;
    result->upper += above;
    result->point += below && above;
    result->far += distance >= -e;
    result->far_point += fabs(distance) <= e;
}

/* What a call of monte_carlo_table() holds. */
typedef struct {
    TableSampler *sampler;
    TableValue *values;
    guint n, keep;
    DrawnTables drawn;
} Stream;

static void draw_block(Stream *stream, guint64 draws, MonteCarloResult *results)
{
    for (guint64 i = 0; i < draws; i += TABLE_LANES) {
        guint64 lanes = MIN(TABLE_LANES, draws - i);
        table_sampler_draw(stream->sampler, stream->keep, &stream->drawn);
        for (guint t = 0; t < stream->n; t++) {
            Lanes at;
            table_value_at(&stream->values[t], stream->sampler, &stream->drawn, &at);
            for (guint lane = 0; lane < lanes; lane++)
                judge(&stream->values[t], at[lane], &results[t]);
        }
    }
}

static void stream_clear(Stream *stream)
{
    for (guint t = 0; t < stream->n; t++)
        table_value_clear(&stream->values[t]);
    g_free(stream->values);
    drawn_tables_clear(&stream->drawn);
    table_sampler_free(stream->sampler);
}

void monte_carlo_table(const ExactTable *table, const ExactTest *tests, guint n,
                       const MonteCarloDraws *draws, MonteCarloResult *results)
{
    Stream stream = {.sampler = table_sampler_new(table), .n = n};

    stream.drawn = drawn_tables_new(stream.sampler, table);
    stream.values = g_new(TableValue, n + 1);
    for (guint t = 0; t < n; t++) {
        stream.values[t] = table_value_new(stream.sampler, &tests[t], &stream.drawn);
        stream.keep |= table_value_keep(tests[t].statistic);
        results[t] = (MonteCarloResult){0};
    }
    for (guint64 at = 0; at < draws->draws; at += RANDOM_BLOCK_DRAWS) {
        table_sampler_begin(stream.sampler, draws->key, at / RANDOM_BLOCK_DRAWS);
        draw_block(&stream, MIN(RANDOM_BLOCK_DRAWS, draws->draws - at), results);
    }
    stream_clear(&stream);
}

MonteCarloP monte_carlo_p(const MonteCarloResult *r, ExactSide side, gboolean mid)
{
    guint64 hits[] = {r->far, 2 * MIN(r->lower, r->upper), r->lower, r->upper};
    guint64 ties = side == EXACT_FAR ? r->far_point : r->point, n = r->draws;
    guint64 hit = MIN(hits[side], n);
    Interval interval = interval_clopper_pearson((gint64)hit, (gint64)n, 0.99);
    double half = mid ? (double)ties / (side == EXACT_DOUBLED ? 1 : 2) : 0;

    return (MonteCarloP){(1 + MAX((double)hit - half, 0)) / (1 + (double)n), interval.low,
                         interval.high};
}

guint64 monte_carlo_draws_needed(double alpha, guint n_family)
{
    return (guint64)MAX(ceil((double)MAX(n_family, 1) / alpha * (1 - 1e-12)) - 1, 1);
}
