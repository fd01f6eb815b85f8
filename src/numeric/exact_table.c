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
#include "exact_network.h"
#include "exact_paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_PATHS = 32, HOPELESS = 10 };

/* Work of elementary operations, about one nanosecond a unit. */
enum { WORK_LEAF = 40, WORK_PATH = 150, WORK_SORT = 15, WORK_BISECT = 20 };

typedef struct {
    double value, weight;
} Ending;

/* Sums over tables: at least, above, and the same about the mirrored value. */
typedef struct {
    double observed, mirror, tolerance;
    long double ge, gt, mirror_ge, mirror_gt; /* millions of terms: extended, for the last digits */
    long double all;
} Sums;

typedef struct Walk Walk;
struct Walk {
    Network network;
    guint64 radix[MOST_DIMENSIONS];
    guint64 work, limit;
    Paths next; /* into the next stage */
    /* enumeration of one line */
    gint64 rest[MOST_DIMENSIONS], take[MOST_DIMENSIONS], after[MOST_DIMENSIONS + 1];
    guint stage;
    void (*leaf)(Walk *walk, double probability);
    /* paths that stand in the state being expanded */
    const Path *paths;
    guint n_paths;
    GArray *endings; /* Ending */
    Sums *sums;
};

/* ---- enumeration of the ways to fill one line ---- */

static void fill(Walk *w, guint d, gint64 left, long double log_ways)
{
    gint64 rest = w->rest[d], low = MAX(0, left - w->after[d + 1]), high = MIN(rest, left);

    if (w->work > w->limit)
        return;
    for (gint64 m = low; m <= high; m++) {
        long double ways =
            log_ways + w->network.lf[rest] - w->network.lf[m] - w->network.lf[rest - m];
        w->take[d] = m;
        w->rest[d] = rest - m;
        if (d + 1 < w->network.dims)
            fill(w, d + 1, left - m, ways);
        else
            w->leaf(w, exp((double)ways));
    }
    w->rest[d] = rest;
}

static void fill_line(Walk *w, guint stage)
{
    gint64 left = w->network.line[stage], all;

    w->after[w->network.dims] = 0;
    for (guint d = w->network.dims; d-- > 0;)
        w->after[d] = w->after[d + 1] + w->rest[d];
    all = w->after[0];
    fill(w, 0, left, w->network.lf[left] + w->network.lf[all - left] - w->network.lf[all]);
}

/* ---- states ---- */

static int descending(const void *a, const void *b)
{
    const gint64 *x = a, *y = b;

    return (*x < *y) - (*x > *y);
}

static guint64 encode(const Walk *w, const gint64 *rest)
{
    gint64 sorted[MOST_DIMENSIONS];
    guint64 state = 0;

    if (w->network.statistic == EXACT_PROBABILITY) {
        memcpy(sorted, rest, w->network.dims * sizeof *sorted);
        qsort(sorted, w->network.dims, sizeof *sorted, descending);
        rest = sorted;
    }
    for (guint d = 0; d < w->network.dims; d++)
        state = state * w->radix[d] + (guint64)rest[d];
    return state;
}

static void decode(Walk *w, guint64 state)
{
    for (guint d = w->network.dims; d-- > 0; state /= w->radix[d])
        w->rest[d] = (gint64)(state % w->radix[d]);
}

/* FALSE when states do not fit into 63 bits. */
static gboolean set_radix(Walk *w)
{
    double states = 1;
    gint64 largest = 0;

    for (guint d = 0; d < w->network.dims; d++)
        largest = MAX(largest, w->network.margin[d]);
    for (guint d = 0; d < w->network.dims; d++) {
        gboolean same = w->network.statistic == EXACT_PROBABILITY;
        w->radix[d] = (guint64)(same ? largest : w->network.margin[d]) + 1;
        states *= (double)w->radix[d];
    }
    return states < 9e18;
}

static void leaf_expand(Walk *w, double probability)
{
    guint64 state = encode(w, w->rest);
    double value = network_value(&w->network, w->stage, w->take, w->rest);

    w->work += WORK_LEAF + w->network.dims + WORK_PATH * (guint64)w->n_paths;
    if (w->work > w->limit)
        return;
    for (guint i = 0; i < w->n_paths; i++)
        if (!paths_add(&w->next, state, w->paths[i].value + value,
                       w->paths[i].weight * probability))
            w->work = w->limit + 1;
}

/* ---- the last two lines ---- */

static double ending_value(const Walk *w)
{
    static const gint64 none[MOST_DIMENSIONS];
    guint last = w->network.stages - 1;

    return network_value(&w->network, last - 1, w->take, w->rest) +
           network_value(&w->network, last, w->rest, none);
}

static void leaf_ending(Walk *w, double probability)
{
    Ending ending = {ending_value(w), probability};

    w->work += WORK_LEAF + 2 * w->network.dims;
    g_array_append_val(w->endings, ending);
}

