#include "base/number.h"
#include "shortest.h"

#include "support/support.h"

#include <math.h>
#include <stdlib.h>

/* The slow way, which is the definition. */
static void slowly(double value, char *buffer)
{
    static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(buffer, NUMBER_BUFFER, formats[i], value);
        if (g_ascii_strtod(buffer, NULL) == value)
            return;
    }
}

static void hold(double value, guint *fast)
{
    char quick[NUMBER_BUFFER], slow[NUMBER_BUFFER];
    if (!shortest_format(value, quick))
        return;
    (*fast)++;
    slowly(value, slow);
    assert_string_equal(quick, slow);
}

static void test_edges(void **state G_GNUC_UNUSED)
{
    const double edges[] = {0.1,
                            0.3,
                            1.0 / 3,
                            2.0 / 3,
                            9.995,
                            99.95,
                            1e-4,
                            9.9999e-5,
                            1e-6,
                            1.5,
                            123.456,
                            0.001,
                            99999999999999.9,
                            0.99999999999999989,
                            999999999999999.9,
                            100.0 / 7,
                            5e-324,
                            1e300,
                            0.5,
                            0.25,
                            1e22 / 3,
                            8.41};
    guint fast = 0;
    for (guint i = 0; i < G_N_ELEMENTS(edges); i++) {
        double value = edges[i];
        hold(value, &fast);
        hold(-value, &fast);
        hold(nextafter(value, 1e308), &fast);
        hold(nextafter(value, 0), &fast);
    }
    assert_true(fast > 50);
}

/* Quotients, as percents and statistics are, and doubles of any bits in the range. */
static void test_against_printf(void **state G_GNUC_UNUSED)
{
    guint fast = 0;
    guint64 bits = 88172645463325252u;
    for (guint i = 0; i < 200000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double quotient = 100.0 * (double)(bits % 1009) / (double)(bits / 1009 % 997 + 1);
        hold(quotient, &fast);
        hold(ldexp((double)(bits >> 11), -(int)(bits % 73)), &fast);
        hold((double)(bits % 1000000) / 1000, &fast);
    }
    assert_true(fast > 400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_against_printf),
    };
    return cmocka_run_group_tests_name("shortest", tests, NULL, NULL);
}
