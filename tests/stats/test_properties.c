/* What every statistic of the registry must keep, on random tables and on degenerate ones. A new
 * statistic gets these tests by its line in registry.def: `needs` says which tables suit it,
 * `keeps` what must not change. */
#include "stats_support.h"

#include "numeric/random.h"

#define TRIALS 150
#define SIZE   6 /* most groups and levels */
#define STRATA 3

/* A table under test: counts [strata][groups][levels]. */
typedef struct {
    guint strata, groups, levels;
    gint64 n[STRATA * SIZE * SIZE];
    double values[SIZE];
} Counts;

static gint64 *at(Counts *c, guint stratum, guint group, guint level)
{
    return &c->n[(stratum * c->groups + group) * c->levels + level];
}

/* What has no asymptotic form: its time grows with n, and its work limit is tested elsewhere. */
static gboolean is_exact(const Statistic *statistic)
{
    return statistic->methods != 0 && (statistic->methods & METHOD_ASYMPTOTIC) == 0;
}

/* Small, middling or huge counts, with holes. */
static Counts random_counts(Random *random, const Statistic *statistic)
{
    static const guint64 most[] = {3, 40, 1500000}, most_exact[] = {3, 4, 6};
    Counts c = {.strata = 1};
    guint64 size = (is_exact(statistic) ? most_exact : most)[random_below(random, 3)];
    c.groups = statistic->needs & NEEDS_TWO_GROUPS ? 2 : 1 + (guint)random_below(random, SIZE);
    c.levels = 1 + (guint)random_below(random, SIZE);
    if (statistic->needs & NEEDS_SQUARE)
        c.levels = c.groups;
    if (statistic->needs & NEEDS_STRATA)
        c.strata = 1 + (guint)random_below(random, STRATA);
    for (guint i = 0; i < c.strata * c.groups * c.levels; i++)
        c.n[i] = random_below(random, 4) == 0 ? 0 : (gint64)random_below(random, size);
    for (guint l = 0; l < c.levels; l++)
        c.values[l] = l + 1;
    return c;
}

static Summary *summary_of(const Counts *c, const Statistic *statistic)
{
    Summary *s = summary_from_counts(c->n, c->strata * c->groups, c->levels, c->values);
    s->n_strata = c->strata;
    s->n_groups = c->groups;
    s->strata = c->strata > 1 ? s->groups : NULL; /* values 1.. */
    if (statistic->needs & NEEDS_SQUARE)
        s->kind = SUMMARY_PAIR;
    return s;
}

static gboolean takes_tables(const Statistic *statistic)
{
    return (statistic->needs & (NEEDS_MOMENTS | NEEDS_BLOCKS)) == 0;
}

/* --- comparing sinks -------------------------------------------------------------------------- */

static void assert_finite(const Quantity *q, const char *name)
{
    if (q->has && !isfinite(q->value))
        fail_msg("%s yields a number that is not finite", name);
    if (!q->has && q->value != 0)
        fail_msg("%s leaves a value in an absent quantity", name);
}

static void assert_sound(const ResultSink *sink, const Statistic *statistic)
{
    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *t = &g_array_index(sink->tests, StatTest, i);
        const Quantity all[] = {t->statistic,  t->df,    t->df2,    t->p,           t->effect,
                                t->effect_low, t->p_low, t->p_high, t->effect_high, t->draws,
                                t->adjusted_p, t->se,    t->se0};
        gboolean any = FALSE;
        for (guint q = 0; q < G_N_ELEMENTS(all); q++) {
            assert_finite(&all[q], statistic->name);
            any |= all[q].has;
        }
        assert_non_null(t->test);
        assert_non_null(t->variant);
        assert_true(!t->p.has || (t->p.value >= 0 && t->p.value <= 1));
        assert_int_equal(any, t->state == STATE_OK);
        assert_int_equal(t->state == STATE_UNDEFINED, t->reason != REASON_NONE);
    }
    for (guint i = 0; i < sink->estimates->len; i++) {
        const StatEstimate *e = &g_array_index(sink->estimates, StatEstimate, i);
        const Quantity all[] = {e->value, e->low, e->high, e->n_weighted};
        for (guint q = 0; q < G_N_ELEMENTS(all); q++)
            assert_finite(&all[q], statistic->name);
        assert_non_null(e->estimate);
        assert_int_equal(e->value.has, e->state == STATE_OK);
        assert_true(e->state == STATE_OK || e->reason != REASON_NONE);
        if (e->low.has && e->high.has)
            assert_true(e->low.value <= e->high.value);
    }
}

/* How numbers may change between two tables. */
typedef struct {
    const guint *groups; /* groups[g] of the first is g of the second; NULL: the same */
    const guint *levels;
    gboolean signs; /* statistic and effect of tests may turn their sign or direction */
} Change;

