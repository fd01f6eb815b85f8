/* v = m 2^e with m < 2^53. For 10^-6 <= v < 10^15 both v 10^k = m 10^k / 2^-e (17 digits before the
 * mark, k <= 22) and its distance to any candidate are exact in 128 bits. A candidate reads back to
 * v when it is nearer than half of the distance between doubles, which is 10^k / 2 in units of
 * 2^e 10^k; on the very half, reading rounds to the even m.
 *
 * SOURCE  the idea of exact comparison: G. L. Steele and J. L. White (1990), PLDI; here without
 *         big numbers because the range is narrow. */
#include "shortest.h"

#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 Wide;

enum { DIGITS = 17, POWERS = 23 };

static const guint64 powers[] = {1,
                                 10,
                                 100,
                                 1000,
                                 10000,
                                 100000,
                                 1000000,
                                 10000000,
                                 100000000,
                                 1000000000,
                                 10000000000,
                                 100000000000,
                                 1000000000000,
                                 10000000000000,
                                 100000000000000,
                                 1000000000000000,
                                 10000000000000000,
                                 100000000000000000,
                                 1000000000000000000};

static Wide power_of_ten(int k)
{
    return k <= 18 ? (Wide)powers[k] : (Wide)powers[18] * powers[k - 18];
}

/* A number scaled so that DIGITS digits stand before the mark: SCALED / 2^SHIFT. */
typedef struct {
    Wide scaled, gap; /* gap: the distance between doubles in the same units */
    int shift;
    int exponent; /* decimal exponent of the first digit */
    gboolean even;
} Exact;

static gboolean scale(double value, Exact *exact)
{
    int binary;
    guint64 m = (guint64)ldexp(frexp(value, &binary), 53);
    exact->shift = 53 - binary;
    if (exact->shift < 1 || m == G_GUINT64_CONSTANT(1) << 52)
        return FALSE;
    exact->exponent = (int)floor(log10(value));
    for (int attempt = 0; attempt < 2; attempt++) { /* log10 may be one off */
        int k = DIGITS - 1 - exact->exponent;
        if (k < 0 || k >= POWERS)
            return FALSE;
        exact->gap = power_of_ten(k);
        exact->scaled = exact->gap * m;
        exact->even = m % 2 == 0;
        Wide whole = exact->scaled >> exact->shift;
        if (whole >= powers[DIGITS])
            exact->exponent++;
        else if (whole < powers[DIGITS - 1])
            exact->exponent--;
        else
            return TRUE;
    }
    return FALSE;
}

/* The N digits nearest to the number, ties to even, as printf rounds. */
static guint64 round_to(const Exact *exact, int n)
{
    guint64 unit = powers[DIGITS - n];
    guint64 whole = (guint64)(exact->scaled >> exact->shift);
    Wide rest =
        exact->scaled - ((Wide)whole << exact->shift) + ((Wide)(whole % unit) << exact->shift);
    Wide half = ((Wide)unit << exact->shift) / 2;
    guint64 digits = whole / unit;
    return digits + (rest > half || (rest == half && digits % 2 == 1));
}

static gboolean reads_back(const Exact *exact, guint64 digits, int n)
{
    Wide candidate = (Wide)(digits * powers[DIGITS - n]) << exact->shift;
    Wide away =
        2 * (candidate > exact->scaled ? candidate - exact->scaled : exact->scaled - candidate);
    return away < exact->gap || (away == exact->gap && exact->even);
}

/* As %g: the digits without trailing zeros, with an exponent below 10^-4. */
static void write_digits(guint64 digits, int n, int exponent, char *out)
{
    char text[DIGITS + 1];
    if (digits == powers[n]) { /* rounded up to one digit more */
        digits /= 10;
        exponent++;
    }
    for (int i = n - 1; i >= 0; i--, digits /= 10)
        text[i] = (char)('0' + digits % 10);
    while (n > 1 && text[n - 1] == '0')
        n--;
    if (exponent < -4) {
        *out++ = text[0];
        if (n > 1)
            *out++ = '.';
        memcpy(out, text + 1, (gsize)n - 1);
        g_snprintf(out + n - 1, 8, "e-%02d", -exponent);
        return;
    }
    if (exponent < 0) {
        memcpy(out, "0.000", 5);
        out += 1 - exponent;
        memcpy(out, text, (gsize)n);
        out[n] = '\0';
        return;
    }
    int before = exponent + 1;
    for (int i = 0; i < MAX(n, before); i++) {
        if (i == before)
            *out++ = '.';
        *out++ = i < n ? text[i] : '0';
    }
    *out = '\0';
}

gboolean shortest_format(double value, char *buffer)
{
    Exact exact;
    if (!(fabs(value) >= 1e-6 && fabs(value) < 1e15) || !scale(fabs(value), &exact))
        return FALSE;
    int n = 15;
    guint64 digits = round_to(&exact, n);
    while (n < DIGITS && !reads_back(&exact, digits, n))
        digits = round_to(&exact, ++n);
    if (value < 0)
        *buffer++ = '-';
    write_digits(digits, n, exact.exponent, buffer);
    return TRUE;
}
