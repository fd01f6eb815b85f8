/* One writer a format; as Report.write. */
#pragma once

#include "report/report.h"

char *csv_write_tests(const Results *results, const char *path, GError **error);
char *csv_write_estimates(const Results *results, const char *path, GError **error);
char *json_write(const Results *results, const char *path, GError **error);
char *xlsx_write(const Results *results, const char *path, GError **error);
