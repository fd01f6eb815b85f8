#include "table.h"

static gint64 cell(const Summary *s, guint group, guint level)
{
    gint64 n = 0;
    for (guint stratum = 0; stratum < s->n_strata; stratum++)
        n += s->n[((gsize)stratum * s->n_groups + group) * s->n_levels + level];
    return n;
}

/* The indexes below N whose total is not 0, or all; returns how many. */
static guint keep(const gint64 *totals, guint n, gboolean drop_empty, guint *kept)
{
    guint size = 0;
    for (guint i = 0; i < n; i++)
        if (!drop_empty || totals[i] > 0)
            kept[size++] = i;
    return size;
}

static void count_margins(Table *t)
{
    t->row_n = g_new0(gint64, t->rows + 1);
    t->col_n = g_new0(gint64, t->cols + 1);
    for (guint r = 0; r < t->rows; r++) {
        for (guint c = 0; c < t->cols; c++) {
            gint64 n = t->n[(gsize)r * t->cols + c];
            t->row_n[r] += n;
            t->col_n[c] += n;
            t->total += n;
        }
    }
}

Table *table_new(const Summary *summary, TableShape shape)
{
    Table *t = g_new0(Table, 1);
    g_autofree gint64 *groups = g_new0(gint64, summary->n_groups + 1);
    g_autofree gint64 *levels = g_new0(gint64, summary->n_levels + 1);
    for (guint g = 0; g < summary->n_groups; g++) {
        for (guint l = 0; l < summary->n_levels; l++) {
            gint64 n = cell(summary, g, l);
            groups[g] += n;
            levels[l] += n;
        }
    }
    t->row = g_new(guint, summary->n_groups + 1);
    t->col = g_new(guint, summary->n_levels + 1);
    t->rows = keep(groups, summary->n_groups, shape == TABLE_FILLED, t->row);
    t->cols = keep(levels, summary->n_levels, shape != TABLE_WHOLE, t->col);
    t->n = g_new(gint64, (gsize)t->rows * t->cols + 1);
    for (guint r = 0; r < t->rows; r++)
        for (guint c = 0; c < t->cols; c++)
            t->n[(gsize)r * t->cols + c] = cell(summary, t->row[r], t->col[c]);
    count_margins(t);
    return t;
}

void table_free(Table *table)
{
    if (table == NULL)
        return;
    g_free(table->n);
    g_free(table->row);
    g_free(table->col);
    g_free(table->row_n);
    g_free(table->col_n);
    g_free(table);
}

Reason table_reason(const Table *table, const Summary *summary)
{
    if (table->total == 0)
        return REASON_NO_RESPONDENTS;
    if (summary->w != NULL)
        return REASON_SAMPLING_WEIGHT;
    if (table->rows < 2)
        return REASON_ONE_GROUP;
    return table->cols < 2 ? REASON_ALL_TIED : REASON_NONE;
}

Reason table_two_way_reason(const Table *table, const Summary *summary)
{
    Reason reason = table_reason(table, summary);
    return reason == REASON_ONE_GROUP || reason == REASON_ALL_TIED ? REASON_ONE_LEVEL : reason;
}

CentredRanks *centred_ranks_new(const Table *table)
{
    CentredRanks *ranks = g_new0(CentredRanks, 1);
    ranks->twice = g_new(gint64, table->cols + 1);
    ranks->row_sum = g_new0(Int128, table->rows + 1);
    gint64 n = mid_ranks_twice(table->col_n, table->cols, ranks->twice);
    Int128 spread = 0;
    for (guint c = 0; c < table->cols; c++) {
        ranks->twice[c] -= n + 1;
        spread += (Int128)ranks->twice[c] * ranks->twice[c] * table->col_n[c];
    }
    ranks->spread = (double)spread / 4;
    ranks->no_ties = (double)(((Int128)n * n * n - n) / 3) / 4;
    for (guint r = 0; r < table->rows; r++)
        for (guint c = 0; c < table->cols; c++)
            ranks->row_sum[r] += (Int128)table->n[(gsize)r * table->cols + c] * ranks->twice[c];
    return ranks;
}

void centred_ranks_free(CentredRanks *ranks)
{
    if (ranks == NULL)
        return;
    g_free(ranks->twice);
    g_free(ranks->row_sum);
    g_free(ranks);
}

double centred_mean_rank(const CentredRanks *ranks, const Table *table, guint row)
{
    return (double)ranks->row_sum[row] / (2 * (double)table->row_n[row]);
}
