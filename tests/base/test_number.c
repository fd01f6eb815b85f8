#include "base/number.h"
#include "support/support.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static void formats(void **state G_GNUC_UNUSED)
{
    const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-749, "-749"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {3.4, "3.4"},
        {999999999999999, "999999999999999"},
        {1e15, "1e+15"},
        {1e22, "1e+22"},
        {-2.5e-7, "-2.5e-07"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {0.0001, "0.0001"},
    };
    char buffer[NUMBER_BUFFER];
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(number_format(cases[i].value, buffer), cases[i].text);
}

static void formats_fixed(void **state G_GNUC_UNUSED)
{
    char buffer[64];
    assert_string_equal(number_format_fixed(3.4, 2, buffer), "3.40");
    assert_string_equal(number_format_fixed(-0.004, 2, buffer), "0.00");
    assert_string_equal(number_format_fixed(-0.006, 2, buffer), "-0.01");
    assert_string_equal(number_format_fixed(1681, 0, buffer), "1681");
    assert_string_equal(number_format_fixed(1e300, 2, buffer), "1.0000000000000001e+300");
    assert_int_equal(strlen(number_format_fixed(-9.5e30, 30, buffer)), 63);
}

static void accepts(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *text;
        char mark;
        double value;
    } cases[] = {
        {"0", '.', 0},
        {"-9", '.', -9},
        {"+5", '.', 5},
        {"3.40", '.', 3.4},
        {"3,40", ',', 3.4},
        {" 12 ", '.', 12},
        {"\t1e3", '.', 1000},
        {"1E-2", '.', 0.01},
        {".05", '.', 0.05},
        {",05", ',', 0.05},
        {"-.5", '.', -0.5},
        {"1e-999", '.', 0},
        {"007", '.', 7},
        {"123456789012345678", '.', 123456789012345678.0},
        {"4.9e-324", '.', 4.9e-324},
        {"0.1234567890123456789012345678901234567890", '.', 0.12345678901234568},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        double value = NAN;
        if (!number_parse(cases[i].text, strlen(cases[i].text), cases[i].mark, &value))
            fail_msg("'%s' is a number", cases[i].text);
        assert_near(value, cases[i].value, 0);
    }
}

static void refuses(void **state G_GNUC_UNUSED)
{
    static const char *const texts[] = {"",      " ",     "+",   "-",     ".",      "e",
                                        "0x10",  "nan",   "NaN", "inf",   "-inf",   "infinity",
                                        "1 2",   "1e",    "1e+", "1e999", "-1e999", "1.5.2",
                                        "1,5",   "--1",   "+-1", "1_000", "1 000",  "5.",
                                        "1e1.5", "12abc", "٣",   "1\n",   "\xff",   "1e99999999999",
                                        "1.e3",  "e5",    "0b1", "1f",    "1..2",   "- 5"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        double value = 42;
        if (number_parse(texts[i], strlen(texts[i]), '.', &value))
            fail_msg("'%s' is no number", texts[i]);
        assert_near(value, 42, 0);
    }
    double value = 42;
    assert_false(number_parse("1\0002", 3, '.', &value));
    assert_false(number_parse("1\0", 2, '.', &value));
    assert_false(number_parse("3.4", 3, ',', &value));
    assert_near(value, 42, 0);
}

static void length_is_obeyed(void **state G_GNUC_UNUSED)
{
    double value = 0;
    assert_true(number_parse("123456", 3, '.', &value));
    assert_near(value, 123, 0);
    g_autofree char *digits = g_strnfill(300, '1');
    assert_true(number_parse(digits, 300, '.', &value));
    assert_near(value, 1.1111111111111112e299, 1e-15);
}

static void printed_decimals(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *text;
        double value;
        int decimals;
    } cases[] = {
        {"3.40", 3.4, 2},    {"3,40", 3.4, 2}, {"20", 20, 0},          {"2.00", 2, 2},
        {"0,0001", 1e-4, 4}, {".05", 0.05, 2}, {"1.20e-5", 1.2e-5, 7}, {"2e3", 2000, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        double value = NAN;
        int decimals = -1;
        assert_true(number_parse_printed(cases[i].text, &value, &decimals));
        assert_near(value, cases[i].value, 0);
        assert_int_equal(decimals, cases[i].decimals);
    }
    double value = 42;
    int decimals = 42;
    assert_false(number_parse_printed("1.000,5", &value, &decimals));
    assert_false(number_parse_printed("", &value, &decimals));
    assert_int_equal(decimals, 42);
}

/* Any bit pattern that is a finite double, and any short decimal, reads back the same. */
static void round_trips(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20260101);
    for (int i = 0; i < 200000; i++) {
        guint64 bits = ((guint64)g_rand_int(random) << 32) | g_rand_int(random);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (i % 2 == 0)
            value = g_rand_int_range(random, -100000000, 100000000) /
                    pow(10, g_rand_int_range(random, 0, 9));
        if (!isfinite(value))
            continue;
        char buffer[NUMBER_BUFFER];
        double back = NAN;
        number_format(value, buffer);
        assert_true(strlen(buffer) < NUMBER_BUFFER);
        if (!number_parse(buffer, strlen(buffer), '.', &back) || back != value)
            fail_msg("%.17g is written %s and read %.17g", value, buffer, back);
    }
}

/* As printing with so many digits and reading back, but for ties. */
static void rounds(void **state G_GNUC_UNUSED)
{
    assert_near(number_round(2.0 / 3, 8), 0.66666667, 0);
    assert_near(number_round(-35.4412345678, 8), -35.441235, 0);
    assert_near(number_round(99999999.6, 8), 100000000, 0);
    assert_near(number_round(999999.99999, 8), 1000000, 0);
    assert_near(number_round(1234567890.123, 8), 1234567890.123, 0);
    assert_near(number_round(1681, 8), 1681, 0);
    assert_near(number_round(0, 8), 0, 0);
    assert_near(number_round(1.23456789012e-20, 8), 1.23456789012e-20, 0);
    g_autoptr(GRand) random = g_rand_new_with_seed(8);
    for (int i = 0; i < 100000; i++) {
        char text[64];
        int digits = g_rand_int_range(random, 5, 10);
        double value =
            g_rand_double_range(random, 0.1, 1) * pow(10, g_rand_int_range(random, -12, digits));
        g_snprintf(text, sizeof text, "%.*g", digits, value);
        assert_near(number_round(value, digits), g_ascii_strtod(text, NULL), 1e-15);
    }
}

/* The fast path gives what the C library gives. */
static void agrees_with_strtod(void **state G_GNUC_UNUSED)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int i = 0; i < 200000; i++) {
        g_autoptr(GString) text = g_string_new(g_rand_boolean(random) ? "-" : "");
        int before = g_rand_int_range(random, 1, 12), behind = g_rand_int_range(random, 0, 10);
        for (int k = 0; k < before; k++)
            g_string_append_c(text, (char)('0' + g_rand_int_range(random, 0, 10)));
        for (int k = 0; k < behind; k++)
            g_string_append_printf(text, "%s%d", k == 0 ? "." : "",
                                   g_rand_int_range(random, 0, 10));
        double value = NAN;
        assert_true(number_parse(text->str, text->len, '.', &value));
        if (value != g_ascii_strtod(text->str, NULL))
            fail_msg("%s is read %.17g", text->str, value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),
        cmocka_unit_test(formats_fixed),
        cmocka_unit_test(accepts),
        cmocka_unit_test(refuses),
        cmocka_unit_test(length_is_obeyed),
        cmocka_unit_test(printed_decimals),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(rounds),
        cmocka_unit_test(agrees_with_strtod),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
