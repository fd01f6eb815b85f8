/* The second pass held against sums over units written out, and replicate tables against counting.
 */
#include "plan_case.h"

enum { ROWS = 4000, STRATA = 5, CLUSTERS = 60, PARTS = 5, REPLICATES = 19 };

enum { BEFORE = 10 }; /* variables before the replicate weights */

static const double *replicate(const Memory *m, guint i)
{
    return g_ptr_array_index(m->cells, BEFORE + i - 1);
}

/* q (1..4, with missing), g (1..3), type (1..2), h (stratum), c (cluster within stratum), id
 * (cluster of its own number), pop (units of the stratum's population), w, part (within clusters)
 * and parts (how many there are), r1 - r19. Rows in no order. */
static Memory *sample(void)
{
    Memory *m = memory_new(ROWS);
    GRand *rand = g_rand_new_with_seed(7);
    static const char *const names[] = {"q",  "g",   "type", "h",    "c",
                                        "id", "pop", "w",    "part", "parts"};
    double *x[BEFORE];
    for (guint i = 0; i < BEFORE; i++)
        x[i] = g_new(double, ROWS);
    for (guint r = 0; r < ROWS; r++) {
        gint h = g_rand_int_range(rand, 0, STRATA), c = g_rand_int_range(rand, 0, CLUSTERS);
        x[0][r] =
            g_rand_double(rand) < 0.1 ? NAN : MIN(4, 1 + (c + g_rand_int_range(rand, 0, 3)) % 4);
        x[1][r] = g_rand_int_range(rand, 1, 4);
        x[2][r] = g_rand_int_range(rand, 1, 3);
        x[3][r] = h + 1;
        x[4][r] = c + 1;
        x[5][r] = h * 1000 + c;
        x[6][r] = 100 + 50 * h;
        x[7][r] = g_rand_double(rand) < 0.03 ? 0 : 0.2 + 3 * g_rand_double(rand);
    }
    for (guint r = 0; r < ROWS; r++) {
        x[8][r] = r * 7 % PARTS;
        x[9][r] = PARTS + (guint)x[4][r] % 3;
    }
    for (guint i = 0; i < BEFORE; i++)
        memory_numbers(m, names[i], x[i]);
    for (guint i = 1; i <= REPLICATES; i++) {
        g_autofree char *name = g_strdup_printf("r%u", i);
        double *w = g_new(double, ROWS);
        for (guint r = 0; r < ROWS; r++)
            w[r] = x[7][r] * g_rand_int_range(rand, 0, 3);
        if (i > REPLICATES - 2) /* that says nothing new */
            for (guint r = 0; r < ROWS; r++)
                w[r] = 2 * replicate(m, 1)[r] + replicate(m, 2)[r] / (1 + i);
        memory_numbers(m, name, w);
    }
    g_rand_free(rand);
    return m;
}

static void open_case(Case *c, const char *design, const char *yaml)
{
    g_autofree char *text =
        g_strdup_printf("annexe: 1\ndata:\n  file: x.sav\n  weight: {variable: w, kind: sampling}\n"
                        "%s\n%s\n",
                        design, yaml);
    case_open(c, sample(), text);
}

static double *cells_of(const Case *c, const char *name)
{
    return g_ptr_array_index(c->m->cells, (guint)frame_find(c->frame, name));
}

static guint ask(Case *c)
{
    return tally_ask_table(c->tally, frame_find(c->frame, "q"), frame_find(c->frame, "g"), -1);
}

/* Vectors that are neither sparse nor centred. */
static double z_of(guint vector, guint cell)
{
    return (cell % (vector + 2)) - 0.3 * vector;
}

static guint linearise(Case *c, guint table, guint vectors)
{
    const Summary *s = tally_summary(c->tally, table);
    guint cells = s->n_groups * s->n_levels;
    g_autofree double *z = g_new(double, cells *vectors);
    for (guint v = 0; v < vectors; v++)
        for (guint i = 0; i < cells; i++)
            z[v * cells + i] = z_of(v, i);
    return tally_ask_design(c->tally, table, z, vectors);
}

/* The second pass reads again with 1 reader, where nothing is kept; with 3, where not all can be;
 * else it has what was kept. */
static gboolean run(Case *c, guint readers, guint vectors, guint *handle, GError **error)
{
    enum { TOO_LITTLE = 20000 };
    MemoryMaker maker = {c->m, readers, 300};
    const FeedMaker feeds = {memory_open, memory_close, &maker};
    guint table = ask(c);
    tally_keep(c->tally, readers == 1 ? 0 : readers == 3 ? TOO_LITTLE : MOST_KEPT);
    assert_true(tally_run_feeds(c->tally, &feeds, "memory.sav", NULL, error));
    *handle = linearise(c, table, vectors);
    guint opened = maker.opened;
    gboolean ok = tally_run_design_feeds(c->tally, &feeds, "memory.sav", NULL, error);
    gboolean has_design = c->frame->design.clusters->len > 0 || c->frame->design.strata >= 0;
    assert_int_equal(maker.opened - opened, (readers == 2 || readers == 4) && has_design ? 0 : 1);
    return ok;
}

