#include "drawn.h"

#include <string.h>

/* A stream of tables and the rows that wait for it: tests[i] is that of rows[i]. */
typedef struct {
    ExactTable table;
    MonteCarloDraws draws;
    GArray *tests; /* ExactTest */
    GArray *rows;  /* DrawnRow */
} Waiting;

static gsize cells(const ExactTable *table)
{
    return (gsize)table->n_groups * table->n_levels;
}

static Waiting *waiting_new(const ExactTable *table, const MonteCarloDraws *draws)
{
    Waiting *w = g_new(Waiting, 1);

    w->table = *table;
    w->table.n = g_memdup2(table->n, cells(table) * sizeof *table->n);
    w->draws = *draws;
    w->tests = g_array_new(FALSE, FALSE, sizeof(ExactTest));
    w->rows = g_array_new(FALSE, FALSE, sizeof(DrawnRow));
    return w;
}

static void waiting_free(gpointer data)
{
    Waiting *w = data;

    for (guint i = 0; i < w->tests->len; i++) {
        g_free((gpointer)g_array_index(w->tests, ExactTest, i).group_scores);
        g_free((gpointer)g_array_index(w->tests, ExactTest, i).level_scores);
    }
    g_free((gpointer)w->table.n);
    g_array_unref(w->tests);
    g_array_unref(w->rows);
    g_free(w);
}

static gboolean is_stream(const Waiting *w, const ExactTable *table, const MonteCarloDraws *draws)
{
    return w->draws.draws == draws->draws && w->draws.key == draws->key &&
           w->table.n_groups == table->n_groups && w->table.n_levels == table->n_levels &&
           memcmp(w->table.n, table->n, cells(table) * sizeof *table->n) == 0;
}

static Waiting *stream_of(ResultSink *sink, const ExactTable *table, const MonteCarloDraws *draws)
{
    if (sink->drawn == NULL)
        sink->drawn = g_ptr_array_new_with_free_func(waiting_free);
    for (guint i = 0; i < sink->drawn->len; i++)
        if (is_stream(g_ptr_array_index(sink->drawn, i), table, draws))
            return g_ptr_array_index(sink->drawn, i);
    g_ptr_array_add(sink->drawn, waiting_new(table, draws));
    return g_ptr_array_index(sink->drawn, sink->drawn->len - 1);
}

void drawn_wait(ResultSink *sink, const ExactTable *table, const ExactTest *test,
                const MonteCarloDraws *draws, const DrawnRow *row)
{
    Waiting *w = stream_of(sink, table, draws);
    ExactTest copy = {test->statistic,
                      g_memdup2(test->group_scores, table->n_groups * sizeof(double)),
                      g_memdup2(test->level_scores, table->n_levels * sizeof(double))};

    g_array_append_val(w->tests, copy);
    g_array_append_val(w->rows, *row);
}

static void fill_row(const Waiting *w, const DrawnRow *row, const MonteCarloResult *result,
                     ResultSink *sink)
{
    StatTest *test = &g_array_index(sink->tests, StatTest, row->index);
    MonteCarloP p = monte_carlo_p(result, row->side, row->mid);

    test->p = quantity(p.p);
    test->p_low = quantity(p.low);
    test->p_high = quantity(p.high);
    test->draws = quantity((double)w->draws.draws);
}

static void draw(const Waiting *w, ResultSink *sink)
{
    g_autofree MonteCarloResult *results = g_new(MonteCarloResult, w->tests->len);

    monte_carlo_table(&w->table, (const ExactTest *)(gpointer)w->tests->data, w->tests->len,
                      &w->draws, results);
    for (guint i = 0; i < w->rows->len; i++)
        fill_row(w, &g_array_index(w->rows, DrawnRow, i), &results[i], sink);
}

void statistics_compute(const Statistic *const *statistics, const Policy *policies, guint n,
                        const Summary *summary, ResultSink *sink)
{
    for (guint i = 0; i < n; i++)
        statistics[i]->compute(summary, &policies[i], sink);
    for (guint i = 0; sink->drawn != NULL && i < sink->drawn->len; i++)
        draw(g_ptr_array_index(sink->drawn, i), sink);
    g_clear_pointer(&sink->drawn, g_ptr_array_unref);
}
