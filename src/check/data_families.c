/* The p of two groups among several, adjusted over all pairs of groups of one response by one
 * grouping: what programs print beside pairwise and post-hoc tests. The family is that of the
 * house's analyses: of shares the pairs of one level, of residuals all cells. What has no p is no
 * member. GOLDEN: p.adjust, R 4.2.2:
 * tests/check/pairs.R. */
#include "data_way.h"

#include "base/words.h"

#include <string.h>

/* Hommel's adjustment takes time quadratic in the pairs; exact ones are computed each by itself. */
#define MOST_GROUPS          100
#define MOST_GROUPS_IF_EXACT 8

typedef struct {
    gint group, other, level; /* -1: without */
} Pair;

/* What a family is found by, and its p: plain and adjusted in every way, one a pair. */
typedef struct {
    const Summary *table;
    const CheckVariant *variant;
    const Statistic *statistic;
    gint level;    /* of tests of one level in two groups, else -1 */
    GArray *pairs; /* Pair */
    GArray *p;     /* double */
    double *adjusted[ADJUST_BY + 1];
    AdjustMethod planned;
    gboolean whole; /* FALSE: a pair was left out for its cost, or drawn */
} PairFamily;

/* --- families, each once ---------------------------------------------------------------------- */

static guint family_hash(gconstpointer data)
{
    const PairFamily *f = data;
    return g_direct_hash(f->table) * 31 + g_direct_hash(f->variant) * 7 +
           g_direct_hash(f->statistic) + (guint)f->level;
}

static gboolean family_equal(gconstpointer a, gconstpointer b)
{
    const PairFamily *f = a, *g = b;
    return f->table == g->table && f->variant == g->variant && f->statistic == g->statistic &&
           f->level == g->level;
}

static void family_free(gpointer data)
{
    PairFamily *family = data;
    g_array_unref(family->pairs);
    g_array_unref(family->p);
    for (guint i = 0; i <= ADJUST_BY; i++)
        g_free(family->adjusted[i]);
    g_free(family);
}

GHashTable *check_families_new(void)
{
    return g_hash_table_new_full(family_hash, family_equal, NULL, family_free);
}

/* --- their p ---------------------------------------------------------------------------------- */

static void add_member(PairFamily *family, const StatTest *row, Pair pair)
{
    if (row == NULL || row->draws.has || row->reason == REASON_WORK_LIMIT) {
        family->whole = FALSE;
    } else if (row->state == STATE_OK && row->p.has) {
        g_array_append_val(family->pairs, pair);
        g_array_append_val(family->p, row->p.value);
    }
}

/* The row of the way's method; where two groups cannot be compared there may be but one that says
 * so. */
static const StatTest *row_of_pair(const Way *way, const ResultSink *sink)
{
    for (guint i = 0; i < sink->tests->len; i++)
        if (way_takes(way, &g_array_index(sink->tests, StatTest, i)))
            return &g_array_index(sink->tests, StatTest, i);
    if (sink->tests->len != 1)
        return NULL;
    const StatTest *only = &g_array_index(sink->tests, StatTest, 0);
    return only->state == STATE_UNDEFINED ? only : NULL;
}

/* A post-hoc test gives all pairs at once, any other is made of each. */
static void gather(const Way *way, PairFamily *family)
{
    if (family->statistic->role == STATISTIC_POSTHOC) {
        g_autoptr(ResultSink) sink = way_run(way, family->statistic->name, way->table);
        for (guint i = 0; i < sink->tests->len; i++) {
            const StatTest *row = &g_array_index(sink->tests, StatTest, i);
            if (way_takes(way, row) && (family->level < 0 || family->level == row->level))
                add_member(family, row, (Pair){row->group, row->other, row->level});
        }
        return;
    }
    for (guint i = 0; i < way->table->n_groups; i++) {
        for (guint j = i + 1; j < way->table->n_groups && family->whole; j++) {
            g_autoptr(Summary) pair = summary_groups(way->table, (const guint[]){i, j}, 2);
            g_autoptr(ResultSink) sink = way_run(way, family->statistic->name, pair);
            add_member(family, row_of_pair(way, sink), (Pair){(gint)i, (gint)j, -1});
        }
    }
}

/* How the plan's analysis of this test adjusts its pairs; else as the plan adjusts any. Tests of
 * one level are adjusted by construction (stats/column_proportions.c, residuals.c). */
static AdjustMethod planned_for(const Way *way)
{
    const Results *results = check_results(way->check);
    const Question *q = way->question;
    const char *by = q->claim->by[way->asked], *name = NULL;
    if (statistic_is_of_levels(q->statistic))
        return statistic_is_of_cells(q->statistic) ? ADJUST_HOLM : ADJUST_BONFERRONI;
    for (guint i = 0; results != NULL && i < results->tests->len && name == NULL; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        if (row->group != NULL && row->other != NULL && row->adjustment != NULL &&
            g_strcmp0(row->test, q->statistic->name) == 0 &&
            g_strcmp0(row->response, q->claim->response) == 0 && g_strcmp0(row->by, by) == 0)
            name = row->adjustment;
    }
    for (guint i = ADJUST_NONE; name != NULL && i <= ADJUST_BY; i++)
        if (strcmp(adjust_name((AdjustMethod)i), name) == 0)
            return (AdjustMethod)i;
    return way->check->input->plan->adjust;
}