static void assert_same(Quantity a, Quantity b, const char *name)
{
    if (a.has != b.has)
        fail_msg("%s: a number comes and goes", name);
    if (a.has && fabs(a.value - b.value) > 1e-12) /* p and effects below this are equal enough */
        assert_near(a.value, b.value, 1e-9);
}

static void assert_same_size(Quantity a, Quantity b, const char *name)
{
    a.value = fabs(a.value);
    b.value = fabs(b.value);
    assert_same(a, b, name);
}

static gint moved(const guint *map, guint n, gint index)
{
    for (guint i = 0; map != NULL && index >= 0 && i < n; i++)
        if (map[i] == (guint)index)
            return (gint)i;
    return index;
}

static const StatTest *pair_row(const ResultSink *sink, gint group, gint other, gint level,
                                const StatTest *like)
{
    const char *test = like->test, *variant = like->variant;

    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *t = &g_array_index(sink->tests, StatTest, i);
        gboolean here =
            (t->group == group && t->other == other) || (t->group == other && t->other == group);
        if (here && t->level == level && strcmp(t->test, test) == 0 &&
            g_strcmp0(t->variant, variant) == 0)
            return t;
    }
    fail_msg("%s: a row of groups %d and %d is lost", test, group, other);
    return NULL;
}

static void assert_equal_tests(const ResultSink *a, const ResultSink *b, const Change *change)
{
    assert_int_equal(a->tests->len, b->tests->len);
    for (guint i = 0; i < a->tests->len; i++) {
        const StatTest *first = &g_array_index(a->tests, StatTest, i);
        gint group = moved(change->groups, SIZE, first->group);
        gint other = moved(change->groups, SIZE, first->other);
        gint level = moved(change->levels, SIZE, first->level);
        const StatTest *second = pair_row(b, group, other, level, first);
        assert_int_equal(first->n, second->n);
        assert_int_equal(first->state, second->state);
        assert_int_equal(first->reason, second->reason);
        assert_same(first->p, second->p, first->test);
        assert_same(first->df, second->df, first->test);
        if (change->signs)
            continue;
        gboolean turned = group > other && other >= 0;
        if (turned)
            assert_same_size(first->statistic, second->statistic, first->test);
        else
            assert_same(first->statistic, second->statistic, first->test);
        assert_same_size(first->effect, second->effect, first->test);
    }
}

static void assert_equal_estimates(const ResultSink *a, const ResultSink *b, const Change *change)
{
    assert_int_equal(a->estimates->len, b->estimates->len);
    for (guint i = 0; i < a->estimates->len; i++) {
        const StatEstimate *first = &g_array_index(a->estimates, StatEstimate, i);
        gboolean missing = strstr(first->estimate, "_missing") != NULL;
        gint level = missing ? first->level : moved(change->levels, SIZE, first->level);
        const StatEstimate *second =
            estimate_row(b, first->estimate, moved(change->groups, SIZE, first->group), level);
        assert_int_equal(first->n, second->n);
        assert_int_equal(first->state, second->state);
        assert_int_equal(first->reason, second->reason);
        assert_same(first->value, second->value, first->estimate);
        assert_same(first->low, second->low, first->estimate);
        assert_same(first->high, second->high, first->estimate);
    }
}

static void assert_kept(const Statistic *statistic, const Counts *before, const Counts *after,
                        const Change *change)
{
    g_autoptr(Summary) first = summary_of(before, statistic);
    g_autoptr(Summary) second = summary_of(after, statistic);
    g_autoptr(ResultSink) a = compute(statistic->name, first, NULL);
    g_autoptr(ResultSink) b = compute(statistic->name, second, NULL);
    assert_equal_tests(a, b, change);
    if (!change->signs)
        assert_equal_estimates(a, b, change);
}

/* --- changes ---------------------------------------------------------------------------------- */

