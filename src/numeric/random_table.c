/* Random r × c tables with fixed margins, and the statistics of each.
 *
 * Three ways to draw, the cheapest by a count of steps: shuffle the respondents and keep the rank
 * sums alone; shuffle and count the table; or draw cell after cell from its conditional
 * hypergeometric distribution. The largest group never costs a draw: it is what the others leave.
 *
 * SOURCE  W. M. Patefield (1981), Algorithm AS 159, Applied Statistics 30:91-97 (cell by cell
 *         from the conditional distribution). R's r2dtable draws the cells by inversion; here
 *         large cells take constant time (hypergeometric.c). */
#include "numeric/random_table.h"
#include "hypergeometric.h"
#include "numeric/intervals.h"
#include "numeric/tails.h"

#include <math.h>

/* Steps of a shuffle: a hypergeometric cell costs about this many swapped respondents. */
#define CELL_COST 24

typedef struct {
    guint n_groups, n_levels;
    gint64 *group, *level; /* margins */
    double *rank2;         /* doubled centred mid-ranks, whole numbers */
    double *group_score, *level_score;
    guint *order; /* groups, the largest last */
    double all;
    double observed[MONTE_CARLO_STATISTICS], expected[MONTE_CARLO_STATISTICS];
    guint statistics;
    gboolean sums_only;
    LogFactorials lf;
    /* one draw */
    gint64 *n;        /* [groups][levels] */
    double *rank_sum; /* [groups] of rank2 */
    double *score_sum;
    gint64 *left;      /* [levels] */
    guint32 *deck;     /* respondents: their level */
    gint32 *deck_rank; /* respondents: rank2, for sums only */
} Tables;

/* ---- statistics of one drawn table ---- */

static double chi_square_of(const Tables *t)
{
    double sum = 0;

    for (guint g = 0; g < t->n_groups; g++) {
        const gint64 *row = t->n + g * t->n_levels;
        double line = 0;
        for (guint l = 0; l < t->n_levels; l++)
            line += (double)row[l] * (double)row[l] / (double)t->level[l];
        sum += line / (double)t->group[g];
    }
    return sum;
}

static double improbability_of(const Tables *t)
{
    double sum = 0;

    for (guint i = 0; i < t->n_groups * t->n_levels; i++)
        sum += t->n[i] < t->lf.size ? t->lf.table[t->n[i]] : log_factorial(t->n[i]);
    return sum;
}

static double jonckheere_of(const Tables *t)
{
    double sum = 0;

    for (guint l = 0; l < t->n_levels; l++)
        t->left[l] = t->level[l];
    for (guint g = 0; g < t->n_groups; g++) {
        const gint64 *row = t->n + g * t->n_levels;
        gint64 above = 0;
        for (guint l = t->n_levels; l-- > 0;) {
            t->left[l] -= row[l];
            sum += (double)row[l] * ((double)above + (double)t->left[l] / 2);
            above += t->left[l];
        }
    }
    return sum;
}

static double kruskal_of(const Tables *t)
{
    double sum = 0;

    for (guint g = 0; g < t->n_groups; g++)
        sum += t->rank_sum[g] * t->rank_sum[g] / (double)t->group[g];
    return sum;
}

static double linear_of(const Tables *t)
{
    double sum = 0;

    for (guint g = 0; g < t->n_groups; g++)
        sum += t->group_score[g] * t->score_sum[g];
    return sum;
}

static double value_of(const Tables *t, ExactStatistic statistic)
{
    switch (statistic) {
    case EXACT_PROBABILITY:
        return improbability_of(t);
    case EXACT_CHI_SQUARE:
        return chi_square_of(t);
    case EXACT_KRUSKAL_WALLIS:
        return kruskal_of(t);
    case EXACT_LINEAR:
        return linear_of(t);
    case EXACT_JONCKHEERE:
    default:
        return jonckheere_of(t);
    }
}

static void sums_from_table(Tables *t)
{
    for (guint g = 0; g < t->n_groups; g++) {
        const gint64 *row = t->n + g * t->n_levels;
        t->rank_sum[g] = t->score_sum[g] = 0;
        for (guint l = 0; l < t->n_levels; l++) {
            t->rank_sum[g] += (double)row[l] * t->rank2[l];
            t->score_sum[g] += (double)row[l] * t->level_score[l];
        }
    }
}

/* ---- draws ---- */

static void swap_in(guint32 *deck, guint32 at, guint32 with)
{
    guint32 held = deck[at];

    deck[at] = deck[with];
    deck[with] = held;
}

