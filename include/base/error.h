/* The one error domain. A message is a sentence that names file, line or row, variable and value,
 * and says what would be right. Callers add context with g_prefix_error(). */
#pragma once

#include <glib.h>

#define ANNEXE_ERROR (annexe_error_quark())

typedef enum {
    ANNEXE_ERROR_USAGE, /* command line: exit 2 */
    ANNEXE_ERROR_PLAN,  /* plan or claims: exit 2 */
    ANNEXE_ERROR_DATA,  /* microdata missing, unreadable or out of range: exit 3 */
    ANNEXE_ERROR_LIMIT, /* more of something than the limits allow: exit 3 */
    ANNEXE_ERROR_IO,    /* output could not be written: exit 4 */
} AnnexeErrorCode;

GQuark annexe_error_quark(void);
