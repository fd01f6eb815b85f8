/* The rows of `check` when there are no data. */
#include "base/words.h"
#include "check/consistency.h"
#include "consistency_parts.h"

static gboolean has_member(const ConsistencySet *set, guint index)
{
    for (guint i = 0; i < set->members->len; i++)
        if (g_array_index(set->members, guint, i) == index)
            return TRUE;
    return FALSE;
}

/* Firm comes before last-digit, and that before a mere disagreement; the order of sets does the
 * rest. */
static int weight_of(const ConsistencySet *set)
{
    if (set->kind == SET_DISAGREE)
        return 1;
    return set->strength == STRENGTH_FIRM ? 3 : 2;
}

const ConsistencySet *consistency_set_of(const Consistency *consistency, guint index)
{
    const ConsistencySet *best = NULL;
    for (guint i = 0; i < consistency->sets->len; i++) {
        const ConsistencySet *set = g_ptr_array_index(consistency->sets, i);
        if (has_member(set, index) && (best == NULL || weight_of(set) > weight_of(best)))
            best = set;
    }
    return best;
}

static gboolean is_known(const Consistency *consistency, const Plan *plan, const Claim *claim,
                         guint index)
{
    for (guint i = 0; plan->known != NULL && i < plan->known->len; i++)
        if (g_strcmp0(((const PlanWord *)g_ptr_array_index(plan->known, i))->text, claim->id) == 0)
            return TRUE;
    gboolean in_any = FALSE;
    for (guint i = 0; i < consistency->sets->len; i++) {
        const ConsistencySet *set = g_ptr_array_index(consistency->sets, i);
        if (!has_member(set, index))
            continue;
        in_any = TRUE;
        if (set->strength == STRENGTH_FIRM && !set->known)
            return FALSE;
    }
    const ConsistencySet *set = consistency_set_of(consistency, index);
    return in_any && set->known;
}

static const char *joined(char **words, GStringChunk *strings)
{
    if (words == NULL || words[0] == NULL)
        return NULL;
    g_autofree char *text = g_strjoinv(";", words);
    return g_string_chunk_insert_const(strings, text);
}

static const char *keep(GStringChunk *strings, const char *text)
{
    return text != NULL ? g_string_chunk_insert_const(strings, text) : NULL;
}

static void judge(Verdict *verdict, const Consistency *consistency, guint index, Language language,
                  GStringChunk *strings)
{
    const ConsistencySet *set = consistency_set_of(consistency, index);
    const Text *note = set != NULL ? &set->sentence : &consistency->notes[index];
    verdict->verdict = VERDICT_UNDECIDABLE;
    if (set != NULL)
        verdict->verdict = set->kind == SET_DISAGREE ? VERDICT_DISAGREE : VERDICT_INCONSISTENT;
    verdict->strength = set != NULL ? set->strength : STRENGTH_NONE;
    verdict->note = keep(strings, text_in(note, language, NULL));
}

GPtrArray *consistency_verdicts(const Consistency *consistency, const Plan *plan,
                                const Claims *claims, Language language, GStringChunk *strings)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        g_autofree char *value = printed_number(claim->value, LANGUAGE_EN);
        Verdict *verdict = g_new0(Verdict, 1);
        verdict->id = claim->id;
        verdict->kind = claim_kind_name(claim->kind);
        verdict->response = claim->response;
        verdict->by = joined(claim->by, strings);
        verdict->group = joined(claim->group, strings);
        verdict->claimed = claim->value.has ? keep(strings, value) : NULL;
        verdict->known = is_known(consistency, plan, claim, i);
        judge(verdict, consistency, i, language, strings);
        g_ptr_array_add(rows, verdict);
    }
    return rows;
}
