/* The pass held against naive counting, over lanes, batches and weights. */
#include "memory.h"

enum { ROWS = 9001, ITEMS = 6 };

typedef struct {
    Memory *m;
    Frame *frame;
    PlanScale scale;
    PlanRef range, reversed;
    PlanValue missing;
    PlanWhere where;
    PlanValue where_values[2];
} World;

static double pick(GRand *rand, gint n, double missing)
{
    if (g_rand_double(rand) < missing)
        return g_rand_double(rand) < 0.5 ? NAN : 9;
    return g_rand_int_range(rand, 1, n + 1);
}

static double *numbers(GRand *rand, gint n, double missing)
{
    double *x = g_new(double, ROWS);
    for (guint r = 0; r < ROWS; r++)
        x[r] = pick(rand, n, missing);
    return x;
}

static double *weights(GRand *rand, WeightKind kind)
{
    double *x = g_new(double, ROWS);
    for (guint r = 0; r < ROWS; r++)
        x[r] = kind == WEIGHT_SAMPLING ? exp(6 * g_rand_double(rand) - 3)
                                       : g_rand_int_range(rand, 0, 4);
    if (kind == WEIGHT_SAMPLING)
        x[5] = NAN, x[6] = 0, x[7] = 1e-9, x[8] = 1e9;
    return x;
}

/* q1 - q6 (1..5), t (9), u (3), v (2), s (strings), wide (500 values), weight; 9 is missing. */
static void world_init(World *w, WeightKind kind, gboolean where)
{
    static const char *const names[] = {"q1", "q2", "q3", "q4", "q5", "q6"};
    static char words[4][8] = {"", "b", "é", "z"};
    GRand *rand = g_rand_new_with_seed(42);
    memset(w, 0, sizeof *w);
    w->m = memory_new(ROWS);
    for (guint i = 0; i < ITEMS; i++)
        memory_numbers(w->m, names[i], numbers(rand, 5, 0.05));
    memory_numbers(w->m, "t", numbers(rand, 8, 0.02));
    memory_numbers(w->m, "u", numbers(rand, 3, 0.02));
    memory_numbers(w->m, "v", numbers(rand, 2, 0));
    char **texts = g_new(char *, ROWS);
    for (guint r = 0; r < ROWS; r++)
        texts[r] = words[g_rand_int_range(rand, 0, 4)];
    memory_texts(w->m, "s", texts);
    memory_numbers(w->m, "wide", numbers(rand, 500, 0.02));
    memory_numbers(w->m, "weight", weights(rand, kind));
    g_rand_free(rand);
    w->missing = (PlanValue){(char *)(gsize) "9", FALSE, 9, {0, 0, 0}};
    g_ptr_array_add(w->m->plan.missing, &w->missing);
    w->scale = (PlanScale){.name = {(char *)(gsize) "score", {0, 0, 0}},
                           .items = g_ptr_array_new(),
                           .reverse = g_ptr_array_new(),
                           .has_range = TRUE,
                           .low = 1,
                           .high = 5,
                           .min_answered = 3};
    w->range = (PlanRef){(char *)(gsize) "q1", (char *)(gsize) "q6", {0, 0, 0}};
    w->reversed = (PlanRef){(char *)(gsize) "q3", NULL, {0, 0, 0}};
    g_ptr_array_add(w->scale.items, &w->range);
    g_ptr_array_add(w->scale.reverse, &w->reversed);
    g_ptr_array_add(w->m->plan.scales, &w->scale);
    if (where) {
        w->where = (PlanWhere){{(char *)(gsize) "u", {0, 0, 0}}, g_ptr_array_new()};
        for (guint i = 0; i < 2; i++) {
            w->where_values[i] = (PlanValue){(char *)(gsize) "", FALSE, i + 1, {0, 0, 0}};
            g_ptr_array_add(w->where.values, &w->where_values[i]);
        }
        g_ptr_array_add(w->m->plan.where, &w->where);
    }
    if (kind != WEIGHT_NONE) {
        w->m->plan.data.weight.text = (char *)(gsize) "weight";
        w->m->plan.data.weight_kind = kind;
    }
    g_autoptr(Diagnostics) d = diagnostics_new();
    w->frame = frame_new(&w->m->plan, &w->m->codebook, d);
    g_autofree char *said = diagnostics_render(d, FALSE);
    assert_string_equal(said, "");
}

static void world_clear(World *w)
{
    frame_free(w->frame);
    g_ptr_array_unref(w->scale.items);
    g_ptr_array_unref(w->scale.reverse);
    if (w->where.values != NULL)
        g_ptr_array_unref(w->where.values);
    memory_free(w->m);
}

static const double *column_of(const World *w, const char *name)
{
    return g_ptr_array_index(w->m->cells, (guint)frame_find(w->frame, name));
}

