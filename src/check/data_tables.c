/* Which tables the variants need, asked for before the pass; and the tables made from them. */
#include "data.h"

#include <math.h>
#include <string.h>

/* --- asking ----------------------------------------------------------------------------------- */

/* The responses of a section that can be computed, each once. */
static GArray *section_responses(const Check *check, const char *section)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(gint));
    for (guint i = 0; i < check->questions->len; i++) {
        const Question *q = g_ptr_array_index(check->questions, i);
        gboolean listed = q->response < 0 || g_strcmp0(q->claim->section, section) != 0;
        for (guint k = 0; k < list->len && !listed; k++)
            listed = g_array_index(list, gint, k) == q->response;
        if (!listed)
            g_array_append_val(list, q->response);
    }
    return list;
}

/* The indicator of each section with two responses or more: section -> variable + 1. */
static GHashTable *add_sections(Check *check)
{
    GHashTable *complete = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < check->questions->len && check->variants; i++) {
        const Question *q = g_ptr_array_index(check->questions, i);
        const char *section = q->claim->section;
        if (section == NULL || g_hash_table_contains(complete, section))
            continue;
        g_autoptr(GArray) list = section_responses(check, section);
        gint variable =
            list->len < 2
                ? -1
                : frame_add_complete(check->frame, (const gint *)(gpointer)list->data, list->len);
        g_hash_table_insert(complete, (gpointer)section, GINT_TO_POINTER(variable + 1));
    }
    return complete;
}

/* The flipped scale, made once: "scale/item" -> variable. */
static gint flipped(Check *check, GHashTable *made, gint scale, guint item)
{
    gpointer key = GSIZE_TO_POINTER(((gsize)scale << 16) + item + 1);
    gpointer found = g_hash_table_lookup(made, key);
    if (found != NULL)
        return GPOINTER_TO_INT(found);
    gint variable = frame_add_flipped(check->frame, scale, item);
    g_hash_table_insert(made, key, GINT_TO_POINTER(variable));
    return variable;
}

static void ask_one(Check *check, Question *q, gint by, gint complete, GHashTable *made)
{
    /* groups alone are counted as a response */
    gint response = q->response >= 0 ? q->response : by, group = q->response >= 0 ? by : -1;
    Asked asked = {.by = group, .flipped = g_array_new(FALSE, FALSE, sizeof(guint))};
    asked.plain = tally_ask_table(check->tally, response, group, -1);
    if (check->other_tally != NULL)
        asked.other_weight = tally_ask_table(check->other_tally, response, group, -1);
    asked.has_listwise = complete >= 0;
    if (complete >= 0)
        asked.listwise = tally_ask_table(check->tally, response, group, complete);
    for (guint i = 0; i < q->items->len && check->variants; i++) {
        gint other = flipped(check, made, response, g_array_index(q->items, guint, i));
        guint handle = tally_ask_table(check->tally, other, group, -1);
        g_array_append_val(asked.flipped, handle);
    }
    g_array_append_val(q->asked, asked);
}

void check_ask(Check *check)
{
    g_autoptr(GHashTable) complete = add_sections(check);
    g_autoptr(GHashTable) made = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < check->questions->len; i++) {
        Question *q = g_ptr_array_index(check->questions, i);
        gpointer section =
            q->claim->section == NULL ? NULL : g_hash_table_lookup(complete, q->claim->section);
        gint indicator = q->response < 0 ? -1 : GPOINTER_TO_INT(section) - 1;
        if (q->subject == 0)
            continue;
        for (guint b = 0; b < q->by->len; b++)
            ask_one(check, q, g_array_index(q->by, gint, b), indicator, made);
        if (q->by->len == 0 && q->response >= 0)
            ask_one(check, q, -1, indicator, made);
    }
}

/* --- levels and groups by name ---------------------------------------------------------------- */

static gboolean same_level(const SummaryLevel *level, double number, const char *text)
{
    if (level->state != CELL_VALID)
        return FALSE;
    return text != NULL || level->text != NULL ? g_strcmp0(level->text, text) == 0
                                               : level->number == number;
}

gint table_level(const FrameVariable *variable, const SummaryLevel *levels, guint n,
                 const char *name)
{
    static const Text none = {{NULL, NULL}};
    gint declared = frame_match_level(variable, name), best = -1;
    MatchQuality quality = MATCH_NONE;
    for (guint l = 0; l < n; l++) {
        const FrameLevel *level =
            declared < 0 ? NULL : &g_array_index(variable->levels, FrameLevel, declared);
        MatchQuality found = MATCH_NONE;
        if (level != NULL)
            found = same_level(&levels[l], level->number, level->text) ? MATCH_VALUE : MATCH_NONE;
        else if (levels[l].state == CELL_VALID)
            found = match_level(name, levels[l].number, levels[l].text, &none);
        if (found > quality) {
            quality = found;
            best = (gint)l;
        }
    }
    return best;
}

