/* JSON as text: strings escaped, numbers in our digits. A comma comes before every member but the
 * first, which the writer knows from what stands there. */
#pragma once

#include <glib.h>

/* TEXT quoted; invalid UTF-8 becomes U+FFFD. */
void json_put_text(GString *out, const char *text);
/* "name": in front of a value, with the comma where one is due. */
void json_put_name(GString *out, const char *name);
/* Members; a NULL text or name is left out. */
void json_put_string(GString *out, const char *name, const char *text);
void json_put_number(GString *out, const char *name, double value);
void json_put_boolean(GString *out, const char *name, gboolean value);
