/* An analysis of the plan with its names resolved, and the units of work it falls into. */
#pragma once

#include "stats/statistic.h"
#include "tally/tally.h"

/* One analysis, resolved. Arrays of gint hold variable indexes of the frame. */
typedef struct {
    const PlanAnalysis *plan;
    GArray *responses;
    GArray *by;
    GArray *strata;
    GPtrArray *tests;         /* const Statistic *: omnibus tests, in the order of the plan */
    GPtrArray *measures;      /* const Statistic *: measures that are no part of a test */
    const Statistic *posthoc; /* NULL: none */
    gboolean default_tests;   /* the plan named none: those that do not fit are left out */
} Job;

/* NULL with mistakes in DIAGNOSTICS. */
Job *job_new(const Frame *frame, const PlanAnalysis *plan, Diagnostics *diagnostics);
void job_free(Job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_free)

/* One table of a job and what is computed from it. */
typedef struct {
    const Job *job;
    gint response, by, stratum; /* variable indexes or -1; for a pair, by is the second item */
    guint handle;               /* of the Tally */
    gboolean collapsed;         /* the nets of the response instead of its full levels */
    GPtrArray *statistics;      /* const Statistic *, in order of output */
    const Summary *summary;     /* of the tally, or OWNED */
    Summary *owned;
    GPtrArray *designs;      /* DesignVariance * of each of STATISTICS, or NULL; NULL: no design */
    const char *design_name; /* for variants; NULL: respondents with replacement */
    ResultSink *sink;
} Unit;

/* Asks TALLY for the tables of JOB and appends its units (Unit *) to UNITS. */
void job_ask(const Frame *frame, const Job *job, Tally *tally, GPtrArray *units);
void unit_free(Unit *unit);
/* After the pass: takes the unit's table from TALLY. */
void unit_take(Unit *unit, const Frame *frame, const Tally *tally);
/* Computes the statistics of a unit that has its table and, under a design, its covariances. */
void unit_compute(Unit *unit, const Frame *frame, guint64 seed);
/* Whether STATISTIC is computed for the table that UNIT has. */
gboolean unit_fits(const Unit *unit, const Statistic *statistic);
/* The level of the unit's table that each level of the tally's TABLE became, -1: none; g_free(). */
gint *unit_levels(const Unit *unit, const Frame *frame, const Summary *table);
