/* No set where a table exists: random surveys are printed (percentages, percentages within groups,
 * medians, shares) and nothing may be found. Then one digit is perturbed beyond all percentages. */
#include "support/support.h"

#include "check/consistency.h"
#include "claims_support.h"

#include <math.h>
#include <string.h>

#define N_ITEMS     4 /* items; the last two are what is grouped by */
#define SCALE_ITEMS 4
#define MAX_PEOPLE  400
#define N_SURVEYS   2000

typedef struct {
    int people, levels;
    int answers[MAX_PEOPLE][N_ITEMS]; /* 0: missing */
    int scale[MAX_PEOPLE][SCALE_ITEMS];
} Survey;

static void draw_survey(Survey *survey, GRand *rand)
{
    survey->people = g_rand_int_range(rand, 1, g_rand_boolean(rand) ? 25 : MAX_PEOPLE);
    survey->levels = g_rand_int_range(rand, 2, 6);
    double missing[N_ITEMS];
    for (int i = 0; i < N_ITEMS; i++)
        missing[i] = g_rand_boolean(rand) ? 0 : g_rand_double_range(rand, 0, 0.6);
    for (int p = 0; p < survey->people; p++) {
        int taste = g_rand_int_range(rand, 1, survey->levels + 1);
        for (int i = 0; i < N_ITEMS; i++) {
            gboolean same = g_rand_double(rand) < 0.4;
            int answer = same ? taste : g_rand_int_range(rand, 1, survey->levels + 1);
            survey->answers[p][i] = g_rand_double(rand) < missing[i] ? 0 : answer;
        }
        for (int i = 0; i < SCALE_ITEMS; i++)
            survey->scale[p][i] = g_rand_double(rand) < 0.1 ? 0 : g_rand_int_range(rand, 1, 6);
    }
}

static gboolean named(const char *levels, int answer)
{
    char digit[] = {(char)('0' + answer), '\0'};
    return answer > 0 && strstr(levels, digit) != NULL;
}

/* Half up of top / bottom, from whole numbers; printf's half even now and then. */
static char *rounded(gint64 top, gint64 bottom, int decimals, gboolean half_up)
{
    gint64 unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    double value = half_up ? (double)((2 * top * unit + bottom) / (2 * bottom)) / (double)unit
                           : (double)top / (double)bottom;
    return g_strdup_printf("%.*f", decimals, value);
}

static char *draw_levels(GRand *rand, int levels)
{
    GString *out = g_string_new(NULL);
    for (int l = 1; l <= levels; l++)
        if (g_rand_int_range(rand, 0, 3) == 0)
            g_string_append_printf(out, "%s%d", out->len == 0 ? "" : ";", l);
    if (out->len == 0)
        g_string_append_printf(out, "%d", g_rand_int_range(rand, 1, levels + 1));
    return g_string_free(out, FALSE);
}

/* BY negative: of all. */
static void print_percent(Claims *claims, const Survey *survey, GRand *rand, int item, int by)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    g_autofree char *levels = draw_levels(rand, survey->levels);
    g_autofree char *group = by < 0 ? g_strdup("") : draw_levels(rand, survey->levels);
    gint64 n = 0, k = 0;
    for (int p = 0; p < survey->people; p++) {
        if (survey->answers[p][item] == 0 || (by >= 0 && !named(group, survey->answers[p][by])))
            continue;
        n++;
        k += named(levels, survey->answers[p][item]) ? 1 : 0;
    }
    if (n == 0)
        return;
    int decimals = g_rand_int_range(rand, 0, 4);
    g_autofree char *value = rounded(100 * k, n, decimals, g_rand_boolean(rand));
    test_claim_add(claims, (TestClaim){"p", CLAIM_PERCENT, names[item], levels,
                                       by < 0 ? NULL : names[by], group, value});
}