typedef struct {
    gboolean strata, clusters, fpc, where;
} Design;

/* Row's share in vector V; levels 1..4 and groups 1..3 are all there. */
static double share(const Case *c, const Design *design, guint row, guint v)
{
    double q = cells_of(c, "q")[row], g = cells_of(c, "g")[row], w = cells_of(c, "w")[row];
    if (isnan(q) || (design->where && cells_of(c, "type")[row] != 1))
        return 0;
    return w * z_of(v, (guint)(g - 1) * 4 + (guint)(q - 1));
}

static void naive(const Case *c, const Design *design, guint k, double *covariance)
{
    enum { MOST = 8 };
    for (guint h = 0; h < (design->strata ? STRATA : 1); h++) {
        g_autofree double *u = g_new0(double, (gsize)ROWS *MOST);
        g_autofree gboolean *met = g_new0(gboolean, ROWS);
        double n = 0, mean[MOST] = {0};
        for (guint r = 0; r < ROWS; r++) {
            if (!(cells_of(c, "w")[r] > 0) || (design->strata && cells_of(c, "h")[r] != h + 1))
                continue;
            guint unit = design->clusters ? (guint)cells_of(c, "c")[r] : r;
            n += !met[unit];
            met[unit] = TRUE;
            for (guint v = 0; v < k; v++)
                u[unit * MOST + v] += share(c, design, r, v);
        }
        for (guint p = 0; p < ROWS; p++)
            for (guint v = 0; v < k; v++)
                mean[v] += u[p * MOST + v] / n;
        double rest = design->fpc ? 1 - n / (100 + 50 * h) : 1;
        for (guint p = 0; p < ROWS; p++)
            for (guint i = 0; met[p] && i < k; i++)
                for (guint j = 0; j < k; j++)
                    covariance[i * k + j] += rest * n / (n - 1) * (u[p * MOST + i] - mean[i]) *
                                             (u[p * MOST + j] - mean[j]);
    }
}

static const struct {
    const char *design, *yaml;
    Design is;
} designs[] = {
    {"", "", {FALSE, FALSE, FALSE, FALSE}},
    {"", "where: {type: [1]}", {FALSE, FALSE, FALSE, TRUE}},
    {"  design: {strata: h}", "", {TRUE, FALSE, FALSE, FALSE}},
    {"  design: {cluster: [c]}", "", {FALSE, TRUE, FALSE, FALSE}},
    {"  design: {strata: h, cluster: [id]}", "", {TRUE, TRUE, FALSE, FALSE}},
    {"  design: {strata: h, cluster: [c], fpc: pop, nest: true}", "", {TRUE, TRUE, TRUE, FALSE}},
    {"  design: {strata: h, cluster: [c], nest: true}",
     "where: {type: [1]}",
     {TRUE, TRUE, FALSE, TRUE}},
};

static void covariances_equal_sums_over_units(void **state G_GNUC_UNUSED)
{
    enum { K = 4 };
    for (guint i = 0; i < G_N_ELEMENTS(designs); i++) {
        double expected[K * K] = {0}, one[K * K];
        for (guint readers = 1; readers < 5; readers++) {
            Case c;
            g_autoptr(GError) error = NULL;
            guint handle = 0;
            open_case(&c, designs[i].design, designs[i].yaml);
            gboolean ok = run(&c, readers, K, &handle, &error);
            assert_no_error(error);
            assert_true(ok);
            const Summary *s = tally_summary(c.tally, handle);
            if (readers == 1) {
                naive(&c, &designs[i].is, K, expected);
                memcpy(one, s->covariance, sizeof one);
            }
            assert_int_equal(s->kind, SUMMARY_DESIGN);
            assert_int_equal(s->n_design_strata, designs[i].is.strata ? STRATA : 1);
            for (guint v = 0; v < K * K; v++)
                assert_near(s->covariance[v], expected[v], 1e-10);
            assert_memory_equal(s->covariance, one, sizeof one);
            for (guint v = 0; v < K; v++) {
                double total = 0;
                for (guint r = 0; r < ROWS; r++)
                    total += share(&c, &designs[i].is, r, v);
                assert_near(s->totals[v], total, 1e-11);
            }
            case_close(&c);
        }
    }
}

/* One cluster of stratum 5 only, so that it is lonely. */
static void make_lonely(Case *c)
{
    for (guint r = 0; r < ROWS; r++)
        if (cells_of(c, "h")[r] == 5)
            cells_of(c, "c")[r] = 1;
}

