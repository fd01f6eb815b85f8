/* The tests of the registry that take one table, with the methods and variants a plan may name. */
#pragma once

#include "study.h"

const Procedure *procedures_all(guint *n);
