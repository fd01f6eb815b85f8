#include "numeric/random.h"

#include "support/support.h"

/* Vectors published with Random123 (kat_vectors, philox 4x32 10). */
static void known_answers(void **state G_GNUC_UNUSED)
{
    static const struct {
        guint32 counter[4], key[2], out[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        guint32 out[4];
        philox(known[i].counter, known[i].key, out);
        for (int w = 0; w < 4; w++)
            assert_int_equal(out[w], known[i].out[w]);
    }
}

/* Streams, blocks, names and the borders between names all count; the order of drawing does not. */
static void streams_are_apart(void **state G_GNUC_UNUSED)
{
    const char *names[] = {"annexe-i", "bg", "tenure"}, *shifted[] = {"annexe-i", "bgt", "enure"};
    guint64 key = random_key(1, names, 3);
    assert_true(key != random_key(2, names, 3));
    assert_true(key != random_key(1, shifted, 3));
    assert_true(key != random_key(1, names, 2));
    assert_true(random_key_with(key, 0) != random_key_with(key, 1));
    const char *empty[] = {""}, *none[] = {NULL};
    assert_true(random_key(1, empty, 1) == random_key(1, none, 1));
    Random first = random_block(key, 0), second = random_block(key, 1), again;
    guint64 a = random_u64(&first), b = random_u64(&second);
    assert_true(a != b);
    again = random_block(key, 1);
    assert_true(random_u64(&again) == b);
}

/* The numbers are part of what users can repeat: they must never change. */
static void numbers_are_fixed(void **state G_GNUC_UNUSED)
{
    const char *names[] = {"compare-1", "satisfaction", "type", "fisher"};
    guint64 key = random_key(1, names, 4);
    Random random = random_block(key, 3);
    assert_true(key == 8071508949541905159u);
    for (int i = 0; i < 6; i++)
        random_u32(&random);
    assert_true(random_u64(&random) == 8322334610352988561u);
}

/* Pearson's X² of small ranges stays below its 1e-6 point; ends are hit. */
static void equally_likely(void **state G_GNUC_UNUSED)
{
    Random random = random_block(7, 0);
    const guint64 scale[] = {1, (guint64)1 << 33}; /* both branches of random_below() */
    for (int s = 0; s < 2; s++) {
        gint64 hits[7] = {0}, draws = 70000;
        for (gint64 i = 0; i < draws; i++)
            hits[random_below(&random, 7 * scale[s]) / scale[s]]++;
        double x2 = 0;
        for (int i = 0; i < 7; i++)
            x2 += (double)((hits[i] - 10000) * (hits[i] - 10000)) / 10000;
        assert_true(x2 < 38.3); /* qchisq(1e-6, 6, lower = FALSE) = 38.26 */
        assert_true(x2 > 0.02);
    }
    assert_int_equal(random_below(&random, 1), 0);
    double sum = 0;
    for (int i = 0; i < 100000; i++) {
        double u = random_unit(&random);
        assert_true(u >= 0 && u < 1);
        sum += u;
    }
    assert_near(sum / 100000, 0.5, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(streams_are_apart),
        cmocka_unit_test(numbers_are_fixed),
        cmocka_unit_test(equally_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
