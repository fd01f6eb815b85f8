/* Results as tables for people: what every sheet of the annex holds, whatever the format. */
#pragma once

#include "book.h"

/* SHEET is at POSITION of the book. It is whole, and will not change, but for the contents, of
 * which only the name is known until it comes again at the end. */
typedef void (*PivotTold)(const Sheet *sheet, guint position, gboolean whole, gpointer data);

/* The whole annex; free with book_free(). Every row of RESULTS is on some sheet, or in words on it
 * (expected counts, kinds of missing), or named there as being in tests.csv. TOLD hears of each
 * sheet as soon as it is filled, in order. */
Book *pivot_book(const Results *results, PivotTold told, gpointer data);
