#include "population.h"

#include <math.h>
#include <string.h>

/* A five-point item as satisfaction surveys have them, and one that nearly everybody answers alike.
 */
#define AGREE 0.04, 0.10, 0.22, 0.38, 0.26
#define RARE  0.70, 0.20, 0.06, 0.03, 0.01

#define UNEQUAL 230, 170, 120, 80, 55, 40, 28, 16, 10

/* A cluster has an answer of its own, that a member gives with this probability: the intraclass
 * correlation is its square, 0.1. */
static const double likeness = 0.31622776601683794;

#define ONE_IN_TWENTY 0.95, 0.05

static const Population populations[] = {
    {"nine",
     "749 in nine equal groups",
     SUITE_GROUPS | SUITE_POSTHOC | SUITE_MONTE_CARLO,
     DRAW_GROUPS,
     1,
     9,
     5,
     {84, 84, 83, 83, 83, 83, 83, 83, 83},
     {AGREE},
     0.4,
     0},
    {"unequal",
     "749 in nine groups of 230 to 10",
     SUITE_GROUPS | SUITE_POSTHOC | SUITE_MONTE_CARLO,
     DRAW_GROUPS,
     1,
     9,
     5,
     {UNEQUAL},
     {AGREE},
     0.4,
     0},
    {"rare",
     "the same groups, an item with 70 % on one answer",
     SUITE_GROUPS | SUITE_POSTHOC | SUITE_MONTE_CARLO,
     DRAW_GROUPS,
     1,
     9,
     5,
     {UNEQUAL},
     {RARE},
     0.4,
     0},
    {"small",
     "60 in nine groups of 13 to 3",
     SUITE_GROUPS | SUITE_POSTHOC | SUITE_MONTE_CARLO,
     DRAW_GROUPS,
     1,
     9,
     5,
     {13, 10, 8, 7, 6, 5, 4, 4, 3},
     {AGREE},
     1.5,
     0},
    {"tiny",
     "25 in three groups of 12, 8 and 5",
     SUITE_GROUPS | SUITE_POSTHOC | SUITE_MONTE_CARLO | SUITE_EXACT,
     DRAW_GROUPS,
     1,
     3,
     5,
     {12, 8, 5},
     {AGREE},
     2,
     0},
    {"two",
     "749 in two groups of 439 and 310",
     SUITE_TWO,
     DRAW_GROUPS,
     1,
     2,
     5,
     {439, 310},
     {AGREE},
     0.2,
     0},
    {"two-small",
     "20 in two groups of 13 and 7",
     SUITE_TWO | SUITE_EXACT | SUITE_TWO_EXACT,
     DRAW_GROUPS,
     1,
     2,
     5,
     {13, 7},
     {AGREE},
     1.5,
     0},
    {"fourfold",
     "37 in two groups of 25 and 12, two answers",
     SUITE_FOURFOLD,
     DRAW_GROUPS,
     1,
     2,
     2,
     {25, 12},
     {0.7, 0.3},
     1.5,
     0},
    {"strata",
     "749 in three groups, confounded with three strata",
     SUITE_STRATA,
     DRAW_GROUPS,
     3,
     3,
     5,
     {150, 60, 40, 70, 100, 79, 30, 90, 130},
     {AGREE, 0.10, 0.20, 0.30, 0.25, 0.15, 0.25, 0.30, 0.25, 0.15, 0.05},
     0.3,
     0},
    {"strata-fourfold",
     "200 in two groups, five strata, two answers",
     SUITE_STRATA_FOURFOLD,
     DRAW_GROUPS,
     5,
     2,
     2,
     {30, 10, 25, 15, 20, 20, 15, 25, 10, 30},
     {0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.5, 0.5, 0.4, 0.6},
     0.8,
     0},
    {"pairs", "two items of 749", SUITE_PAIRS, DRAW_PAIRS, 1, 1, 5, {749}, {AGREE}, 0.2, 0},
    {"pairs-small", "two items of 25", SUITE_PAIRS, DRAW_PAIRS, 1, 1, 5, {25}, {AGREE}, 1, 0},
    {"pairs-binary",
     "two yes-no items of 40",
     SUITE_PAIRS | SUITE_PAIRS_TWO_LEVELS,
     DRAW_PAIRS,
     1,
     1,
     2,
     {40},
     {0.7, 0.3},
     1.5,
     0},
    {"clusters",
     "750 in 75 clusters of ten, in three groups, intraclass correlation 0.1",
     SUITE_DESIGN,
     DRAW_CLUSTERS,
     1,
     3,
     5,
     {250, 250, 250},
     {AGREE},
     0.4,
     10},
    {"few-clusters",
     "240 in 24 clusters of ten, in three groups, the same correlation",
     SUITE_DESIGN,
     DRAW_CLUSTERS,
     1,
     3,
     5,
     {80, 80, 80},
     {AGREE},
     0.8,
     10},
    {"items", "five items of 749", SUITE_ITEMS, DRAW_ITEMS, 1, 5, 5, {749}, {AGREE}, 0.15, 0},
    {"items-small", "five items of 15", SUITE_ITEMS, DRAW_ITEMS, 1, 5, 5, {15}, {AGREE}, 1, 0},
    {"items-binary",
     "four yes-no items of 40",
     SUITE_ITEMS_TWO_LEVELS,
     DRAW_ITEMS,
     1,
     4,
     2,
     {40},
     {0.7, 0.3},
     1.5,
     0},
    {"missing",
     "749 in nine equal groups, 5 % without an answer",
     SUITE_MISSING,
     DRAW_MISSING,
     1,
     9,
     2,
     {84, 84, 83, 83, 83, 83, 83, 83, 83},
     {ONE_IN_TWENTY},
     2,
     0},
    {"missing-unequal",
     "749 in nine groups of 230 to 10, 5 % without an answer",
     SUITE_MISSING,
     DRAW_MISSING,
     1,
     9,
     2,
     {UNEQUAL},
     {ONE_IN_TWENTY},
     2,
     0},
};