static double lonely_variance(const char *policy, double *units)
{
    Case c;
    g_autoptr(GError) error = NULL;
    guint handle = 0;
    g_autofree char *design =
        g_strdup_printf("  design: {strata: h, cluster: [c], nest: true, lonely: %s}", policy);
    open_case(&c, design, "");
    make_lonely(&c);
    gboolean ok = run(&c, 2, 1, &handle, &error);
    assert_no_error(error);
    assert_true(ok);
    const Summary *s = tally_summary(c.tally, handle);
    assert_int_equal(s->n_lonely, 1);
    double variance = s->covariance[0];
    *units = 0;
    for (guint r = 0; r < ROWS; r++)
        if (cells_of(&c, "h")[r] == 5)
            *units += share(&c, &designs[0].is, r, 0);
    case_close(&c);
    return variance;
}

static void lonely_strata_follow_the_policy(void **state G_GNUC_UNUSED)
{
    double total;
    double certainty = lonely_variance("certainty", &total);
    assert_true(certainty > 0);
    assert_near(lonely_variance("adjust", &total), certainty + total * total, 1e-11);
    assert_near(lonely_variance("average", &total), certainty * 5 / 4, 1e-12);
}

static void spoil_nothing(Case *c G_GNUC_UNUSED)
{
}

static void spoil_stratum(Case *c)
{
    cells_of(c, "h")[41] = NAN;
    cells_of(c, "h")[40] = NAN;
    cells_of(c, "w")[40] = cells_of(c, "w")[41] = 1;
}

static void spoil_fpc(Case *c)
{
    for (guint r = 0; r < ROWS; r++)
        cells_of(c, "pop")[r] = 12;
}

static void vary_fpc(Case *c)
{
    cells_of(c, "pop")[3] = 99;
}

static const struct {
    const char *design;
    void (*spoil)(Case *c);
    const char *message;
} refused[] = {
    {"  design: {strata: h, cluster: [c], nest: true}", make_lonely,
     "variable h: error: stratum 5 has one primary sampling unit"},
    {"  design: {strata: h, cluster: [c]}", spoil_nothing,
     "variable c: error: cluster 1 lies in more than one stratum"},
    {"  design: {strata: h}", spoil_stratum,
     "memory.sav: row 41, variable h: error: the value is missing (2 rows)"},
    {"  design: {strata: h, cluster: [id], fpc: pop}", spoil_fpc,
     "stratum 1 has 60 units, more than its population of 12"},
    {"  design: {strata: h, cluster: [id], fpc: pop}", vary_fpc,
     "variable pop: error: stratum 2 has missing or differing values; expected the number of "
     "units"},
};

static void bad_designs_are_refused(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        Case c;
        g_autoptr(GError) error = NULL;
        guint handle = 0;
        open_case(&c, refused[i].design, "");
        refused[i].spoil(&c);
        assert_false(run(&c, 2, 2, &handle, &error));
        assert_non_null(error);
        if (strstr(error->message, refused[i].message) == NULL)
            fail_msg("wanted: %s\nsaid: %s", refused[i].message, error->message);
        assert_null(tally_summary(c.tally, handle));
        case_close(&c);
    }
}

/* Within each unit the fraction drawn in its stratum, times the variance of its parts. */
static void second_stage(const Case *c, guint h, guint unit, double drawn, double *variance)
{
    double u[PARTS] = {0}, n = 0, mean = 0;
    gboolean met[PARTS] = {FALSE};
    for (guint r = 0; r < ROWS; r++) {
        if (!(cells_of(c, "w")[r] > 0) || cells_of(c, "h")[r] != h + 1 ||
            cells_of(c, "c")[r] != unit)
            continue;
        guint part = (guint)cells_of(c, "part")[r];
        n += !met[part];
        met[part] = TRUE;
        u[part] += share(c, &designs[0].is, r, 1);
        mean += share(c, &designs[0].is, r, 1);
    }
    double rest = 1 - n / (PARTS + unit % 3);
    for (guint p = 0; p < PARTS; p++)
        if (met[p] && n > 1)
            *variance += drawn * rest * n / (n - 1) * (u[p] - mean / n) * (u[p] - mean / n);
}

static double two_stages(guint readers, gboolean stages, double *within)
{
    Case c;
    g_autoptr(GError) error = NULL;
    guint handle = 0;
    open_case(&c,
              stages ? "  design: {strata: h, cluster: [c, part], fpc: [pop, parts], nest: true}"
                     : "  design: {strata: h, cluster: [c], fpc: pop, nest: true}",
              "");
    assert_true(run(&c, readers, 2, &handle, &error));
    const Summary *s = tally_summary(c.tally, handle);
    double variance = s->covariance[3];
    assert_int_equal(s->n_units, STRATA * CLUSTERS);
    *within = 0;
    for (guint h = 0; h < STRATA; h++)
        for (guint unit = 1; unit <= CLUSTERS; unit++)
            second_stage(&c, h, unit, CLUSTERS / (100. + 50 * h), within);
    case_close(&c);
    return variance;
}