static void random_order(Random *random, guint *order, guint n)
{
    for (guint i = 0; i < SIZE; i++)
        order[i] = i;
    for (guint i = n; i > 1; i--) {
        guint j = (guint)random_below(random, i), kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/* Group g and level l of the result are groups[g] and levels[l] of C. */
static Counts permuted(const Counts *c, const guint *groups, const guint *levels)
{
    Counts to = *c, from = *c;
    for (guint s = 0; s < c->strata; s++)
        for (guint g = 0; g < c->groups; g++)
            for (guint l = 0; l < c->levels; l++)
                *at(&to, s, g, l) =
                    *at(&from, s, groups != NULL ? groups[g] : g, levels != NULL ? levels[l] : l);
    return to;
}

typedef void (*Property)(const Statistic *statistic, Random *random, const Counts *counts);

static void group_order(const Statistic *statistic, Random *random, const Counts *counts)
{
    guint order[SIZE];
    if ((statistic->keeps & KEEPS_GROUP_ORDER) == 0)
        return;
    random_order(random, order, counts->groups);
    Counts after = permuted(counts, order, NULL);
    const Change change = {.groups = order};
    assert_kept(statistic, counts, &after, &change);
}

static void level_order(const Statistic *statistic, Random *random, const Counts *counts)
{
    guint order[SIZE];
    if ((statistic->keeps & KEEPS_LEVEL_ORDER) == 0)
        return;
    random_order(random, order, counts->levels);
    Counts after = permuted(counts, NULL, order);
    const Change change = {.levels = order};
    assert_kept(statistic, counts, &after, &change);
}

static void monotone(const Statistic *statistic, Random *random G_GNUC_UNUSED, const Counts *counts)
{
    const Change none = {0};
    Counts after = *counts;
    if ((statistic->keeps & KEEPS_MONOTONE) == 0)
        return;
    for (guint l = 0; l < counts->levels; l++)
        after.values[l] = exp(counts->values[l]) - 17;
    assert_kept(statistic, counts, &after, &none);
}

static void reversal(const Statistic *statistic, Random *random G_GNUC_UNUSED, const Counts *counts)
{
    guint order[SIZE];
    const Change change = {.levels = order, .signs = TRUE};
    if ((statistic->keeps & KEEPS_REVERSAL) == 0)
        return;
    for (guint l = 0; l < SIZE; l++)
        order[l] = l < counts->levels ? counts->levels - 1 - l : l;
    Counts after = permuted(counts, NULL, order);
    assert_kept(statistic, counts, &after, &change);
}

static void transposition(const Statistic *statistic, Random *random G_GNUC_UNUSED,
                          const Counts *counts)
{
    const Change none = {0};
    if ((statistic->keeps & KEEPS_TRANSPOSE) == 0)
        return;
    Counts from = *counts, after = {.strata = counts->strata};
    after.groups = counts->levels;
    after.levels = counts->groups;
    for (guint s = 0; s < counts->strata; s++)
        for (guint g = 0; g < after.groups; g++)
            for (guint l = 0; l < after.levels; l++)
                *at(&after, s, g, l) = *at(&from, s, l, g);
    for (guint l = 0; l < after.levels; l++)
        after.values[l] = l + 1;
    assert_kept(statistic, counts, &after, &none);
}

/* A level or a group that nobody has changes no test. */
static void empty_margins(const Statistic *statistic, Random *random G_GNUC_UNUSED,
                          const Counts *counts)
{
    guint order[SIZE] = {0, SIZE}; /* the second level is new */
    const Change change = {.levels = order};
    if (statistic->role == STATISTIC_ESTIMATES || counts->levels == SIZE ||
        (statistic->needs & (NEEDS_SQUARE | NEEDS_NUMERIC)) != 0)
        return;
    Counts from = *counts, after = *counts;
    after.levels++;
    for (guint l = 2; l < SIZE; l++)
        order[l] = l - 1;
    for (guint s = 0; s < counts->strata; s++)
        for (guint g = 0; g < counts->groups; g++)
            for (guint l = 0; l < after.levels; l++)
                *at(&after, s, g, l) = l == 0   ? *at(&from, s, g, 0)
                                       : l == 1 ? 0
                                                : *at(&from, s, g, l - 1);
    for (guint l = 0; l < after.levels; l++)
        after.values[l] = l + 1;
    assert_kept(statistic, counts, &after, &change);
}

static void soundness(const Statistic *statistic, Random *random, const Counts *counts)
{
    g_autoptr(Summary) s = summary_of(counts, statistic);
    g_autoptr(ResultSink) sink = compute(statistic->name, s, NULL);
    assert_sound(sink, statistic);
    Policy flipped = plain_policy;
    flipped.variant.no_tie_correction = random_below(random, 2) == 1;
    flipped.variant.flip_continuity = random_below(random, 2) == 1;
    flipped.variant.one_sided = random_below(random, 2) == 1;
    g_autoptr(ResultSink) variant = compute(statistic->name, s, &flipped);
    assert_sound(variant, statistic);
}

static void over_registry(Property property)
{
    for (const Statistic *const *s = statistics_all(); *s != NULL; s++) {
        if (!takes_tables(*s))
            continue;
        Random random = random_block(2026, (guint64)(s - statistics_all()));
        for (int trial = 0; trial < (is_exact(*s) ? TRIALS / 5 : TRIALS); trial++) {
            Counts counts = random_counts(&random, *s);
            property(*s, &random, &counts);
        }
    }
}

#define PROPERTY(name)                                                                             \
    static void test_##name(void **state G_GNUC_UNUSED)                                            \
    {                                                                                              \
        over_registry(name);                                                                       \
    }
PROPERTY(group_order)
PROPERTY(level_order)
PROPERTY(monotone)
PROPERTY(reversal)
PROPERTY(transposition)
PROPERTY(empty_margins)
PROPERTY(soundness)

/* --- degenerate tables ------------------------------------------------------------------------ */

static void assert_no_test(const Statistic *statistic, const Counts *counts, gboolean weighted)
{
    g_autoptr(Summary) s = summary_of(counts, statistic);
    double w[STRATA * SIZE * SIZE];
    for (guint i = 0; i < G_N_ELEMENTS(w); i++)
        w[i] = 1.5 * (double)counts->n[i];
    if (weighted)
        s->w = s->w2 = w;
    g_autoptr(ResultSink) sink = compute(statistic->name, s, NULL);
    assert_sound(sink, statistic);
    for (guint i = 0; i < sink->tests->len; i++) {
        const StatTest *t = &g_array_index(sink->tests, StatTest, i);
        if (t->state == STATE_OK)
            fail_msg("%s has a value where there is none", statistic->name);
        if (weighted && statistic->role == STATISTIC_TEST)
            assert_int_equal(t->reason, REASON_SAMPLING_WEIGHT);
    }
}

static void degenerate(void **state G_GNUC_UNUSED)
{
    const Counts nobody = {1, 2, 2, {0}, {1, 2}}, one = {1, 2, 2, {0, 1, 0, 0}, {1, 2}};
    const Counts tied = {1, 2, 2, {0, 5, 0, 7}, {1, 2}}, alone = {1, 2, 2, {4, 5, 0, 0}, {1, 2}};
    const Counts no_level = {1, 2, 0, {0}, {0}}, full = {1, 2, 2, {4, 5, 2, 9}, {1, 2}};
    const Counts *const tables[] = {&nobody, &one, &tied, &alone, &no_level};
    for (const Statistic *const *s = statistics_all(); *s != NULL; s++) {
        if (!takes_tables(*s) || ((*s)->needs & NEEDS_SQUARE) != 0)
            continue;
        for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
            assert_no_test(*s, tables[i], FALSE);
        if ((*s)->means == NULL) /* what knows no design has no value under a sampling weight */
            assert_no_test(*s, &full, TRUE);
    }
}

/* k copies of everybody: estimates and effects stay, chi-squares grow k times. */
static void copies(void **state G_GNUC_UNUSED)
{
    Random random = random_block(7, 7);
    static const char *const kept[] = {"percent", "mean", "min", "max", NULL};
    static const char *const effects[] = {"kruskal-wallis", "mann-whitney", "chi-square", NULL};
    for (int trial = 0; trial < TRIALS; trial++) {
        const Statistic *two = statistic_find("mann-whitney");
        Counts once = random_counts(&random, two), thrice = once;
        for (guint i = 0; i < G_N_ELEMENTS(once.n); i++)
            thrice.n[i] *= 3;
        g_autoptr(Summary) a = summary_of(&once, two);
        g_autoptr(Summary) b = summary_of(&thrice, two);
        for (guint i = 0; effects[i] != NULL; i++) {
            g_autoptr(ResultSink) first = compute(effects[i], a, NULL);
            g_autoptr(ResultSink) second = compute(effects[i], b, NULL);
            const StatTest *x = test_row(first, -1, -1), *y = test_row(second, -1, -1);
            assert_same(x->effect, y->effect, effects[i]);
            if (i == 2 && x->state == STATE_OK)
                assert_near(y->statistic.value, 3 * x->statistic.value, 1e-12);
        }
        g_autoptr(ResultSink) first = compute("descriptives", a, NULL);
        g_autoptr(ResultSink) second = compute("descriptives", b, NULL);
        for (guint i = 1; kept[i] != NULL; i++)
            assert_same(estimate_row(first, kept[i], 0, -1)->value,
                        estimate_row(second, kept[i], 0, -1)->value, kept[i]);
    }
}

/* --- the registry itself ---------------------------------------------------------------------- */

static void names_are_unique(void **state G_GNUC_UNUSED)
{
    for (const Statistic *const *s = statistics_all(); *s != NULL; s++) {
        const char *name = (*s)->name;
        assert_ptr_equal(statistic_find(name), *s);
        assert_non_null((*s)->compute);
        for (const char *c = name; *c != '\0'; c++)
            assert_true(g_ascii_islower(*c) || g_ascii_isdigit(*c) || *c == '-' || *c == '_');
    }
    assert_null(statistic_find("no-such-test"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_group_order),
        cmocka_unit_test(test_level_order),
        cmocka_unit_test(test_monotone),
        cmocka_unit_test(test_reversal),
        cmocka_unit_test(test_transposition),
        cmocka_unit_test(test_empty_margins),
        cmocka_unit_test(test_soundness),
        cmocka_unit_test(degenerate),
        cmocka_unit_test(copies),
        cmocka_unit_test(names_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