static void draw_by_shuffle(Tables *t, Generator *generator)
{
    guint32 at = 0, all = (guint32)t->all;
    guint last = t->order[t->n_groups - 1];
    gint64 *rest = t->n + last * t->n_levels;

    for (guint l = 0; l < t->n_levels; l++)
        rest[l] = t->level[l];
    for (guint i = 0; i + 1 < t->n_groups; i++) {
        gint64 *row = t->n + t->order[i] * t->n_levels;
        memset(row, 0, t->n_levels * sizeof *row);
        for (gint64 k = t->group[t->order[i]]; k > 0; k--, at++) {
            swap_in(t->deck, at, at + generator_below(generator, all - at));
            row[t->deck[at]]++;
        }
        for (guint l = 0; l < t->n_levels; l++)
            rest[l] -= row[l];
    }
}

/* The same without a table: whole-number rank sums of all groups but the last, which has what
 * remains of 0. */
static void draw_rank_sums(Tables *t, Generator *generator)
{
    gint32 *deck = t->deck_rank;
    guint32 at = 0, all = (guint32)t->all;
    gint64 rest = 0;

    for (guint i = 0; i + 1 < t->n_groups; i++) {
        gint64 sum = 0;
        for (gint64 k = t->group[t->order[i]]; k > 0; k--, at++) {
            guint32 with = at + generator_below(generator, all - at);
            gint32 drawn = deck[with];
            deck[with] = deck[at];
            deck[at] = drawn;
            sum += drawn;
        }
        t->rank_sum[t->order[i]] = (double)sum;
        rest -= sum;
    }
    t->rank_sum[t->order[t->n_groups - 1]] = (double)rest;
}

static void draw_by_cells(Tables *t, Generator *generator)
{
    guint last = t->order[t->n_groups - 1];
    gint64 *rest = t->n + last * t->n_levels;
    gint64 all = (gint64)t->all;

    for (guint l = 0; l < t->n_levels; l++)
        rest[l] = t->level[l];
    for (guint i = 0; i + 1 < t->n_groups; i++) {
        gint64 *row = t->n + t->order[i] * t->n_levels;
        gint64 sample = t->group[t->order[i]], behind = all;
        all -= sample;
        for (guint l = 0; l < t->n_levels; l++) {
            behind -= rest[l];
            row[l] = hypergeometric_draw(generator, &t->lf, rest[l], behind, sample);
            sample -= row[l];
            rest[l] -= row[l];
        }
    }
}

/* ---- setting up ---- */

static gint64 margins(Tables *t, const ExactTable *table, guint *group, guint *level)
{
    gint64 all = 0;
    g_autofree gint64 *columns = g_new0(gint64, table->n_levels);

    t->group = g_new(gint64, table->n_groups);
    t->level = g_new(gint64, table->n_levels);
    for (guint g = 0; g < table->n_groups; g++) {
        gint64 sum = 0;
        for (guint l = 0; l < table->n_levels; l++) {
            sum += table->n[g * table->n_levels + l];
            columns[l] += table->n[g * table->n_levels + l];
        }
        if (sum > 0) {
            group[t->n_groups] = g;
            t->group[t->n_groups++] = sum;
            all += sum;
        }
    }
    for (guint l = 0; l < table->n_levels; l++)
        if (columns[l] > 0) {
            level[t->n_levels] = l;
            t->level[t->n_levels++] = columns[l];
        }
    return all;
}

static void scores(Tables *t, const ExactTable *table, const guint *group, const guint *level)
{
    double before = 0;

    t->rank2 = g_new(double, t->n_levels);
    t->group_score = g_new(double, t->n_groups);
    t->level_score = g_new(double, t->n_levels);
    for (guint g = 0; g < t->n_groups; g++)
        t->group_score[g] =
            table->group_scores == NULL ? group[g] + 1.0 : table->group_scores[group[g]];
    for (guint l = 0; l < t->n_levels; l++) {
        t->level_score[l] =
            table->level_scores == NULL ? level[l] + 1.0 : table->level_scores[level[l]];
        t->rank2[l] = 2 * before + (double)t->level[l] - t->all;
        before += (double)t->level[l];
    }
}

static void deal_deck(Tables *t)
{
    guint32 at = 0;

    for (guint l = 0; l < t->n_levels; l++)
        for (gint64 k = 0; k < t->level[l]; k++, at++) {
            if (t->deck_rank != NULL)
                t->deck_rank[at] = (gint32)t->rank2[l];
            if (t->deck != NULL)
                t->deck[at] = l;
        }
}

static void expectations(Tables *t)
{
    double squares = 0, first = 0, second = 0;

    for (guint g = 0; g < t->n_groups; g++) {
        squares += (double)t->group[g] * (double)t->group[g];
        first += t->group_score[g] * (double)t->group[g];
    }
    for (guint l = 0; l < t->n_levels; l++)
        second += t->level_score[l] * (double)t->level[l];
    t->expected[EXACT_LINEAR] = first * second / t->all;
    t->expected[EXACT_JONCKHEERE] = (t->all * t->all - squares) / 4;
}

