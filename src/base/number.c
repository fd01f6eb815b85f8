/* Numbers as text without any locale. Reading checks the grammar itself, because
 * g_ascii_strtod() accepts 0x10, nan and infinity; it only converts what the fast path cannot do
 * exactly. */
#include "base/number.h"

#include "shortest.h"

#include <math.h>
#include <string.h>

/* Up to 15 digits and 10^22 are exact doubles, so one division rounds correctly (Clinger 1990). */
enum { EXACT_DIGITS = 15, EXACT_POWER = 22, DECIMALS_MAX = 400 };

static const double powers_of_ten[EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* What the grammar found: where the parts stand. */
typedef struct {
    const char *start, *end; /* without the blanks around it */
    const char *mark;        /* NULL without one */
    gboolean negative;
    guint n_digits; /* before the exponent */
    guint n_fraction;
    guint64 digits; /* their value while n_digits <= EXACT_DIGITS */
    gboolean has_exponent;
    int exponent; /* clipped to ±9999 */
} Scan;

static const char *scan_digits(const char *p, const char *end, Scan *scan)
{
    for (; p < end && g_ascii_isdigit(*p); p++, scan->n_digits++)
        if (scan->n_digits < EXACT_DIGITS)
            scan->digits = 10 * scan->digits + (guint64)(*p - '0');
    return p;
}

/* Reads e[+-]digits at P; NULL when there is an e without digits. */
static const char *scan_exponent(const char *p, const char *end, Scan *scan)
{
    if (p == end || (*p != 'e' && *p != 'E'))
        return p;
    gboolean negative = p + 1 < end && p[1] == '-';
    p += (p + 1 < end && (p[1] == '-' || p[1] == '+')) ? 2 : 1;
    const char *first = p;
    for (; p < end && g_ascii_isdigit(*p); p++)
        scan->exponent = MIN(10 * scan->exponent + (*p - '0'), 9999);
    if (negative)
        scan->exponent = -scan->exponent;
    scan->has_exponent = TRUE;
    return p == first ? NULL : p;
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* MARKS: the decimal marks accepted. */
static gboolean scan_number(const char *text, gsize length, const char *marks, Scan *scan)
{
    const char *p = text, *end = text + length;
    while (p < end && is_blank(*p))
        p++;
    while (end > p && is_blank(end[-1]))
        end--;
    *scan = (Scan){.start = p, .end = end};
    if (p < end && (*p == '-' || *p == '+'))
        scan->negative = *p++ == '-';
    p = scan_digits(p, end, scan);
    if (p < end && *p != '\0' && strchr(marks, *p) != NULL) {
        scan->mark = p;
        guint before = scan->n_digits;
        p = scan_digits(p + 1, end, scan);
        scan->n_fraction = scan->n_digits - before;
        if (scan->n_fraction == 0)
            return FALSE;
    }
    if (scan->n_digits == 0)
        return FALSE;
    return scan_exponent(p, end, scan) == end;
}

static double convert_slowly(const Scan *scan)
{
    char stack[128];
    gsize length = (gsize)(scan->end - scan->start);
    char *copy = length < sizeof stack ? stack : g_malloc(length + 1);
    memcpy(copy, scan->start, length);
    copy[length] = '\0';
    if (scan->mark != NULL)
        copy[scan->mark - scan->start] = '.';
    double value = g_ascii_strtod(copy, NULL);
    if (copy != stack)
        g_free(copy);
    return value;
}

static gboolean convert(const Scan *scan, double *value)
{
    double result;
    if (!scan->has_exponent && scan->n_digits <= EXACT_DIGITS) {
        result = (double)scan->digits / powers_of_ten[scan->n_fraction];
        if (scan->negative)
            result = -result;
    } else {
        result = convert_slowly(scan);
    }
    if (!isfinite(result))
        return FALSE;
    *value = result;
    return TRUE;
}

gboolean number_parse(const char *text, gsize length, char mark, double *value)
{
    const char marks[] = {mark, '\0'};
    Scan scan;
    return scan_number(text, length, marks, &scan) && convert(&scan, value);
}

gboolean number_parse_printed(const char *text, double *value, int *decimals)
{
    Scan scan;
    if (!scan_number(text, strlen(text), ".,", &scan) || !convert(&scan, value))
        return FALSE;
    *decimals =
        CLAMP((int)MIN(scan.n_fraction, DECIMALS_MAX) - scan.exponent, 0, (int)DECIMALS_MAX);
    return TRUE;
}

/* VALUE is whole and below 1e15. */
static gsize write_whole(double value, char *buffer)
{
    char digits[EXACT_DIGITS + 1];
    char *end = digits + sizeof digits, *first = end;
    guint64 rest = (guint64)fabs(value);
    do
        *--first = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    gsize n = (gsize)(end - first), sign = value < 0;
    buffer[0] = '-';
    memcpy(buffer + sign, first, n);
    buffer[sign + n] = '\0';
    return sign + n;
}

gsize number_write(double value, char buffer[NUMBER_BUFFER])
{
    if (fabs(value) < 1e15 && value == (double)(gint64)value)
        return write_whole(value, buffer);
    gsize n = shortest_format(value, buffer);
    if (n > 0)
        return n;
    static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(buffer, NUMBER_BUFFER, formats[i], value);
        if (g_ascii_strtod(buffer, NULL) == value)
            break;
    }
    return strlen(buffer);
}

const char *number_format(double value, char buffer[NUMBER_BUFFER])
{
    number_write(value, buffer);
    return buffer;
}

double number_round(double value, int digits)
{
    double size = fabs(value);
    if (!(size > 0 && size < powers_of_ten[digits]))
        return value;
    int power = digits - 1 - shortest_exponent(size);
    double scaled = power <= EXACT_POWER ? size * powers_of_ten[power] : HUGE_VAL;
    if (scaled >= powers_of_ten[digits] && --power <= EXACT_POWER)
        scaled = size * powers_of_ten[power];
    if (power > EXACT_POWER)
        return value;
    return copysign(rint(scaled) / powers_of_ten[power], value);
}

/* TRUE for "-0", "-0.00". */
static gboolean is_minus_zero(const char *text)
{
    return text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1);
}

const char *number_format_fixed(double value, int decimals, char buffer[64])
{
    enum { SIZE = 64 };
    char format[16];
    decimals = CLAMP(decimals, 0, 30);
    /* 32 digits before the mark still fit beside 30 behind it. */
    g_snprintf(format, sizeof format, fabs(value) < 1e31 ? "%%.%df" : "%%.%dg",
               fabs(value) < 1e31 ? decimals : 17);
    g_ascii_formatd(buffer, SIZE, format, value);
    if (is_minus_zero(buffer))
        memmove(buffer, buffer + 1, strlen(buffer));
    return buffer;
}
