/* Exact distributions over all r × c tables with given margins.
 *
 * Lines of the table (groups or levels) are stages; a state is what remains of the other margin. An
 * arc fills one line: its probability is multivariate hypergeometric, its value what the line adds
 * to the statistic. Paths that meet in a state with the same value are one path from there on. The
 * last two stages are not expanded: for each state all ways to fill them are sorted by value once,
 * and each path so far finds its tail in them by bisection, so that a tie is judged on the whole
 * sum with its tolerance, never on rounded parts. For the probability statistic states that are
 * permutations of each other are one state.
 *
 * SOURCE: Mehta and Patel 1983, JASA 78: 427-434 (the network); Clarkson, Fan and Joe 1993, ACM
 * TOMS 19: 484-488 (equal states by sorting). Their bounds by longest and shortest paths are not
 * taken: with two stages met in the middle they save little at the sizes that are feasible at all.
 */
#include "numeric/exact.h"

#include <math.h>
#include <stdlib.h>

enum {
    MOST_RESPONDENTS = 1 << 16,
    MOST_DIMENSIONS = 64,
    MOST_ENTRIES = 1 << 22,
    FEW_PATHS = 32,
    HOPELESS = 10
};

/* Work of elementary operations, about one nanosecond a unit. */
enum { WORK_LEAF = 40, WORK_PATH = 150, WORK_SORT = 15, WORK_BISECT = 20 };

/* Paths to one state with one value. */
typedef struct {
    guint64 state;
    gint64 rounded; /* value / quantum, only to find equals */
    double value, weight;
} Path;

typedef struct {
    double value, weight;
} Ending;

/* Sums over tables: at least, above, and the same about the mirrored value. */
typedef struct {
    double observed, mirror, tolerance;
    long double ge, gt, mirror_ge, mirror_gt; /* millions of terms: extended, for the last digits */
    long double all;
} Sums;

typedef struct Network Network;
struct Network {
    ExactStatistic statistic;
    guint stages, dims;
    gint64 *line;       /* [stages] margins of the stages */
    gint64 *margin;     /* [dims] the other margin */
    gint64 *observed;   /* [stages][dims] */
    double *line_score; /* [stages] */
    double *score;      /* [dims] */
    long double *lf;    /* log factorials */
    guint64 radix[MOST_DIMENSIONS];
    double quantum;
    guint64 work, limit;
    /* the open-addressing table of paths of the next stage */
    Path *slots;
    guint n_slots, n_used;
    /* enumeration of one line */
    gint64 rest[MOST_DIMENSIONS], take[MOST_DIMENSIONS], after[MOST_DIMENSIONS + 1];
    guint stage;
    void (*leaf)(Network *network, double probability);
    /* paths that stand in the state being expanded */
    const Path *paths;
    guint n_paths;
    GArray *endings; /* Ending */
    Sums *sums;
};

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

/* What a line adds when it takes TAKE and leaves REST to the lines behind it. */
static double arc_value(const Network *w, guint stage, const gint64 *take, const gint64 *rest)
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

/* ---- enumeration of the ways to fill one line ---- */

static void fill(Network *w, guint d, gint64 left, long double log_ways)
{
    gint64 rest = w->rest[d], low = MAX(0, left - w->after[d + 1]), high = MIN(rest, left);

    if (w->work > w->limit)
        return;
    for (gint64 m = low; m <= high; m++) {
        long double ways = log_ways + w->lf[rest] - w->lf[m] - w->lf[rest - m];
        w->take[d] = m;
        w->rest[d] = rest - m;
        if (d + 1 < w->dims)
            fill(w, d + 1, left - m, ways);
        else
            w->leaf(w, exp((double)ways));
    }
    w->rest[d] = rest;
}

static void fill_line(Network *w, guint stage)
{
    gint64 left = w->line[stage], all;

    w->after[w->dims] = 0;
    for (guint d = w->dims; d-- > 0;)
        w->after[d] = w->after[d + 1] + w->rest[d];
    all = w->after[0];
    fill(w, 0, left, w->lf[left] + w->lf[all - left] - w->lf[all]);
}

/* ---- states ---- */

static int descending(const void *a, const void *b)
{
    const gint64 *x = a, *y = b;

    return (*x < *y) - (*x > *y);
}

static guint64 encode(const Network *w, const gint64 *rest)
{
    gint64 sorted[MOST_DIMENSIONS];
    guint64 state = 0;

    if (w->statistic == EXACT_PROBABILITY) {
        memcpy(sorted, rest, w->dims * sizeof *sorted);
        qsort(sorted, w->dims, sizeof *sorted, descending);
        rest = sorted;
    }
    for (guint d = 0; d < w->dims; d++)
        state = state * w->radix[d] + (guint64)rest[d];
    return state;
}