static double weight_of(const World *w, guint row)
{
    if (w->where.values != NULL) {
        double u = column_of(w, "u")[row];
        if (!(u == 1 || u == 2))
            return 0;
    }
    if (w->frame->weight_kind == WEIGHT_NONE)
        return 1;
    double x = column_of(w, "weight")[row];
    return isnan(x) ? 0 : x;
}

/* The value of a variable as the table shows it: NaN when missing. */
static double value_of(const World *w, const char *name, guint row)
{
    if (strcmp(name, "s") == 0) {
        char *const *texts = g_ptr_array_index(w->m->cells, (guint)frame_find(w->frame, "s"));
        return texts[row][0] == '\0' ? NAN : (double)(guint8)texts[row][0];
    }
    if (strcmp(name, "score") != 0) {
        double x = column_of(w, name)[row];
        return x == 9 && strcmp(name, "weight") != 0 ? NAN : x;
    }
    double sum = 0;
    guint n = 0;
    for (guint i = 0; i < ITEMS; i++) {
        const double *cells = g_ptr_array_index(w->m->cells, i);
        if (isnan(cells[row]) || cells[row] == 9)
            continue;
        sum += i == 2 ? 6 - cells[row] : cells[row];
        n++;
    }
    return n >= 3 ? sum / n : NAN;
}

static double shown(const SummaryLevel *level)
{
    return level->text != NULL ? (double)(guint8)level->text[0] : level->number;
}

/* Position of X among LEVELS, which must have it. */
static guint place(const SummaryLevel *levels, guint n, double x)
{
    for (guint i = 0; i < n; i++)
        if (shown(&levels[i]) == x)
            return i;
    fail_msg("no level %g", x);
    return 0;
}

static void assert_table(const World *w, const Summary *s, const char *response, const char *by,
                         const char *stratum)
{
    gsize cells = (gsize)s->n_strata * s->n_groups * s->n_levels;
    g_autofree double *n = g_new0(double, cells + 1);
    g_autofree double *sum = g_new0(double, cells + 1);
    g_autofree double *squares = g_new0(double, cells + 1);
    double asked = 0, valid = 0, missing = 0;
    gboolean sampling = w->frame->weight_kind == WEIGHT_SAMPLING;
    for (guint r = 0; r < ROWS; r++) {
        double x = weight_of(w, r), count = sampling ? x > 0 : x;
        double l = value_of(w, response, r), g = by != NULL ? value_of(w, by, r) : 0,
               t = stratum != NULL ? value_of(w, stratum, r) : 0;
        if (x == 0)
            continue;
        asked += count;
        missing += isnan(l) ? count : 0;
        if (isnan(l) || isnan(g) || isnan(t))
            continue;
        guint at = stratum != NULL ? place(s->strata, s->n_strata, t) : 0;
        at = at * s->n_groups + (by != NULL ? place(s->groups, s->n_groups, g) : 0);
        at = at * s->n_levels + place(s->levels, s->n_levels, l);
        valid += count;
        n[at] += count;
        sum[at] += x;
        squares[at] += x * x;
    }
    gint64 kinds = 0;
    for (guint k = 0; k < s->n_missing; k++)
        kinds += s->missing_n[k];
    assert_near((double)s->asked, asked, 0);
    assert_near((double)s->valid, valid, 0);
    assert_near((double)kinds, missing, 0);
    assert_int_equal(s->by_missing, s->asked - s->valid - kinds);
    assert_true(s->rows_read >= s->asked);
    assert_true((s->w != NULL) == sampling);
    for (gsize i = 0; i < cells; i++) {
        assert_near((double)s->n[i], n[i], 0);
        if (sampling) {
            assert_near(s->w[i], sum[i], 1e-13);
            assert_near(s->w2[i], squares[i], 1e-13);
        }
    }
    for (guint i = 1; i < s->n_levels; i++)
        assert_true(shown(&s->levels[i - 1]) < shown(&s->levels[i]));
    for (guint i = 1; by != NULL && i < s->n_groups; i++)
        assert_true(shown(&s->groups[i - 1]) < shown(&s->groups[i]));
}

static const struct {
    const char *response, *by, *stratum;
} asked[] = {
    {"q1", "t", NULL},    {"q1", "u", NULL},    {"q1", "v", NULL},     {"q1", NULL, NULL},
    {"q2", "t", NULL},    {"q2", "s", NULL},    {"s", "u", NULL},      {"s", NULL, NULL},
    {"score", "t", NULL}, {"score", "u", NULL}, {"score", "v", "u"},   {"score", NULL, NULL},
    {"wide", "t", NULL},  {"wide", "u", NULL},  {"q3", "wide", NULL},  {"q4", "u", "t"},
    {"q4", NULL, "t"},    {"t", "t", NULL},     {"q5", "score", NULL},
};

