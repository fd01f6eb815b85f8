/* Design-based rank test: do the groups differ in the ranks of the response, under a sampling
 * design?
 *
 *     s_l = (W below l + W_l/2)/W,   s̄_j the weighted mean of s in group j
 *
 * Two groups: t = (s̄_2 - s̄_1)/se on df = design's - 1. More: the Wald statistic of the k - 1
 * differences from the first group, with df = k - 1; p from F = statistic/(k - 1) on k - 1 and
 * df2 = design's - (k - 1). Covariances are linearised with s taken as known. Effects: for two
 * groups the rank biserial correlation of the population, -2 (s̄_2 - s̄_1), with t interval; else ε²,
 * the weighted share of the variance of s between groups. Without weights everybody counts 1.
 *
 * SOURCE     T. Lumley and A. J. Scott (2013), Biometrika 100:831-842, section 3.
 * UNDEFINED  no respondents; fewer than two groups with respondents; all tied; no degrees of
 *            freedom or no variance left.
 * DEVIATES   R's svyranktest() breaks ties by row order where weights differ within a tie, and for
 *            more than two groups prints the degrees of freedom as the statistic; its degrees of
 *            freedom are those of the domain's units, ours those of the whole sample.
 * GOLDEN     svyranktest() on equal weights, svyglm() of the score else: tests/stats/design.R */
#include "design_rank.h"

#include "design_rows.h"
#include "sink.h"
#include "table.h"

#include "numeric/linear.h"
#include "numeric/tails.h"

#include <math.h>

/* Lists the mean score of every group that has respondents. */
static void means(const Summary *summary, DomainMeans *to)
{
    g_autoptr(RankScores) ranks = rank_scores_new(summary);
    guint rows = summary->n_strata * summary->n_groups, levels = summary->n_levels;
    if (ranks->groups > MOST_MEANS)
        return;
    for (guint i = 0; i < ranks->groups; i++) {
        double *score = domain_means_add(to);
        for (guint row = ranks->group[i]; row < rows; row += summary->n_groups)
            for (guint l = 0; l < levels; l++)
                score[row * levels + l] = ranks->score[l];
    }
}

static double cell_weight(const Summary *s, gsize cell)
{
    return s->w != NULL ? s->w[cell] : (double)s->n[cell];
}

static void score_levels(const Summary *s, RankScores *ranks)
{
    gsize rows = (gsize)s->n_strata * s->n_groups;
    double total = 0, below = 0;
    for (gsize c = 0; c < rows * s->n_levels; c++)
        total += cell_weight(s, c);
    for (guint l = 0; l < s->n_levels; l++) {
        double weight = 0;
        for (gsize row = 0; row < rows; row++)
            weight += cell_weight(s, row * s->n_levels + l);
        ranks->score[l] = total > 0 ? (below + weight / 2) / total : 0;
        below += weight;
    }
}

RankScores *rank_scores_new(const Summary *s)
{
    RankScores *ranks = g_new0(RankScores, 1);
    ranks->score = g_new0(double, s->n_levels + 1);
    ranks->group = g_new0(guint, s->n_groups + 1);
    ranks->mean = g_new0(double, s->n_groups + 1);
    ranks->weight = g_new0(double, s->n_groups + 1);
    score_levels(s, ranks);
    for (guint g = 0; g < s->n_groups; g++) {
        double sum = 0, weight = 0;
        for (guint row = g; row < s->n_strata * s->n_groups; row += s->n_groups)
            for (guint l = 0; l < s->n_levels; l++) {
                double w = cell_weight(s, (gsize)row * s->n_levels + l);
                sum += w * ranks->score[l];
                weight += w;
            }
        if (!(weight > 0))
            continue;
        ranks->group[ranks->groups] = g;
        ranks->mean[ranks->groups] = sum / weight;
        ranks->weight[ranks->groups++] = weight;
    }
    return ranks;
}

void rank_scores_free(RankScores *ranks)
{
    if (ranks == NULL)
        return;
    g_free(ranks->score);
    g_free(ranks->group);
    g_free(ranks->mean);
    g_free(ranks->weight);
    g_free(ranks);
}

Reason rank_scores_reason(const Summary *summary, const DesignNumbers *numbers)
{
    g_autoptr(Table) table = table_new(summary, TABLE_FILLED);
    Reason reason = table_reason(table, summary);
    if (reason == REASON_SAMPLING_WEIGHT)
        reason = table->rows < 2   ? REASON_ONE_GROUP
                 : table->cols < 2 ? REASON_ALL_TIED
                                   : REASON_NONE;
    if (reason != REASON_NONE)
        return reason;
    guint k = numbers->variance->k;
    if (k < table->rows)
        return REASON_WORK_LIMIT;
    return numbers->variance->df > (double)k - 1 ? REASON_NONE : REASON_TOO_FEW;
}