/* Where few paths have come to a state, each ending is judged against each of them. */
static void leaf_direct(Walk *w, double probability)
{
    double value = ending_value(w);
    Sums *sums = w->sums;

    w->work += WORK_LEAF + 2 * w->network.dims + 4 * (guint64)w->n_paths;
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

static void finish_many(Walk *w, const Path *paths, guint n)
{
    double depth;

    g_array_set_size(w->endings, 0);
    w->leaf = leaf_ending;
    fill_line(w, w->network.stages - 2);
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

static void finish_state(Walk *w, const Path *paths, guint n)
{
    decode(w, paths[0].state);
    if (n > FEW_PATHS) {
        finish_many(w, paths, n);
        return;
    }
    w->paths = paths;
    w->n_paths = n;
    w->leaf = leaf_direct;
    fill_line(w, w->network.stages - 2);
}

static void expand_state(Walk *w, const Path *paths, guint n)
{
    decode(w, paths[0].state);
    w->paths = paths;
    w->n_paths = n;
    w->leaf = leaf_expand;
    fill_line(w, w->stage);
}

/* Calls EACH for every state with the paths that have come to it. */
static void each_state(Walk *w, const GArray *paths, void (*each)(Walk *, const Path *, guint))
{
    for (guint i = 0, end; i < paths->len && w->work <= w->limit; i = end) {
        const Path *path = &g_array_index(paths, Path, i);
        for (end = i + 1; end < paths->len; end++)
            if (g_array_index(paths, Path, end).state != path->state)
                break;
        each(w, path, end - i);
    }
}

/* ---- the whole walk ---- */

/* Vectors with sum SIZE within the margins, which is how many states, or arcs from the first state,
 * there are. */
static double ways(const Walk *w, gint64 size)
{
    g_autofree double *f = g_new0(double, size + 1), *sums = g_new0(double, size + 2);

    f[0] = 1;
    for (guint d = 0; d < w->network.dims; d++) {
        for (gint64 x = 0; x <= size; x++)
            sums[x + 1] = sums[x] + f[x];
        for (gint64 x = 0; x <= size; x++)
            f[x] = sums[x + 1] - sums[MAX(0, x - w->network.margin[d])];
    }
    return f[size];
}

/* Work that a look at the margins already shows to be far beyond the limit is not begun. */
static gboolean hopeless(const Walk *w)
{
    double same = 1, least = 0;
    gint64 gone = 0;

    for (guint d = 2; d <= w->network.dims && w->network.statistic == EXACT_PROBABILITY; d++)
        same *= d;
    for (guint s = 0; s + 2 < w->network.stages; s++) {
        double states = ways(w, gone) / same;
        least = MAX(least, states * ways(w, w->network.line[s]) * WORK_LEAF);
        gone += w->network.line[s];
    }
    least = MAX(least,
                ways(w, gone) / same * ways(w, w->network.line[w->network.stages - 2]) * WORK_LEAF);
    return least > HOPELESS * (double)w->limit;
}

static void walk_run(Walk *w)
{
    g_autoptr(GArray) paths = NULL;

    paths_add(&w->next, encode(w, w->network.margin), 0, 1);
    paths = paths_take(&w->next);
    for (w->stage = 0; w->stage + 2 < w->network.stages && w->work <= w->limit; w->stage++) {
        each_state(w, paths, expand_state);
        g_array_unref(paths);
        paths = paths_take(&w->next);
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

static void walk_clear(Walk *w)
{
    network_clear(&w->network);
    paths_clear(&w->next);
    if (w->endings != NULL)
        g_array_unref(w->endings);
}

/* FALSE when the work is beyond the limit. */
static gboolean walk_sums(Walk *w, Sums *sums)
{
    double size;

    sums->observed = network_observed(&w->network, &size);
    size = MAX(size, 1e-300);
    sums->mirror = 2 * network_expected(&w->network) - sums->observed;
    sums->tolerance = w->network.statistic == EXACT_PROBABILITY ? EXACT_PROBABILITY_TOLERANCE
                                                                : EXACT_VALUE_TOLERANCE * size;
    if (!set_radix(w) || hopeless(w))
        return FALSE;
    paths_init(&w->next, size * 1e-12);
    w->endings = g_array_new(FALSE, FALSE, sizeof(Ending));
    w->sums = sums;
    walk_run(w);
    return w->work <= w->limit;
}

static gboolean network_tails(const ExactTable *table, const ExactTest *test, guint64 limit,
                              ExactTails *tails)
{
    Walk w = {.limit = limit};
    Sums sums = {0};
    gboolean done = network_init(&w.network, table, test) && walk_sums(&w, &sums);

    if (done)
        *tails = tails_from(&sums);
    walk_clear(&w);
    return done;
}

gboolean exact_table(const ExactTable *table, const ExactTest *test, guint64 limit,
                     ExactTails *tails)
{
    g_autofree double *ranks = NULL;

    if (test->statistic != EXACT_RANK_SUM)
        return network_tails(table, test, limit, tails);
    ranks = g_new(double, table->n_levels + 1);
    centred_ranks_of(table, ranks);
    return network_tails(table, &(ExactTest){EXACT_LINEAR, test->group_scores, ranks}, limit,
                         tails);
}
