/* manifest.json: what a set was made from and what it consists of. No clock and no machine. */
#pragma once

#include "report/report.h"

/* FILES: NULL-terminated names of the outputs, written in FOLDER. */
gboolean manifest_write(const Results *results, const char *path, const char *folder,
                        const char *const *files, const ReportInput *inputs, guint n_inputs,
                        GError **error);
/* The outputs that an earlier manifest lists; an empty vector when there is none or it cannot be
 * read. Free with g_strfreev(). */
char **manifest_outputs(const char *path);
