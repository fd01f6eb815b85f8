/* The study reproduces a slice of itself, whatever the threads: it stays alive, and a change of a
 * test's p shows. Where it is meant: simulate --slice > tests/simulate/slice.csv */
#include "study.h"
#include "support/support.h"

#include <string.h>

static void is_reproduced(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = support_path("simulate/slice.csv"), *expected = NULL;
    g_autofree char *one = study_slice(1), *three = study_slice(3);

    assert_true(g_file_get_contents(path, &expected, NULL, NULL));
    assert_string_equal(one, expected);
    assert_string_equal(three, expected);
}

/* Of samples from a null population at most about alpha are significant by an exact test. */
static void exact_tests_hold(void **state G_GNUC_UNUSED)
{
    const StudyOptions options = {.seed = 2, .most = 2000, .threads = 2};
    StudyCount counts[MOST_PROCEDURES];
    guint n = study_run(population_find("fourfold"), FALSE, &options, counts);
    guint met = 0;

    for (guint i = 0; i < n; i++) {
        if (strcmp(counts[i].procedure->name, "Fisher") != 0)
            continue;
        assert_int_equal(counts[i].replications, 2000);
        assert_true(counts[i].below[0] > 0 && counts[i].below[0] < 130);
        assert_true(counts[i].below[0] >= counts[i].below[1]);
        met++;
    }
    assert_int_equal(met, 1);
    assert_null(population_find("no-such-population"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_reproduced),
        cmocka_unit_test(exact_tests_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
