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
 * are weighted, with the logit interval on the design's degrees of freedom and rows "percent_se",
 * "percent_cv" and "percent_deff"; expected counts are n p_row p_column of the weighted shares, and
 * residuals (p_cell - p_row p_column) over its linearised standard error.
 *
 * SOURCE     E. B. Wilson (1927), JASA 22:209-212. S. J. Haberman (1973), Biometrics 29:205-220. T.
 *            Lumley (2010), Complex Surveys, 2.4 (logit interval).
 * UNDEFINED  percents of a group without respondents; a residual where the cell's group or level is
 *            empty or is everybody; all of them without respondents. Under a sampling weight a
 *            percent of 0 or 100, or of one respondent, stands without interval, CV and effect.
 * DEVIATES   none: SPSS's ASRESID, R's chisq.test()$stdres. The degrees of freedom are those of the
 *            whole sample; R's svyciprop() counts the units of the domain.
 * GOLDEN     chisq.test(), prop.test(correct = FALSE): tests/stats/tables.R; survey's svymean,
 *            svyciprop: tests/stats/design.R
 */
#include "design_rows.h"
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
    double total_w;              /* all of them 0 without a sampling weight */
    const DesignNumbers *design; /* NULL without a sampling weight */
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

/* Domain means in this order: the percents of everybody and of each group, then the residuals. */
static guint percent_at(const Summary *s, gint group, guint level)
{
    return (guint)(group + 1) * s->n_levels + level;
}

static guint residual_at(const Summary *s, gint group, guint level)
{
    guint groups = s->groups != NULL ? s->n_groups : 0;
    return (groups + 1 + (guint)group) * s->n_levels + level;
}

static void emit_weighted_percent(const Frequencies *f, const Cell *cell, StatEstimate *row)
{
    static const DesignNames names = {"percent_se", "percent_cv", "percent_deff"};
    double p = cell->w / cell->base_w, n = (double)cell->base;
    guint mean = percent_at(f->summary, cell->group, cell->level);
    row->value = quantity(100 * p);
    row->reason = design_reason(f->design, mean, cell->base);
    if (row->reason == REASON_NONE && (cell->n == 0 || cell->n == cell->base))
        row->reason = REASON_ZERO_VARIANCE;
    if (row->reason == REASON_NONE) {
        Interval logit = design_logit(f->design, mean, p, f->policy->confidence);
        row->low = quantity(100 * logit.low);
        row->high = quantity(100 * logit.high);
    }
    double se = 100 * design_se(f->design, mean);
    design_rows(f->sink, row, &names, se, 1e4 * p * (1 - p) / (n - 1));
}

static void emit_percent(const Frequencies *f, const Cell *cell)
{
    StatEstimate *row = emit(f, cell, "percent", 0);
    if (cell->base == 0) {
        estimate_undefined(row, REASON_NO_RESPONDENTS);
    } else if (f->summary->w != NULL) {
        emit_weighted_percent(f, cell, row);
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
    if (t->total == 0)
        estimate_undefined(expected, REASON_NO_RESPONDENTS);
    else if (f->summary->w != NULL)
        expected->value = quantity((double)t->total * (cell->base_w / f->total_w) *
                                   (f->col_w[cell->level] / f->total_w));
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
    if (cell->base == 0 || column == 0)
        return REASON_NO_EMPTY_MARGIN;
    if (cell->base == t->total || column == t->total)
        return REASON_ONE_LEVEL;
    if (f->design == NULL)
        return REASON_NONE;
    guint mean = residual_at(f->summary, cell->group, cell->level);
    Reason reason = design_reason(f->design, mean, t->total);
    return reason == REASON_NONE && !(design_se(f->design, mean) > 0) ? REASON_ZERO_VARIANCE
                                                                      : reason;
}

static double weighted_residual(const Frequencies *f, const Cell *cell)
{
    double expected = (cell->base_w / f->total_w) * (f->col_w[cell->level] / f->total_w);
    double off = cell->w / f->total_w - expected;
    return off / design_se(f->design, residual_at(f->summary, cell->group, cell->level));
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
    if (f->design != NULL) {
        row->value = quantity(weighted_residual(f, cell));
        return;
    }
    gint64 column = t->col_n[cell->level];
    Int128 product = (Int128)cell->base * column;
    double off = (double)((Int128)cell->n * t->total - product);
    double rest = (double)(t->total - cell->base) * (double)(t->total - column);
    row->value = quantity(off / sqrt((double)product * (rest / (double)t->total)));
}

static gboolean in_group(const Summary *s, guint row, gint group)
{
    return group < 0 || row % s->n_groups == (guint)group;
}

static void percent_mean(const Summary *s, gint group, guint level, double *score)
{
    for (guint row = 0; row < s->n_strata * s->n_groups; row++)
        for (guint l = 0; in_group(s, row, group) && l < s->n_levels; l++)
            score[row * s->n_levels + l] = l == level;
}

/* Of p_cell - p_row p_column by its derivatives. */
static void residual_mean(const Frequencies *f, guint group, guint level, double *score)
{
    const Summary *s = f->summary;
    double p_row = f->row_w[group] / f->total_w, p_column = f->col_w[level] / f->total_w;
    for (guint row = 0; row < s->n_strata * s->n_groups; row++)
        for (guint l = 0; l < s->n_levels; l++) {
            gboolean here = row % s->n_groups == group, at = l == level;
            score[row * s->n_levels + l] = (here && at) - p_column * here - p_row * at;
        }
}

static void clear(Frequencies *f)
{
    g_free(f->cell_w);
    g_free(f->row_w);
    g_free(f->col_w);
}

static void means(const Summary *summary, DomainMeans *to)
{
    guint groups = summary->groups != NULL ? summary->n_groups : 0;
    to->apart = TRUE;
    if (summary->w == NULL || (2 * groups + 1) * summary->n_levels > MOST_MEANS)
        return;
    Frequencies f = {.summary = summary};
    weigh(&f);
    for (gint g = -1; g < (gint)groups; g++)
        for (guint l = 0; l < summary->n_levels; l++)
            percent_mean(summary, g, l, domain_means_add(to));
    for (guint g = 0; g < groups; g++)
        for (guint l = 0; l < summary->n_levels; l++)
            residual_mean(&f, g, l, domain_means_add(to));
    clear(&f);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) table = table_new(summary, TABLE_WHOLE);
    g_autoptr(DesignNumbers) design =
        summary->w == NULL ? NULL : design_numbers_new(means, summary, policy);
    Frequencies f = {.summary = summary, .policy = policy, .sink = sink, .table = table};
    f.design = design;
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
    clear(&f);
}

const Statistic statistic_frequencies = {
    .name = "frequencies",
    .role = STATISTIC_ESTIMATES,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_LEVEL_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .compute = compute,
    .means = means,
};
