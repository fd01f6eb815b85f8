/* v = m 2^e with m < 2^53. For 10^-6 <= v < 10^15 both v 10^k = m 10^k / 2^-e (17 digits before the
 * mark, k <= 22) and its distance to any candidate are exact in 128 bits. A candidate reads back to
 * v when it is nearer than half of the distance between doubles, which is 10^k / 2 in units of
 * 2^e 10^k; on the very half, reading rounds to the even m.
 *
 * SOURCE  the idea of exact comparison: G. L. Steele and J. L. White (1990), PLDI; here without
 *         big numbers because the range is narrow. */
#include "shortest.h"

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

/* A number scaled so that DIGITS digits stand before the mark: WHOLE + REST / 2^SHIFT. */
typedef struct {
    Wide rest, gap; /* gap: the distance between doubles in units of 2^-SHIFT */
    guint64 whole;
    int shift;
    int exponent; /* decimal exponent of the first digit */
    gboolean even;
} Exact;

enum { FRACTION_BITS = 52, BIAS = 1023 };

static guint64 bits_of(double value)
{
    guint64 bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static int binary_exponent(double value)
{
    return (int)(bits_of(value) >> FRACTION_BITS) - BIAS;
}

int shortest_exponent(double value)
{
    return binary_exponent(value) * 1233 >> 12; /* log10(2) is nearly 1233 / 4096 */
}

static gboolean scale(double value, Exact *exact)
{
    guint64 bits = bits_of(value);
    int binary = binary_exponent(value);
    guint64 fraction = bits & ((G_GUINT64_CONSTANT(1) << FRACTION_BITS) - 1);
    guint64 m = fraction | G_GUINT64_CONSTANT(1) << FRACTION_BITS;
    exact->shift = FRACTION_BITS - binary;
    if (exact->shift < 1 || fraction == 0)
        return FALSE;
    exact->exponent = shortest_exponent(value);
    for (int attempt = 0; attempt < 2; attempt++, exact->exponent++) {
        int k = DIGITS - 1 - exact->exponent;
        if (k < 0 || k >= POWERS)
            continue;
        exact->gap = power_of_ten(k);
        Wide scaled = exact->gap * m;
        exact->whole = (guint64)(scaled >> exact->shift);
        exact->rest = scaled - ((Wide)exact->whole << exact->shift);
        exact->even = m % 2 == 0;
        if (exact->whole >= powers[DIGITS - 1] && exact->whole < powers[DIGITS])
            return TRUE;
    }
    return FALSE;
}

/* The number to a multiple of UNIT (10 or 100), ties to even, as printf rounds. */
static inline guint64 round_to(const Exact *exact, guint64 unit)
{
    guint64 digits = exact->whole / unit, tail = exact->whole % unit, half = unit / 2;
    gboolean up = tail > half || (tail == half && (exact->rest > 0 || digits % 2 == 1));
    return (digits + up) * unit;
}

static guint64 round_to_whole(const Exact *exact)
{
    Wide half = (Wide)1 << (exact->shift - 1);
    gboolean up = exact->rest > half || (exact->rest == half && exact->whole % 2 == 1);
    return exact->whole + up;
}

static inline gboolean reads_back(const Exact *exact, guint64 candidate)
{
    Wide away = candidate > exact->whole
                    ? ((Wide)(candidate - exact->whole) << exact->shift) - exact->rest
                    : ((Wide)(exact->whole - candidate) << exact->shift) + exact->rest;
    return 2 * away < exact->gap || (2 * away == exact->gap && exact->even);
}

/* As %g: the digits without trailing zeros, with an exponent below 10^-4. Returns their length. */
static gsize write_digits(guint64 digits, int exponent, char *out)
{
    char text[DIGITS + 1];
    char *start = out;
    int n = DIGITS;
    if (digits == powers[DIGITS]) { /* rounded up to one digit more */
        digits /= 10;
        exponent++;
    }
    for (int i = DIGITS - 1; i >= 0; i--, digits /= 10)
        text[i] = (char)('0' + digits % 10);
    while (n > 1 && text[n - 1] == '0')
        n--;
    if (exponent < -4) {
        *out++ = text[0];
        if (n > 1)
            *out++ = '.';
        memcpy(out, text + 1, (gsize)n - 1);
        out += n - 1;
        return (gsize)(out - start) + (gsize)g_snprintf(out, 8, "e-%02d", -exponent);
    }
    if (exponent < 0) {
        memcpy(out, "0.000", 5);
        out += 1 - exponent;
    }
    int before = exponent < 0 ? n : MIN(exponent + 1, n);
    memcpy(out, text, (gsize)before);
    out += before;
    for (int i = before; i <= exponent; i++)
        *out++ = '0';
    if (before < n) {
        *out++ = '.';
        memcpy(out, text + before, (gsize)(n - before));
        out += n - before;
    }
    *out = '\0';
    return (gsize)(out - start);
}

gsize shortest_format(double value, char *buffer)
{
    Exact exact;
    gboolean negative = value < 0;
    double size = negative ? -value : value;
    if (!(size >= 1e-6 && size < 1e15) || !scale(size, &exact))
        return 0;
    guint64 digits = round_to(&exact, 100);
    if (!reads_back(&exact, digits))
        digits = round_to(&exact, 10);
    if (!reads_back(&exact, digits))
        digits = round_to_whole(&exact);
    if (negative)
        *buffer++ = '-';
    return (gsize)negative + write_digits(digits, exact.exponent, buffer);
}
