/* The steps by which frame_new() resolves a plan; each reports what it finds wrong. */
#pragma once

#include "tally/frame.h"

/* Adds VARIABLE (taken) unless its name is taken already; then it is freed and NULL returned. */
FrameVariable *frame_add(Frame *frame, FrameVariable *variable);
FrameVariable *frame_variable_new(const char *name, FrameKind kind);

/* Index of NAME, or -1 after a mistake "unknown variable" with the nearest name. WHAT says whose
 * name it is: "the weight", … */
gint frame_resolve(const Frame *frame, const PlanWord *name, const char *what,
                   Diagnostics *diagnostics);
/* Whether VALUE can be a value of VARIABLE (numbers in strings are spellings); else a mistake. */
gboolean frame_check_value(const FrameVariable *variable, const PlanValue *value, const char *what,
                           Diagnostics *diagnostics);

/* Missing codes of the plan that could match nothing, as mistakes. */
void frame_check_missing(const Frame *frame, Diagnostics *diagnostics);
/* Warns of numbers outside those that VARIABLE has labels for; WHERE: what names them. */
void frame_warn_of_strangers(const FrameVariable *variable, const GPtrArray *values,
                             const char *where, Diagnostics *diagnostics);
/* Classes of a net: values of the wrong type are mistakes, unknown and forgotten ones warnings. */
void frame_check_collapse(const Frame *frame, const PlanCollapse *collapse, gint index,
                          Diagnostics *diagnostics);

/* Old values of a recode of SOURCE: of the wrong type mistakes, unknown and forgotten ones
 * warnings.
 */
void frame_check_recode(const PlanVariable *plan, const FrameVariable *source,
                        Diagnostics *diagnostics);

/* Levels and labels from file and plan. */
void frame_level_source(FrameVariable *variable, const Plan *plan);
void frame_level_derived(FrameVariable *variable);
/* A number that a recode gives to one value alone takes that value's label, or its text. */
void frame_level_inherit(FrameVariable *variable, const FrameVariable *source);
void frame_level_clear(gpointer level);

/* Derived variables: source, type, cycles. After all variables are there. */
void frame_check_derived(Frame *frame, Diagnostics *diagnostics);
/* Items, reversal, range and min_answered of every scale. */
void frame_resolve_scales(Frame *frame, Diagnostics *diagnostics);
