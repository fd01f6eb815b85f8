/* Which lines of a table are stages, in which order, and what the statistic takes of each. */
#include "exact_network.h"

#include <math.h>
#include <string.h>

enum { MOST_RESPONDENTS = 1 << 16 };

/* ---- values ---- */

static double concordant(const gint64 *take, const gint64 *rest, guint dims)
{
    double sum = 0;

    for (guint a = 0; a < dims; a++) {
        double above = (double)rest[a] / 2;
        for (guint b = a + 1; b < dims && take[a] > 0; b++)
            above += (double)rest[b];
        sum += (double)take[a] * above;
    }
    return sum;
}

static double dot(const gint64 *take, const double *score, guint dims)
{
    double sum = 0;

    for (guint d = 0; d < dims; d++)
        sum += (double)take[d] * score[d];
    return sum;
}

double network_value(const Network *w, guint stage, const gint64 *take, const gint64 *rest)
{
    double sum = 0, line = (double)w->line[stage];

    switch (w->statistic) {
    case EXACT_PROBABILITY:
        for (guint d = 0; d < w->dims; d++)
            sum += (double)w->lf[take[d]];
        return sum;
    case EXACT_CHI_SQUARE:
        for (guint d = 0; d < w->dims; d++)
            sum += (double)take[d] * (double)take[d] / (line * (double)w->margin[d]);
        return sum;
    case EXACT_KRUSKAL_WALLIS:
        sum = dot(take, w->score, w->dims);
        return sum * sum / line;
    case EXACT_LINEAR:
        return w->line_score[stage] * dot(take, w->score, w->dims);
    case EXACT_JONCKHEERE:
    default:
        return concordant(take, rest, w->dims);
    }
}

double network_observed(const Network *w, double *size)
{
    gint64 rest[MOST_DIMENSIONS];
    double sum = 0;

    *size = 0;
    memcpy(rest, w->margin, w->dims * sizeof *rest);
    for (guint s = 0; s < w->stages; s++) {
        const gint64 *take = w->observed + s * w->dims;
        double value;
        for (guint d = 0; d < w->dims; d++)
            rest[d] -= take[d];
        value = network_value(w, s, take, rest);
        sum += value;
        *size += fabs(value);
    }
    return sum;
}

double network_expected(const Network *w)
{
    double all = 0, squares = 0, lines = 0;

    for (guint s = 0; s < w->stages; s++) {
        all += (double)w->line[s];
        squares += (double)w->line[s] * (double)w->line[s];
        lines += w->line_score[s] * (double)w->line[s];
    }
    if (w->statistic == EXACT_LINEAR)
        return lines * dot(w->margin, w->score, w->dims) / all;
    return w->statistic == EXACT_JONCKHEERE ? (all * all - squares) / 4 : 0;
}

/* ---- lines of the table ---- */

static long double *log_factorials(gint64 n)
{
    long double *lf = g_new(long double, n + 1);

    lf[0] = 0;
    for (gint64 i = 1; i <= n; i++)
        lf[i] = lf[i - 1] + logl((long double)i);
    return lf;
}

/* Centred mid-ranks of the levels. */
static void centred_ranks(double *score, const gint64 *margin, guint dims, gint64 all)
{
    gint64 before = 0;

    for (guint d = 0; d < dims; d++) {
        score[d] = (double)(2 * before + margin[d] - all) / 2;
        before += margin[d];
    }
}

/* Of a group, or of a level. */
static gint64 sum_of_line(const ExactTable *t, gboolean group, guint i)
{
    gint64 sum = 0;

    for (guint j = 0; j < (group ? t->n_levels : t->n_groups); j++)
        sum += group ? t->n[i * t->n_levels + j] : t->n[j * t->n_levels + i];
    return sum;
}

/* The lines that have respondents, into INDEX; how many. */
static guint non_empty(const ExactTable *t, gboolean group, guint *index)
{
    guint n = 0;

    for (guint i = 0; i < (group ? t->n_groups : t->n_levels); i++)
        if (sum_of_line(t, group, i) > 0)
            index[n++] = i;
    return n;
}

