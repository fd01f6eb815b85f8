#include "table_value.h"

#include "numeric/tails.h"

#include <string.h>

static const Lanes zero;

/* Σ n²/(row · column): X²/N + 1 */
static void chi_square(const TableValue *v, const TableMargins *m, const Lanes *n, Lanes *at)
{
    Lanes sum = zero;

    for (guint i = 0; i < m->n_groups * m->n_levels; i++)
        sum += n[i] * n[i] * v->weight[i];
    *at = sum;
}

/* Minus the log probability, up to a constant. */
static void improbability(const TableSampler *s, const Lanes *n, Lanes *at)
{
    Lanes sum = zero;

    for (guint i = 0; i < s->margins.n_groups * s->margins.n_levels; i++)
        for (guint lane = 0; lane < TABLE_LANES; lane++) {
            gint64 k = (gint64)n[i][lane];
            sum[lane] += k < s->lf.size ? s->lf.table[k] : log_factorial(k);
        }
    *at = sum;
}

/* Level after level from the lowest, and within it group after group: each respondent against those
 * of groups before, once where they are below and half where they are at the same level. */
static void jonckheere(const TableValue *v, const TableMargins *m, const Lanes *n, Lanes *at)
{
    Lanes sum = zero;

    memset(v->below, 0, m->n_groups * sizeof *v->below);
    for (guint l = 0; l < m->n_levels; l++) {
        Lanes lower = zero;
        for (guint g = 0; g < m->n_groups; g++) {
            Lanes here = n[g * m->n_levels + l];
            sum += here * lower;
            lower += v->below[g] + here / 2;
            v->below[g] += here;
        }
    }
    *at = sum;
}

static void kruskal(const TableValue *v, const TableMargins *m, const Lanes *rank_sum, Lanes *at)
{
    Lanes sum = zero;

    for (guint g = 0; g < m->n_groups; g++)
        sum += rank_sum[g] * rank_sum[g] * v->weight[g];
    *at = sum;
}

static void scored(const TableValue *v, const TableMargins *m, const Lanes *rank_sum, Lanes *at)
{
    Lanes sum = zero;

    for (guint g = 0; g < m->n_groups; g++)
        sum += rank_sum[g] * v->group_score[g];
    *at = sum;
}

static void linear(const TableValue *v, const TableMargins *m, const Lanes *n, Lanes *at)
{
    Lanes sum = zero;

    for (guint g = 0; g < m->n_groups; g++) {
        const Lanes *row = n + g * m->n_levels;
        Lanes scores = zero;
        for (guint l = 0; l < m->n_levels; l++)
            scores += row[l] * v->level_score[l];
        sum += scores * v->group_score[g];
    }
    *at = sum;
}

TableKeep table_value_keep(ExactStatistic statistic)
{
    return statistic == EXACT_KRUSKAL_WALLIS || statistic == EXACT_RANK_SUM ? KEEP_RANK_SUMS
                                                                            : KEEP_TABLES;
}

void table_value_at(const TableValue *v, const TableSampler *s, const DrawnTables *drawn, Lanes *at)
{
    switch (v->statistic) {
    case EXACT_PROBABILITY:
        improbability(s, drawn->n, at);
        break;
    case EXACT_CHI_SQUARE:
        chi_square(v, &s->margins, drawn->n, at);
        break;
    case EXACT_KRUSKAL_WALLIS:
        kruskal(v, &s->margins, drawn->rank_sum, at);
        break;
    case EXACT_RANK_SUM:
        scored(v, &s->margins, drawn->rank_sum, at);
        break;
    case EXACT_LINEAR:
        linear(v, &s->margins, drawn->n, at);
        break;
    case EXACT_JONCKHEERE:
    default:
        jonckheere(v, &s->margins, drawn->n, at);
    }
}

/* ---- what does not change from draw to draw ---- */

static double *scores_at(const double *scores, const guint *at, guint n)
{
    double *kept = g_new(double, n + 1);

    for (guint i = 0; i < n; i++)
        kept[i] = scores == NULL ? at[i] + 1.0 : scores[at[i]];
    return kept;
}

static double *weights(const TableMargins *m, ExactStatistic statistic)
{
    double *weight = g_new(double, m->n_groups * m->n_levels + 1);

    for (guint g = 0; g < m->n_groups && statistic != EXACT_CHI_SQUARE; g++)
        weight[g] = 1 / (double)m->group[g];
    for (guint i = 0; i < m->n_groups * m->n_levels && statistic == EXACT_CHI_SQUARE; i++)
        weight[i] = 1 / ((double)m->group[i / m->n_levels] * (double)m->level[i % m->n_levels]);
    return weight;
}

static double total(const double *score, const gint64 *margin, guint n)
{
    double sum = 0;

    for (guint i = 0; i < n; i++)
        sum += score[i] * (double)margin[i];
    return sum;
}

static double expectation(const TableValue *v, const TableMargins *m)
{
    double all = (double)m->all, squares = 0;

    if (v->statistic == EXACT_LINEAR)
        return total(v->group_score, m->group, m->n_groups) *
               total(v->level_score, m->level, m->n_levels) / all;
    for (guint g = 0; g < m->n_groups; g++)
        squares += (double)m->group[g] * (double)m->group[g];
    return v->statistic == EXACT_JONCKHEERE ? (all * all - squares) / 4 : 0;
}

TableValue table_value_new(const TableSampler *s, const ExactTest *test,
                           const DrawnTables *observed)
{
    const TableMargins *m = &s->margins;
    TableValue v = {.statistic = test->statistic};
    Lanes at;

    v.group_score = scores_at(test->group_scores, m->group_at, m->n_groups);
    v.level_score = scores_at(test->level_scores, m->level_at, m->n_levels);
    v.weight = weights(m, test->statistic);
    v.below = g_new(Lanes, m->n_groups + 1);
    table_value_at(&v, s, observed, &at);
    v.observed = at[0];
    v.expected = m->all > 0 ? expectation(&v, m) : 0;
    return v;
}

void table_value_clear(TableValue *v)
{
    g_free(v->group_score);
    g_free(v->level_score);
    g_free(v->weight);
    g_free(v->below);
}
