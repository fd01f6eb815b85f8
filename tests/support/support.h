/* What every unit test includes: cmocka, and comparisons of doubles that print 17 digits. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

/* Fails unless |actual - expected| <= relative * max(|expected|, tiny); prints both in full. */
#define assert_near(actual, expected, relative)                                                    \
    support_near((actual), (expected), (relative), #actual, __FILE__, __LINE__)
#define assert_no_error(error) support_no_error((error), __FILE__, __LINE__)

void support_near(double actual, double expected, double relative, const char *what,
                  const char *file, int line);
void support_no_error(const GError *error, const char *file, int line);
/* The path of a file below tests/ (or of the project with "../"); free with g_free(). */
char *support_path(const char *relative);
/* A folder of its own for this test, removed by support_remove(). */
char *support_folder(void);
void support_remove(const char *folder);
