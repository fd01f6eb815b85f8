/* Which kind of file a path is: kinds are known by their extensions, lower case, without the point;
 * a list of them ends with NULL. */
#pragma once

#include <glib.h>

/* Whether EXTENSION, of either case, is among EXTENSIONS. */
gboolean extensions_have(const char *const *extensions, const char *extension);
/* Appends EXTENSIONS to LIST for a message: ".sav .zsav". */
void extensions_append(GString *list, const char *const *extensions);