static void second_stages_add_what_is_within(void **state G_GNUC_UNUSED)
{
    double within, first = two_stages(1, FALSE, &within);
    double both = two_stages(1, TRUE, &within);
    assert_true(within > 1e-3 * first);
    assert_near(both, first + within, 1e-10);
    for (guint readers = 2; readers < 5; readers++)
        assert_near(two_stages(readers, TRUE, &within), both, 0);
}

static void replicate_tables_are_counted(void **state G_GNUC_UNUSED)
{
    for (guint readers = 1; readers < 3; readers++) {
        Case c;
        g_autoptr(GError) error = NULL;
        open_case(&c, "  replicates: {weights: [r1 - r19], method: jk1}", "");
        MemoryMaker maker = {c.m, readers, 300};
        const FeedMaker feeds = {memory_open, memory_close, &maker};
        guint table = ask(&c);
        assert_true(memory_run(c.tally, c.m, readers, 300, &error));
        assert_true(tally_run_replicates_feeds(c.tally, &feeds, "memory.sav", NULL, &error));
        const Summary *s = tally_summary(c.tally, table);
        assert_int_equal(s->n_replicates, REPLICATES);
        assert_int_equal(s->replicate_rank, REPLICATES - 2);
        for (guint i = 0; i < REPLICATES; i++) {
            g_autofree char *name = g_strdup_printf("r%u", i + 1);
            double expected[12] = {0};
            for (guint r = 0; r < ROWS; r++) {
                double q = cells_of(&c, "q")[r], g = cells_of(&c, "g")[r];
                if (!isnan(q) && cells_of(&c, "w")[r] > 0)
                    expected[(guint)(g - 1) * 4 + (guint)(q - 1)] += cells_of(&c, name)[r];
            }
            for (guint cell = 0; cell < 12; cell++)
                assert_near(s->replicates[i * 12 + cell], expected[cell], 1e-13);
        }
        case_close(&c);
    }
}

static guint closed;

static void close_and_count(Feed *feed)
{
    closed++;
    memory_close(feed);
}

/* What a pass that no other follows reads and keeps: neither the design's columns nor rows, which
 * hold the feed open. */
static void rows_are_kept_for_a_second_pass_only(void **state G_GNUC_UNUSED)
{
    guint columns[2] = {0};
    gint64 n[2] = {0};
    double w[2] = {0};
    for (guint once = 0; once < 2; once++) {
        Case c;
        g_autoptr(GError) error = NULL;
        open_case(&c, "  design: {strata: h, cluster: [id]}", "");
        MemoryMaker maker = {c.m, 2, 300};
        const FeedMaker feeds = {memory_open, close_and_count, &maker};
        guint table = ask(&c);
        if (once)
            tally_only_once(c.tally);
        g_autoptr(GArray) wanted = tally_columns(c.tally);
        columns[once] = wanted->len;
        closed = 0;
        assert_true(tally_run_feeds(c.tally, &feeds, "memory.sav", NULL, &error));
        assert_int_equal(closed, once);
        const Summary *s = tally_summary(c.tally, table);
        for (guint i = 0; i < s->n_groups * s->n_levels; i++) {
            n[once] += s->n[i];
            w[once] += s->w[i];
        }
        case_close(&c);
        assert_int_equal(closed, 1);
    }
    assert_int_equal(columns[0], columns[1] + 2);
    assert_int_equal(n[0], n[1]);
    assert_near(w[0], w[1], 1e-12);
}

static void bad_replicates_are_refused(void **state G_GNUC_UNUSED)
{
    Case c;
    g_autoptr(GError) error = NULL;
    open_case(&c, "  replicates: {weights: [r1 - r19], method: jk1}", "");
    cells_of(&c, "r18")[10] = -2;
    cells_of(&c, "w")[10] = 1;
    MemoryMaker maker = {c.m, 2, 300};
    const FeedMaker feeds = {memory_open, memory_close, &maker};
    ask(&c);
    assert_true(memory_run(c.tally, c.m, 2, 300, &error));
    assert_false(tally_run_replicates_feeds(c.tally, &feeds, "memory.sav", NULL, &error));
    assert_non_null(strstr(error->message, "row 11, variable r18: error: the weight is -2"));
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covariances_equal_sums_over_units),
        cmocka_unit_test(lonely_strata_follow_the_policy),
        cmocka_unit_test(bad_designs_are_refused),
        cmocka_unit_test(second_stages_add_what_is_within),
        cmocka_unit_test(replicate_tables_are_counted),
        cmocka_unit_test(bad_replicates_are_refused),
        cmocka_unit_test(rows_are_kept_for_a_second_pass_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
