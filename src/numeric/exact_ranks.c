/* Exact distributions of rank sums and signed ranks with ties, by recursion over tied levels.
 *
 * Level by level, f[k][s] is the weight of all choices of k respondents so far whose scores sum to
 * s; a level of t ties adds Σ_j C(t, j) f[k - j][s - j·score]. All terms are positive, so nothing
 * cancels. Instead of C(t, j), which overflows, the recursion takes the binomial probabilities
 * C(t, j) π^j (1 - π)^(t - j) with π = k/N: the powers of π are the same for every complete choice
 * and divide out at the end. Scores are doubled mid-ranks, whole numbers; all comparisons are of
 * whole numbers, so there is no tolerance.
 *
 * SOURCE: Streitberg and Röhmel 1986 (shift algorithm), Statistical Software Newsletter 12: 10-17;
 * the recursion over tied levels as in Mehta, Patel and Tsiatis 1984, Biometrics 40: 819-825. */
#include "numeric/exact.h"

#include <math.h>

typedef struct {
    guint n_levels;
    gint64 *ties;  /* [n_levels], all positive */
    gint64 *score; /* [n_levels], from 0, divided by their common divisor */
    gint64 total;
} Levels;

static gint64 common_divisor(gint64 a, gint64 b)
{
    while (b != 0) {
        gint64 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void levels_clear(Levels *levels)
{
    g_free(levels->ties);
    g_free(levels->score);
}

/* Doubled mid-ranks of the non-empty levels; *BASE + *STEP × score gives them back. SIGNED ranks
 * keep base 0. */
static Levels levels_ranked(const gint64 *a, const gint64 *b, guint n, gint64 *base, gint64 *step)
{
    Levels levels = {0, g_new(gint64, n), g_new(gint64, n), 0};
    gint64 divisor = 0;

    for (guint l = 0; l < n; l++) {
        gint64 t = a[l] + b[l];
        if (t == 0)
            continue;
        levels.ties[levels.n_levels] = t;
        levels.score[levels.n_levels++] = 2 * levels.total + t + 1;
        levels.total += t;
    }
    if (*base < 0)
        *base = levels.n_levels > 0 ? levels.score[0] : 0;
    for (guint l = 0; l < levels.n_levels; l++)
        divisor = common_divisor(levels.score[l] - *base, divisor);
    *step = divisor == 0 ? 1 : ABS(divisor);
    for (guint l = 0; l < levels.n_levels; l++)
        levels.score[l] = (levels.score[l] - *base) / *step;
    return levels;
}

/* w[j] = C(t, j) π^j (1-π)^(t-j), j up to LAST: from the mode outwards, then divided by the sum. */
static void binomial_weights(double *w, gint64 t, double pi)
{
    gint64 mode = CLAMP((gint64)floor((double)(t + 1) * pi), 0, t);
    double odds = pi / (1 - pi), sum = 1;

    w[mode] = 1;
    for (gint64 j = mode; j < t; j++)
        sum += w[j + 1] = w[j] * (double)(t - j) / (double)(j + 1) * odds;
    for (gint64 j = mode; j > 0; j--)
        sum += w[j - 1] = w[j] * (double)j / (double)(t - j + 1) / odds;
    for (gint64 j = 0; j <= t; j++)
        w[j] /= sum;
}

static void add_shifted(double *to, const double *from, gint64 n, double weight)
{
    for (gint64 s = 0; s < n; s++)
        to[s] += weight * from[s];
}

/* The knapsack over levels: f is [size + 1][width]; TOP[k] is the largest sum met with k chosen. */
typedef struct {
    double *f;
    gint64 size, width;
    gint64 *top;
    double *weights;
} Knapsack;

static void knapsack_clear(Knapsack *sack)
{
    g_free(sack->f);
    g_free(sack->top);
    g_free(sack->weights);
}

/* Largest sum of SIZE scores. */
static gint64 largest_sum(const Levels *levels, gint64 size)
{
    gint64 sum = 0, left = size;

    for (guint l = levels->n_levels; l-- > 0 && left > 0;) {
        gint64 take = MIN(left, levels->ties[l]);
        sum += take * levels->score[l];
        left -= take;
    }
    return sum;
}

static gboolean knapsack_init(Knapsack *sack, const Levels *levels, gint64 size, guint64 limit)
{
    double work = 0, width = (double)largest_sum(levels, size) + 1;

    for (guint l = 0; l < levels->n_levels; l++)
        work += (double)MIN(levels->ties[l], size) * (double)size * width / 4;
    if (work > (double)limit || width * (double)(size + 1) > 2e7)
        return FALSE;
    sack->size = size;
    sack->width = (gint64)width;
    sack->f = g_try_new0(double, (gsize)(size + 1) * (gsize)sack->width);
    sack->top = g_new(gint64, size + 1);
    sack->weights = g_new(double, levels->total + 1);
    return sack->f != NULL;
}

static void knapsack_level(Knapsack *sack, gint64 ties, gint64 score, double pi)
{
    binomial_weights(sack->weights, ties, pi);
    for (gint64 k = sack->size; k >= 0; k--) {
        double *to = sack->f + k * sack->width;
        for (gint64 s = 0; s <= sack->top[k]; s++)
            to[s] *= sack->weights[0];
        for (gint64 j = 1; j <= MIN(ties, k); j++) {
            gint64 from_top = sack->top[k - j], shift = j * score;
            if (from_top < 0)
                continue;
            from_top = MIN(from_top, sack->width - 1 - shift);
            add_shifted(to + shift, sack->f + (k - j) * sack->width, from_top + 1,
                        sack->weights[j]);
            sack->top[k] = MAX(sack->top[k], from_top + shift);
        }
    }
}

static const double *knapsack_run(Knapsack *sack, const Levels *levels, double pi)
{
    for (gint64 k = 0; k <= sack->size; k++)
        sack->top[k] = -1;
    sack->top[0] = 0;
    sack->f[0] = 1;
    for (guint l = 0; l < levels->n_levels; l++)
        knapsack_level(sack, levels->ties[l], levels->score[l], pi);
    return sack->f + sack->size * sack->width;
}

/* Tails of the sum over WEIGHT[0..width): observed value OBSERVED; twice the expectation less twice
 * the offset is EXPECTED2, so that 2·value - EXPECTED2 is a whole number. */
static ExactTails tails_of(const double *weight, gint64 width, gint64 observed, double expected2)
{
    ExactTails tails = {0};
    double sum = 0, distance = fabs(2 * (double)observed - expected2);

    for (gint64 s = 0; s < width; s++) {
        double far = fabs(2 * (double)s - expected2), w = weight[s];
        sum += w;
        tails.lower += s <= observed ? w : 0;
        tails.upper += s >= observed ? w : 0;
        tails.point += s == observed ? w : 0;
        tails.far += far >= distance ? w : 0;
        tails.far_point += far == distance ? w : 0;
    }
    tails.lower /= sum;
    tails.upper /= sum;
    tails.point /= sum;
    tails.far /= sum;
    tails.far_point /= sum;
    return tails;
}

static gint64 total(const gint64 *n, guint n_levels)
{
    gint64 sum = 0;

    for (guint l = 0; l < n_levels; l++)
        sum += n[l];
    return sum;
}

/* Σ counts × score over the non-empty levels. */
static gint64 observed_sum(const gint64 *a, const gint64 *b, guint n, const Levels *levels)
{
    gint64 sum = 0;

    for (guint l = 0, i = 0; l < n; l++)
        if (a[l] + b[l] > 0)
            sum += a[l] * levels->score[i++];
    return sum;
}

static void swap_tails(ExactTails *tails)
{
    double lower = tails->lower;

    tails->lower = tails->upper;
    tails->upper = lower;
}

static gboolean by_knapsack(const gint64 *small, const gint64 *large, guint n_levels, gint64 size,
                            guint64 limit, ExactTails *tails)
{
    gint64 base = -1, step;
    Levels levels = levels_ranked(small, large, n_levels, &base, &step);
    Knapsack sack = {0};
    gboolean done = size > 0 && size < levels.total && knapsack_init(&sack, &levels, size, limit);

    if (done) {
        const double *f = knapsack_run(&sack, &levels, (double)size / (double)levels.total);
        double expected2 = 2.0 * (double)(size * (levels.total + 1 - base)) / (double)step;
        *tails = tails_of(f, sack.width, observed_sum(small, large, n_levels, &levels), expected2);
    }
    knapsack_clear(&sack);
    levels_clear(&levels);
    return done;
}

#define FEW_LEVELS 16

/* Few levels of many ties have few distinct sums among many possible ones: the network over tables,
 * which keeps only those met, is then the smaller one. */
static gboolean by_tables(const gint64 *small, const gint64 *large, guint n_levels, guint64 limit,
                          ExactTails *tails)
{
    g_autofree gint64 *n = g_new(gint64, 2 * n_levels);
    const double first_alone[] = {1, 0};

    memcpy(n, small, n_levels * sizeof *n);
    memcpy(n + n_levels, large, n_levels * sizeof *n);
    return exact_table(&(ExactTable){n, 2, n_levels}, &(ExactTest){EXACT_RANK_SUM, first_alone},
                       limit, tails);
}

gboolean exact_rank_sum(const gint64 *first, const gint64 *second, guint n_levels, guint64 limit,
                        ExactTails *tails)
{
    gint64 n1 = total(first, n_levels), n2 = total(second, n_levels);
    gboolean swapped = n2 < n1;
    const gint64 *small = swapped ? second : first, *large = swapped ? first : second;
    gboolean done = by_knapsack(small, large, n_levels, MIN(n1, n2), limit, tails) ||
                    (n_levels <= FEW_LEVELS && by_tables(small, large, n_levels, limit, tails));

    if (done && swapped)
        swap_tails(tails);
    return done;
}

/* Every difference has its sign by itself: one dimension, the sum. */
static void signs_level(double *f, gint64 *top, const double *weights, gint64 ties, gint64 score)
{
    g_autofree double *next = g_new0(double, *top + ties * score + 1);

    for (gint64 j = 0; j <= ties; j++)
        add_shifted(next + j * score, f, *top + 1, weights[j]);
    *top += ties * score;
    memcpy(f, next, (gsize)(*top + 1) * sizeof *f);
}

gboolean exact_signed_rank(const gint64 *positive, const gint64 *negative, guint n_sizes,
                           guint64 limit, ExactTails *tails)
{
    gint64 base = 0, step, top = 0;
    Levels levels = levels_ranked(positive, negative, n_sizes, &base, &step);
    double width = (double)largest_sum(&levels, levels.total) + 1;
    gboolean done = levels.total > 0 && width * (double)levels.total <= (double)limit;
    g_autofree double *f = done ? g_try_new0(double, (gsize)width) : NULL;
    g_autofree double *weights = f != NULL ? g_try_new(double, levels.total + 1) : NULL;

    done = weights != NULL;
    if (done) {
        f[0] = 1;
        for (guint l = 0; l < levels.n_levels; l++) {
            binomial_weights(weights, levels.ties[l], 0.5);
            signs_level(f, &top, weights, levels.ties[l], levels.score[l]);
        }
        *tails =
            tails_of(f, top + 1, observed_sum(positive, negative, n_sizes, &levels), (double)top);
    }
    levels_clear(&levels);
    return done;
}
