#include "numeric/rank_bootstrap.h"
#include "binomial.h"

#include <math.h>
#include <string.h>

/* A binomial cell costs about as many steps as this many respondents. */
#define CELL_COST 16

typedef struct {
    guint n_groups, n_levels;
    const gint64 *observed;
    gint64 all;
    guint32 *cell_of; /* [all], NULL where cells are drawn */
    gint64 *n;        /* one draw */
    double *rank;     /* [levels] doubled centred mid-ranks */
} Resampler;

typedef struct {
    gboolean has;
    double epsilon, eta;
} Effects;

static Effects effects_from(double between, double spread, double n, double k)
{
    double epsilon = between / spread;

    if (k < 2 || !(spread > 0) || n <= k)
        return (Effects){FALSE, 0, 0};
    return (Effects){TRUE, epsilon, ((n - 1) * epsilon - k + 1) / (n - k)};
}

/* --- one table -------------------------------------------------------------------------------- */

/* Doubled centred mid-ranks 2 below + t - N, and Σ t c². */
static double rank_levels(Resampler *r, const gint64 *n)
{
    double below = 0, spread = 0, all = (double)r->all;

    for (guint l = 0; l < r->n_levels; l++) {
        gint64 ties = 0;
        for (guint g = 0; g < r->n_groups; g++)
            ties += n[(gsize)g * r->n_levels + l];
        r->rank[l] = 2 * below + (double)ties - all;
        spread += (double)ties * r->rank[l] * r->rank[l];
        below += (double)ties;
    }
    return spread;
}

static double rank_sum(const Resampler *r, const gint64 *row, gint64 *size)
{
    double sum = 0;

    *size = 0;
    for (guint l = 0; l < r->n_levels; l++) {
        *size += row[l];
        sum += (double)row[l] * r->rank[l];
    }
    return sum;
}

static Effects effects_of(Resampler *r)
{
    double spread = rank_levels(r, r->n), between = 0, groups = 0;

    for (guint g = 0; g < r->n_groups; g++) {
        gint64 size;
        double sum = rank_sum(r, r->n + (gsize)g * r->n_levels, &size);
        if (size == 0)
            continue;
        between += sum * sum / (double)size;
        groups++;
    }
    return effects_from(between, spread, (double)r->all, groups);
}

/* --- draws ------------------------------------------------------------------------------------ */

static void draw_respondents(Resampler *r, Generator *generator)
{
    memset(r->n, 0, (gsize)r->n_groups * r->n_levels * sizeof *r->n);
    for (gint64 i = 0; i < r->all; i++)
        r->n[r->cell_of[generator_below(generator, (guint32)r->all)]]++;
}

static void draw_cells(Resampler *r, Generator *generator)
{
    gint64 left = r->all, behind = r->all;

    for (guint i = 0; i < r->n_groups * r->n_levels; i++) {
        gint64 own = r->observed[i];
        r->n[i] =
            own == behind ? left : binomial_draw(generator, left, (double)own / (double)behind);
        left -= r->n[i];
        behind -= own;
    }
}

static void deal(Resampler *r)
{
    guint cells = r->n_groups * r->n_levels;
    gint64 at = 0;

    if (r->all > (gint64)cells * CELL_COST || r->all > G_MAXINT32)
        return;
    r->cell_of = g_new(guint32, (gsize)r->all);
    for (guint i = 0; i < cells; i++)
        for (gint64 k = 0; k < r->observed[i]; k++)
            r->cell_of[at++] = i;
}

static void draw_all(Resampler *r, const MonteCarloDraws *draws, RankBootstrap *to)
{
    double *epsilon = g_new(double, draws->draws + 1), *eta = g_new(double, draws->draws + 1);
    gsize found = 0;
    Generator generator = {{0}};

    for (guint64 i = 0; i < draws->draws; i++) {
        if (i % RANDOM_BLOCK_DRAWS == 0)
            generator = generator_block(draws->key, i / RANDOM_BLOCK_DRAWS);
        if (r->cell_of != NULL)
            draw_respondents(r, &generator);
        else
            draw_cells(r, &generator);
        Effects effects = effects_of(r);
        if (!effects.has)
            continue;
        epsilon[found] = effects.epsilon;
        eta[found++] = effects.eta;
    }
    to->without = draws->draws - found;
    if (found == 0) {
        g_free(epsilon);
        g_free(eta);
        return;
    }
    to->epsilon = bootstrap_of_draws(epsilon, found);
    to->eta = bootstrap_of_draws(eta, found);
}