static PairFamily *family_new(const Way *way, const PairFamily *key)
{
    PairFamily *family = g_memdup2(key, sizeof *key);
    family->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    family->p = g_array_new(FALSE, FALSE, sizeof(double));
    family->whole = TRUE;
    family->planned = planned_for(way);
    gather(way, family);
    guint n, of = family->whole ? family->p->len : 0;
    const AdjustMethod *methods = check_adjustments(&n);
    for (guint i = 0; i < n; i++) {
        double *adjusted = family->adjusted[methods[i]] = g_new0(double, of + 1);
        p_adjust((const double *)(gpointer)family->p->data, NULL, of, methods[i], adjusted);
    }
    return family;
}

static const PairFamily *family_of(const Way *way)
{
    const Statistic *statistic = way_statistic(way);
    gboolean one_level = statistic_is_of_levels(statistic) && !statistic_is_of_cells(statistic);
    const PairFamily key = {.table = way->table,
                            .variant = way->variant,
                            .statistic = statistic,
                            .level = one_level ? way_level(way) : -1};
    PairFamily *found = g_hash_table_lookup(way->check->families, &key);
    if (found == NULL) {
        found = family_new(way, &key);
        g_hash_table_add(way->check->families, found);
    }
    return found;
}

static gint member_of(const PairFamily *family, const Way *way)
{
    const Claim *claim = way->question->claim;
    gint group = way_group(way, claim->group), other = way_group(way, claim->other);
    gint level = way_level(way);
    for (guint i = 0; i < family->pairs->len; i++) {
        const Pair *pair = &g_array_index(family->pairs, Pair, i);
        if (pair->level == level && ((pair->group == group && pair->other == other) ||
                                     (pair->group == other && pair->other == group)))
            return (gint)i;
    }
    return -1;
}

/* --- outcomes --------------------------------------------------------------------------------- */

/* Whether the claim prints a p of two groups, or of one cell. */
static gboolean prints_pair(const Way *way)
{
    const Question *q = way->question;
    return q->subject & FOR_ANY_TEST && q->claim->group[0] != NULL &&
           claim_key(q->claim) == KEY_P && !way_is_designed(way);
}

/* A table of these ways outlives the claim that asks for it. */
static gboolean takes_families(const Way *way, const Outcome *outcome)
{
    if (!way->check->variants || !way->variant->adjusts || !outcome->has || !prints_pair(way))
        return FALSE;
    const Statistic *statistic = way_statistic(way);
    gboolean exact = (way->variant->methods & METHOD_EXACT) != 0 || /* Fisher's has no other */
                     (statistic->methods & (METHOD_EXACT | METHOD_ASYMPTOTIC)) == METHOD_EXACT;
    return strcmp(statistic->name, "dscf") != 0 && /* adjusted as it is */
           way->table->n_groups <= (exact ? MOST_GROUPS_IF_EXACT : MOST_GROUPS) &&
           way_can_be_exact(way, way->table);
}

static void add_one(const Way *way, const Outcome *outcome, AdjustMethod method, double p,
                    GArray *outcomes)
{
    Outcome adjusted = *outcome;
    const char *way_name = strcmp(outcome->name, "default") == 0 ? NULL : outcome->name;
    g_autofree char *name = g_strdup_printf("%s%sadjusted: %s", way_name != NULL ? way_name : "",
                                            way_name != NULL ? ", " : "", adjust_name(method));
    adjusted.name = g_string_chunk_insert_const(way->check->strings, name);
    adjusted.adjusted = method;
    adjusted.p = quantity(p);
    way_add_forms(way, &adjusted, outcomes);
}

void way_add_adjusted(const Way *way, const Outcome *outcome, GArray *outcomes)
{
    if (!takes_families(way, outcome))
        return;
    const PairFamily *family = family_of(way);
    gint own = member_of(family, way);
    if (own < 0 || !family->whole || family->p->len < 2)
        return;
    guint n;
    const AdjustMethod *methods = check_adjustments(&n);
    Outcome of_family = *outcome;
    of_family.planned = family->planned;
    of_family.n_family = family->p->len;
    if (family->planned != ADJUST_NONE)
        add_one(way, &of_family, family->planned, family->adjusted[family->planned][own], outcomes);
    for (guint i = 0; i < n; i++)
        if (methods[i] != family->planned)
            add_one(way, &of_family, methods[i], family->adjusted[methods[i]][own], outcomes);
}

/* --- in words --------------------------------------------------------------------------------- */

char *adjusted_note(const Claim *claim, const GArray *outcomes, Language language)
{
    static const WordId names[] = {
        [ADJUST_NONE] = W_ADJUST_WORD_NONE,     [ADJUST_BONFERRONI] = W_ADJUST_WORD_BONFERRONI,
        [ADJUST_HOLM] = W_ADJUST_WORD_HOLM,     [ADJUST_HOCHBERG] = W_ADJUST_WORD_HOCHBERG,
        [ADJUST_HOMMEL] = W_ADJUST_WORD_HOMMEL, [ADJUST_BH] = W_ADJUST_WORD_BH,
        [ADJUST_BY] = W_ADJUST_WORD_BY};
    const Outcome *best = NULL;
    for (guint i = 0; i < outcomes->len; i++) {
        const Outcome *outcome = &g_array_index(outcomes, Outcome, i);
        if (!outcome_fits(claim, outcome, 0))
            continue;
        if (outcome->adjusted == ADJUST_NONE) /* needs no family */
            return NULL;
        if (best == NULL) /* the most ordinary; the plan's stands before the others */
            best = outcome;
    }
    if (best == NULL)
        return NULL;
    if (best->planned == ADJUST_NONE)
        return word_printf(W_CHECK_ADJUSTED_UNPLANNED, language, best->n_family);
    return word_printf(best->adjusted == best->planned ? W_CHECK_ADJUSTED_AS_PLANNED
                                                       : W_CHECK_ADJUSTED_OTHERWISE,
                       language, best->n_family, word(names[best->planned], language));
}
