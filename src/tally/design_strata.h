/* The units of a second pass sorted into strata, and what strata must be. */
#pragma once

#include "design.h"

/* The strata as they come out of the units, in order of value; likewise the parts of a unit. */
typedef struct {
    guint id;
    const DesignUnit *of; /* the unit whose parts these are; NULL for a stratum */
    GPtrArray *units;
    GArray *within; /* Stratum: the parts of each unit, or NULL */
    gint64 n;       /* units, or rows where they are the units */
    double rest;    /* 1 - fraction drawn */
} Stratum;

/* Stratum, in order; free with g_array_unref(). NULL with ERROR (DATA): clusters that cross strata,
 * an fpc that cannot be, lonely strata where the policy is an error. */
GArray *design_strata(const Pass *pass, GError **error);

static inline gboolean is_lonely(const Stratum *stratum)
{
    const double certain = 1e-7; /* as in R's survey */
    return stratum->n == 1 && stratum->rest >= certain;
}
