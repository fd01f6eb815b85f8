#include "extensions.h"

gboolean extensions_have(const char *const *extensions, const char *extension)
{
    for (; *extensions != NULL; extensions++)
        if (g_ascii_strcasecmp(*extensions, extension) == 0)
            return TRUE;
    return FALSE;
}

void extensions_append(GString *list, const char *const *extensions)
{
    for (; *extensions != NULL; extensions++)
        g_string_append_printf(list, "%s.%s", list->len > 0 ? " " : "", *extensions);
}
