#include "numeric/letters.h"
#include "numeric/random.h"

#include "support/support.h"

#include <string.h>

static gboolean share(const char *a, const char *b)
{
    return strpbrk(a, b) != NULL;
}

static char *joined(const gboolean *significant, guint n, const guint *order)
{
    g_auto(GStrv) letters = compact_letters(significant, n, order);
    assert_non_null(letters);
    return g_strjoinv(" ", letters);
}

#define assert_letters(expected, ...)                                                              \
    do {                                                                                           \
        g_autofree char *actual = joined(__VA_ARGS__);                                             \
        assert_string_equal(actual, expected);                                                     \
    } while (0)

static void plain_cases(void **state G_GNUC_UNUSED)
{
    const gboolean none[9] = {0}, ends[9] = {0, 0, 1, 0, 0, 0, 1, 0, 0};
    const gboolean all[9] = {0, 1, 1, 1, 0, 1, 1, 1, 0};
    assert_letters("a a a", none, 3, NULL);
    assert_letters("a ab b", ends, 3, NULL);
    assert_letters("a b c", all, 3, NULL);
    const guint order[] = {2, 0, 1};
    assert_letters("b c a", all, 3, order);
    assert_letters("", none, 0, NULL);
    assert_letters("a", none, 1, NULL);
}

/* A pattern where sweeping is needed: treatments 1..8, significant pairs 1-7 1-8 2-4 2-5 3-5.
 */
static void swept(void **state G_GNUC_UNUSED)
{
    static const guint pairs[][2] = {{0, 6}, {0, 7}, {1, 3}, {1, 4}, {2, 4}};
    gboolean significant[64] = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
        significant[pairs[i][0] * 8 + pairs[i][1]] = significant[pairs[i][1] * 8 + pairs[i][0]] = 1;
    g_auto(GStrv) letters = compact_letters(significant, 8, NULL);
    for (guint i = 0; i < 8; i++)
        for (guint j = 0; j < 8; j++)
            assert_int_equal(share(letters[i], letters[j]), !significant[i * 8 + j]);
    g_autofree char *display = g_strjoinv(" ", letters);
    assert_string_equal(display, "ab ac acd bde be bc ce ce");
}

/* Whether group I could do without LETTER: it and all who share it meet under other letters. */
static gboolean can_drop(char **letters, guint n, guint i, char letter)
{
    for (guint j = 0; j < n; j++) {
        gboolean elsewhere = FALSE;
        if (strchr(letters[j], letter) == NULL)
            continue;
        for (const char *l = letters[i]; *l != '\0'; l++)
            elsewhere |= *l != letter && strchr(letters[j], *l) != NULL;
        if (!elsewhere)
            return FALSE;
    }
    return TRUE;
}

/* For random patterns: two groups share a letter exactly when they do not differ, no letter can be
 * dropped from any group, and letters appear in the order of display. */
static void random_patterns(void **state G_GNUC_UNUSED)
{
    Random random = random_block(11, 0);
    for (int trial = 0; trial < 2000; trial++) {
        guint n = 1 + (guint)random_below(&random, 9), percent = (guint)random_below(&random, 101);
        gboolean significant[81] = {0};
        for (guint i = 0; i < n; i++)
            for (guint j = 0; j < i; j++)
                significant[i * n + j] = significant[j * n + i] =
                    random_below(&random, 100) < percent;
        g_auto(GStrv) letters = compact_letters(significant, n, NULL);
        char next = 'a';
        for (guint i = 0; i < n; i++) {
            assert_true(letters[i][0] != '\0');
            for (guint j = 0; j < n; j++)
                assert_int_equal(share(letters[i], letters[j]), i == j || !significant[i * n + j]);
            for (const char *l = letters[i]; *l != '\0'; l++) {
                assert_false(can_drop(letters, n, i, *l));
                if (*l >= next)
                    assert_int_equal(*l, next++);
            }
        }
    }
}

/* More sets than letters: no display rather than a wrong one. */
static void too_many(void **state G_GNUC_UNUSED)
{
    guint n = LETTERS_MAX + 1;
    g_autofree gboolean *significant = g_new(gboolean, n * n);
    for (guint i = 0; i < n * n; i++)
        significant[i] = TRUE;
    assert_null(compact_letters(significant, n, NULL));
    g_auto(GStrv) letters = compact_letters(significant, n - 1, NULL);
    assert_string_equal(letters[0], "a");
    assert_string_equal(letters[26], "A");
    assert_string_equal(letters[51], "Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_cases),
        cmocka_unit_test(swept),
        cmocka_unit_test(random_patterns),
        cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
