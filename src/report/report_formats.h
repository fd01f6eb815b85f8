/* One writer a format; each writes PATH whole or fails with ANNEXE_ERROR_IO. */
#pragma once

#include "report/report.h"

gboolean csv_write_tests(const Results *results, const char *path, GError **error);
gboolean csv_write_estimates(const Results *results, const char *path, GError **error);
gboolean json_write(const Results *results, const char *path, GError **error);
gboolean xlsx_write(const Results *results, const char *path, GError **error);
