/* What a value becomes: missing codes of the plan, cut, recode, equal. Applied to the entries of
 * dictionaries, never to cells. */
#include "pass.h"

#include <string.h>

gboolean map_equals(const PlanValue *value, const SummaryLevel *level)
{
    if (level->state == CELL_SYSTEM_MISSING || level->state == CELL_TAGGED_MISSING)
        return FALSE;
    if (level->text != NULL)
        return strcmp(value->text, level->text) == 0;
    return !value->is_text && value->number == level->number;
}

static gboolean listed(const GPtrArray *values, const SummaryLevel *level)
{
    for (guint i = 0; values != NULL && i < values->len; i++)
        if (map_equals(g_ptr_array_index(values, i), level))
            return TRUE;
    return FALSE;
}

SummaryLevel map_source(const FrameVariable *variable, const Plan *plan, const DictEntry *entry)
{
    SummaryLevel level = {entry->state, entry->tag, entry->number, entry->text};
    if (level.state != CELL_VALID)
        return level;
    if (listed(plan->missing, &level) ||
        (variable->plan != NULL && listed(variable->plan->missing, &level)))
        level.state = CELL_USER_MISSING;
    return level;
}

static double cut_code(const GPtrArray *cuts, double x)
{
    guint code = 1;
    for (guint i = 0; i < cuts->len; i++) {
        const PlanValue *cut = g_ptr_array_index(cuts, i);
        code += cut->number <= x;
    }
    return code;
}

/* The new code; FALSE when no class lists the value. */
static gboolean recode_code(const GPtrArray *classes, const SummaryLevel *from, double *code)
{
    for (guint i = 0; i < classes->len; i++) {
        const PlanClass *class = g_ptr_array_index(classes, i);
        if (listed(class->values, from)) {
            *code = class->key.is_text ? i + 1 : class->key.number;
            return TRUE;
        }
    }
    return FALSE;
}

static SummaryLevel derive(const PlanVariable *plan, const SummaryLevel *from)
{
    SummaryLevel level = {CELL_VALID, '\0', 0, NULL};
    gboolean takes_missing = plan->derivation == DERIVE_RECODE && from->state == CELL_USER_MISSING;
    if (from->state != CELL_VALID && !takes_missing)
        return *from;
    switch (plan->derivation) {
    case DERIVE_CUT:
        level.number = cut_code(plan->cuts, from->number);
        break;
    case DERIVE_EQUAL:
        level.number = listed(plan->equal, from) ? 1 : 0;
        break;
    case DERIVE_RECODE:
        if (recode_code(plan->recode, from, &level.number))
            break;
        if (from->state != CELL_VALID)
            return *from;
        level.state = CELL_SYSTEM_MISSING;
        break;
    case DERIVE_NONE:
        g_return_val_if_reached(level);
    }
    return level;
}

SummaryLevel map_derived(const FrameVariable *variable, const SummaryLevel *from)
{
    SummaryLevel level = derive(variable->plan, from);
    if (level.state == CELL_VALID && listed(variable->plan->missing, &level))
        level.state = CELL_USER_MISSING;
    return level;
}
