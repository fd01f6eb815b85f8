/* Numbers as text, without any locale: the grammar of numbers read, and the shortest digits
 * written.
 */
#pragma once

#include <glib.h>

/* Longest output of number_format() with its NUL. */
#define NUMBER_BUFFER 32

/* Writes the shortest decimal that reads back to VALUE (finite): tries %.15g to %.17g. Returns
 * BUFFER. Whole numbers below 1e15 have no exponent and no point; -0 is written 0. */
const char *number_format(double value, char buffer[NUMBER_BUFFER]);
/* The same; returns the length without the NUL. */
gsize number_write(double value, char buffer[NUMBER_BUFFER]);
/* Fixed decimals, point as mark, for texts of people (see report for the French comma). */
const char *number_format_fixed(double value, int decimals, char buffer[64]);
/* VALUE with its first DIGITS (1 to 15) significant digits, to the nearest but for a tie's last
 * bit; as it is from 10^DIGITS on and below 10^(DIGITS - 22). What a reader of the digits would
 * read. */
double number_round(double value, int digits);

/* Reads all of TEXT (LENGTH bytes, blanks around it allowed) as [+-]digits[mark
 * digits][e[+-]digits] with MARK '.' or ','. Not accepted: hex, nan, infinity, grouping, an empty
 * text, overflow to infinity. FALSE leaves *VALUE untouched. */
gboolean number_parse(const char *text, gsize length, char mark, double *value);
/* The same, and the number of digits printed behind the mark, as claims need it; accepts either
 * mark. */
gboolean number_parse_printed(const char *text, double *value, int *decimals);
