/* Numerals as people print them: 6,41 and 6.41, 1 234,5 and 1,234.5, .041, 4,1 x 10^-5. */
#include "text_parts.h"

#include <math.h>
#include <string.h>

enum { LONGEST = 40 };

/* Where the marks of a mantissa stand. */
typedef struct {
    guint points, commas;
    gssize last;  /* offset of the last mark, or -1 */
    gsize end;    /* of the mantissa */
    guint before; /* digits before the last mark */
    guint after;  /* digits behind it */
    gboolean leading_zero;
} Marks;

static gboolean ends_mantissa(char c)
{
    return c == 'e' || c == 'E' || c == '*' || c == 'x' || c == '%';
}

static Marks marks_of(Slice numeral)
{
    Marks m = {.last = -1, .end = numeral.length};
    char first = '\0';
    for (gsize i = 0; i < numeral.length; i++) {
        char c = numeral.at[i];
        if (ends_mantissa(c)) {
            m.end = i;
            break;
        }
        if (g_ascii_isdigit(c)) {
            first = first == '\0' ? c : first;
            m.after++;
        } else if (c == '.' || c == ',') {
            m.points += c == '.';
            m.commas += c == ',';
            m.before += m.after;
            m.after = 0;
            m.last = (gssize)i;
            m.leading_zero = first == '0';
        }
    }
    return m;
}

/* The decimal mark, '\0' for none, '?' where one mark before three digits does not tell. */
static char decimal_mark(Slice numeral, const Marks *m)
{
    if (m->last < 0)
        return '\0';
    char last = numeral.at[m->last];
    guint same = last == '.' ? m->points : m->commas;
    guint others = m->points + m->commas - same;
    if (same > 1)
        return '\0';
    if (others > 0)
        return last;
    if (m->after == 3 && m->before >= 1 && m->before <= 3 && !m->leading_zero)
        return '?';
    return last;
}

guint numeral_evidence(Slice numeral)
{
    if (numeral.at == NULL)
        return 0;
    Marks m = marks_of(numeral);
    char mark = decimal_mark(numeral, &m);
    return mark == '.' ? EVIDENCE_POINT : mark == ',' ? EVIDENCE_COMMA : 0;
}

static gboolean mark_is_decimal(char mark, guint evidence, Language language, gboolean *doubtful)
{
    guint own = mark == '.' ? EVIDENCE_POINT : EVIDENCE_COMMA;
    *doubtful = evidence == 0 || evidence == (EVIDENCE_POINT | EVIDENCE_COMMA);
    if (!*doubtful)
        return evidence == own;
    return mark == '.' || language == LANGUAGE_FR;
}

/* Sign and digits with a point, blanks and grouping left out. Returns the decimals. */
static guint clean_mantissa(Slice numeral, gsize end, gssize decimal_at, char out[LONGEST])
{
    gsize used = 0;
    guint decimals = 0;
    gboolean behind = FALSE;
    for (gsize i = 0; i < end && used + 3 < LONGEST; i++) {
        char c = numeral.at[i];
        if ((gssize)i == decimal_at) {
            if (used == 0 || !g_ascii_isdigit(out[used - 1]))
                out[used++] = '0';
            out[used++] = '.';
            behind = TRUE;
        } else if (c == '-' || g_ascii_isdigit(c)) {
            out[used++] = c;
            decimals += behind;
        }
    }
    out[used] = '\0';
    return decimals;
}

/* The power of ten behind the mantissa; 0 when there is none. */
static int exponent_of(Slice numeral, gsize from)
{
    gsize i = from;
    if (i >= numeral.length || numeral.at[i] == '%')
        return 0;
    if (numeral.at[i] == '*' || numeral.at[i] == 'x') {
        while (i < numeral.length && numeral.at[i] != '0')
            i++;
    }
    int value = 0;
    gboolean negative = FALSE;
    for (i++; i < numeral.length; i++) {
        negative |= numeral.at[i] == '-';
        if (g_ascii_isdigit(numeral.at[i]) && value < 1000)
            value = value * 10 + (numeral.at[i] - '0');
    }
    return negative ? -value : value;
}

static gboolean number_from(Slice numeral, const Marks *m, gssize decimal_at, TextNumber *number)
{
    char clean[LONGEST], whole[LONGEST + 8];
    guint decimals = clean_mantissa(numeral, m->end, decimal_at, clean);
    int power = exponent_of(numeral, m->end);
    if (power != 0)
        g_snprintf(whole, sizeof whole, "%se%d", clean, power);
    else
        g_strlcpy(whole, clean, sizeof whole);
    double value = g_ascii_strtod(whole, NULL);
    if (!isfinite(value) || strlen(whole) >= sizeof number->print)
        return FALSE;
    double percent = numeral.at[numeral.length - 1] == '%' ? 0.01 : 1.0;
    number->has = TRUE;
    number->value = value * percent;
    number->half = 0.5 * pow(10.0, power - (int)decimals) * percent;
    g_strlcpy(number->print, whole, sizeof number->print);
    if (percent != 1.0)
        g_strlcat(number->print, "%", sizeof number->print);
    return TRUE;
}

/* 10^-4, and 10-4 where the height was lost. */
static gboolean read_power(Slice numeral, TextNumber *number)
{
    gsize at = 2;
    if (numeral.length < 4 || memcmp(numeral.at, "10", 2) != 0)
        return FALSE;
    while (at < numeral.length && (numeral.at[at] == ' ' || numeral.at[at] == '^'))
        at++;
    if (at + 1 >= numeral.length || numeral.at[at] != '-' || !g_ascii_isdigit(numeral.at[at + 1]))
        return FALSE;
    char whole[LONGEST];
    g_snprintf(whole, sizeof whole, "1e-%.*s", (int)MIN(numeral.length - at - 1, 3),
               numeral.at + at + 1);
    number->has = TRUE;
    number->value = g_ascii_strtod(whole, NULL);
    number->half = number->value / 2;
    g_strlcpy(number->print, whole, sizeof number->print);
    return TRUE;
}

gboolean numeral_read(Slice numeral, guint evidence, Language language, TextNumber *number,
                      gboolean *doubtful)
{
    gboolean unsure = FALSE;
    if (numeral.at == NULL || numeral.length == 0)
        return FALSE;
    if (doubtful != NULL)
        *doubtful = FALSE;
    if (read_power(numeral, number))
        return TRUE;
    Marks m = marks_of(numeral);
    char mark = decimal_mark(numeral, &m);
    gssize decimal_at = mark == '\0' ? -1 : m.last;
    if (mark == '?' && !mark_is_decimal(numeral.at[m.last], evidence, language, &unsure))
        decimal_at = -1;
    if (doubtful != NULL)
        *doubtful = unsure;
    return number_from(numeral, &m, decimal_at, number);
}

gboolean numeral_read_whole(Slice numeral, TextNumber *number)
{
    if (numeral.at == NULL || numeral.length == 0)
        return FALSE;
    Marks m = marks_of(numeral);
    if (!number_from(numeral, &m, -1, number))
        return FALSE;
    number->half = 0;
    return TRUE;
}