static void decode(Network *w, guint64 state)
{
    for (guint d = w->dims; d-- > 0; state /= w->radix[d])
        w->rest[d] = (gint64)(state % w->radix[d]);
}

/* FALSE when states do not fit into 63 bits. */
static gboolean set_radix(Network *w)
{
    double states = 1;
    gint64 largest = 0;

    for (guint d = 0; d < w->dims; d++)
        largest = MAX(largest, w->margin[d]);
    for (guint d = 0; d < w->dims; d++) {
        gboolean same = w->statistic == EXACT_PROBABILITY;
        w->radix[d] = (guint64)(same ? largest : w->margin[d]) + 1;
        states *= (double)w->radix[d];
    }
    return states < 9e18;
}

/* ---- paths of the next stage ---- */

static guint slot_hash(guint64 state, gint64 rounded)
{
    guint64 h = state * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) + (guint64)rounded;

    h = (h ^ (h >> 31)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    return (guint)(h ^ (h >> 32));
}

static Path *slot_find(Path *slots, guint n_slots, guint64 state, gint64 rounded)
{
    guint i = slot_hash(state, rounded) & (n_slots - 1);

    while (slots[i].weight > 0 && (slots[i].state != state || slots[i].rounded != rounded))
        i = (i + 1) & (n_slots - 1);
    return &slots[i];
}

static void slots_grow(Network *w)
{
    guint n = w->n_slots * 2;
    Path *slots = g_new0(Path, n);

    for (guint i = 0; i < w->n_slots; i++)
        if (w->slots[i].weight > 0)
            *slot_find(slots, n, w->slots[i].state, w->slots[i].rounded) = w->slots[i];
    g_free(w->slots);
    w->slots = slots;
    w->n_slots = n;
}

static void path_add(Network *w, guint64 state, double value, double weight)
{
    gint64 rounded = (gint64)llround(value / w->quantum);
    Path *slot = slot_find(w->slots, w->n_slots, state, rounded);

    if (weight <= 0)
        return;
    if (slot->weight > 0) {
        slot->weight += weight;
        return;
    }
    *slot = (Path){state, rounded, value, weight};
    if (++w->n_used > MOST_ENTRIES)
        w->work = w->limit + 1;
    else if (w->n_used > w->n_slots / 2)
        slots_grow(w);
}

static void leaf_expand(Network *w, double probability)
{
    guint64 state = encode(w, w->rest);
    double value = arc_value(w, w->stage, w->take, w->rest);

    w->work += WORK_LEAF + w->dims + WORK_PATH * (guint64)w->n_paths;
    if (w->work > w->limit)
        return;
    for (guint i = 0; i < w->n_paths; i++)
        path_add(w, state, w->paths[i].value + value, w->paths[i].weight * probability);
}

static int path_compare(const void *a, const void *b)
{
    const Path *x = a, *y = b;

    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    return (x->rounded > y->rounded) - (x->rounded < y->rounded);
}

/* The paths gathered, by state; empties the table. */
static GArray *paths_take(Network *w)
{
    GArray *paths = g_array_sized_new(FALSE, FALSE, sizeof(Path), w->n_used);

    for (guint i = 0; i < w->n_slots; i++)
        if (w->slots[i].weight > 0)
            g_array_append_val(paths, w->slots[i]);
    qsort(paths->data, paths->len, sizeof(Path), path_compare);
    memset(w->slots, 0, w->n_slots * sizeof *w->slots);
    w->n_used = 0;
    return paths;
}

/* ---- the last two lines ---- */

static double ending_value(const Network *w)
{
    static const gint64 none[MOST_DIMENSIONS];
    guint last = w->stages - 1;

    return arc_value(w, last - 1, w->take, w->rest) + arc_value(w, last, w->rest, none);
}

static void leaf_ending(Network *w, double probability)
{
    Ending ending = {ending_value(w), probability};

    w->work += WORK_LEAF + 2 * w->dims;
    g_array_append_val(w->endings, ending);
}

/* Where few paths have come to a state, each ending is judged against each of them. */
static void leaf_direct(Network *w, double probability)
{
    double value = ending_value(w);
    Sums *sums = w->sums;

    w->work += WORK_LEAF + 2 * w->dims + 4 * (guint64)w->n_paths;
    for (guint i = 0; i < w->n_paths; i++) {
        double whole = value + w->paths[i].value, weight = probability * w->paths[i].weight;
        sums->all += weight;
        sums->ge += whole >= sums->observed - sums->tolerance ? weight : 0;
        sums->gt += whole > sums->observed + sums->tolerance ? weight : 0;
        sums->mirror_ge += whole >= sums->mirror - sums->tolerance ? weight : 0;
        sums->mirror_gt += whole > sums->mirror + sums->tolerance ? weight : 0;
    }
}