static gint64 respondents(const ExactTable *t)
{
    gint64 all = 0;

    for (guint i = 0; i < t->n_groups; i++)
        all += sum_of_line(t, TRUE, i);
    return all;
}

/* Small lines first: few states early, and the two largest are the ones met in the middle. */
static void sort_lines(const ExactTable *t, gboolean group, guint *index, guint n)
{
    for (guint i = 1; i < n; i++)
        for (guint j = i; j > 0; j--) {
            guint held = index[j];
            if (sum_of_line(t, group, index[j - 1]) <= sum_of_line(t, group, held))
                break;
            index[j] = index[j - 1];
            index[j - 1] = held;
        }
}

static double line_score(const double *scores, guint i)
{
    return scores == NULL ? (double)i + 1 : scores[i];
}

/* The scores of LINE where GROUPS says what it is. */
static const double *scores_of(const ExactTest *test, gboolean groups)
{
    return groups ? test->group_scores : test->level_scores;
}

static void network_fill(Network *w, const ExactTable *t, const ExactTest *test, gboolean groups,
                         const guint *line, const guint *other)
{
    gint64 all = 0;

    w->line = g_new(gint64, w->stages);
    w->margin = g_new(gint64, w->dims);
    w->observed = g_new(gint64, w->stages * w->dims);
    w->line_score = g_new(double, w->stages);
    w->score = g_new(double, w->dims);
    for (guint s = 0; s < w->stages; s++) {
        all += w->line[s] = sum_of_line(t, groups, line[s]);
        w->line_score[s] = line_score(scores_of(test, groups), line[s]);
        for (guint d = 0; d < w->dims; d++)
            w->observed[s * w->dims + d] = groups ? t->n[line[s] * t->n_levels + other[d]]
                                                  : t->n[other[d] * t->n_levels + line[s]];
    }
    for (guint d = 0; d < w->dims; d++) {
        w->margin[d] = sum_of_line(t, !groups, other[d]);
        w->score[d] = line_score(scores_of(test, !groups), other[d]);
    }
    if (w->statistic == EXACT_KRUSKAL_WALLIS)
        centred_ranks(w->score, w->margin, w->dims, all);
    w->lf = log_factorials(all);
}

gboolean network_init(Network *w, const ExactTable *t, const ExactTest *test)
{
    g_autofree guint *group = g_new(guint, t->n_groups), *level = g_new(guint, t->n_levels);
    guint n_groups = non_empty(t, TRUE, group), n_levels = non_empty(t, FALSE, level);
    gboolean free_choice =
        test->statistic != EXACT_KRUSKAL_WALLIS && test->statistic != EXACT_JONCKHEERE;
    gboolean groups = !free_choice || n_groups >= n_levels; /* groups are the stages */

    w->statistic = test->statistic;
    w->stages = groups ? n_groups : n_levels;
    w->dims = groups ? n_levels : n_groups;
    if (n_groups < 2 || n_levels < 2 || w->dims > MOST_DIMENSIONS ||
        respondents(t) > MOST_RESPONDENTS)
        return FALSE;
    if (w->statistic != EXACT_JONCKHEERE)
        sort_lines(t, groups, groups ? group : level, w->stages);
    network_fill(w, t, test, groups, groups ? group : level, groups ? level : group);
    return TRUE;
}

void network_clear(Network *w)
{
    g_free(w->line);
    g_free(w->margin);
    g_free(w->observed);
    g_free(w->line_score);
    g_free(w->score);
    g_free(w->lf);
}

void centred_ranks_of(const ExactTable *t, double *ranks)
{
    g_autofree gint64 *margin = g_new(gint64, t->n_levels + 1);

    for (guint l = 0; l < t->n_levels; l++)
        margin[l] = sum_of_line(t, FALSE, l);
    centred_ranks(ranks, margin, t->n_levels, respondents(t));
}
