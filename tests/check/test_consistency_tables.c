/* Percentages against each other, held against every table that N people can make. */
#include "support/support.h"

#include "claims_support.h"
#include "consistency_percents.h"
#include "consistency_sets.h"

#include <string.h>

#define N_CLAIMS  6
#define MAX_CELLS 27

/* A table has a cell for every combination of answers of N_ITEMS items; answer 0 is missing. */
typedef struct {
    guint n_items, n_answers; /* answers: missing and the levels */
    guint n_cells;
    int people;
    const Claims *claims;
    gboolean together[1 << N_CLAIMS]; /* some table prints all of these claims */
    int cells[MAX_CELLS];
} Brute;

static guint answer_of(const Brute *brute, guint cell, const char *item)
{
    for (char c = item[0]; c > 'X'; c--)
        cell /= brute->n_answers;
    return cell % brute->n_answers;
}

static gboolean in_words(char **words, guint answer)
{
    for (; *words != NULL; words++)
        if ((guint)(**words - '0') == answer)
            return TRUE;
    return FALSE;
}

/* 200 k within n of 2 v n: the share is at most half a percent from v. */
static gboolean table_prints(const Brute *brute, const Claim *claim)
{
    int n = 0, k = 0;
    for (guint cell = 0; cell < brute->n_cells; cell++) {
        guint answer = answer_of(brute, cell, claim->response);
        if (answer == 0 ||
            (claim->by[0] != NULL && !in_words(claim->group, answer_of(brute, cell, claim->by[0]))))
            continue;
        n += brute->cells[cell];
        if (in_words(claim->levels, answer))
            k += brute->cells[cell];
    }
    return n > 0 && abs(200 * k - 2 * (int)claim->value.value * n) <= n;
}

static void enumerate_tables(Brute *brute, guint cell, int left)
{
    if (cell == brute->n_cells - 1) {
        brute->cells[cell] = left;
        guint mask = 0;
        for (guint i = 0; i < N_CLAIMS; i++)
            if (table_prints(brute, g_ptr_array_index(brute->claims->claims, i)))
                mask |= 1u << i;
        brute->together[mask] = TRUE;
        return;
    }
    for (int n = 0; n <= left; n++) {
        brute->cells[cell] = n;
        enumerate_tables(brute, cell + 1, left - n);
    }
}

static void close_downwards(Brute *brute)
{
    for (guint mask = 1u << N_CLAIMS; mask > 0; mask--)
        for (guint i = 0; i < N_CLAIMS && brute->together[mask - 1]; i++)
            brute->together[(mask - 1) & ~(1u << i)] = TRUE;
}

static gboolean is_minimal(const Brute *brute, guint mask)
{
    if (brute->together[mask])
        return FALSE;
    for (guint i = 0; i < N_CLAIMS; i++)
        if ((mask >> i & 1) && !brute->together[mask & ~(1u << i)])
            return FALSE;
    return TRUE;
}

/* The last answer is never named: a report need not print every level. */
static const char *random_levels(GRand *rand, guint n_answers)
{
    static const char *const three[] = {"1", "2", "3", "1;2", "2;3", "1;3"};
    static const char *const two[] = {"1", "2", "1;2"};
    if (n_answers == 3)
        return "1";
    return n_answers > 4 ? three[g_rand_int_range(rand, 0, 6)] : two[g_rand_int_range(rand, 0, 3)];
}

/* BY[i]: the items by which item i may be read, as letters. */
static Claims *random_claims(GRand *rand, guint n_items, guint n_answers, const char *const *by)
{
    static const char *const names[] = {"X", "Y", "Z"};
    static const char *const values[] = {"0",  "0",  "25", "33", "40", "50",
                                         "60", "67", "75", "80", "100"};
    Claims *claims = test_claims_new();
    for (guint i = 0; i < N_CLAIMS; i++) {
        guint item = (guint)g_rand_int_range(rand, 0, (gint32)n_items);
        TestClaim row = {"c", CLAIM_PERCENT, names[item], random_levels(rand, n_answers)};
        row.value = values[g_rand_int_range(rand, 0, 11)];
        if (by[item][0] != '\0' && g_rand_boolean(rand)) {
            row.by = names[by[item][0] - 'X'];
            row.group = random_levels(rand, n_answers);
        }
        test_claim_add(claims, row);
    }
    return claims;
}

static SolverAnswer ask(gpointer data, const guint *members, guint n)
{
    return percents_decide(data, members, n, PRINT_ROUNDED);
}

static guint mask_of(const GArray *members)
{
    guint mask = 0;
    for (guint i = 0; i < members->len; i++)
        mask |= 1u << g_array_index(members, guint, i);
    return mask;
}

