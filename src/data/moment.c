#include "data/moment.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

enum { SECONDS_A_DAY = 86400, LAST_YEAR = 9999 };

typedef struct {
    const char *name;
    MomentKind kind;
} Format;

static const Format spss[] = {
    {"DATE", MOMENT_DATE},       {"ADATE", MOMENT_DATE}, {"EDATE", MOMENT_DATE},
    {"JDATE", MOMENT_DATE},      {"SDATE", MOMENT_DATE}, {"QYR", MOMENT_DATE},
    {"MOYR", MOMENT_DATE},       {"WKYR", MOMENT_DATE},  {"DATETIME", MOMENT_DATETIME},
    {"YMDHMS", MOMENT_DATETIME}, {"TIME", MOMENT_TIME},  {"MTIME", MOMENT_TIME},
    {"DTIME", MOMENT_TIME},      {NULL, MOMENT_DATE},
};
static const Format sas[] = {
    {"DATE", MOMENT_DATE},         {"DDMMYY", MOMENT_DATE},       {"MMDDYY", MOMENT_DATE},
    {"YYMMDD", MOMENT_DATE},       {"DDMMYYD", MOMENT_DATE},      {"MMDDYYD", MOMENT_DATE},
    {"YYMMDDD", MOMENT_DATE},      {"YYMMDDN", MOMENT_DATE},      {"MONYY", MOMENT_DATE},
    {"WEEKDATE", MOMENT_DATE},     {"WORDDATE", MOMENT_DATE},     {"JULIAN", MOMENT_DATE},
    {"E8601DA", MOMENT_DATE},      {"B8601DA", MOMENT_DATE},      {"NLDATE", MOMENT_DATE},
    {"DATETIME", MOMENT_DATETIME}, {"DATEAMPM", MOMENT_DATETIME}, {"E8601DT", MOMENT_DATETIME},
    {"B8601DT", MOMENT_DATETIME},  {"NLDATM", MOMENT_DATETIME},   {"TIME", MOMENT_TIME},
    {"TIMEAMPM", MOMENT_TIME},     {"HHMM", MOMENT_TIME},         {"TOD", MOMENT_TIME},
    {"E8601TM", MOMENT_TIME},      {"B8601TM", MOMENT_TIME},      {NULL, MOMENT_DATE},
};

/* Behind the name only a width and decimals may stand: "DATE9." is one, "DATETIME20" is not DATE.
 */
static const Format *find(const Format *formats, const char *text)
{
    for (; formats->name != NULL; formats++) {
        gsize length = strlen(formats->name);
        if (g_ascii_strncasecmp(text, formats->name, length) == 0 &&
            strspn(text + length, "0123456789.") == strlen(text + length))
            return formats;
    }
    return NULL;
}

static guint32 day_number(GDateDay day, GDateMonth month, GDateYear year)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, day, month, year);
    return g_date_get_julian(&date);
}

static gboolean stata_moment(const char *format, Moment *moment)
{
    const char *type = format + strspn(format, "%-");
    gboolean clock = g_str_has_prefix(type, "tc") || g_str_has_prefix(type, "tC");
    if (!clock && !g_str_has_prefix(type, "td") && !g_str_has_prefix(type, "d"))
        return FALSE;
    moment->kind = clock ? MOMENT_DATETIME : MOMENT_DATE;
    moment->unit = clock ? 0.001 : SECONDS_A_DAY;
    moment->zero_day = day_number(1, G_DATE_JANUARY, 1960);
    return TRUE;
}

gboolean variable_moment(const Codebook *codebook, const Variable *variable, Moment *moment)
{
    const char *format = variable->format;
    if (variable->is_string || format == NULL)
        return FALSE;
    if (format[0] == '%')
        return stata_moment(format, moment);
    gboolean is_sas = g_str_has_prefix(codebook->kind, "SAS");
    const Format *found = find(is_sas ? sas : spss, format);
    if (found == NULL)
        return FALSE;
    moment->kind = found->kind;
    moment->unit = is_sas && found->kind == MOMENT_DATE ? SECONDS_A_DAY : 1;
    moment->zero_day =
        is_sas ? day_number(1, G_DATE_JANUARY, 1960) : day_number(14, G_DATE_OCTOBER, 1582);
    return TRUE;
}

const char *moment_name(const Moment *moment)
{
    static const char *const names[] = {
        [MOMENT_DATE] = "date", [MOMENT_DATETIME] = "date and time", [MOMENT_TIME] = "time"};
    return names[moment->kind];
}

static gboolean put_date(const Moment *moment, double days, char *buffer)
{
    double day = moment->zero_day + days;
    if (!(day >= 1 && day <= day_number(31, G_DATE_DECEMBER, LAST_YEAR)))
        return FALSE;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)day);
    g_snprintf(buffer, MOMENT_BUFFER, "%04d-%02d-%02d", g_date_get_year(&date),
               (int)g_date_get_month(&date), g_date_get_day(&date));
    return TRUE;
}

const char *moment_text(const Moment *moment, double value, char buffer[MOMENT_BUFFER])
{
    double seconds = floor(value * moment->unit), days = floor(seconds / SECONDS_A_DAY);
    gsize at = 0;
    if (!(fabs(seconds) < 1e15))
        return number_format(value, buffer);
    if (moment->kind != MOMENT_TIME) {
        if (!put_date(moment, days, buffer))
            return number_format(value, buffer);
        if (moment->kind == MOMENT_DATE)
            return buffer;
        seconds -= days * SECONDS_A_DAY;
        at = strlen(buffer);
        buffer[at++] = ' ';
    } else if (seconds < 0) {
        return number_format(value, buffer);
    }
    gint64 whole = (gint64)seconds;
    g_snprintf(buffer + at, MOMENT_BUFFER - at,
               "%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, whole / 3600,
               whole / 60 % 60, whole % 60);
    return buffer;
}
