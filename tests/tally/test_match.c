/* Names of levels; and the tables that `check` counts beside the plan's. */
#include "base/error.h"
#include "plan/plan.h"
#include "support/support.h"
#include "tally/match.h"
#include "tally/tally.h"

#include <string.h>

static void slugs(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *slug;
    } cases[] = {
        {"Régime de retraite", "regime_retraite"},
        {"regime_retraite", "regime_retraite"},
        {"Pension de vieillesse", "pension_vieillesse"},
        {"Gaspésie–Îles-de-la-Madeleine", "gaspesie_iles_madeleine"},
        {"L’été", "ete"},
        {"  Old age   pension ", "old_age_pension"},
        {"Les", "les"},
        {"ŒUF & <3", "œuf_3"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *slug = match_slug(cases[i].text);
        assert_string_equal(slug, cases[i].slug);
    }
}

static void names_of_a_level(void **state G_GNUC_UNUSED)
{
    char english[] = "Old age pension", french[] = "Pension de vieillesse";
    const Text label = {{english, french}};
    assert_int_equal(match_level("3", 3, NULL, &label), MATCH_VALUE);
    assert_int_equal(match_level("3.0", 3, NULL, &label), MATCH_VALUE);
    assert_int_equal(match_level("Pension de vieillesse", 3, NULL, &label), MATCH_LABEL);
    assert_int_equal(match_level("Old age pension", 3, NULL, &label), MATCH_LABEL);
    assert_int_equal(match_level("pension_vieillesse", 3, NULL, &label), MATCH_SLUG);
    assert_int_equal(match_level("PENSION VIEILLESSE", 3, NULL, &label), MATCH_SLUG);
    assert_int_equal(match_level("pension", 3, NULL, &label), MATCH_NONE);
    assert_int_equal(match_level("", 3, NULL, &label), MATCH_NONE);
    const Text none = {{NULL, NULL}};
    assert_int_equal(match_level("Montréal", 0, "Montréal", &none), MATCH_VALUE);
    assert_int_equal(match_level("montreal", 0, "Montréal", &none), MATCH_SLUG);
    assert_int_equal(match_level("0", 0, "Montréal", &none), MATCH_NONE);
}

/* --- tables beside the plan's ----------------------------------------------------------------- */

static const char data_text[] = "g,a,b,c\n"
                                "1,1,5,x\n"
                                "1,2,4,x\n"
                                "1,3,,y\n"
                                "2,,1,y\n"
                                "2,5,1,\n"
                                "2,9,2,x\n";
static const char plan_text[] =
    "annexe: 1\n"
    "data: {file: data.csv}\n"
    "missing: [9]\n"
    "scales:\n"
    "  s: {items: [a, b], reverse: [b], range: [1, 5], score: mean, min_answered: 1}\n";

typedef struct {
    char *folder;
    Plan *plan;
    SourceOptions options;
    Codebook *codebook;
    Frame *frame;
    Tally *tally;
} World;

static void world_init(World *w)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    w->folder = support_folder();
    g_autofree char *data = g_build_filename(w->folder, "data.csv", NULL);
    g_autofree char *plan = g_build_filename(w->folder, "plan.yaml", NULL);
    assert_true(g_file_set_contents(data, data_text, -1, NULL));
    assert_true(g_file_set_contents(plan, plan_text, -1, NULL));
    w->plan = plan_read(plan, diagnostics, &error);
    assert_no_error(error);
    w->options = (SourceOptions){.path = w->plan->data.path};
    w->codebook = source_describe(&w->options, &error);
    assert_no_error(error);
    w->frame = frame_new(w->plan, w->codebook, diagnostics);
    assert_int_equal(diagnostics_n_errors(diagnostics), 0);
}

static void world_run(World *w)
{
    g_autoptr(GError) error = NULL;
    assert_true(tally_run(w->tally, &w->options, 1, NULL, &error));
    assert_no_error(error);
}