static int ending_compare(const void *a, const void *b)
{
    const Ending *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* Sum of the weights of endings with a value >= BOUND (STRICT: > BOUND); weights are already
 * summed from the end. */
static double ending_tail(const GArray *endings, double bound, gboolean strict)
{
    guint low = 0, high = endings->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        double value = g_array_index(endings, Ending, middle).value;
        if (strict ? value > bound : value >= bound)
            high = middle;
        else
            low = middle + 1;
    }
    return low == endings->len ? 0 : g_array_index(endings, Ending, low).weight;
}

static void sums_add(Sums *sums, const Path *path, const GArray *endings)
{
    double t = sums->observed - path->value, m = sums->mirror - path->value, e = sums->tolerance;

    sums->ge += path->weight * ending_tail(endings, t - e, FALSE);
    sums->gt += path->weight * ending_tail(endings, t + e, TRUE);
    sums->mirror_ge += path->weight * ending_tail(endings, m - e, FALSE);
    sums->mirror_gt += path->weight * ending_tail(endings, m + e, TRUE);
    sums->all += path->weight * g_array_index(endings, Ending, 0).weight;
}

static void finish_many(Network *w, const Path *paths, guint n)
{
    double depth;

    g_array_set_size(w->endings, 0);
    w->leaf = leaf_ending;
    fill_line(w, w->stages - 2);
    depth = log2((double)w->endings->len + 1);
    w->work += (guint64)(depth * (WORK_SORT * (double)w->endings->len + WORK_BISECT * (double)n));
    if (w->work > w->limit)
        return;
    qsort(w->endings->data, w->endings->len, sizeof(Ending), ending_compare);
    for (guint i = w->endings->len - 1; i-- > 0;)
        g_array_index(w->endings, Ending, i).weight +=
            g_array_index(w->endings, Ending, i + 1).weight;
    for (guint i = 0; i < n; i++)
        sums_add(w->sums, &paths[i], w->endings);
}

static void finish_state(Network *w, const Path *paths, guint n)
{
    decode(w, paths[0].state);
    if (n > FEW_PATHS) {
        finish_many(w, paths, n);
        return;
    }
    w->paths = paths;
    w->n_paths = n;
    w->leaf = leaf_direct;
    fill_line(w, w->stages - 2);
}

static void expand_state(Network *w, const Path *paths, guint n)
{
    decode(w, paths[0].state);
    w->paths = paths;
    w->n_paths = n;
    w->leaf = leaf_expand;
    fill_line(w, w->stage);
}

/* Calls EACH for every state with the paths that have come to it. */
static void each_state(Network *w, const GArray *paths,
                       void (*each)(Network *, const Path *, guint))
{
    for (guint i = 0, end; i < paths->len && w->work <= w->limit; i = end) {
        const Path *path = &g_array_index(paths, Path, i);
        for (end = i + 1; end < paths->len; end++)
            if (g_array_index(paths, Path, end).state != path->state)
                break;
        each(w, path, end - i);
    }
}

/* ---- setting up ---- */

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

/* The value of the observed table and the size its tolerance is relative to. */
static double observed_value(const Network *w, double *size)
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
        value = arc_value(w, s, take, rest);
        sum += value;
        *size += fabs(value);
    }
    return sum;
}

static double expected_value(const Network *w)
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

/* Non-empty lines of the table, transposed if LEVELS_FIRST: levels are then the stages. */
static gint64 sum_of_line(const ExactTable *t, gboolean group, guint i)
{
    gint64 sum = 0;

    for (guint j = 0; j < (group ? t->n_levels : t->n_groups); j++)
        sum += group ? t->n[i * t->n_levels + j] : t->n[j * t->n_levels + i];
    return sum;
}

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

static gboolean network_init(Network *w, const ExactTable *t, const ExactTest *test)
{
    g_autofree guint *group = g_new(guint, t->n_groups), *level = g_new(guint, t->n_levels);
    guint n_groups = non_empty(t, TRUE, group), n_levels = non_empty(t, FALSE, level);
    gboolean free_choice = w->statistic != EXACT_KRUSKAL_WALLIS && w->statistic != EXACT_JONCKHEERE;
    gboolean groups = !free_choice || n_groups >= n_levels; /* groups are the stages */
    double size;

    w->stages = groups ? n_groups : n_levels;
    w->dims = groups ? n_levels : n_groups;
    if (n_groups < 2 || n_levels < 2 || w->dims > MOST_DIMENSIONS ||
        respondents(t) > MOST_RESPONDENTS)
        return FALSE;
    if (w->statistic != EXACT_JONCKHEERE)
        sort_lines(t, groups, groups ? group : level, w->stages);
    network_fill(w, t, test, groups, groups ? group : level, groups ? level : group);
    observed_value(w, &size);
    w->quantum = MAX(size, 1e-300) * 1e-12;
    w->endings = g_array_new(FALSE, FALSE, sizeof(Ending));
    w->n_slots = 1 << 12;
    w->slots = g_new0(Path, w->n_slots);
    return set_radix(w);
}

