#include "declared.h"

#include "data.h"

static gboolean has_text_levels(const PlanVariable *variable)
{
    for (guint i = 0; variable->levels != NULL && i < variable->levels->len; i++)
        if (((const PlanClass *)g_ptr_array_index(variable->levels, i))->key.is_text)
            return TRUE;
    return FALSE;
}

/* The variables that the plan declares, as if a file had them. */
static Codebook *declared_codebook(const Plan *plan)
{
    Codebook *codebook = codebook_new(NULL, "plan");
    for (guint i = 0; i < plan->variables->len; i++) {
        const PlanVariable *variable = g_ptr_array_index(plan->variables, i);
        if (variable->derivation == DERIVE_NONE)
            codebook_add(codebook, variable->name.text)->is_string = has_text_levels(variable);
    }
    return codebook;
}

gboolean declared_names_hold(const CheckInput *input, Diagnostics *diagnostics)
{
    const Plan *plan = input->plan;
    if (plan->variables->len == 0)
        return TRUE;
    g_autoptr(Diagnostics) scratch = diagnostics_new();
    g_autoptr(Codebook) codebook = declared_codebook(plan);
    g_autoptr(Frame) frame = frame_new(plan, codebook, scratch);
    g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func(question_free);
    return question_resolve(input, frame, questions, diagnostics);
}