static void compare_minimal(const Brute *brute, Percents *percents)
{
    g_autoptr(MinimalSets) found =
        minimal_sets_find(N_CLAIMS, ask, percents, (SetLimits){1000, 100000});
    assert_true(found->complete);
    guint expected = 0, smallest = N_CLAIMS;
    for (guint mask = 0; mask < 1u << N_CLAIMS; mask++)
        expected += is_minimal(brute, mask) ? 1 : 0;
    for (guint mask = 0; mask < 1u << N_CLAIMS; mask++)
        if (brute->together[mask])
            smallest = MIN(smallest, N_CLAIMS - (guint)__builtin_popcount(mask));
    assert_int_equal(found->sets->len, expected);
    for (guint i = 0; i < found->sets->len; i++)
        assert_true(is_minimal(brute, mask_of(g_ptr_array_index(found->sets, i))));
    assert_int_equal(found->repair->len, smallest);
    assert_true(brute->together[~mask_of(found->repair) & ((1u << N_CLAIMS) - 1)]);
}

static void compare(Brute *brute, gboolean acyclic)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Plan plan = {.respondents = brute->people, .variables = none};
    WordId reasons[N_CLAIMS];
    g_autoptr(Percents) percents = percents_new(&plan, brute->claims, 0, reasons);
    assert_int_equal(percents->claims->len, N_CLAIMS);
    for (guint mask = 1; mask < 1u << N_CLAIMS; mask++) {
        guint members[N_CLAIMS], n = 0;
        for (guint i = 0; i < N_CLAIMS; i++)
            if (mask >> i & 1)
                members[n++] = i;
        SolverAnswer answer = percents_decide(percents, members, n, PRINT_ROUNDED);
        if (acyclic)
            assert_int_equal(answer, brute->together[mask] ? SOLVER_FOUND : SOLVER_NONE);
        else if (brute->together[mask])
            assert_int_equal(answer, SOLVER_FOUND);
    }
    if (acyclic)
        compare_minimal(brute, percents);
}

typedef struct {
    guint n_items, n_answers;
    int people, trials;
    const char *by[3];
    gboolean acyclic;
} Shape;

static void hold_against_brute(const Shape *shape, guint32 seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    for (int trial = 0; trial < shape->trials; trial++) {
        Claims *claims = random_claims(rand, shape->n_items, shape->n_answers, shape->by);
        Brute brute = {.n_items = shape->n_items, .n_answers = shape->n_answers, .n_cells = 1};
        brute.people = shape->people;
        brute.claims = claims;
        for (guint i = 0; i < shape->n_items; i++)
            brute.n_cells *= shape->n_answers;
        enumerate_tables(&brute, 0, brute.people);
        close_downwards(&brute);
        compare(&brute, shape->acyclic);
        test_claims_free(claims);
    }
}

static void one_item_every_count(void **state G_GNUC_UNUSED)
{
    const Shape shape = {1, 5, 12, 150, {"", "", ""}, TRUE};
    hold_against_brute(&shape, 1);
}

static void two_items_every_table(void **state G_GNUC_UNUSED)
{
    const Shape shape = {2, 4, 4, 400, {"Y", "", ""}, TRUE};
    hold_against_brute(&shape, 2);
}

static void two_items_read_both_ways(void **state G_GNUC_UNUSED)
{
    const Shape shape = {2, 4, 4, 100, {"Y", "X", ""}, TRUE};
    hold_against_brute(&shape, 3);
}

static void two_items_more_people(void **state G_GNUC_UNUSED)
{
    const Shape shape = {2, 3, 9, 60, {"Y", "X", ""}, TRUE};
    hold_against_brute(&shape, 6);
}

static void three_items_in_a_chain(void **state G_GNUC_UNUSED)
{
    const Shape shape = {3, 3, 3, 150, {"Y", "Z", ""}, TRUE};
    hold_against_brute(&shape, 4);
}

static void three_items_in_a_ring_accuse_nobody(void **state G_GNUC_UNUSED)
{
    const Shape shape = {3, 3, 3, 150, {"Y", "Z", "X"}, FALSE};
    hold_against_brute(&shape, 5);
}

/* Every k/n as printf prints it, which rounds the exact quotient half to even. */
static void a_print_holds_its_own_count(void **state G_GNUC_UNUSED)
{
    for (int decimals = 0; decimals <= 3; decimals++) {
        for (gint64 n = 1; n <= 200; n++) {
            for (gint64 k = 0; k <= n; k++) {
                char text[64];
                g_snprintf(text, sizeof text, "%.*f", decimals, 100.0 * (double)k / (double)n);
                PrintInterval interval;
                gint64 low, high;
                assert_true(print_interval(g_ascii_strtod(text, NULL), decimals, 1, PRINT_ROUNDED,
                                           &interval));
                assert_true(print_counts(&interval, n, &low, &high));
                assert_true(low <= k && k <= high);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_item_every_count),
        cmocka_unit_test(two_items_every_table),
        cmocka_unit_test(two_items_read_both_ways),
        cmocka_unit_test(two_items_more_people),
        cmocka_unit_test(three_items_in_a_chain),
        cmocka_unit_test(three_items_in_a_ring_accuse_nobody),
        cmocka_unit_test(a_print_holds_its_own_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
