/* How often does a test say p < 0.05, 0.01, 0.0001 of samples from a population?
 *
 * Replication i of a population is drawn from a stream of its own name, in blocks of their own
 * counters, and every procedure sees the same samples: the counts depend on the seed alone, not on
 * threads or on the other populations. */
#pragma once

#include "population.h"
#include "stats/statistic.h"

enum { STUDY_ALPHAS = 3, MOST_PROCEDURES = 32 };
extern const double study_alphas[STUDY_ALPHAS];

/* A test as it may be asked for. */
typedef struct {
    const char *name, *statistic;
    guint suites; /* populations that it is for */
    guint method; /* one of MethodSet */
    Variant variant;
    guint replications;
    gint level; /* of families of one level: its rows alone; else -1 */
} Procedure;

/* Of one procedure. A p that is undefined (all answers alike) is not below anything. */
typedef struct {
    const Procedure *procedure;
    guint64 replications, undefined, below[STUDY_ALPHAS];
} StudyCount;

typedef struct {
    guint64 seed;
    guint most; /* replications at most, of any procedure; 0: as many as it asks for */
    guint threads;
} StudyOptions;

/* Fills COUNTS[MOST_PROCEDURES]; returns how many procedures the population has. Under the
 * alternative half as many replications, and at most POWER_REPLICATIONS. */
enum { POWER_REPLICATIONS = 5000 };
guint study_run(const Population *population, gboolean alternative, const StudyOptions *options,
                StudyCount *counts);
/* Study of every population that CHOSEN names (NULL-terminated; NULL: all) as CSV. */
char *study_csv(const char *const *chosen, const StudyOptions *options);
/* A small part of it, the same on every machine: what slice.csv holds. */
char *study_slice(guint threads);