/* Vectors with sum SIZE within the margins, which is how many states, or arcs from the first state,
 * there are. */
static double ways(const Network *w, gint64 size)
{
    g_autofree double *f = g_new0(double, size + 1), *sums = g_new0(double, size + 2);

    f[0] = 1;
    for (guint d = 0; d < w->dims; d++) {
        for (gint64 x = 0; x <= size; x++)
            sums[x + 1] = sums[x] + f[x];
        for (gint64 x = 0; x <= size; x++)
            f[x] = sums[x + 1] - sums[MAX(0, x - w->margin[d])];
    }
    return f[size];
}

/* Work that a look at the margins already shows to be far beyond the limit is not begun. */
static gboolean hopeless(const Network *w)
{
    double same = 1, least = 0;
    gint64 gone = 0;

    for (guint d = 2; d <= w->dims && w->statistic == EXACT_PROBABILITY; d++)
        same *= d;
    for (guint s = 0; s + 2 < w->stages; s++) {
        double states = ways(w, gone) / same;
        least = MAX(least, states * ways(w, w->line[s]) * WORK_LEAF);
        gone += w->line[s];
    }
    least = MAX(least, ways(w, gone) / same * ways(w, w->line[w->stages - 2]) * WORK_LEAF);
    return least > HOPELESS * (double)w->limit;
}

static void network_clear(Network *w)
{
    g_free(w->line);
    g_free(w->margin);
    g_free(w->observed);
    g_free(w->line_score);
    g_free(w->score);
    g_free(w->lf);
    g_free(w->slots);
    if (w->endings != NULL)
        g_array_unref(w->endings);
}

static void network_run(Network *w)
{
    g_autoptr(GArray) paths = NULL;

    path_add(w, encode(w, w->margin), 0, 1);
    paths = paths_take(w);
    for (w->stage = 0; w->stage + 2 < w->stages && w->work <= w->limit; w->stage++) {
        each_state(w, paths, expand_state);
        g_array_unref(paths);
        paths = paths_take(w);
    }
    each_state(w, paths, finish_state);
}

static ExactTails tails_from(const Sums *sums)
{
    gboolean high = sums->observed >= sums->mirror;
    gboolean centre = fabs(sums->observed - sums->mirror) <= 2 * sums->tolerance;
    long double all = sums->all, point = sums->ge - sums->gt;
    long double opposite = sums->mirror_ge - sums->mirror_gt;
    long double far =
        high ? sums->ge + (all - sums->mirror_gt) : sums->mirror_ge + (all - sums->gt);

    return (ExactTails){.lower = (double)((all - sums->gt) / all),
                        .upper = (double)(sums->ge / all),
                        .point = (double)(point / all),
                        .far = centre ? 1 : (double)(far / all),
                        .far_point = (double)((centre ? point : point + opposite) / all)};
}

static gboolean network_tails(const ExactTable *table, const ExactTest *test, guint64 limit,
                              ExactTails *tails)
{
    Network w = {.statistic = test->statistic, .limit = limit};
    gboolean done = network_init(&w, table, test);

    if (done) {
        Sums sums = {0};
        double size;
        sums.observed = observed_value(&w, &size);
        sums.mirror = 2 * expected_value(&w) - sums.observed;
        sums.tolerance = w.statistic == EXACT_PROBABILITY
                             ? EXACT_PROBABILITY_TOLERANCE
                             : EXACT_VALUE_TOLERANCE * MAX(size, 1e-300);
        w.sums = &sums;
        if (hopeless(&w))
            w.work = limit + 1;
        else
            network_run(&w);
        done = w.work <= limit;
        if (done)
            *tails = tails_from(&sums);
    }
    network_clear(&w);
    return done;
}

gboolean exact_table(const ExactTable *table, const ExactTest *test, guint64 limit,
                     ExactTails *tails)
{
    g_autofree gint64 *margin = NULL;
    g_autofree double *ranks = NULL;

    if (test->statistic != EXACT_RANK_SUM)
        return network_tails(table, test, limit, tails);
    margin = g_new(gint64, table->n_levels + 1);
    ranks = g_new(double, table->n_levels + 1);
    for (guint l = 0; l < table->n_levels; l++)
        margin[l] = sum_of_line(table, FALSE, l);
    centred_ranks(ranks, margin, table->n_levels, respondents(table));
    return network_tails(table, &(ExactTest){EXACT_LINEAR, test->group_scores, ranks}, limit,
                         tails);
}