GArray *table_groups(const FrameVariable *by, const Summary *table, char **names)
{
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; names[i] != NULL && table->groups != NULL; i++) {
        gint group = table_level(by, table->groups, table->n_groups, names[i]);
        gboolean twice = group < 0;
        for (guint k = 0; k < chosen->len && !twice; k++)
            twice = g_array_index(chosen, guint, k) == (guint)group;
        if (!twice)
            g_array_append_val(chosen, group);
    }
    return chosen;
}

Summary *table_of_groups(const Check *check, const Question *q, guint asked, const Summary *table)
{
    const FrameVariable *by =
        frame_variable(check->frame, g_array_index(q->asked, Asked, asked).by);
    g_autoptr(GArray) groups = table_groups(by, table, q->claim->group);
    if (groups->len == 0)
        return NULL;
    return summary_groups(table, (const guint *)(gpointer)groups->data, groups->len);
}

/* --- shapes ----------------------------------------------------------------------------------- */

static const Summary *with_missing(const Summary *plain, gboolean declared_only, Summary **owned)
{
    g_autofree gboolean *keep = g_new0(gboolean, plain->n_missing + 1);
    guint kept = 0;
    for (guint k = 0; k < plain->n_missing; k++) {
        keep[k] = !declared_only || plain->missing[k].state != CELL_SYSTEM_MISSING;
        kept += keep[k];
    }
    /* all of them declared: the same table as with all */
    if (plain->w != NULL || kept == 0 || (declared_only && kept == plain->n_missing))
        return NULL;
    return *owned = summary_with_missing(plain, keep);
}

static const Summary *collapsed(const Check *check, const Question *q, const Summary *plain,
                                Summary **owned)
{
    const PlanCollapse *collapse = frame_collapse(check->frame, q->response);
    if (collapse == NULL)
        return NULL;
    g_autofree gint *class_of = frame_classes(collapse, plain->levels, plain->n_levels);
    return *owned = summary_collapse(plain, class_of, collapse->classes->len);
}

/* Pairs in which the first of two groups is higher, ties one half, rounded down. */
static gint64 pairs_won(const Summary *s)
{
    gint64 twice = 0, below = 0;
    for (guint l = 0; l < s->n_levels; l++) {
        gint64 second = s->n[s->n_levels + l];
        twice += s->n[l] * (2 * below + second);
        below += second;
    }
    return twice / 2;
}

/* What programs do that hold no ties: U goes to the distribution of U without them. Of the first
 * group, TOP stand above all of the second and one stands above REST of them. */
static const Summary *without_ties(const Summary *plain, Summary **owned)
{
    gint64 n[2] = {0, 0};
    if (plain->n_groups != 2 || plain->n_strata != 1 || plain->w != NULL)
        return NULL;
    for (guint l = 0; l < plain->n_levels; l++) {
        n[0] += plain->n[l];
        n[1] += plain->n[plain->n_levels + l];
    }
    if (n[0] == 0 || n[1] == 0 || n[0] + n[1] > 2000)
        return NULL;
    gint64 u = pairs_won(plain), top = u / n[1], rest = u % n[1], all = n[0] + n[1];
    g_autofree gint64 *cells = g_new0(gint64, (gsize)(2 * all));
    gint64 low = n[0] - top - (rest > 0), at = 0;
    for (; at < low; at++)
        cells[at] = 1;
    for (gint64 i = 0; i < n[1]; i++) {
        if (rest > 0 && i == rest)
            cells[at++] = 1;
        cells[all + at++] = 1;
    }
    for (; at < all; at++)
        cells[at] = 1;
    return *owned = summary_from_counts(cells, 2, (guint)all, NULL);
}

static const Summary *counted(const Check *check, const Asked *asked, VariantShape shape,
                              guint flip, Summary **owned)
{
    switch (shape) {
    case SHAPE_LISTWISE:
        if (!asked->has_listwise)
            return NULL;
        return *owned = summary_marginal(tally_summary(check->tally, asked->listwise));
    case SHAPE_OTHER_WEIGHT:
        return check->other_tally == NULL ? NULL
                                          : tally_summary(check->other_tally, asked->other_weight);
    case SHAPE_FLIPPED:
        return flip >= asked->flipped->len
                   ? NULL
                   : tally_summary(check->tally, g_array_index(asked->flipped, guint, flip));
    default:
        return tally_summary(check->tally, asked->plain);
    }
}

const Summary *check_table(const Check *check, const Question *q, guint index, VariantShape shape,
                           guint flip, Summary **owned)
{
    const Asked *asked = &g_array_index(q->asked, Asked, index);
    const Summary *table = counted(check, asked, shape, flip, owned);
    switch (shape) {
    case SHAPE_WITH_MISSING:
        return with_missing(table, FALSE, owned);
    case SHAPE_WITH_DECLARED:
        return with_missing(table, TRUE, owned);
    case SHAPE_COLLAPSED:
        return collapsed(check, q, table, owned);
    case SHAPE_NO_TIES:
        return without_ties(table, owned);
    default:
        return table;
    }
}
