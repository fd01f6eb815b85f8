/* Dates and times, which data files keep as numbers with a format: SPSS as seconds since
 * 1582-10-14, Stata as days or milliseconds and SAS as days or seconds since 1960-01-01.
 *
 *     Moment moment;
 *     if (variable_moment(codebook, variable, &moment))
 *         puts(moment_text(&moment, value, buffer));
 *
 * SOURCE: PSPP developers, System File Format, "Variable Record"; StataCorp, [D] Datetime; SAS
 * Institute, Dictionary of Formats and Informats. In R: haven::read_sav(), read_dta(), read_sas().
 */
#pragma once

#include "data/codebook.h"

typedef enum { MOMENT_DATE, MOMENT_DATETIME, MOMENT_TIME } MomentKind;

typedef struct {
    MomentKind kind;
    double unit;      /* seconds in one */
    guint32 zero_day; /* GDate's day number of value 0 */
} Moment;

#define MOMENT_BUFFER 40

/* FALSE when the format of VARIABLE is none of a date or time. Months and quarters of Stata are
 * none. */
gboolean variable_moment(const Codebook *codebook, const Variable *variable, Moment *moment);
/* "date", "date and time" or "time". */
const char *moment_name(const Moment *moment);
/* "2021-03-01", "2021-03-01 08:06:51" or "08:06:51", fractions cut; the number itself when it is
 * beyond the years 1 to 9999. */
const char *moment_text(const Moment *moment, double value, char buffer[MOMENT_BUFFER]);
