#include "base/error.h"

G_DEFINE_QUARK(annexe - error - quark, annexe_error)
