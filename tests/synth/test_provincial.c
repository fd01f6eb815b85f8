/* The provincial survey: what the claims allow is reproduced, by a count that is not synth's, and
 * the shipped file is made again, byte for byte. */
#include "proof.h"

#include "data/source.h"

#include <glib/gstdio.h>

static Proof proof;

static int make(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = support_path("../surveys/provincial/plan.yaml");
    proof = proof_new(path, 749);
    proof.margin = 19.999;
    return proof.synth == NULL;
}

static int clear(void **state G_GNUC_UNUSED)
{
    proof_clear(&proof);
    return 0;
}

static gboolean is_one_of(const char *id, const char *const *ids)
{
    return g_strv_contains(ids, id);
}

static void all_but_the_repair_is_reproduced(void **state G_GNUC_UNUSED)
{
    static const char *const freed[] = {"C012", "C073", "C074", NULL};
    guint n = 0;
    assert_int_equal(proof.synth->n_claims, 129);
    for (guint i = 0; i < proof.synth->n_claims; i++) {
        const char *id = proof_id(&proof, i);
        SynthOutcome expected = is_one_of(id, freed)      ? SYNTH_FREED
                                : strcmp(id, "C091") == 0 ? SYNTH_NOT_MADE
                                                          : SYNTH_REPRODUCED;
        if (proof.synth->claims[i].outcome != expected)
            fail_msg("%s: outcome %d, not %d", id, proof.synth->claims[i].outcome, expected);
        if (expected != SYNTH_REPRODUCED)
            continue;
        if (!proof_holds(&proof, i))
            fail_msg("%s does not hold", id);
        n++;
    }
    assert_int_equal(n, 125);
}

static void the_shipped_file_is_made_again(void **state G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *made = g_build_filename(folder, "provincial.sav", NULL);
    g_autofree char *shipped = support_path("../surveys/provincial/provincial.sav");
    g_autofree char *made_bytes = NULL, *shipped_bytes = NULL;
    gsize n_made, n_shipped;
    assert_true(synth_write(proof.synth, made, &error));
    assert_no_error(error);
    assert_true(g_file_get_contents(made, &made_bytes, &n_made, NULL));
    assert_true(g_file_get_contents(shipped, &shipped_bytes, &n_shipped, NULL));
    assert_int_equal(n_made, n_shipped);
    assert_memory_equal(made_bytes, shipped_bytes, n_made);
    support_remove(folder);
}

static void every_format_says_synthetic(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"x.sav", "x.dta", "x.csv"};
    g_autofree char *folder = support_folder();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        assert_true(synth_write(proof.synth, path, &error));
        SourceOptions options = {.path = path};
        g_autoptr(Codebook) codebook = source_describe(&options, &error);
        assert_no_error(error);
        assert_true(codebook->synthetic);
    }
    support_remove(folder);
}

static void another_seed_other_answers_same_claims(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = support_path("../surveys/provincial/plan.yaml");
    Proof other = proof_new(path, 2);
    guint different = 0;
    for (guint row = 0; row < other.synth->n_rows; row++)
        different += proof_answer(&other, 0, row) != proof_answer(&proof, 0, row);
    assert_true(different > 400);
    for (guint i = 0; i < other.synth->n_claims; i++)
        assert_int_equal(other.synth->claims[i].outcome, proof.synth->claims[i].outcome);
    proof_clear(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_but_the_repair_is_reproduced),
        cmocka_unit_test(the_shipped_file_is_made_again),
        cmocka_unit_test(every_format_says_synthetic),
        cmocka_unit_test(another_seed_other_answers_same_claims),
    };
    return cmocka_run_group_tests(tests, make, clear);
}