static void largest_last(Tables *t)
{
    guint largest = 0;

    t->order = g_new(guint, t->n_groups);
    for (guint g = 0; g < t->n_groups; g++) {
        t->order[g] = g;
        if (t->group[g] > t->group[largest])
            largest = g;
    }
    t->order[largest] = t->n_groups - 1;
    t->order[t->n_groups - 1] = largest;
}

static void observe(Tables *t, const ExactTable *table, const guint *group, const guint *level)
{
    for (guint g = 0; g < t->n_groups; g++)
        for (guint l = 0; l < t->n_levels; l++)
            t->n[g * t->n_levels + l] = table->n[group[g] * table->n_levels + level[l]];
    sums_from_table(t);
    for (guint s = 0; s < MONTE_CARLO_STATISTICS; s++)
        if (t->statistics & 1u << s)
            t->observed[s] = value_of(t, (ExactStatistic)s);
    expectations(t);
}

static gboolean tables_init(Tables *t, const ExactTable *table)
{
    g_autofree guint *group = g_new(guint, table->n_groups);
    g_autofree guint *level = g_new(guint, table->n_levels);
    gint64 all = margins(t, table, group, level);

    t->all = (double)all;
    if (t->n_groups < 2 || t->n_levels < 2 || all > G_MAXINT32 / 2)
        return FALSE;
    scores(t, table, group, level);
    largest_last(t);
    t->n = g_new0(gint64, t->n_groups * t->n_levels);
    t->rank_sum = g_new0(double, t->n_groups);
    t->score_sum = g_new0(double, t->n_groups);
    t->left = g_new0(gint64, t->n_levels);
    t->lf = log_factorials_new(all);
    observe(t, table, group, level);
    return TRUE;
}

static void tables_clear(Tables *t)
{
    g_free(t->group);
    g_free(t->level);
    g_free(t->rank2);
    g_free(t->group_score);
    g_free(t->level_score);
    g_free(t->order);
    g_free(t->n);
    g_free(t->rank_sum);
    g_free(t->score_sum);
    g_free(t->left);
    g_free(t->deck);
    g_free(t->deck_rank);
    log_factorials_clear(&t->lf);
}

typedef void (*Draw)(Tables *t, Generator *generator);

static Draw cheapest(Tables *t)
{
    double shuffled = t->all - (double)t->group[t->order[t->n_groups - 1]];
    double cells = (double)(t->n_groups - 1) * (double)(t->n_levels - 1) * CELL_COST;

    if (shuffled > cells)
        return draw_by_cells;
    t->sums_only = t->statistics == 1u << EXACT_KRUSKAL_WALLIS;
    if (t->sums_only) {
        t->deck_rank = g_new(gint32, (gsize)t->all);
        return draw_rank_sums;
    }
    t->deck = g_new(guint32, (gsize)t->all);
    return draw_by_shuffle;
}

/* ---- counting ---- */

static void count(const Tables *t, ExactStatistic s, MonteCarloResult *result)
{
    double value = value_of(t, s), observed = t->observed[s], centre = t->expected[s];
    double e = (s == EXACT_PROBABILITY ? EXACT_PROBABILITY_TOLERANCE
                                       : MONTE_CARLO_TOLERANCE * MAX(fabs(observed), fabs(value)));
    gboolean below = value <= observed + e, above = value >= observed - e;
    double distance = fabs(value - centre) - fabs(observed - centre);

    result->draws++;
    result->lower += below;
    result->upper += above;
    result->point += below && above;
    result->far += distance >= -e;
    result->far_point += fabs(distance) <= e;
}

static void draw_block(Tables *t, Draw draw, Generator generator, guint64 draws,
                       MonteCarloResult *result)
{
    deal_deck(t);
    for (guint64 i = 0; i < draws; i++) {
        draw(t, &generator);
        if (!t->sums_only)
            sums_from_table(t);
        for (guint s = 0; s < MONTE_CARLO_STATISTICS; s++)
            if (t->statistics & 1u << s)
                count(t, (ExactStatistic)s, &result[s]);
    }
}

gboolean monte_carlo_table(const ExactTable *table, guint statistics, const MonteCarloDraws *draws,
                           MonteCarloResult *result)
{
    Tables t = {.statistics = statistics};
    gboolean done = tables_init(&t, table);

    if (done) {
        Draw draw = cheapest(&t);
        for (guint s = 0; s < MONTE_CARLO_STATISTICS; s++)
            if (statistics & 1u << s)
                result[s] = (MonteCarloResult){0};
        for (guint64 at = 0; at < draws->draws; at += RANDOM_BLOCK_DRAWS)
            draw_block(&t, draw, generator_block(draws->key, at / RANDOM_BLOCK_DRAWS),
                       MIN(RANDOM_BLOCK_DRAWS, draws->draws - at), result);
    }
    tables_clear(&t);
    return done;
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
