/* Counts and percents of every level: of everybody, then within each group.
 *
 * Estimates "count" (value the respondents of the cell; n those of the group), "percent" (0..100
 * within the group, Wilson interval) and, by group, "expected" (row · column / N) and
 * "adjusted_residual"
 *
 *     (o - e) / √(e (1 - row/N)(1 - column/N)),
 *
 * which is about standard normal under independence.
 *
 * Under a sampling weight counts stay respondents, with the sum of weights in n_weighted; percents
 * are weighted and have no interval; expected counts and residuals are undefined.
 *
 * SOURCE     E. B. Wilson (1927), JASA 22:209-212. S. J. Haberman (1973), Biometrics 29:205-220.
 * UNDEFINED  percents of a group without respondents; a residual where the cell's group or level is
 *            empty or is everybody; all of them without respondents.
 * DEVIATES   none: SPSS's ASRESID, R's chisq.test()$stdres.
 * GOLDEN     chisq.test(), prop.test(correct = FALSE), survey's svymean: tests/stats/tables.R
 */
#include "sink.h"
#include "table.h"

#include "numeric/intervals.h"

#include <math.h>

typedef struct {
    const Summary *summary;
    const Policy *policy;
    ResultSink *sink;
    const Table *table; /* whole */
    double *cell_w, *row_w, *col_w;
    double total_w; /* all of them 0 without a sampling weight */
} Frequencies;

static void weigh(Frequencies *f)
{
    const Summary *s = f->summary;
    f->cell_w = g_new0(double, (gsize)s->n_groups * s->n_levels + 1);
    f->row_w = g_new0(double, s->n_groups + 1);
    f->col_w = g_new0(double, s->n_levels + 1);
    for (guint row = 0; s->w != NULL && row < s->n_strata * s->n_groups; row++) {
        for (guint l = 0; l < s->n_levels; l++) {
            double w = s->w[(gsize)row * s->n_levels + l];
            f->cell_w[(gsize)(row % s->n_groups) * s->n_levels + l] += w;
            f->row_w[row % s->n_groups] += w;
            f->col_w[l] += w;
            f->total_w += w;
        }
    }
}

/* One cell, or a level of everybody (GROUP -1): respondents and weights, of it and of its base. */
typedef struct {
    gint group;
    guint level;
    gint64 n, base;
    double w, base_w;
} Cell;

static Cell cell_at(const Frequencies *f, gint group, guint level)
{
    const Table *t = f->table;
    Cell cell = {.group = group, .level = level};
    if (group < 0) {
        cell.n = t->col_n[level];
        cell.base = t->total;
        cell.w = f->col_w[level];
        cell.base_w = f->total_w;
    } else {
        gsize at = (gsize)group * t->cols + level;
        cell.n = t->n[at];
        cell.base = t->row_n[group];
        cell.w = f->cell_w[at];
        cell.base_w = f->row_w[group];
    }
    return cell;
}

static StatEstimate *emit(const Frequencies *f, const Cell *cell, const char *name, double value)
{
    StatEstimate *row = sink_estimate(f->sink, name, cell->base, quantity(value));
    row->group = cell->group;
    row->level = (gint)cell->level;
    if (f->summary->w != NULL)
        row->n_weighted = quantity(cell->base_w);
    return row;
}

static void emit_count(const Frequencies *f, const Cell *cell)
{
    StatEstimate *row = emit(f, cell, "count", (double)cell->n);
    if (f->summary->w != NULL)
        row->n_weighted = quantity(cell->w);
}

static void emit_percent(const Frequencies *f, const Cell *cell)
{
    StatEstimate *row = emit(f, cell, "percent", 0);
    if (cell->base == 0) {
        estimate_undefined(row, REASON_NO_RESPONDENTS);
    } else if (f->summary->w != NULL) {
        row->value = quantity(100 * (cell->w / cell->base_w));
        row->reason = REASON_SAMPLING_WEIGHT;
    } else {
        Interval wilson = interval_wilson(cell->n, cell->base, f->policy->confidence);
        row->value = quantity(100 * (double)cell->n / (double)cell->base);
        row->low = quantity(100 * wilson.low);
        row->high = quantity(100 * wilson.high);
    }
}

static void emit_expected(const Frequencies *f, const Cell *cell)
{
    const Table *t = f->table;
    StatEstimate *expected = emit(f, cell, "expected", 0);
    Reason reason = t->total == 0           ? REASON_NO_RESPONDENTS
                    : f->summary->w != NULL ? REASON_SAMPLING_WEIGHT
                                            : REASON_NONE;
    if (reason != REASON_NONE)
        estimate_undefined(expected, reason);
    else
        expected->value =
            quantity((double)((Int128)cell->base * t->col_n[cell->level]) / (double)t->total);
}

static Reason residual_reason(const Frequencies *f, const Cell *cell)
{
    const Table *t = f->table;
    gint64 column = t->col_n[cell->level];
    if (t->total == 0)
        return REASON_NO_RESPONDENTS;
    if (f->summary->w != NULL)
        return REASON_SAMPLING_WEIGHT;
    if (cell->base == 0 || column == 0)
        return REASON_NO_EMPTY_MARGIN;
    return cell->base == t->total || column == t->total ? REASON_ONE_LEVEL : REASON_NONE;
}

static void emit_residual(const Frequencies *f, const Cell *cell)
{
    const Table *t = f->table;
    StatEstimate *row = emit(f, cell, "adjusted_residual", 0);
    Reason reason = residual_reason(f, cell);
    if (reason != REASON_NONE) {
        estimate_undefined(row, reason);
        return;
    }
    gint64 column = t->col_n[cell->level];
    Int128 product = (Int128)cell->base * column;
    double off = (double)((Int128)cell->n * t->total - product);
    double rest = (double)(t->total - cell->base) * (double)(t->total - column);
    row->value = quantity(off / sqrt((double)product * (rest / (double)t->total)));
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) table = table_new(summary, TABLE_WHOLE);
    Frequencies f = {.summary = summary, .policy = policy, .sink = sink, .table = table};
    gint groups = summary->groups != NULL ? (gint)summary->n_groups : 0;
    weigh(&f);
    for (gint g = -1; g < groups; g++) {
        for (guint l = 0; l < table->cols; l++) {
            const Cell cell = cell_at(&f, g, l);
            emit_count(&f, &cell);
            emit_percent(&f, &cell);
            if (g < 0)
                continue;
            emit_expected(&f, &cell);
            emit_residual(&f, &cell);
        }
    }
    g_free(f.cell_w);
    g_free(f.row_w);
    g_free(f.col_w);
}

const Statistic statistic_frequencies = {
    .name = "frequencies",
    .role = STATISTIC_ESTIMATES,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_LEVEL_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .compute = compute,
};