static void world_clear(World *w)
{
    tally_free(w->tally);
    frame_free(w->frame);
    codebook_free(w->codebook);
    plan_free(w->plan);
    support_remove(w->folder);
    g_free(w->folder);
}

static void assert_levels(const Summary *s, guint n, const double *values, const gint64 *counts)
{
    assert_int_equal(s->n_groups, 1);
    assert_int_equal(s->n_levels, n);
    for (guint l = 0; l < n; l++) {
        assert_near(s->levels[l].number, values[l], 1e-15);
        assert_int_equal(s->n[l], counts[l]);
    }
}

static void an_item_flipped(void **state G_GNUC_UNUSED)
{
    World w;
    world_init(&w);
    gint scale = frame_find(w.frame, "s"), flipped = frame_add_flipped(w.frame, scale, 1);
    assert_int_equal(frame_find(w.frame, "s"), scale);
    w.tally = tally_new(w.frame);
    guint plain = tally_ask_table(w.tally, scale, -1, -1);
    guint other = tally_ask_table(w.tally, flipped, -1, -1);
    world_run(&w);
    /* (1, 6-5), (2, 6-4), 3, 6-1, (5, 6-1), 6-2 */
    assert_levels(tally_summary(w.tally, plain), 5, (const double[]){1, 2, 3, 4, 5},
                  (const gint64[]){1, 1, 1, 1, 2});
    /* (1, 5), (2, 4), 3, 1, (5, 1), 2 */
    assert_levels(tally_summary(w.tally, other), 3, (const double[]){1, 2, 3},
                  (const gint64[]){1, 1, 4});
    world_clear(&w);
}

static void complete_on_several(void **state G_GNUC_UNUSED)
{
    World w;
    world_init(&w);
    const gint of[] = {frame_find(w.frame, "a"), frame_find(w.frame, "c")};
    gint complete = frame_add_complete(w.frame, of, 2);
    w.tally = tally_new(w.frame);
    guint by = tally_ask_table(w.tally, frame_find(w.frame, "b"), -1, complete);
    guint itself = tally_ask_table(w.tally, complete, -1, -1);
    world_run(&w);
    g_autoptr(Summary) s = summary_marginal(tally_summary(w.tally, by));
    assert_levels(s, 2, (const double[]){4, 5}, (const gint64[]){1, 1}); /* and one without b */
    assert_levels(tally_summary(w.tally, itself), 1, (const double[]){1}, (const gint64[]){3});
    world_clear(&w);
}

static void missing_as_levels(void **state G_GNUC_UNUSED)
{
    World w;
    world_init(&w);
    w.tally = tally_new(w.frame);
    guint handle = tally_ask_table(w.tally, frame_find(w.frame, "a"), frame_find(w.frame, "g"), -1);
    world_run(&w);
    const Summary *table = tally_summary(w.tally, handle);
    assert_int_equal(table->n_missing, 2);
    g_autoptr(Summary) all = summary_with_missing(table, NULL);
    assert_int_equal(all->n_levels, table->n_levels + 2);
    assert_int_equal(all->valid, 6);
    assert_int_equal(all->asked, 6);
    gint64 second = 0;
    for (guint l = table->n_levels; l < all->n_levels; l++) {
        assert_int_not_equal(all->levels[l].state, CELL_VALID);
        assert_int_equal(all->n[l], 0);
        second += all->n[all->n_levels + l];
    }
    assert_int_equal(second, 2);
    const gboolean keep[] = {table->missing[0].state == CELL_USER_MISSING,
                             table->missing[1].state == CELL_USER_MISSING};
    g_autoptr(Summary) declared = summary_with_missing(table, keep);
    assert_int_equal(declared->n_levels, table->n_levels + 1);
    assert_int_equal(declared->valid, 5);
    world_clear(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs),
        cmocka_unit_test(names_of_a_level),
        cmocka_unit_test(an_item_flipped),
        cmocka_unit_test(complete_on_several),
        cmocka_unit_test(missing_as_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
