/* The parts of a plan, each read by its own file; all are KeyReads into the Plan's field. */
#pragma once

#include "keys.h"

KeyRead read_data;                               /* PlanData */
KeyRead read_poststratify, read_rake, read_trim; /* PlanCalibration */
KeyRead read_variables;                          /* GPtrArray of PlanVariable */
KeyRead read_where;                              /* GPtrArray of PlanWhere */
KeyRead read_scales;                             /* GPtrArray of PlanScale */
KeyRead read_collapse;                           /* GPtrArray of PlanCollapse */
KeyRead read_analyses;                           /* GPtrArray of PlanAnalysis */

/* Fills what analyses left to the plan, when all keys are read. */
void settle_analyses(PlanReader *reader, gboolean plan_says_adjust);

GPtrArray *plan_variables_new(void);
GPtrArray *plan_where_new(void);
GPtrArray *plan_scales_new(void);
GPtrArray *plan_collapse_new(void);
GPtrArray *plan_analyses_new(void);
void plan_data_clear(PlanData *data);
void plan_calibration_clear(PlanCalibration *calibration);
/* What the keys of `data` say of calibration together, when all are read. */
void settle_calibration(PlanReader *reader, PlanData *data);

/* PATH as written in the plan, relative to the plan's folder. */
char *resolve_path(const Plan *plan, const char *path);

extern const Choice adjust_choices[], family_choices[], method_choices[], quantile_choices[],
    posthoc_choices[], score_choices[], weight_choices[];
extern const Range draws_range;
