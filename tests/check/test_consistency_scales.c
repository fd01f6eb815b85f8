/* Medians and means of scales, held against every pattern of answers of a few people; and the
 * numbers of items that fit the medians of a published report. */
#include "support/support.h"

#include "consistency_scales.h"

#include <math.h>
#include <string.h>

#define MAX_PRINTS 2000

/* All scores of three items answered 1 to 3, at least MIN of them, as sixths. */
static guint all_scores(guint k, guint min, guint high, int *sixths)
{
    guint n = 0, patterns = 1;
    for (guint i = 0; i < k; i++)
        patterns *= high + 1;
    for (guint pattern = 0; pattern < patterns; pattern++) {
        guint answered = 0, sum = 0, rest = pattern;
        for (guint i = 0; i < k; i++, rest /= high + 1) {
            answered += rest % (high + 1) > 0 ? 1 : 0;
            sum += rest % (high + 1);
        }
        if (answered >= min)
            sixths[n++] = (int)(6 * sum / answered);
    }
    return n;
}

/* Half up and half even of top / bottom with two decimals. */
static void mark_prints(gboolean *prints, int top, int bottom)
{
    int hundred = 100 * top, down = hundred / bottom, rest = hundred % bottom;
    if (2 * rest <= bottom)
        prints[down] = TRUE;
    if (2 * rest >= bottom)
        prints[down + 1] = TRUE;
}

static void medians_of_few_people(void **state G_GNUC_UNUSED)
{
    const ScaleShape shape = {3, 2, 1, 3, SCALE_MEAN};
    int scores[64];
    guint n = all_scores(3, 2, 3, scores);
    gboolean one[MAX_PRINTS] = {FALSE}, two[MAX_PRINTS] = {FALSE};
    for (guint i = 0; i < n; i++)
        mark_prints(one, scores[i], 6);
    for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
            mark_prints(two, scores[i] + scores[j], 12);
    g_autoptr(Reach) odd = reach_medians(&shape, 2, MEDIAN_OF_ONE);
    g_autoptr(Reach) even = reach_medians(&shape, 2, MEDIAN_OF_TWO);
    guint reached = 0;
    for (int print = 100; print <= 300; print++) {
        assert_int_equal(reach_has(odd, print / 100.0), one[print]);
        assert_int_equal(reach_has(even, print / 100.0), two[print]);
        reached += two[print] ? 1 : 0;
    }
    assert_near(reach_share(even), reached / 201.0, 1e-15);
    assert_false(reach_has(even, 0.5));
    assert_false(reach_has(even, 3.01));
}

/* Sums of N scores, as sixths: which are reached. */
static void means_of_few_people(void **state G_GNUC_UNUSED)
{
    int scores[64];
    for (guint min = 2; min <= 3; min++) {
        const ScaleShape shape = {3, min, 1, 3, SCALE_MEAN};
        guint n_scores = all_scores(3, min, 3, scores);
        gboolean sums[200] = {TRUE};
        for (int n = 1; n <= 4; n++) {
            gboolean next[200] = {FALSE}, prints[MAX_PRINTS] = {FALSE};
            for (int sum = 0; sum < 100; sum++)
                for (guint i = 0; i < n_scores && sums[sum]; i++)
                    next[sum + scores[i]] = TRUE;
            memcpy(sums, next, sizeof sums);
            for (int sum = 0; sum < 100; sum++)
                if (sums[sum])
                    mark_prints(prints, sum, 6 * n);
            double share;
            for (int print = 100; print <= 300; print++) {
                gboolean fits = grim_mean(&shape, n, print / 100.0, 2, &share);
                if (min == 3)
                    assert_int_equal(fits, prints[print]);
                else
                    assert_true(fits || !prints[print]);
            }
            assert_near(share, fmin(1, (min == 3 ? 3 : 6) * n / 100.0), 1e-15);
        }
    }
}

/* Brown and Heathers 2017, p. 364: 28 participants, one item: 5.18 fits, 5.19 does not. */
static void grim_as_published(void **state G_GNUC_UNUSED)
{
    const ScaleShape item = {1, 1, 1, 7, SCALE_MEAN};
    double share;
    assert_false(grim_mean(&item, 28, 5.19, 2, &share));
    assert_true(grim_mean(&item, 28, 5.18, 2, &share));
    assert_near(share, 0.28, 1e-15);
    assert_true(grim_mean(&item, 100, 5.19, 2, &share));
    assert_near(share, 1, 1e-15);
}