/* --- jackknife -------------------------------------------------------------------------------- */

/* Without one respondent of level l the doubled centred mid-ranks of lower levels rise by 1, those
 * of higher ones fall by 1, and l keeps its own. */
typedef struct {
    double *size, *sum;       /* [groups] */
    double *below, *above;    /* [groups] respondents of lower and of higher levels */
    double spread, low, high; /* Σ t c², and Σ t c of lower and of higher levels */
} Leave;

static Leave leave_new(Resampler *r)
{
    Leave v = {g_new(double, r->n_groups),
               g_new(double, r->n_groups),
               g_new0(double, r->n_groups),
               g_new(double, r->n_groups),
               rank_levels(r, r->observed),
               0,
               0};

    for (guint g = 0; g < r->n_groups; g++) {
        gint64 size;
        v.sum[g] = rank_sum(r, r->observed + (gsize)g * r->n_levels, &size);
        v.size[g] = v.above[g] = (double)size;
    }
    return v;
}

static void leave_clear(Leave *v)
{
    g_free(v->size);
    g_free(v->sum);
    g_free(v->below);
    g_free(v->above);
}

/* Without one of GROUP at level L; SUMS is Σ (rank sum)²/size with every group's size as it was. */
static Effects without(const Resampler *r, const Leave *v, guint group, guint l, double sums,
                       double ties)
{
    double rank = r->rank[l], n = (double)r->all - 1, size = v->size[group];
    double own = v->sum[group] + v->below[group] - v->above[group];
    double spread = v->spread - rank * rank + 2 * (v->low - v->high) + n + 1 - ties;
    double rest = sums - own * own / size;

    if (size < 2)
        return effects_from(rest, spread, n, r->n_groups - 1.0);
    return effects_from(rest + (own - rank) * (own - rank) / (size - 1), spread, n, r->n_groups);
}

static void leave_level(const Resampler *r, Leave *v, guint l, double *theta, gint64 *times)
{
    double sums = 0, ties = 0;

    for (guint g = 0; g < r->n_groups; g++) {
        double n = (double)r->observed[(gsize)g * r->n_levels + l];
        v->above[g] -= n;
        ties += n;
        double sum = v->sum[g] + v->below[g] - v->above[g];
        sums += sum * sum / v->size[g];
    }
    v->high -= ties * r->rank[l];
    for (guint g = 0; g < r->n_groups; g++) {
        gsize at = (gsize)g * r->n_levels + l, other = (gsize)r->n_groups * r->n_levels + at;
        Effects effects = without(r, v, g, l, sums, ties);
        times[at] = effects.has ? r->observed[at] : 0;
        theta[at] = effects.has ? effects.epsilon : 0;
        theta[other] = effects.has ? effects.eta : 0;
    }
    for (guint g = 0; g < r->n_groups; g++)
        v->below[g] += (double)r->observed[(gsize)g * r->n_levels + l];
    v->low += ties * r->rank[l];
}

static void jackknife(Resampler *r, double acceleration[2])
{
    gsize cells = (gsize)r->n_groups * r->n_levels;
    g_autofree double *theta = g_new(double, 2 * cells);
    g_autofree gint64 *times = g_new(gint64, cells);
    Leave v = leave_new(r);

    for (guint l = 0; l < r->n_levels; l++)
        leave_level(r, &v, l, theta, times);
    acceleration[0] = jackknife_acceleration(theta, times, cells);
    acceleration[1] = jackknife_acceleration(theta + cells, times, cells);
    leave_clear(&v);
}

/* ---------------------------------------------------------------------------------------------- */

RankBootstrap rank_bootstrap(const gint64 *n, guint n_groups, guint n_levels,
                             const MonteCarloDraws *draws)
{
    gsize cells = (gsize)n_groups * n_levels;
    RankBootstrap result = {0};
    Resampler r = {.n_groups = n_groups, .n_levels = n_levels, .observed = n};

    for (gsize i = 0; i < cells; i++)
        r.all += n[i];
    r.n = g_new(gint64, cells);
    r.rank = g_new(double, n_levels);
    deal(&r);
    jackknife(&r, result.acceleration);
    draw_all(&r, draws, &result);
    g_free(r.cell_of);
    g_free(r.n);
    g_free(r.rank);
    return result;
}

void rank_bootstrap_clear(RankBootstrap *bootstrap)
{
    bootstrap_free(bootstrap->epsilon);
    bootstrap_free(bootstrap->eta);
}