const Population *populations_all(guint *n)
{
    *n = G_N_ELEMENTS(populations);
    return populations;
}

const Population *population_find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(populations); i++)
        if (strcmp(populations[i].name, name) == 0)
            return &populations[i];
    return NULL;
}

/* The last threshold is left open: what rounding leaves belongs to the last level. */
static void thresholds(const double *shares, guint levels, double slope, guint32 *below)
{
    double weight[MOST_LEVELS], sum = 0, part = 0;

    for (guint l = 0; l < levels; l++)
        sum += weight[l] = slope == 0 ? shares[l] : shares[l] * exp(slope * l);
    for (guint l = 0; l < levels; l++) {
        part += weight[l] / sum;
        below[l] = l + 1 < levels ? (guint32)(part * 4294967296.0) : G_MAXUINT32;
    }
}

Sampler sampler_new(const Population *p, gboolean alternative)
{
    Sampler sampler = {.population = p};
    guint groups = p->kind == DRAW_PAIRS ? 2 : p->groups; /* of pairs: the two items */

    for (guint s = 0; s < p->strata; s++)
        for (guint g = 0; g < groups; g++) {
            double slope = p->shift * ((double)g / (groups - 1) - 0.5);
            thresholds(p->shares + (gsize)s * p->levels, p->levels, alternative ? slope : 0,
                       sampler.below[s * groups + g]);
        }
    return sampler;
}

guint sampler_clusters(const Population *p)
{
    guint n = 0;

    for (guint g = 0; p->kind == DRAW_CLUSTERS && g < p->groups; g++)
        n += p->sizes[g] / p->cluster;
    return n;
}

static guint level_at(const guint32 *below, guint32 word)
{
    guint l = 0;

    while (word > below[l])
        l++;
    return l;
}

static guint level(const guint32 *below, Random *random)
{
    return level_at(below, random_u32(random));
}

static void draw_groups(const Sampler *sampler, Random *random, gint64 *n)
{
    const Population *p = sampler->population;

    for (guint row = 0; row < p->strata * p->groups; row++)
        for (guint i = 0; i < p->sizes[row]; i++)
            n[row * p->levels + level(sampler->below[row], random)]++;
}

/* Exchangeable under the null, so that the table's expectation is symmetric. */
static void draw_pairs(const Sampler *sampler, Random *random, gint64 *n)
{
    const Population *p = sampler->population;

    for (guint i = 0; i < p->sizes[0]; i++) {
        guint first = level(sampler->below[0], random);
        gboolean alike = random_below(random, 2) == 0;
        guint second = alike ? first : level(sampler->below[1], random);
        n[first * p->levels + second]++;
    }
}