static gint find(const World *w, const char *name)
{
    return name != NULL ? frame_find(w->frame, name) : -1;
}

typedef struct {
    Tally *tally;
    guint tables[G_N_ELEMENTS(asked)];
    guint pairs[ITEMS][ITEMS], wide_pair, string_pair, moments, blocks;
} Asked;

static void ask_all(const World *w, Asked *a)
{
    gint items[ITEMS];
    a->tally = tally_new(w->frame);
    for (guint i = 0; i < G_N_ELEMENTS(asked); i++)
        a->tables[i] = tally_ask_table(a->tally, find(w, asked[i].response), find(w, asked[i].by),
                                       find(w, asked[i].stratum));
    for (guint i = 0; i < ITEMS; i++) {
        items[i] = (gint)i;
        for (guint j = 0; j < ITEMS; j++)
            a->pairs[i][j] = tally_ask_pair(a->tally, (gint)i, (gint)j);
    }
    a->wide_pair = tally_ask_pair(a->tally, find(w, "wide"), find(w, "q1"));
    a->string_pair = tally_ask_pair(a->tally, find(w, "score"), find(w, "q2"));
    a->moments = tally_ask_moments(a->tally, items, ITEMS, find(w, "score"));
    a->blocks = tally_ask_blocks(a->tally, items, ITEMS);
}

static void assert_pair(const World *w, const Summary *s, const char *first, const char *second)
{
    assert_int_equal(s->kind, SUMMARY_PAIR);
    assert_int_equal(s->n_groups, s->n_levels);
    for (guint i = 0; i < s->n_groups; i++)
        assert_near(s->groups[i].number, s->levels[i].number, 0);
    assert_table(w, s, second, first, NULL);
}

static void assert_moments(const World *w, const Summary *s)
{
    double sums[ITEMS] = {0}, cross[ITEMS][ITEMS] = {{0}}, total = 0;
    for (guint r = 0; r < ROWS; r++) {
        double x[ITEMS], weight = weight_of(w, r);
        gboolean complete = weight > 0;
        for (guint i = 0; i < ITEMS; i++) {
            double cell = ((double *)g_ptr_array_index(w->m->cells, i))[r];
            complete = complete && !isnan(cell) && cell != 9;
            x[i] = (i == 2 ? 6 - cell : cell) - s->origin[i];
        }
        for (guint i = 0; complete && i < ITEMS; i++) {
            sums[i] += weight * x[i];
            for (guint j = 0; j < ITEMS; j++)
                cross[i][j] += weight * x[i] * x[j];
        }
        total += complete ? weight : 0;
    }
    assert_near(s->complete_w, total, 1e-13);
    for (guint i = 0; i < ITEMS; i++) {
        assert_near(s->sums[i], sums[i], 1e-13);
        for (guint j = 0; j < ITEMS; j++)
            assert_near(s->cross[i * ITEMS + j], cross[i][j], 1e-13);
    }
}

static void assert_blocks(const World *w, const Summary *s)
{
    double ranks[ITEMS] = {0}, ties = 0, squares = 0;
    gint64 complete = 0;
    gboolean copies = w->frame->weight_kind == WEIGHT_FREQUENCY;
    for (guint r = 0; r < ROWS; r++) {
        double weight = weight_of(w, r);
        gboolean whole = weight > 0;
        const double *x[ITEMS];
        for (guint i = 0; i < ITEMS; i++) {
            x[i] = (const double *)g_ptr_array_index(w->m->cells, i) + r;
            whole = whole && !isnan(*x[i]) && *x[i] != 9;
        }
        weight = copies ? weight : 1;
        complete += whole ? (gint64)weight : 0;
        for (guint i = 0; whole && i < ITEMS; i++) {
            double below = 0, equal = 0;
            for (guint j = 0; j < ITEMS; j++) {
                below += *x[j] < *x[i];
                equal += *x[j] == *x[i];
            }
            double rank = below + (equal + 1) / 2;
            ranks[i] += weight * rank;
            squares += weight * rank * rank;
            ties += weight * (equal * equal - 1);
        }
    }
    assert_int_equal(s->complete, complete);
    assert_near(s->ties, ties, 1e-14);
    assert_near(s->rank_cross, squares, 1e-14);
    for (guint i = 0; i < ITEMS; i++)
        assert_near(s->rank_sums[i], ranks[i], 1e-14);
    assert_null(s->ones);
}

