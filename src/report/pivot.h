/* Results as tables for people: what every sheet of the annex holds, whatever the format. */
#pragma once

#include "book.h"

/* The whole annex; free with book_free(). Every row of RESULTS is on some sheet, or in words on it
 * (expected counts, kinds of missing), or named there as being in tests.csv. */
Book *pivot_book(const Results *results);
