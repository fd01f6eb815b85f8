/* manifest.json: what a set was made from and what it consists of. No clock and no machine. */
#pragma once

#include "report/report.h"

/* OUTPUTS: the files of the set, each with its digest and without a role. */
gboolean manifest_write(const Results *results, const char *path, const ReportInput *inputs,
                        guint n_inputs, const ReportInput *outputs, guint n_outputs,
                        GError **error);
/* The outputs that an earlier manifest lists; an empty vector when there is none or it cannot be
 * read. Free with g_strfreev(). */
char **manifest_outputs(const char *path);
