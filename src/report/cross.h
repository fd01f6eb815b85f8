/* The rows of one crosstab, sorted into levels by groups a measure, however they are laid out. */
#pragma once

#include "pivot_parts.h"

typedef enum { CROSS_COUNT, CROSS_PERCENT, CROSS_RESIDUAL, CROSS_MEASURES } CrossMeasure;

typedef struct {
    const char *name;       /* of the estimate */
    WordId shown, of_group; /* as a word of its own; behind the name of a group */
    Role role;
} CrossMeasureKind;
extern const CrossMeasureKind cross_measures[CROSS_MEASURES];

typedef struct {
    GArray *levels, *groups; /* Key */
    GArray *order;           /* guint: the groups as shown, all of them together last */
    const EstimateResult **cells[CROSS_MEASURES];
    gboolean has[CROSS_MEASURES];
} Cross;

/* Where the nets of the response begin among its rows: the first level that is a list, or that was
 * there before. The full levels always come first. */
guint cross_nets_from(const Pivot *pivot, const Topic *topic);
/* The topic's rows FROM to TO (excluded), which are marked as shown; end with cross_clear(). */
void cross_read(Pivot *pivot, const Topic *topic, guint from, guint to, Cross *cross);
void cross_clear(Cross *cross);
const Key *cross_group(const Cross *cross, guint group);
const char *cross_group_name(const Pivot *pivot, const Cross *cross, guint group);
/* One cell, and its quality mark where its group has any. */
void cross_put(const Pivot *pivot, const Cross *cross, guint level, guint group,
               CrossMeasure measure, Table *table);