double rank_scores_variance(const DesignNumbers *numbers, guint i, guint j)
{
    const double *c = numbers->variance->covariance;
    guint k = numbers->variance->k;
    return c[(gsize)i * k + i] + c[(gsize)j * k + j] - 2 * c[(gsize)i * k + j];
}

/* Between over total, of the scores about their mean 1/2. */
static double epsilon_squared(const Summary *s, const RankScores *ranks)
{
    double between = 0, total = 0;
    for (guint i = 0; i < ranks->groups; i++)
        between += ranks->weight[i] * (ranks->mean[i] - 0.5) * (ranks->mean[i] - 0.5);
    for (guint row = 0; row < s->n_strata * s->n_groups; row++)
        for (guint l = 0; l < s->n_levels; l++) {
            double d = ranks->score[l] - 0.5;
            total += cell_weight(s, (gsize)row * s->n_levels + l) * d * d;
        }
    return between / total;
}

static void two_groups(StatTest *test, const RankScores *ranks, const DesignNumbers *numbers,
                       double confidence)
{
    double difference = ranks->mean[1] - ranks->mean[0], df = numbers->variance->df - 1;
    double se = sqrt(fmax(0, rank_scores_variance(numbers, 0, 1)));
    test->effect_name = "rank_biserial";
    if (!(se > 0)) {
        test_undefined(test, REASON_ZERO_VARIANCE);
        return;
    }
    double half = 2 * se * quantile_t((1 + confidence) / 2, df);
    test->statistic = quantity(difference / se);
    test->df = quantity(df);
    test->p = quantity(tail_t_two_sided(difference / se, df));
    test->effect = quantity(-2 * difference);
    test->effect_low = quantity(fmax(-1, -2 * difference - half));
    test->effect_high = quantity(fmin(1, -2 * difference + half));
}

/* Of the differences from the first group, with their covariance. */
static double wald(const RankScores *ranks, const DesignNumbers *numbers, guint *rank)
{
    guint k = ranks->groups - 1, all = numbers->variance->k;
    const double *c = numbers->variance->covariance;
    g_autofree double *d = g_new(double, k);
    g_autofree double *v = g_new(double, (gsize)k *k);
    for (guint i = 0; i < k; i++) {
        d[i] = ranks->mean[i + 1] - ranks->mean[0];
        for (guint j = 0; j < k; j++)
            v[i * k + j] = c[(i + 1) * all + j + 1] - c[(i + 1) * all] - c[j + 1] + c[0];
    }
    return quadratic_form(v, d, k, rank);
}

static void many_groups(StatTest *test, const Summary *summary, const RankScores *ranks,
                        const DesignNumbers *numbers)
{
    guint rank;
    double statistic = wald(ranks, numbers, &rank);
    test->effect_name = "epsilon_squared";
    if (rank < ranks->groups - 1) {
        test_undefined(test, REASON_ZERO_VARIANCE);
        return;
    }
    double df = rank, df2 = numbers->variance->df - df;
    test->statistic = quantity(statistic);
    test->df = quantity(df);
    test->df2 = quantity(df2);
    test->p = quantity(tail_f(statistic / df, df, df2));
    test->effect = quantity(epsilon_squared(summary, ranks));
}

static gint64 valid_of(const Summary *s)
{
    gint64 n = 0;
    for (gsize c = 0; c < (gsize)s->n_strata * s->n_groups * s->n_levels; c++)
        n += s->n[c];
    return n;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(DesignNumbers) numbers = design_numbers_new(means, summary, policy);
    g_autoptr(RankScores) ranks = rank_scores_new(summary);
    StatTest *test = sink_test(sink, "design-rank", valid_of(summary), design_variant(policy));
    Reason reason = rank_scores_reason(summary, numbers);
    test->effect_name = "epsilon_squared";
    if (reason != REASON_NONE)
        test_undefined(test, reason);
    else if (ranks->groups == 2)
        two_groups(test, ranks, numbers, policy->confidence);
    else
        many_groups(test, summary, ranks, numbers);
}

void rank_scores_means(const Summary *summary, DomainMeans *to)
{
    means(summary, to);
}

const Statistic statistic_design_rank = {
    .name = "design-rank",
    .role = STATISTIC_TEST,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
    .means = means,
};