static void sums_and_medians_of_items(void **state G_GNUC_UNUSED)
{
    const ScaleShape sum = {4, 4, 1, 5, SCALE_SUM}, median = {5, 5, 1, 5, SCALE_MEDIAN};
    g_autoptr(Reach) sums = reach_medians(&sum, 2, MEDIAN_OF_TWO);
    g_autoptr(Reach) medians = reach_medians(&median, 2, MEDIAN_OF_TWO);
    assert_true(reach_has(sums, 12.5));
    assert_false(reach_has(sums, 12.25));
    assert_true(reach_has(sums, 20));
    assert_false(reach_has(sums, 20.5));
    assert_true(reach_has(medians, 2.5));
    assert_false(reach_has(medians, 2.25));
}

typedef struct {
    const char *scale;
    double values[8];
    guint n;
    guint fits[8]; /* up to 31, and 38 */
} Published;

/* The printed medians of a survey of 749 tenants, and which numbers of items fit them. */
static const Published published[] = {
    {"living conditions", {3.11, 2.63, 2.95, 2.68, 3.16, 2.87, 2.74}, 7, {19, 31, 38}},
    {"power to act", {3.75, 1.86, 2.50, 3.21, 3.29}, 5, {14, 28, 36, 38}},
    {"general needs", {2.88, 2.25, 2.88, 2.15, 3.38, 2.50, 2.38}, 7, {20, 24, 26, 30, 34, 36}},
    {"social life", {3.25, 2.54, 3.42, 2.82}, 4, {36, 38}},
};

static void items_that_fit_published_medians(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(published); i++) {
        guint found = 0;
        for (guint k = 1; k <= 38; k++) {
            gboolean fits = items_fit(k, published[i].values, published[i].n, 2);
            if (fits)
                assert_int_equal(k, published[i].fits[found]);
            found += fits ? 1 : 0;
        }
        assert_int_equal(published[i].fits[found], 0);
    }
    const double quarters[] = {2.50, 1.75, 3.25, 2.25};
    for (guint k = 1; k <= 38; k++)
        assert_int_equal(items_fit(k, quarters, 4, 2), k % 2 == 0);
}

static void chance_of_a_fit(void **state G_GNUC_UNUSED)
{
    guint both = 0, prints = 401;
    for (int a = 100; a <= 500; a++) {
        for (int b = 100; b <= 500; b++) {
            double values[] = {a / 100.0, b / 100.0};
            gboolean any = FALSE;
            for (guint k = 1; k <= 12 && !any; k++)
                any = items_fit(k, values, 2, 2);
            both += any ? 1 : 0;
        }
    }
    assert_near(items_chance(12, 2, 2, 1, 5), both / ((double)prints * prints), 1e-12);
    assert_int_equal((int)floor(100 * items_chance(30, 7, 2, 1, 5) + 0.5), 10);
    assert_int_equal((int)floor(100 * items_chance(30, 4, 2, 1, 5) + 0.5), 49);
}

/* One omitted item in 19 reaches more than nine tenths of all two-decimal values. */
static void one_omitted_item_takes_the_power(void **state G_GNUC_UNUSED)
{
    const ScaleShape all = {19, 19, 1, 5, SCALE_MEAN}, less = {19, 18, 1, 5, SCALE_MEAN};
    g_autoptr(Reach) whole = reach_medians(&all, 2, MEDIAN_OF_TWO);
    g_autoptr(Reach) omitted = reach_medians(&less, 2, MEDIAN_OF_TWO);
    assert_true(reach_share(whole) < 0.4);
    assert_true(reach_share(omitted) > 0.9);
    const ScaleShape eight = {8, 6, 1, 5, SCALE_MEAN}, twelve = {12, 11, 1, 5, SCALE_MEAN};
    g_autoptr(Reach) needs = reach_medians(&eight, 2, MEDIAN_OF_TWO);
    g_autoptr(Reach) life = reach_medians(&twelve, 2, MEDIAN_OF_ONE);
    assert_true(reach_has(needs, 2.15)); /* (17/8 + 13/6) / 2 */
    assert_true(reach_has(life, 2.82));  /* 31/11 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(medians_of_few_people),
        cmocka_unit_test(means_of_few_people),
        cmocka_unit_test(grim_as_published),
        cmocka_unit_test(sums_and_medians_of_items),
        cmocka_unit_test(items_that_fit_published_medians),
        cmocka_unit_test(chance_of_a_fit),
        cmocka_unit_test(one_omitted_item_takes_the_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