static void draw_clusters(const Sampler *sampler, Random *random, Sample *sample)
{
    const Population *p = sampler->population;
    gint64 *cluster = sample->clusters;
    gsize cells = (gsize)p->groups * p->levels;

    memset(cluster, 0, sample->n_clusters * cells * sizeof(gint64));
    for (guint g = 0; g < p->groups; g++)
        for (guint c = 0; c < p->sizes[g] / p->cluster; c++, cluster += cells) {
            guint own = level(sampler->below[g], random);
            for (guint i = 0; i < p->cluster; i++) {
                gboolean alike = random_unit(random) < likeness;
                guint cell = g * p->levels + (alike ? own : level(sampler->below[g], random));
                cluster[cell]++;
                sample->n[cell]++;
            }
        }
}

/* Twice the mid-ranks of a respondent's answers to the items, counted out over the levels. */
static void rank_items(Sample *sample, const Population *p, const guint *answers)
{
    guint at[MOST_LEVELS] = {0}, ones = 0;

    for (guint i = 0; i < p->groups; i++) {
        at[answers[i]]++;
        ones += answers[i] > 0;
        sample->n[i * p->levels + answers[i]]++;
    }
    for (guint i = 0; i < p->groups; i++) {
        guint below = 0;
        for (guint l = 0; l < answers[i]; l++)
            below += at[l];
        sample->rank_sums[i] += below + (at[answers[i]] + 1) / 2.0;
    }
    for (guint l = 0; l < p->levels; l++)
        sample->ties += (double)at[l] * at[l] * at[l] - at[l];
    sample->ones_by_row[ones]++;
}

/* Exchangeable under the null: each answer is, by a coin of its own, the respondent's own height on
 * the item's scale or a fresh one. */
static void draw_items(const Sampler *sampler, Random *random, Sample *sample)
{
    const Population *p = sampler->population;
    guint answers[MOST_ROWS];

    memset(sample->rank_sums, 0, sizeof sample->rank_sums);
    memset(sample->ones_by_row, 0, sizeof sample->ones_by_row);
    sample->ties = 0;
    for (guint r = 0; r < p->sizes[0]; r++) {
        guint32 own = random_u32(random);
        for (guint i = 0; i < p->groups; i++) {
            gboolean alike = random_below(random, 2) == 0;
            answers[i] = level_at(sampler->below[i], alike ? own : random_u32(random));
        }
        rank_items(sample, p, answers);
    }
}

void sampler_draw(const Sampler *sampler, Random *random, Sample *sample)
{
    memset(sample->n, 0, sizeof(sample->n));
    switch (sampler->population->kind) {
    case DRAW_GROUPS:
    case DRAW_MISSING:
        draw_groups(sampler, random, sample->n);
        break;
    case DRAW_PAIRS:
        draw_pairs(sampler, random, sample->n);
        break;
    case DRAW_CLUSTERS:
        draw_clusters(sampler, random, sample);
        break;
    case DRAW_ITEMS:
        draw_items(sampler, random, sample);
        break;
    }
    for (guint row = 0; row < sampler->population->groups; row++)
        sample->second[row] = sample->n[row * sampler->population->levels + 1];
}

static Summary *blocks_of(const Sample *sample, const Population *p)
{
    Summary *s = summary_from_counts(sample->n, p->groups, p->levels, NULL);

    s->kind = SUMMARY_BLOCKS;
    s->n_items = p->groups;
    s->complete = p->sizes[0];
    s->complete_w = p->sizes[0];
    s->rank_sums = sample->rank_sums;
    s->ties = sample->ties;
    s->ones = sample->second;
    s->ones_by_row = sample->ones_by_row;
    return s;
}

/* The second level as a kind of missing. */
static Summary *with_missing(const Sample *sample, const Population *p)
{
    gint64 answered[MOST_ROWS];
    Summary *s;

    for (guint g = 0; g < p->groups; g++)
        answered[g] = sample->n[g * p->levels];
    s = summary_from_counts(answered, p->groups, 1, NULL);
    s->n_missing = 1;
    s->missing_by_group = sample->second;
    return s;
}

Summary *sample_summary(const Sample *sample, const Population *p)
{
    if (p->kind == DRAW_ITEMS)
        return blocks_of(sample, p);
    if (p->kind == DRAW_MISSING)
        return with_missing(sample, p);
    gboolean pair = p->kind == DRAW_PAIRS;
    guint rows = pair ? p->levels : p->strata * p->groups;
    Summary *s = summary_from_counts(sample->n, rows, p->levels, NULL);

    if (pair)
        s->kind = SUMMARY_PAIR;
    s->n_strata = p->strata;
    s->n_groups = rows / p->strata;
    s->strata = p->strata > 1 ? s->groups : NULL; /* values 1.. */
    return s;
}