static void assert_all(const World *w, const Asked *a)
{
    static const char *const names[] = {"q1", "q2", "q3", "q4", "q5", "q6"};
    for (guint i = 0; i < G_N_ELEMENTS(asked); i++)
        assert_table(w, tally_summary(a->tally, a->tables[i]), asked[i].response, asked[i].by,
                     asked[i].stratum);
    for (guint i = 0; i < ITEMS; i++)
        for (guint j = 0; j < ITEMS; j++)
            assert_pair(w, tally_summary(a->tally, a->pairs[i][j]), names[i], names[j]);
    assert_pair(w, tally_summary(a->tally, a->wide_pair), "wide", "q1");
    assert_pair(w, tally_summary(a->tally, a->string_pair), "score", "q2");
    assert_moments(w, tally_summary(a->tally, a->moments));
    assert_blocks(w, tally_summary(a->tally, a->blocks));
}

static void print_doubles(GString *out, const char *name, const double *x, gsize n)
{
    for (gsize i = 0; x != NULL && i < n; i++)
        g_string_append_printf(out, "%s %.17g\n", name, x[i]);
}

static void print_counts(GString *out, const char *name, const gint64 *x, gsize n)
{
    for (gsize i = 0; x != NULL && i < n; i++)
        g_string_append_printf(out, "%s %" G_GINT64_FORMAT "\n", name, x[i]);
}

static void print_levels(GString *out, const char *name, const SummaryLevel *x, guint n)
{
    for (guint i = 0; x != NULL && i < n; i++)
        g_string_append_printf(out, "%s %d %c %.17g %s\n", name, x[i].state,
                               x[i].tag != '\0' ? x[i].tag : '-', x[i].number,
                               x[i].text != NULL ? x[i].text : "-");
}

/* Everything a Summary says, as text. */
static char *printed(const Asked *a)
{
    GString *out = g_string_new(NULL);
    for (guint h = 0; h <= a->blocks; h++) {
        const Summary *s = tally_summary(a->tally, h);
        gsize cells = (gsize)s->n_strata * s->n_groups * s->n_levels, k = s->n_items;
        const gint64 base[] = {s->rows_read, s->asked, s->valid, s->by_missing, s->complete};
        const double real[] = {s->asked_w, s->valid_w, s->complete_w, s->ties, s->rank_cross};
        print_counts(out, "base", base, G_N_ELEMENTS(base));
        print_doubles(out, "real", real, G_N_ELEMENTS(real));
        print_levels(out, "stratum", s->strata, s->n_strata);
        print_levels(out, "group", s->groups, s->n_groups);
        print_levels(out, "level", s->levels, s->n_levels);
        print_counts(out, "n", s->n, cells);
        print_doubles(out, "w", s->w, cells);
        print_doubles(out, "w2", s->w2, cells);
        print_levels(out, "missing", s->missing, s->n_missing);
        print_counts(out, "missing", s->missing_n, s->n_missing);
        print_counts(out, "by group", s->missing_by_group, (gsize)s->n_groups * s->n_missing);
        print_doubles(out, "sum", s->sums, k);
        print_doubles(out, "cross", s->cross, k * k);
        print_doubles(out, "rank", s->rank_sums, k);
    }
    return g_string_free(out, FALSE);
}

static char *run(const World *w, guint readers, guint batch, gboolean naive)
{
    Asked a;
    g_autoptr(GError) error = NULL;
    ask_all(w, &a);
    assert_true(memory_run(a.tally, w->m, readers, batch, &error));
    assert_no_error(error);
    if (naive)
        assert_all(w, &a);
    char *text = printed(&a);
    tally_free(a.tally);
    return text;
}

static void check_world(WeightKind kind, gboolean where)
{
    static const guint splits[][2] = {{2, 1000}, {3, 77}, {7, 5000}, {1, 100000}};
    World w;
    world_init(&w, kind, where);
    g_autofree char *one = run(&w, 1, 4096, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(splits); i++) {
        g_autofree char *other = run(&w, splits[i][0], splits[i][1], FALSE);
        assert_string_equal(one, other);
    }
    world_clear(&w);
}

static void counts_without_weight(void **state G_GNUC_UNUSED)
{
    check_world(WEIGHT_NONE, FALSE);
}

static void counts_with_where(void **state G_GNUC_UNUSED)
{
    check_world(WEIGHT_NONE, TRUE);
}

static void counts_with_frequency_weight(void **state G_GNUC_UNUSED)
{
    check_world(WEIGHT_FREQUENCY, FALSE);
    check_world(WEIGHT_FREQUENCY, TRUE);
}

static void counts_with_sampling_weight(void **state G_GNUC_UNUSED)
{
    check_world(WEIGHT_SAMPLING, FALSE);
    check_world(WEIGHT_SAMPLING, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_without_weight),
        cmocka_unit_test(counts_with_where),
        cmocka_unit_test(counts_with_frequency_weight),
        cmocka_unit_test(counts_with_sampling_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
