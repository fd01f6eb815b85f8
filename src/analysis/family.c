#include "family.h"

#include "numeric/adjust.h"
#include "numeric/letters.h"
#include "numeric/random_table.h"

/* --- families --------------------------------------------------------------------------------- */

static gboolean is_pair(const StatTest *test)
{
    return test->group >= 0 && test->other >= 0 && test->level < 0;
}

/* Equal strings are one family. */
static char *family_key(const Unit *unit, guint number, const StatTest *test)
{
    const PlanAnalysis *plan = unit->job->plan;
    const char *variant = test->family != NULL ? test->family : test->variant;
    g_autofree char *what =
        g_strdup_printf("%s|%s|%s", test->test, variant, unit->collapsed ? "collapsed" : "");
    if (test->level >= 0)
        return g_strdup_printf("cells|%u|%s", number, what);
    if (is_pair(test))
        return g_strdup_printf("pairs|%u|%s", number, what);
    switch (plan->family) {
    case FAMILY_PLAN:
        return g_strdup_printf("plan|%d|%s", (int)plan->adjust, what);
    case FAMILY_ANALYSIS:
        return g_strdup_printf("analysis|%s|%s", plan->name, what);
    default:
        return g_strdup_printf("by|%s|%d|%d|%s", plan->name, plan->pairs ? -1 : unit->by,
                               unit->stratum, what);
    }
}

static void adjust_one(const GPtrArray *members, AdjustMethod method)
{
    g_autofree double *p = g_new(double, members->len);
    g_autofree double *adjusted = g_new(double, members->len);
    for (guint i = 0; i < members->len; i++)
        p[i] = ((const StatTest *)g_ptr_array_index(members, i))->p.value;
    p_adjust(p, NULL, members->len, method, adjusted);
    for (guint i = 0; i < members->len; i++) {
        StatTest *test = g_ptr_array_index(members, i);
        test->n_family = members->len;
        if (!test->adjusted_p.has)
            test->adjusted_p = quantity(adjusted[i]);
    }
}

static void gather(const Unit *unit, guint number, GHashTable *families, GHashTable *methods)
{
    for (guint i = 0; i < unit->sink->tests->len; i++) {
        StatTest *test = &g_array_index(unit->sink->tests, StatTest, i);
        if (!test->p.has)
            continue;
        g_autofree char *key = family_key(unit, number, test);
        GPtrArray *members = g_hash_table_lookup(families, key);
        if (members == NULL) {
            members = g_ptr_array_new();
            g_hash_table_insert(methods, members, GINT_TO_POINTER(unit->job->plan->adjust));
            g_hash_table_insert(families, g_steal_pointer(&key), members);
        }
        g_ptr_array_add(members, test);
    }
}

void family_adjust(const GPtrArray *units)
{
    g_autoptr(GHashTable) families =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) methods = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < units->len; i++)
        gather(g_ptr_array_index(units, i), i, families, methods);
    GHashTableIter iterator;
    gpointer members;
    g_hash_table_iter_init(&iterator, families);
    while (g_hash_table_iter_next(&iterator, NULL, &members))
        adjust_one(members, (AdjustMethod)GPOINTER_TO_INT(g_hash_table_lookup(methods, members)));
}

/* --- letters ---------------------------------------------------------------------------------- */

static gboolean omnibus_rejects(const Unit *unit, double alpha)
{
    for (guint i = 0; i < unit->sink->tests->len; i++) {
        const StatTest *test = &g_array_index(unit->sink->tests, StatTest, i);
        if (!is_pair(test) && test->level < 0)
            return test->adjusted_p.has && test->adjusted_p.value < alpha;
    }
    return FALSE;
}

static double mean_rank_of(const Unit *unit, gint group)
{
    for (guint i = 0; i < unit->sink->estimates->len; i++) {
        const StatEstimate *e = &g_array_index(unit->sink->estimates, StatEstimate, i);
        if (e->group == group && g_str_equal(e->estimate, "mean_rank"))
            return e->value.has ? e->value.value : 0;
    }
    return 0;
}

static gint compare_ranks(gconstpointer a, gconstpointer b, gpointer ranks)
{
    const double *mean_rank = ranks;
    double first = mean_rank[*(const guint *)a], second = mean_rank[*(const guint *)b];
    return first < second ? -1 : first > second;
}

/* The groups from the lowest mean rank to the highest. */
static guint *order_by_mean_rank(const Unit *unit, guint k)
{
    g_autofree double *mean_rank = g_new(double, k);
    guint *order = g_new(guint, k);
    for (guint g = 0; g < k; g++) {
        order[g] = g;
        mean_rank[g] = mean_rank_of(unit, (gint)g);
    }
    g_qsort_with_data(order, (gint)k, sizeof *order, compare_ranks, mean_rank);
    return order;
}

char **family_letters(const Unit *unit, double alpha)
{
    guint k = unit->summary->n_groups;
    g_autofree gboolean *differ = g_new0(gboolean, (gsize)k * k);
    gboolean any = FALSE;
    for (guint i = 0; i < unit->sink->tests->len; i++) {
        const StatTest *test = &g_array_index(unit->sink->tests, StatTest, i);
        if (!is_pair(test))
            continue;
        any = TRUE;
        gboolean rejects = test->adjusted_p.has && test->adjusted_p.value < alpha;
        differ[(guint)test->group * k + (guint)test->other] = rejects;
        differ[(guint)test->other * k + (guint)test->group] = rejects;
    }
    if (!any)
        return NULL;
    if (!omnibus_rejects(unit, alpha)) {
        char **none = g_new0(char *, k + 1);
        for (guint g = 0; g < k; g++)
            none[g] = g_strdup("");
        return none;
    }
    g_autofree guint *order = order_by_mean_rank(unit, k);
    return compact_letters(differ, k, order);
}

const char *family_method(const Unit *unit, const StatTest *test)
{
    if (g_str_equal(test->test, "dscf"))
        return test->test;
    if (test->level >= 0) /* by construction, over the pairs of a level or over all cells */
        return test->other >= 0 ? "bonferroni" : "holm";
    return adjust_name(unit->job->plan->adjust);
}

/* By how much the smallest p of N is multiplied, when all are as small. */
static double penalty(AdjustMethod method, guint n)
{
    double sum = 0;
    switch (method) {
    case ADJUST_BONFERRONI:
    case ADJUST_HOLM:
        return n;
    case ADJUST_BY:
        for (guint i = 1; i <= n; i++)
            sum += 1.0 / i;
        return sum;
    default:
        return 1;
    }
}

guint64 family_draws_needed(const Unit *unit, const StatTest *test, double alpha)
{
    if (!test->draws.has || test->n_family == 0)
        return 0;
    double factor = penalty(unit->job->plan->adjust, test->n_family);
    guint64 needed = monte_carlo_draws_needed(alpha / factor, 1);
    if (factor / (1 + (double)needed) >= alpha) /* significant is below alpha */
        needed++;
    return test->draws.value < (double)needed ? needed : 0;
}
