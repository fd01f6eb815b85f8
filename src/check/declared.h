/* Names in claims when there are no data: what the plan itself declares can still be held. */
#pragma once

#include "check/check.h"

/* FALSE with a mistake for each claim that names a group or level that a variable declared in the
 * plan does not have, or whose name is a slip of a declared one. Other names are free. */
gboolean declared_names_hold(const CheckInput *input, Diagnostics *diagnostics);