static int compare_scores(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_median(Claims *claims, const Survey *survey, int group)
{
    double scores[MAX_PEOPLE];
    int n = 0;
    for (int p = 0; p < survey->people; p++) {
        int sum = 0, answered = 0;
        for (int i = 0; i < SCALE_ITEMS; i++) {
            sum += survey->scale[p][i];
            answered += survey->scale[p][i] > 0 ? 1 : 0;
        }
        if (survey->answers[p][3] == group && answered >= 3)
            scores[n++] = (double)sum / answered;
    }
    if (n == 0)
        return;
    qsort(scores, (size_t)n, sizeof(double), compare_scores);
    double median = (scores[(n - 1) / 2] + scores[n / 2]) / 2;
    g_autofree char *value = g_strdup_printf("%.2f", median);
    char name[] = {(char)('0' + group), '\0'};
    test_claim_add(claims, (TestClaim){"m", CLAIM_MEDIAN, "s", NULL, "d", name, value});
}

static void print_share(Claims *claims, const Survey *survey, GRand *rand)
{
    gint64 n = survey->people, k = g_rand_int_range(rand, 0, survey->people + 1);
    g_autofree char *value = rounded(100 * k, n, 1, TRUE);
    Claim *claim =
        test_claim_add(claims, (TestClaim){"s", CLAIM_SHARE, "x", NULL, NULL, NULL, value});
    claim->count = (PrintedNumber){TRUE, (double)k, 0};
    claim->base = (PrintedNumber){TRUE, (double)n, 0};
}

static Claims *print_survey(const Survey *survey, GRand *rand)
{
    Claims *claims = test_claims_new();
    for (int i = g_rand_int_range(rand, 2, 9); i > 0; i--)
        print_percent(claims, survey, rand, g_rand_int_range(rand, 0, N_ITEMS), -1);
    for (int i = g_rand_int_range(rand, 0, 5); i > 0; i--)
        print_percent(claims, survey, rand, g_rand_int_range(rand, 0, 2), 2);
    for (int i = g_rand_int_range(rand, 0, 3); i > 0; i--)
        print_percent(claims, survey, rand, 2, 3);
    for (int group = 1; group <= survey->levels; group++)
        print_median(claims, survey, group);
    print_share(claims, survey, rand);
    return claims;
}

typedef struct {
    Plan plan;
    GPtrArray *none, *scales;
    PlanScale scale;
    GPtrArray *items;
    PlanRef range;
} TestPlan;

static void plan_init(TestPlan *test)
{
    test->none = g_ptr_array_new();
    test->scales = g_ptr_array_new();
    test->items = g_ptr_array_new();
    test->range = (PlanRef){(char *)"s1", (char *)"s4", {0, 0, 0}};
    g_ptr_array_add(test->items, &test->range);
    test->scale = (PlanScale){.name = {(char *)"s", {0, 0, 0}},
                              .items = test->items,
                              .reverse = test->none,
                              .has_range = TRUE,
                              .low = 1,
                              .high = 5,
                              .score = SCORE_MEAN,
                              .min_answered = 3};
    g_ptr_array_add(test->scales, &test->scale);
    test->plan = (Plan){
        .respondents = 1, .variables = test->none, .scales = test->scales, .known = test->none};
}

static void plan_clear(TestPlan *test)
{
    g_ptr_array_unref(test->none);
    g_ptr_array_unref(test->scales);
    g_ptr_array_unref(test->items);
}

static void nothing_where_a_table_exists(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260101);
    g_autofree Survey *survey = g_new0(Survey, 1);
    TestPlan test;
    plan_init(&test);
    guint n_claims = 0, n_limits = 0;
    for (int i = 0; i < N_SURVEYS; i++) {
        draw_survey(survey, rand);
        Claims *claims = print_survey(survey, rand);
        test.plan.respondents = i % 3 == 0 ? -1 : survey->people;
        g_autoptr(Consistency) found = consistency_check(&test.plan, claims);
        if (found->sets->len > 0) {
            const ConsistencySet *set = g_ptr_array_index(found->sets, 0);
            print_error("survey %d: %s\n", i, set->sentence.in[LANGUAGE_EN]);
        }
        assert_int_equal(found->sets->len, 0);
        assert_int_equal(found->repair->len, 0);
        n_claims += claims->claims->len;
        n_limits += found->complete ? 0 : 1;
        test_claims_free(claims);
    }
    assert_true(n_claims > 5 * N_SURVEYS);
    assert_in_range(n_limits, 0, N_SURVEYS / 100);
    plan_clear(&test);
}

/* Two levels that exclude each other, pushed over 100 together: always found, whatever the rest. */
static void more_than_a_hundred_is_found(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260102);
    g_autofree Survey *survey = g_new0(Survey, 1);
    TestPlan test;
    plan_init(&test);
    for (int i = 0; i < 100; i++) {
        draw_survey(survey, rand);
        Claims *claims = print_survey(survey, rand);
        test_claim_add(claims, (TestClaim){"x", CLAIM_PERCENT, "e", "1", NULL, NULL, "61.2"});
        test_claim_add(claims, (TestClaim){"y", CLAIM_PERCENT, "e", "2;3", NULL, NULL, "43.9"});
        test.plan.respondents = -1;
        g_autoptr(Consistency) found = consistency_check(&test.plan, claims);
        assert_int_equal(found->sets->len, 1);
        const ConsistencySet *set = g_ptr_array_index(found->sets, 0);
        assert_int_equal(set->members->len, 2);
        assert_int_equal(set->strength, STRENGTH_FIRM);
        assert_non_null(strstr(set->sentence.in[LANGUAGE_EN], "105.1"));
        assert_int_equal(g_array_index(found->repair, guint, 0), claims->claims->len - 1);
        test_claims_free(claims);
    }
    plan_clear(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_where_a_table_exists),
        cmocka_unit_test(more_than_a_hundred_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
