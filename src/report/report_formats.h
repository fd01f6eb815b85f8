/* One writer a format; as Report.write, or Report.begin and Report.end. */
#pragma once

#include "report/report.h"

char *csv_write_tests(const Results *results, const char *path, GError **error);
char *csv_write_estimates(const Results *results, const char *path, GError **error);
char *json_write(const Results *results, const char *path, GError **error);
gpointer xlsx_begin(const Results *results, const char *path);
char *xlsx_end(gpointer begun, GError **error);
